"""The tensor bench as a learner uses it: type, press Enter, look."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QScrollArea, QToolButton


@pytest.fixture
def bench(studio):
    here = studio()
    here.window.drawers.show("tensors")
    here.wait(lambda: here.window.drawers["tensors"].panel is not None)
    here.panel = here.window.drawers["tensors"].panel
    here.line = here.find("bench_input", QLineEdit)
    return here


def type_line(here, text):
    here.line.setFocus()
    here.line.selectAll()
    here.qtbot.keyClicks(here.line, text)
    here.key(here.line, Qt.Key.Key_Return)


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def test_that_a_line_is_computed_by_both_libraries(bench):
    type_line(bench, "x = tensor([[1, 2], [3, 4]]) * 0.5")
    said = texts(bench.panel.result)
    assert "torch.float32  ·  shape (2, 2)  ·  ndim 2  ·  cpu" in said
    assert "float64  ·  shape (2, 2)  ·  ndim 2" in said
    assert "np.array([[1, 2], [3, 4]]) * 0.5" in said
    variables = bench.find("bench_variables", QListWidget)
    assert [variables.item(i).text() for i in range(variables.count())] == ["x  (2, 2)"]


def test_that_an_error_is_a_sentence_and_its_place_is_marked(bench):
    type_line(bench, "1 + nothing")
    error = bench.find("bench_error", QLabel)
    assert error.text() == "There is no variable nothing."
    assert bench.line.selectedText() == "nothing"
    type_line(bench, "1 + 1")
    assert error.isHidden()


def test_that_broadcasting_and_gradients_are_drawn(bench):
    menu = bench.find("bench_examples_button", QToolButton).menu()
    actions = {action.text(): action for action in menu.actions()}
    actions["Broadcasting a bias"].trigger()
    assert bench.panel.result.broadcast is not None
    assert any(
        "(4, 3) and (1, 3) → (4, 3): the right is repeated 4 times" in text for text in texts(bench.panel.result)
    )
    actions["A gradient"].trigger()
    assert ("w", "1.0", "grad −9.333") in bench.panel.result.graph.texts()
    assert not bench.panel.grab().isNull()


def test_that_earlier_lines_come_back_with_the_arrow_keys(bench):
    for line in ("1 + 1", "2 + 2"):
        type_line(bench, line)
    bench.key(bench.line, Qt.Key.Key_Up)
    bench.key(bench.line, Qt.Key.Key_Up)
    assert bench.line.text() == "1 + 1"
    bench.key(bench.line, Qt.Key.Key_Down)
    assert bench.line.text() == "2 + 2"
    bench.key(bench.line, Qt.Key.Key_Down)
    assert bench.line.text() == ""


def test_that_variables_can_be_forgotten(bench):
    type_line(bench, "x = 1")
    bench.find("bench_clear_button", QToolButton).click()
    assert bench.panel.result is None
    type_line(bench, "x")
    assert bench.find("bench_error", QLabel).text() == "There is no variable x."


def test_that_all_of_a_line_is_shown_and_fits_into_a_narrow_panel(bench):
    type_line(bench, "a = torch.rand(1, 3); n = a.numpy(); n[0] = 2; print(a)")
    area = bench.panel.findChild(QScrollArea)
    said = texts(area)
    assert sum("seeded by torch.manual_seed(0)" in text for text in said) == 2
    assert "In the same memory, and so changed, too: a." in said
    assert {"tensor([[2., 2., 2.]])", "[[2. 2. 2.]]"} <= set(said)
    bench.wait(lambda: not area.horizontalScrollBar().isVisible())


def test_that_an_import_of_what_is_there_is_no_mistake_and_what_came_before_an_error_stands(bench):
    type_line(bench, "import torch; from torch import nn")
    assert bench.find("bench_error", QLabel).isHidden()
    type_line(bench, "x = 1; y")
    assert bench.find("bench_error", QLabel).text() == "There is no variable y; known: x."
    assert bench.find("bench_variables", QListWidget).item(0).text() == "x"
