"""The data table shows the arrays as they are."""

import time

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_tensors
from nnstudio.project.data import DataSpec
from nnstudio.project.losses.classification import BCEWithLogitsLoss, CrossEntropyLoss
from nnstudio.project.sources.bundled import DiabetesSource, IrisSource
from nnstudio.project.sources.scikit_made import CirclesSource, LinearSource
from nnstudio.ui.panels.data.data_table import DataTable
from tests.data.csv_files import completed, mixed_text


@pytest.fixture
def table(qtbot):
    table = DataTable()
    qtbot.addWidget(table)
    table.resize(1200, 300)
    table.show()
    return table


def cells(model, row):
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_that_every_sample_is_there_train_first(table):
    dataset = load_dataset(DataSpec(source=IrisSource(), test_fraction=0.2, standardize=True))
    table.set_dataset(dataset)
    assert table.samples.rowCount() == 150
    for row, part, raw, y in (
        (0, "train", dataset.raw_train[0], dataset.y_train[0]),
        (149, "test", dataset.raw_test[-1], dataset.y_test[-1]),
    ):
        assert cells(table.samples, row) == [part, dataset.class_names[y], *(f"{v:.6g}" for v in raw)]
    assert [cells(table.samples, row)[0] for row in (119, 120)] == ["train", "test"]


def test_that_the_inputs_can_be_shown_instead(table):
    dataset = load_dataset(DataSpec(source=CirclesSource(), features=("x1", "x1^2"), standardize=True))
    table.set_dataset(dataset)
    table.findChild(QCheckBox, "as_inputs_check").click()
    assert table.samples.headers() == ("part", "class", "x1", "x1^2")
    assert cells(table.samples, 5)[2:4] == [f"{v:.6g}" for v in dataset.X_train[5]]


def test_that_a_row_that_is_gone_to_is_told(table, qtbot):
    table.set_dataset(load_dataset(DataSpec(source=IrisSource())))
    told = []
    table.row_chosen.connect(told.append)
    view = table.samples_view
    qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(table.samples.index(3, 1)).center()
    )
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert told == [3, 4]
    table.show_row(100)
    assert told == [3, 4]
    assert view.currentIndex().row() == 100


def test_that_a_new_data_set_chooses_no_row(table):
    told = []
    table.row_chosen.connect(told.append)
    table.set_dataset(load_dataset(DataSpec(source=IrisSource())))
    table.show_row(40)
    table.set_dataset(load_dataset(DataSpec(source=DiabetesSource())))
    table.set_dataset(None)
    assert told == []
    assert table.samples.rowCount() == 0


def test_that_columns_are_described(table, tmp_path):
    source = completed(tmp_path, mixed_text(), "bought", missing="mean")
    dataset = load_dataset(DataSpec(source=source, test_fraction=0.25))
    table.set_dataset(dataset)
    income = cells(table.columns, 4)
    values = dataset.raw_train[:, 4]
    assert income[0] == "income"
    assert income[3:8] == [f"{v:.5g}" for v in (values.mean(), values.std(), values.min(), values.max())] + ["9"]
    assert income[2] == f"{np.corrcoef(values, dataset.y_train)[0, 1]:.2f}"


def test_that_classes_are_counted(table):
    dataset = load_dataset(DataSpec(source=IrisSource(), test_fraction=0.2))
    table.set_dataset(dataset)
    assert cells(table.classes, 1) == ["1: versicolor", "40", "10", "33.3%"]
    table.set_dataset(load_dataset(DataSpec(source=DiabetesSource())))
    assert not table.tabs.isTabEnabled(1)
    assert table.tabs.tabToolTip(1)


@pytest.mark.parametrize("loss", [BCEWithLogitsLoss(), CrossEntropyLoss()])
def test_that_arrays_and_tensors_are_what_training_uses(table, loss):
    dataset = load_dataset(DataSpec(source=CirclesSource(), test_fraction=0.2))
    table.set_dataset(dataset, loss)
    tensors = build_tensors(dataset, loss)
    for row, name in enumerate(("X_train", "y_train", "X_test", "y_test")):
        array, tensor = getattr(dataset, name), getattr(tensors, name)
        shape, ndim = str(tuple(tensor.shape)), str(tensor.ndim)
        told = cells(table.arrays, row)
        assert told[:4] == [name, str(array.dtype), str(array.shape), str(array.ndim)]
        assert told[5:8] == [str(tensor.dtype), shape, ndim]
        assert told[8] == f"{tensor.nbytes:,} B"


def test_that_float32_is_shown_by_example(table):
    dataset = load_dataset(DataSpec(source=IrisSource()))
    table.set_dataset(dataset)
    table.show_row(2)
    said = table.findChild(QLabel, "precision").text()
    assert f"X_train[2, 0] is {float(dataset.X_train[2, 0])!r} as float64" in said
    assert repr(torch.tensor(dataset.X_train[2, 0], dtype=torch.float32).item()) in said


def test_that_many_rows_cost_no_more_than_those_on_the_screen(table, monkeypatch):
    dataset = load_dataset(DataSpec(source=LinearSource(samples=100_000, n_features=20)))
    asked = set()
    real = table.samples.value

    def value(dataset, row, column, role):
        asked.add(row)
        return real(dataset, row, column, role)

    monkeypatch.setattr(table.samples, "value", value)
    started = time.perf_counter()
    table.set_dataset(dataset)
    QApplication.processEvents()
    table.samples_view.scrollToBottom()
    QTest.qWait(1)
    # a second is far more than it takes; asking for every row would take minutes
    assert time.perf_counter() - started < 10
    assert len(asked) < 200
    assert max(asked) == 99_999
