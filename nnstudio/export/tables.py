"""What came out of a run as CSV tables: its predictions, its metrics, its losses."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.metrics.metrics import compute_metrics
from nnstudio.engine.snapshots.outputs import predictions, probabilities
from nnstudio.export.outcome import Outcome
from nnstudio.project.cells import safe_value
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task
from nnstudio.project.writing import write_text


def write_predictions(outcome: Outcome, path: Path, for_spreadsheets: bool = False) -> None:
    """One line a sample, train first: ``split``, the columns, ``target``, ``prediction``, a probability a class.

    `for_spreadsheets`: names of columns and classes that a spreadsheet would take for formulas get an apostrophe.
    """
    dataset = outcome.dataset
    added = prediction_columns(outcome.project, dataset.class_names)
    header = ["split", *dataset.columns, *apart(("target", *added), dataset.columns)]
    rows = []
    for split, raw, y in (
        ("train", dataset.raw_train, dataset.y_train),
        ("test", dataset.raw_test, dataset.y_test),
    ):
        if not len(y):
            continue
        said = prediction_rows(outcome.project, dataset.class_names, outcome.outputs(raw))
        targets = y.tolist() if dataset.task is Task.REGRESSION else [dataset.class_names[label] for label in y]
        rows += [[split, *x, t, *p] for x, t, p in zip(raw.tolist(), targets, said, strict=True)]
    if for_spreadsheets:
        header, rows = [str(safe_value(name)) for name in header], [[*map(safe_value, row)] for row in rows]
    _write(path, header, rows)


def write_metrics(outcome: Outcome, path: Path) -> None:
    """One line a figure: ``epoch``, ``split``, ``metric``, ``value``. The loss is the run's own, of that epoch."""
    rows = [
        [outcome.epoch, split, name, value]
        for split, figures in split_metrics(outcome).items()
        for name, value in figures.items()
    ]
    _write(path, ["epoch", "split", "metric", "value"], rows)


def write_history(outcome: Outcome, path: Path) -> None:
    """One line an epoch: ``epoch``, ``train_loss`` and, with a test split, ``test_loss``."""
    train, test = outcome.train_loss, outcome.test_loss
    header = ["epoch", "train_loss", *(["test_loss"] if len(outcome.dataset.X_test) else [])]
    columns = [range(1, len(train) + 1), train, *([test] if len(header) > 2 else [])]
    _write(path, header, zip(*columns, strict=True))


def split_metrics(outcome: Outcome) -> dict[str, dict[str, float]]:
    """By ``train`` and, where there is one, ``test``: the epoch's loss under its name, then scikit-learn's metrics."""
    dataset = outcome.dataset
    found: dict[str, dict[str, float]] = {}
    for split, raw, y, losses in (
        ("train", dataset.raw_train, dataset.y_train, outcome.train_loss),
        ("test", dataset.raw_test, dataset.y_test, outcome.test_loss),
    ):
        if len(y):
            loss = {f"loss ({outcome.project.training.loss.title})": losses[-1]} if losses else {}
            found[split] = loss | compute_metrics(outcome.project, outcome.outputs(raw), y)
    return found


def prediction_columns(project: Project, class_names: Sequence[str]) -> list[str]:
    """What is said of each sample: ``prediction`` and, for classes, ``probability NAME`` each."""
    classes = [] if project.data.task is Task.REGRESSION else [f"probability {name}" for name in class_names]
    return ["prediction", *classes]


def prediction_rows(
    project: Project, class_names: Sequence[str], outputs: NDArray[np.float32]
) -> list[list[float | str]]:
    """The values of those columns for outputs of (k, outputs): a number, or a class's name and all probabilities."""
    said = predictions(project, outputs)
    if project.data.task is Task.REGRESSION:
        return [[float(value)] for value in said]
    p = probabilities(project, outputs).tolist()
    return [[class_names[int(label)], *row] for label, row in zip(said, p, strict=True)]


def apart(names: Iterable[str], taken: Iterable[str]) -> list[str]:
    """The names, with a number behind those that are taken: ``prediction 2``."""
    used, found = set(taken), []
    for name in names:
        number, free = 1, name
        while free in used:
            number += 1
            free = f"{name} {number}"
        used.add(free)
        found.append(free)
    return found


def _write(path: Path, header: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    write_text(text.getvalue(), path)
