"""What is written can be read, and what must be seen stands out, in every scheme and on every ground it lies on."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLineEdit, QSpinBox

from nnstudio.class_marks import MARKS
from nnstudio.contrast import SHAPE, TEXT, contrast, mixed
from nnstudio.palette import CLASS_COLORS
from nnstudio.ui.style.colors import CLASS_SHADE, DARK, HIGH_DARK, HIGH_LIGHT, LIGHT
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.heat_cells import heat, ink_on, shade

SCHEMES = {"light": LIGHT, "dark": DARK, "high-light": HIGH_LIGHT, "high-dark": HIGH_DARK}
GROUNDS = ("window", "surface", "raised", "field", "plot")
TEXTS = {
    "text": (*GROUNDS, "selection", "error_surface"),
    "muted": (*GROUNDS, "selection"),
    "error": ("window", "surface", "raised", "error_surface"),
    "good": ("window", "surface", "raised"),
    "warning": ("warning_surface",),
    "on_accent": ("accent",),
    "test": ("surface",),
    "accent": ("window", "surface", "raised"),
}
"""What is written in a colour of the scheme, and on what."""
SHAPES = {
    "edge": GROUNDS,
    "accent": GROUNDS,
    "train": ("plot",),
    "test": ("plot",),
    "prediction": ("plot",),
    "mark_edge": ("plot", "zero"),
    "error": ("field",),
}

every_scheme = pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)


@every_scheme
def test_that_texts_can_be_read(scheme):
    least = 7.0 if scheme.least_contrast > SHAPE else TEXT
    assert too_weak(scheme, TEXTS, least) == {}


@every_scheme
def test_that_what_must_be_seen_stands_out(scheme):
    assert too_weak(scheme, SHAPES, scheme.least_contrast) == {}


def too_weak(scheme, pairs, least):
    ratios = {
        (name, ground): round(contrast(getattr(scheme, name), getattr(scheme, ground)), 2)
        for name, grounds in pairs.items()
        for ground in grounds
    }
    return {pair: ratio for pair, ratio in ratios.items() if ratio < least}


@every_scheme
@pytest.mark.parametrize("color", CLASS_COLORS)
def test_that_a_class_shows_as_a_mark_a_line_and_a_ground_for_text(scheme, color):
    assert contrast(scheme.drawn(color), scheme.plot) >= scheme.least_contrast
    # its samples lie on the regions of all classes, however sure the network is
    for other in CLASS_COLORS:
        for strength in (CLASS_SHADE[0], sum(CLASS_SHADE)):
            assert contrast(scheme.mark_edge, mixed(scheme.zero, other, strength)) >= SHAPE
    for ground in (shade(share / 10, color, scheme) for share in range(11)):
        assert contrast(ink_on(ground).name(), ground.name()) >= TEXT


@every_scheme
def test_that_numbers_can_be_read_on_their_heat(scheme):
    for value in range(-10, 11):
        ground = heat(value / 10, 1.0, scheme)
        assert contrast(ink_on(ground).name(), ground.name()) >= TEXT


@pytest.mark.parametrize("make", [QSpinBox, QComboBox, QLineEdit, QCheckBox])
@pytest.mark.parametrize("choice", SCHEMES)
def test_that_the_edges_of_fields_are_drawn_as_strong_as_the_scheme_says(qtbot, choice, make):
    theme().choose(choice)
    field = make()
    qtbot.addWidget(field)
    field.resize(120, 26)
    field.show()
    field.clearFocus()
    image = field.grab().toImage()
    ratio = image.devicePixelRatio()
    # where the top edge is; of a tick's box its left one
    places = [(60, y) for y in range(4)] if make is not QCheckBox else [(x, 13) for x in range(6)]
    drawn = [image.pixelColor(int(x * ratio), int(y * ratio)).name() for x, y in places]
    ground = SCHEMES[choice].field
    assert max(contrast(color, ground) for color in drawn) >= SHAPE
    theme().choose("system")


def test_that_every_shape_has_its_symbol_in_plots():
    from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols

    from nnstudio.ui.plots.class_symbols import class_symbols

    names = class_symbols(range(len(MARKS)))
    assert len(set(names)) == len(MARKS)
    assert all(not Symbols[name].isEmpty() for name in names)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_that_the_buttons_of_docks_show_on_their_title(here, choice):
    theme().choose(choice)
    here.window.drawers.show("code")
    here.wait(lambda: not theme().is_changing)
    dock = here.window.drawers["code"]
    for name in ("qt_dockwidget_closebutton", "qt_dockwidget_floatbutton"):
        button = dock.findChild(QAbstractButton, name)
        here.wait(lambda button=button: "Code" in button.accessibleName())
        image = button.grab().toImage()
        drawn = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
        assert max(contrast(color, SCHEMES[choice].window) for color in drawn) >= TEXT
    dock.hide()
    theme().choose("system")
