"""What a diverged run comes to is written in a few digits, wherever it stands."""

import re

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QLabel, QTableView, QTreeView

from nnstudio.cli import main
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.storage import write_project
from nnstudio.ui.window.panel_list import PANELS

MANY_DIGITS = re.compile(r"(?<![\d.])(?:\d{12,}|(?:\d{1,3},){4,})")


def diverging(lr):
    project = open_source("linear-regression")
    return edits.with_training(project, optimizer=SGDSpec(lr=lr), epochs=2)


def texts_of(window):
    """Everything that is written in the window, and in the cells of its tables."""
    for label in window.findChildren(QLabel):
        yield label.text()
    for kind in (QAbstractButton, QAbstractSpinBox):
        yield from (each.text() for each in window.findChildren(kind))
    for view in (*window.findChildren(QTableView), *window.findChildren(QTreeView)):
        model = view.model()
        if model is None:
            continue
        for row in range(model.rowCount(QModelIndex())):
            for column in range(model.columnCount(QModelIndex())):
                yield str(model.index(row, column).data(Qt.ItemDataRole.DisplayRole))


@pytest.mark.parametrize("lr", [30.0, 9.0])
def test_that_no_figure_of_a_diverged_run_has_thirty_digits(studio, lr):
    here = studio()
    here.window.document.edit("diverges", diverging(lr))
    here.wait_for_run()
    here.train()
    here.wait_for_rest()
    assert max(here.window.train_loss) > 1e12
    for name in PANELS:
        here.window.drawers.show(name)
        here.qtbot.waitUntil(lambda name=name: here.window.drawers[name].panel is not None)
        here.wait_for_rest()
        assert [text for text in texts_of(here.window) if MANY_DIGITS.search(text)] == [], name
        here.window.drawers[name].hide()


@pytest.mark.parametrize("lr", [30.0, 9.0])
def test_that_the_command_writes_none_either(tmp_path, capsys, lr):
    path = tmp_path / "diverging.json"
    write_project(diverging(lr), path)
    main(["train", str(path)])
    said = capsys.readouterr().out
    assert "scikit-learn" in said or "infinite" in said
    assert not MANY_DIGITS.search(said)
