"""A change of colours or text size reaches everything, in portions, as if the window had been opened with it."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QMessageBox,
    QProgressBar,
    QSlider,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from nnstudio.ui.style import followers
from nnstudio.ui.style.colors import DARK, LIGHT
from nnstudio.ui.style.theme import theme


@pytest.fixture(autouse=True)
def _as_before():
    yield
    theme().set_scale(1.0)
    theme().choose("system")


class Shown(QLabel):
    """Notes the schemes that it is shown."""

    def __init__(self) -> None:
        super().__init__("text")
        self.schemes = []
        theme().follow(self.show_scheme)

    def show_scheme(self, scheme):
        self.schemes.append(scheme)


class Polishes(QObject):
    """Counts how often widgets are told of another style."""

    def __init__(self) -> None:
        super().__init__()
        self.counts = {}

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.StyleChange:
            self.counts[watched] = self.counts.get(watched, 0) + 1
        return False


@pytest.fixture
def window(qtbot):
    """A window with a part that is seen and one that is not."""
    window = QWidget()
    window.seen, window.hidden = Shown(), Shown()
    layout = QVBoxLayout(window)
    layout.addWidget(window.seen)
    layout.addWidget(window.hidden)
    window.hidden.hide()
    for part in (window.seen, window.hidden):
        theme().style(part)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def in_event_loop(qtbot, *gestures):
    """Does what a learner does, from within an event loop, until all has followed."""
    done = []

    def do() -> None:
        for gesture in gestures:
            gesture()
        done.append(True)

    QTimer.singleShot(0, do)
    qtbot.waitUntil(lambda: bool(done) and not theme().is_changing, timeout=30_000)


def test_that_outside_of_an_event_loop_all_follow_at_once(window):
    theme().choose("dark")
    assert not theme().is_changing
    assert window.seen.schemes[-1] is window.hidden.schemes[-1] is DARK


def test_that_what_is_seen_comes_before_what_is_hidden_and_is_painted_only_when_all_of_it_has_followed(
    qtbot, window, monkeypatch
):
    monkeypatch.setattr(followers, "_PORTION_S", 0.0)
    monkeypatch.setattr(followers, "_SMALL_PORTION_S", 0.0)
    order = []
    seen, hidden = window.seen, window.hidden
    monkeypatch.setattr(Shown, "show_scheme", lambda self, scheme: order.append((self, self.updatesEnabled())))
    theme().follow(hidden.show_scheme)
    theme().follow(seen.show_scheme)
    order.clear()
    in_event_loop(qtbot, lambda: theme().choose("dark"))
    assert order == [(seen, False), (hidden, True)]
    assert seen.updatesEnabled() and hidden.updatesEnabled()
    assert QApplication.overrideCursor() is None


def test_that_a_change_within_a_change_ends_with_the_last_one(qtbot, window, monkeypatch):
    monkeypatch.setattr(followers, "_PORTION_S", 0.0)
    in_event_loop(qtbot, lambda: theme().choose("dark"), lambda: theme().choose("light"))
    assert window.seen.schemes[-1] is window.hidden.schemes[-1] is LIGHT
    assert window.seen.palette().color(QPalette.ColorRole.WindowText).name() == LIGHT.text
    assert window.seen.updatesEnabled()


def test_that_a_change_that_takes_long_shows_the_busy_cursor_until_it_is_over(qtbot, window, monkeypatch):
    monkeypatch.setattr(followers, "_PATIENCE_S", 0.0)
    monkeypatch.setattr(followers, "_PORTION_S", 0.0)
    shapes = []
    monkeypatch.setattr(Shown, "show_scheme", lambda self, scheme: shapes.append(QApplication.overrideCursor()))
    for _ in range(3):
        theme().follow(window.seen.show_scheme)
    shapes.clear()
    in_event_loop(qtbot, lambda: theme().choose("dark"))
    assert shapes[-1] is not None and shapes[-1].shape() is Qt.CursorShape.BusyCursor
    assert QApplication.overrideCursor() is None


def test_that_who_goes_while_others_follow_is_passed_over(qtbot, window, monkeypatch):
    monkeypatch.setattr(followers, "_PORTION_S", 0.0)
    in_event_loop(qtbot, lambda: theme().choose("dark"), window.hidden.deleteLater)
    assert window.seen.schemes[-1] is DARK


def test_that_each_widget_of_the_studio_is_polished_once_or_twice_for_a_change(here, qtbot):
    """With the application's own style sheet it was once for each ancestor, eight times on average."""
    for change in (lambda: theme().choose("dark"), lambda: theme().set_scale(1.25)):
        polishes = Polishes()
        QApplication.instance().installEventFilter(polishes)
        in_event_loop(qtbot, change)
        QApplication.instance().removeEventFilter(polishes)
        assert len(polishes.counts) > 100 and max(polishes.counts.values()) <= 2


CONTROLS = QLabel | QAbstractButton | QAbstractSpinBox | QComboBox | QProgressBar | QSlider
"""What has a size of its own: not that of what happens to lie in it."""


def _looks(window):
    """How each control looks."""
    looks = []
    docks = window.findChildren(QDockWidget)
    for widget in window.centralWidget().findChildren(QWidget):
        is_docked = any(dock.isAncestorOf(widget) for dock in docks)
        if isinstance(widget, CONTROLS) and widget.isVisible() and not is_docked:
            palette = widget.palette()
            colors = [palette.color(role).name() for role in (widget.foregroundRole(), widget.backgroundRole())]
            sizes = [widget.sizeHint().toTuple(), widget.minimumSize().toTuple(), widget.maximumSize().toTuple()]
            looks.append((type(widget).__name__, widget.objectName(), widget.font().toString(), colors, sizes))
    # what is raised above its siblings comes last among them
    return sorted(looks, key=str)


def _column_widths(window):
    views = window.drawers["data"].panel.findChildren(QTableView)
    return {
        view.objectName(): [view.columnWidth(i) for i in range(view.model().columnCount())]
        + [view.verticalHeader().defaultSectionSize()]
        for view in views
    }


@pytest.mark.parametrize("is_seen", [False, True], ids=["drawer hidden", "drawer seen"])
def test_that_a_window_looks_after_a_change_as_one_that_was_opened_so(studio, qtbot, is_seen):
    def looks_of(here):
        # room enough for all, whoever asked for it last
        here.window.resize(1900, 1200)
        here.window.drawers.show("data")
        # the columns make room for it
        QApplication.processEvents()
        here.wait(lambda: here.window.drawers["data"].panel is not None and not here.window.diagnosing)
        return _looks(here.window), _column_widths(here.window)

    changed = studio()
    looks_of(changed)
    changed.window.drawers["data"].setVisible(is_seen)
    in_event_loop(qtbot, lambda: theme().choose("dark"), lambda: theme().set_scale(1.25))
    looks = looks_of(changed)
    # remembers the size
    changed.window.close()
    opened = studio()
    assert theme().scale == 1.25
    assert looks_of(opened) == looks


def test_that_a_dialog_has_the_style_of_the_window_and_follows_it(here):
    here.window.dialogs()["about"]()
    dialog = here.window.findChild(QMessageBox)
    assert dialog.styleSheet() == theme().style_sheet
    theme().choose("dark")
    assert dialog.styleSheet() == theme().style_sheet and DARK.window in dialog.styleSheet()
    dialog.close()
