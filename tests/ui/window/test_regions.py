"""From region to region by F6, from stop to stop by Tab, as the eye goes; every stop shows that it has the focus."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QDockWidget, QLineEdit, QWidget

from nnstudio.ui.style.focus_ring import focus_by_key
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.tab_order import is_within, stops_in

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def active(here, qtbot):
    here.window.activateWindow()
    qtbot.waitActive(here.window)
    here.find("train_button").setFocus()
    return here


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifier)
    return QApplication.focusWidget()


def region_of(here, widget):
    bar = here.window.menuBar()
    places = [bar, *here.window.controllers.regions.all()]
    return next(place for place in places if place is widget or place.isAncestorOf(widget))


def around(here, key, modifier=Qt.KeyboardModifier.NoModifier):
    """What has the focus, press by press, until it is where it was."""
    first = QApplication.focusWidget()
    seen = [first]
    while (at := press(key, modifier)) is not first:
        seen.append(at)
        assert len(seen) < 300, " ".join(w.objectName() or type(w).__name__ for w in seen[:24])
    return seen


def test_that_f6_goes_through_all_regions_and_shift_f6_back(active):
    active.train()
    parts = active.window.parts
    forward = [region_of(active, widget) for widget in around(active, Qt.Key.Key_F6)]
    wanted = [
        parts.transport.parentWidget(),
        parts.data_panel,
        parts.training_panel,
        active.find("diagram_tabs").parentWidget(),
        parts.network_panel,
        parts.result_panel,
        parts.diagnosis,
        parts.timeline,
        active.window.menuBar(),
    ]
    assert forward == wanted
    backward = [region_of(active, widget) for widget in around(active, Qt.Key.Key_F6, SHIFT)]
    assert backward == [wanted[0], *reversed(wanted[1:])]


def test_that_f6_comes_back_to_where_one_was_in_a_region(active):
    rate = active.find("learning_rate")
    rate.setFocus()
    press(Qt.Key.Key_F6)
    assert press(Qt.Key.Key_F6, SHIFT) is rate


def test_that_the_menu_bar_is_a_region_and_escape_leads_back(active):
    bar = active.window.menuBar()
    button = QApplication.focusWidget()
    assert press(Qt.Key.Key_F6, SHIFT) is bar
    assert bar.activeAction() is bar.actions()[0]
    press(Qt.Key.Key_Right)
    assert bar.activeAction() is bar.actions()[1]
    assert QApplication.activePopupWidget() is None
    assert press(Qt.Key.Key_Escape) is button


def test_that_tab_stops_everywhere_and_in_reading_order(active):
    active.train()
    seen = around(active, Qt.Key.Key_Tab)
    assert set(seen) == set(active.window.controllers.regions.stops())
    names = [widget.objectName() for widget in seen]
    for before, after in (
        ("train_button", "step_button"),
        ("reset_button", "speed_selector"),
        ("regenerate_button", "dataset_picker"),
        ("dataset_picker", "source_samples"),
        ("source_samples", "source_noise"),
        ("test_share", "loss_selector"),
        ("loss_selector", "optimizer_selector"),
        ("optimizer_selector", "learning_rate"),
        ("learning_rate", "batch_size"),
        ("more_training_button", "diagram_tabs"),
        ("network_diagram", "add_layer_button"),
        ("add_layer_button", "layer_stack"),
        ("decision_plot", "loss_plot"),
        ("loss_plot", "timeline"),
    ):
        assert names.index(before) < names.index(after), (before, after)
    backward = around(active, Qt.Key.Key_Backtab, SHIFT)
    assert backward == [seen[0], *reversed(seen[1:])]


@pytest.mark.parametrize(
    ("places", "mirrored", "expected"),
    [
        ({"a": (0, 0), "b": (100, 4), "c": (0, 40)}, False, "abc"),
        ({"a": (100, 0), "b": (0, 4), "c": (0, 40)}, True, "abc"),
        # a column whose rows don't fit the other's is read to its end
        ({"a": (0, 0), "b": (0, 45), "c": (100, 20), "d": (100, 65)}, False, "abcd"),
    ],
)
def test_that_the_order_is_that_of_reading(qtbot, places, mirrored, expected):
    place = QWidget()
    qtbot.addWidget(place)
    place.resize(300, 200)
    for name in reversed(places):
        button = QAbstractSpinBox(place)
        button.setObjectName(name)
        button.setGeometry(*places[name], 60, 30)
    direction = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
    place.setLayoutDirection(direction)
    place.show()
    assert "".join(stop.objectName() for stop in stops_in(place)) == expected


def luminance(picture):
    levels = picture / 255
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722]) + 0.05


def picture_around(widget):
    window = widget.window()
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(-6, -6, 6, 6)
    image = window.grab(place & window.rect()).toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(float)


@pytest.mark.parametrize("choice", ["light", "dark"])
@pytest.mark.parametrize("panels", [(), ("probe",), ("tensors",), ("runs", "metrics"), ("walk",), ("code",)])
def test_that_every_stop_shows_that_it_has_the_focus(studio, qtbot, choice, panels):
    here = studio()
    window = here.window
    window.activateWindow()
    qtbot.waitActive(window)
    here.train()
    here.wait_for_rest()
    for panel in panels:
        window.drawers[panel].toggleViewAction().trigger()
    theme().choose(choice)
    here.wait(lambda: not theme().is_changing)
    regions = window.controllers.regions
    # with no panel open all stops are looked at, else those of the panel
    docks = [dock for dock in regions.all() if isinstance(dock, QDockWidget)]
    mine = [dock for dock in docks if not dock.visibleRegion().isEmpty()]
    stops = [stop for stop in regions.stops() if not panels or any(is_within(stop, dock) for dock in mine)]
    for stop in stops:
        elsewhere = here.find("train_button" if stop.objectName() != "train_button" else "step_button")
        focus_by_key(elsewhere)
        focus_by_key(stop)
        with_focus = luminance(picture_around(stop))
        focus_by_key(elsewhere)
        without = luminance(picture_around(stop))
        changed = np.maximum(with_focus, without) / np.minimum(with_focus, without) >= 3
        assert changed.sum() >= 40, (type(stop).__name__, stop.objectName(), stop.accessibleName())


def test_that_the_mouse_needs_no_ring(active):
    press(Qt.Key.Key_Tab)
    ring = active.find("focus_ring")
    assert ring.isVisible()
    rate = active.find("learning_rate")
    QTest.mouseClick(rate.findChild(QLineEdit), Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is rate
    assert not ring.isVisible()
