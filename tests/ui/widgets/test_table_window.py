"""The numbers behind a picture as a table."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from nnstudio.ui.widgets.picture import csv_text
from nnstudio.ui.widgets.table_window import TableWindow

TABLE = {"epoch": range(1, 4), "loss": np.array([0.5, 0.25, 1 / 3]), "note": ["a", None]}


def test_that_every_number_has_a_cell_and_the_copy_is_exact(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    window = TableWindow("Loss", "loss falls", TABLE, parent)
    window.show()
    model = window.view.model()
    names = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(3)]
    cells = [[model.index(row, column).data() for column in range(3)] for row in range(3)]
    assert names == list(TABLE)
    assert cells == [["1", "0.500000", "a"], ["2", "0.250000", ""], ["3", "0.333333", None]]
    assert window.findChild(QLabel, "table_sentence").text() == "loss falls"
    window.findChild(QPushButton, "copy_table_button").click()
    assert QGuiApplication.clipboard().text() == csv_text(TABLE)
    window.close()
