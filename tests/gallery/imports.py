"""Scenes of importing data: a good file, one with problems, one that can't be read, many columns, and reading."""

import csv
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QWidget

from nnstudio.data.csv.complete import complete
from nnstudio.data.load import load_dataset
from nnstudio.project.data import DataSpec
from nnstudio.project.edits import changed
from nnstudio.project.sources.bundled import DiabetesSource
from nnstudio.project.sources.csv import CsvSource, Missing
from nnstudio.ui.editors.importing.import_dialog import ImportDialog
from nnstudio.ui.editors.importing.importing import reopened
from nnstudio.ui.panels.data.data_table import DataTable
from nnstudio.ui.style.theme import theme
from tests.gallery.stage import Stage


def _written(name: str, rows: list[list[object]], separator: str = ",") -> Path:
    path = Path(tempfile.mkdtemp(prefix="gallery")) / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def _penguins(n: int = 340) -> list[list[object]]:
    draw = np.random.RandomState(4)
    kinds = ("Adelie", "Chinstrap", "Gentoo")
    header: list[object] = ["id", "island", "bill length", "bill depth", "flipper", "mass", "sex", "note", "species"]
    rows: list[list[object]] = [header]
    for i in range(n):
        kind = draw.randint(3)
        bill, depth = (38.8, 48.8, 47.5)[kind] + 2.5 * draw.randn(), (18.3, 18.4, 15.0)[kind] + draw.randn()
        flipper, mass = (190, 196, 217)[kind] + 6 * draw.randn(), (3700, 3733, 5076)[kind] + 400 * draw.randn()
        sex = ("female", "male", "")[2 if i % 31 == 7 else draw.randint(2)]
        island = ("Torgersen", "Dream", "Biscoe")[draw.randint(3)]
        cells = [f"{bill:.1f}", f"{depth:.1f}", f"{flipper:.0f}", f"{mass:.0f}"]
        rows.append([i + 1, island, *cells, sex, f"seen on day {i}", kinds[kind]])
    return rows


def _show(stage: Stage, path: Path) -> ImportDialog:
    dialog = ImportDialog(path)
    stage.keep(dialog)
    # as the window does it
    theme().style(dialog)
    dialog.show()
    stage.wait(lambda: not dialog.is_reading)
    return dialog


def good_file(stage: Stage) -> None:
    stage.shoot("import-good", _show(stage, _written("penguins.csv", _penguins())), ())


def file_with_problems(stage: Stage) -> None:
    rows = _penguins(60)
    rows[17][5] = "inf"
    for row in rows[1:]:
        row[6] = "female"
    stage.shoot("import-problems", _show(stage, _written("penguins.txt", rows, ";")), ())


def fifty_columns(stage: Stage) -> None:
    draw = np.random.RandomState(0)
    X = draw.randn(400, 49)
    header: list[object] = [f"sensor {i}" for i in range(1, 50)]
    rows = [
        [*(f"{v:.3f}".replace(".", ",") for v in x), f"{x[0] * 3 + x[1]:.2f}".replace(".", ",")] for x in X.tolist()
    ]
    stage.shoot("import-50-columns", _show(stage, _written("sensors.csv", [[*header, "load"], *rows], ";")), ())


def unreadable_file(stage: Stage) -> None:
    rows = _penguins(30)
    for row in rows[20:]:
        row.append("one too many")
    stage.shoot("import-unreadable", _show(stage, _written("penguins.csv", rows)), ())


def untidy_file(stage: Stage) -> None:
    """Lines that are no rows, numbers of two readings, and a value that stands for nothing."""
    rows = _penguins(60)
    for i, row in enumerate(rows[1:]):
        row[5] = f"{int(row[5]) / 1000:.3f}"
        row[3] = -200 if i % 9 == 3 else row[3]
    path = _written("penguins.csv", [["Penguins of the Palmer station"], *rows, ["Source: the station"]], ";")
    dialog = _show(stage, path)
    stage.shoot("import-untidy", dialog, ())
    dialog.notes.lines_button.setChecked(True)
    stage.shoot("import-lines", dialog, ())


def while_reading(stage: Stage) -> None:
    dialog = _show(stage, _written("penguins.csv", _penguins()))
    dialog._read()
    # the picture shows the moment, so the thread's own telling is set aside
    assert dialog._task is not None
    dialog._task.done.disconnect()
    dialog._task.progressed.disconnect()
    dialog._task.wait()
    dialog.progress.setValue(430)
    stage.shoot("import-reading", dialog, ())
    dialog._task.done.connect(dialog._on_task_done)


def own_data(stage: Stage) -> None:
    window = stage.open()
    path = _written("penguins.csv", _penguins())
    dialog = window.importing.open_file(path)
    stage.wait(lambda: not dialog.is_reading)
    dialog.accept()
    stage.wait(lambda: window.session.run is not None)
    stage.train(window)
    picture: QWidget = window
    stage.shoot("window-own-data", picture, ((1280, 800),))


def data_table(stage: Stage) -> None:
    source = complete(CsvSource(path=str(_written("penguins.csv", _penguins())), target="species"), Path())
    filled = complete(changed(reopened(source), missing=Missing.MEAN), Path())
    for name, spec in (
        ("classes", DataSpec(source=filled, test_fraction=0.2, standardize=True)),
        ("numbers", DataSpec(source=DiabetesSource())),
    ):
        table = DataTable()
        stage.keep(table)
        table.set_dataset(load_dataset(spec))
        table.show()
        stage.shoot(f"table-{name}", table, ((1260, 290),))
        if name == "classes":
            table.show_row(20)
            for tab, title in ((1, "counts"), (2, "tensors")):
                table.tabs.setCurrentIndex(tab)
                stage.shoot(f"table-{title}", table, ((1260, 290),))


IMPORT_SCENES: dict[str, Callable[[Stage], None]] = {
    f"import-{scene.__name__.replace('_', '-')}": scene
    for scene in (
        good_file,
        file_with_problems,
        fifty_columns,
        unreadable_file,
        untidy_file,
        while_reading,
        own_data,
        data_table,
    )
}
