"""Larger and smaller: everything follows at once, fits, and is remembered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from nnstudio.ui.style.scaling import STEPS, nearest, scaled_style
from nnstudio.ui.style.theme import theme


@pytest.fixture
def _usual_size():
    yield
    theme().set_scale(1.0)


@given(st.floats(0, 10))
def test_that_any_wish_becomes_the_nearest_step(wish):
    assert nearest(wish) in STEPS
    assert abs(nearest(wish) - wish) == min(abs(step - wish) for step in STEPS)


def test_that_lengths_of_a_style_sheet_are_scaled_and_no_line_vanishes():
    assert scaled_style("a { width: 20px; }", 1.0) == "a { width: 20px; }"
    assert scaled_style("a { width: 20px; border: 1px; }", 1.5).startswith("a { width: 30px; border: 2px; }")
    assert scaled_style("a { border: 1px; }", 0.8).startswith("a { border: 1px; }")


@pytest.mark.usefixtures("_usual_size")
def test_that_the_keys_enlarge_and_shrink_everything(here):
    base, plot = QApplication.font().pointSizeF(), here.find("decision_plot")
    button = here.button("step_button")
    height, icon = button.sizeHint().height(), button.iconSize().width()
    axis = plot.getPlotItem().getAxis("bottom")
    here.find("larger_action", QAction).trigger()
    here.find("larger_action", QAction).trigger()
    assert theme().scale == 1.25
    here.find("larger_action", QAction).trigger()
    assert QApplication.font().pointSizeF() == pytest.approx(1.5 * base)
    assert button.sizeHint().height() > 1.2 * height
    assert button.iconSize().width() == round(1.5 * icon)
    assert axis.style["tickFont"].pointSizeF() == pytest.approx(1.5 * base)
    assert axis.label.font().pointSizeF() == pytest.approx(1.5 * base)
    assert here.card(0).field("units").width() == round(1.5 * 78)
    here.window.activateWindow()
    here.find("usual_size_action", QAction).trigger()
    assert theme().scale == 1.0
    assert (button.sizeHint().height(), button.iconSize().width()) == (height, icon)
    assert here.card(0).field("units").width() == 78


@pytest.mark.usefixtures("_usual_size")
def test_that_the_ends_are_grey_and_say_so(here):
    larger, smaller = here.find("larger_action", QAction), here.find("smaller_action", QAction)
    theme().set_scale(2.0)
    assert not larger.isEnabled() and larger.toolTip()
    assert smaller.isEnabled()
    theme().step_scale(1)
    assert theme().scale == 2.0
    theme().set_scale(0.8)
    assert larger.isEnabled() and not smaller.isEnabled()


@pytest.mark.usefixtures("_usual_size")
def test_that_the_size_is_remembered(studio):
    first = studio()
    theme().set_scale(1.25)
    first.window.close()
    theme().set_scale(1.0)
    studio(wait=False)
    assert theme().scale == 1.25


def _clipped(window):
    """Texts of labels and buttons that have less room than they need."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton) or not widget.text():
            continue
        if isinstance(widget, QLabel) and (widget.wordWrap() or "<" in widget.text()):
            continue
        if widget.minimumSizeHint().height() > widget.height() + 1:
            found.append((widget.text(), "height", widget.minimumSizeHint().height(), widget.height()))
        elif widget.fontMetrics().horizontalAdvance(widget.text()) > widget.width() + 1:
            found.append((widget.text(), "width", widget.width()))
    return found


@pytest.mark.usefixtures("_usual_size")
@pytest.mark.parametrize(("scale", "size"), [(1.5, (1280, 800)), (2.0, (2560, 1440)), (0.8, (1280, 800))])
def test_that_nothing_is_clipped_at_any_size(studio, scale, size):
    here = studio("multiple-regression")
    here.window.resize(*size)
    theme().set_scale(scale)
    for _ in range(5):
        QApplication.processEvents()
    assert (here.window.width(), here.window.height()) == size, "the window still fits the screen"
    assert not _clipped(here.window)
