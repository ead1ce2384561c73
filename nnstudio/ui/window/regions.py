"""The regions of the window: F6 goes from one to the next, Tab from stop to stop through them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QMenuBar, QWidget
from shiboken6 import isValid

from nnstudio.ui.style.focus_ring import focus_by_key
from nnstudio.ui.widgets.tab_order import is_within, stops_in


class Regions(QObject):
    """The parts of the centre in their order, then the docks that are open; the menu bar comes before them."""

    def __init__(self, window: QMainWindow, parts: Sequence[QWidget]) -> None:
        super().__init__(window)
        self._window, self._parts = window, tuple(parts)
        self._docks: list[QDockWidget] = []
        self._all_docks()
        self._last: dict[int, QWidget] = {}
        """Where the focus was in each region, by the region's id."""
        self._before: QWidget | None = None
        """Where the focus was before it went to the menu bar."""
        window.menuBar().installEventFilter(self)
        # after what was chosen has been done, which may have been to go on to another region
        window.menuBar().triggered.connect(self._leave_bar, Qt.ConnectionType.QueuedConnection)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]

    def all(self) -> list[QWidget]:
        """Those that are there now; of docks also those that lie behind another one's tab."""
        docks = [dock for dock in self._all_docks() if not dock.isHidden()]
        return [*(part for part in self._parts if part.isVisible()), *docks]

    def _all_docks(self) -> list[QDockWidget]:
        """In the order in which they were made: Qt's own changes whenever one is raised."""
        self._docks += [dock for dock in self._window.findChildren(QDockWidget) if dock not in self._docks]
        return self._docks

    def stops(self) -> list[QWidget]:
        """Every stop of the window in reading order: region by region, and what is in none at the end."""
        inside = [stop for region in self.all() if _is_here(region) for stop in stops_in(region)]
        return [*inside, *(stop for stop in stops_in(self._window) if stop not in inside)]

    def move_focus(self, forward: bool) -> bool:
        """From the stop that has the focus to the next one, and around at the end."""
        stops, at = self.stops(), self._window.focusWidget()
        if not stops:
            return False
        step = 1 if forward else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        to = stops[(stops.index(at) + step) % len(stops)] if at in stops else self._beside(at, stops, forward)
        focus_by_key(to, reason)
        return True

    @Slot()
    def next(self) -> None:
        """To the next region that has a stop; after the last one comes the menu bar."""
        self._step(1)

    @Slot()
    def previous(self) -> None:
        self._step(-1)

    def _step(self, step: int) -> None:
        bar = self._window.menuBar()
        regions = [*([bar] if not bar.isNativeMenuBar() and bar.isVisible() else []), *self.all()]
        at = QApplication.focusWidget()
        current = next((i for i, place in enumerate(regions) if at is not None and is_within(at, place)), None)
        if current is None:
            current = -1 if step > 0 else len(regions)
        for i in range(1, len(regions) + 1):
            if self._enter(regions[(current + step * i) % len(regions)]):
                return

    def _enter(self, region: QWidget) -> bool:
        if isinstance(region, QMenuBar):
            self._enter_bar(region)
            return True
        if isinstance(region, QDockWidget):
            region.raise_()
        stops = stops_in(region)
        if not stops:
            return False
        region.window().activateWindow()
        last = self._last.get(id(region))
        focus_by_key(last if last is not None and last in stops else stops[0])
        return True

    def _enter_bar(self, bar: QMenuBar) -> None:
        self._before = QApplication.focusWidget()
        bar.setFocus(Qt.FocusReason.MenuBarFocusReason)
        _point_at_first(bar)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the menu bar: Escape leads back to where one was."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._leave_bar()
        return False

    @Slot()
    def _leave_bar(self) -> None:
        """Unless what was chosen there has taken the focus itself."""
        before, self._before = self._before, None
        if self._window.menuBar().hasFocus() and before is not None and isValid(before):
            focus_by_key(before, Qt.FocusReason.MenuBarFocusReason)

    def _beside(self, at: QWidget | None, stops: list[QWidget], forward: bool) -> QWidget:
        """The stop next to a widget that is none itself, but lies in the place of one: a field's inner part."""
        around = [i for i, stop in enumerate(stops) if at is not None and stop.isAncestorOf(at)]
        if not around:
            return stops[0 if forward else -1]
        return stops[(around[-1] + (1 if forward else -1)) % len(stops)]

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        place = new
        while new is not None and place is not None:
            if place in self._parts or isinstance(place, QDockWidget):
                self._last[id(place)] = new
            place = None if place.isWindow() else place.parentWidget()


def _is_here(region: QWidget) -> bool:
    """Not behind another dock's tab, and not in a window of its own."""
    if not isinstance(region, QDockWidget):
        return True
    return not region.isFloating() and not region.visibleRegion().isEmpty()


def _point_at_first(bar: QMenuBar) -> None:
    """Marks the first menu without opening it; Qt has no other way to do that."""
    place = QPointF(bar.actionGeometry(bar.actions()[0]).center())
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, place, bar.mapToGlobal(place), none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(bar, move)
