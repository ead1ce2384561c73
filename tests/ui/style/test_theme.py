"""Light and dark: everything is drawn anew."""

import pytest
from PySide6.QtGui import QColor, QPalette

from nnstudio.ui.style.colors import DARK, LIGHT
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.actions import plain


@pytest.fixture
def _as_before():
    yield
    theme().choose("system")


def darkness(widget):
    image = widget.grab().toImage()
    return QColor(image.pixel(image.width() - 3, image.height() // 2)).lightness()


@pytest.mark.usefixtures("_as_before")
def test_that_the_window_turns_dark_and_light_again(here):
    here.train()
    window = here.window
    names = ("decision_plot", "loss_plot", "activations_plot")
    theme().choose("light")
    light = {name: here.find(name).grab().toImage() for name in names}
    assert window.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.window)
    theme().choose("dark")
    assert window.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    for name in names:
        assert here.find(name).grab().toImage() != light[name], name
    assert darkness(here.find("loss_plot")) < 100
    theme().choose("light")
    assert darkness(here.find("loss_plot")) > 150
    assert window.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.window)
    assert window.epoch == 20


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize("lesson", ["linear-regression", "multiclass-classification"])
def test_that_plots_keep_what_they_show_when_the_colours_change(studio, lesson):
    here = studio(lesson)
    here.train()
    plot = here.window.result_panel.visible_plot
    if lesson == "linear-regression":
        drawn = plot.curve()[1].tolist()
        theme().choose("dark")
        assert plot.curve()[1].tolist() == drawn
    else:
        shape = plot.colors.shape
        boundary = plot.boundary[0]
        theme().choose("dark")
        assert plot.colors.shape == shape
        assert plot.boundary[0] == pytest.approx(boundary, nan_ok=True)


@pytest.mark.usefixtures("_as_before")
def test_that_the_menu_switches_the_appearance(here):
    group = here.window.controllers.menus._appearances
    actions = {plain(action.text()).split()[-1]: action for action in group.actions()}
    actions["Dark"].trigger()
    assert theme().scheme is DARK
    assert actions["Dark"].isChecked()
    actions["Light"].trigger()
    assert theme().scheme is LIGHT
    assert not actions["Dark"].isChecked()
