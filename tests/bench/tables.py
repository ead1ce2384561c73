"""How smooth the window is while it trains on a large table, beside a small one in the same run."""

import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PySide6.QtWidgets import QApplication, QPushButton

from nnstudio.data.csv.reading import read_or_say
from nnstudio.data.opening import open_source
from nnstudio.project import edits
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import CsvSource
from nnstudio.ui.app import open_window
from tests.bench.frames import quantiles, run_until, watch_window
from tests.conftest import isolate_settings

ROWS = (2_000, 150_000)
COLUMNS = 20


class Figures(NamedTuple):
    rows: int
    reading: float
    """Seconds until it is known what the table would come to."""
    frames: dict[str, float]
    """Quantiles of the gaps between frames, in milliseconds; none comes sooner than the next epoch."""
    waits: dict[str, float]
    """The same of how long an event waits."""
    epoch: float
    """Milliseconds."""


def measure(seconds: float, sizes: tuple[int, ...] = ROWS) -> list[Figures]:
    """Trains on tables of these sizes, one after the other, as the import proposes it."""
    with tempfile.TemporaryDirectory() as folder:
        isolate_settings(Path(folder))
        return [_measure(Path(folder), rows, seconds) for rows in sizes]


def _measure(folder: Path, rows: int, seconds: float) -> Figures:
    path = folder / f"table-{rows}.csv"
    draw = np.random.default_rng(0)
    X = draw.normal(size=(rows, COLUMNS - 1))
    y = X[:, 0] * X[:, 1] + np.sin(2 * X[:, 2]) + 0.1 * draw.normal(size=rows)
    names = ",".join([*(f"x{i}" for i in range(1, COLUMNS)), "y"])
    np.savetxt(path, np.column_stack((X, y)), "%.5f", ",", header=names, comments="")
    started = time.perf_counter()
    plan = read_or_say(path, CsvSource(path=str(path), target="")).plan
    reading = time.perf_counter() - started
    assert plan is not None
    assert plan.source is not None
    project = edits.with_table(open_source("binary-classification"), plan.source, plan.preparation)
    return Figures(rows, reading, *_watched(edits.with_training(project, epochs=100_000), seconds))


def _watched(project: Project, seconds: float) -> tuple[dict[str, float], dict[str, float], float]:
    app = QApplication.instance() or QApplication([])
    assert app is not None
    window = open_window()
    window.resize(1280, 800)
    run_until(lambda: window.session.run is not None)
    window.document.edit("a table", project)
    run_until(lambda: window.session.run is not None and window.session.run.project.data == project.data)
    button = window.findChild(QPushButton, "train_button")
    assert button is not None
    button.click()
    # the first epoch is recorded, and the plots take their shape with it
    run = window.session.run
    assert run is not None
    run_until(lambda: run.epoch > 1)
    before = run.epoch
    watch = watch_window(window, seconds)
    epoch = 1000 * seconds / max(1, run.epoch - before)
    window.close()
    window.deleteLater()
    return quantiles(watch.paints), quantiles(watch.ticks), epoch
