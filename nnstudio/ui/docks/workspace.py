"""The columns with the lesson and the panels around them: decides what stands side by side, and where panels open."""

from PySide6.QtCore import QChildEvent, QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget

from nnstudio.ui.docks.arrangement import (
    BUILD,
    GAP,
    LEAST_RESULT,
    LESSON,
    PAGES,
    PANEL,
    RAIL,
    Arrangement,
    Guest,
    Page,
    arrange,
    least_result,
)
from nnstudio.ui.docks.columns import Columns
from nnstudio.ui.docks.rail import Rail
from nnstudio.ui.style.theme import theme

_TALL = 700
"""From this height on panels open along the bottom; what is above them stays high enough there."""
_SHORT = 430
"""Below this height the layers are a page of their own."""
_LOWEST = 280
_BESIDE = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)
PANEL_SHARE = 0.34
"""Of the height, what panels along the bottom take at first."""


class Workspace(QMainWindow):
    """Within the window, between the transport above and the timeline below. Docks live in it."""

    arranged = Signal()
    """What stands side by side may be others than before, or be able to."""

    def __init__(self, columns: Columns, rail: Rail) -> None:
        super().__init__()
        self.setObjectName("workspace")
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDockOptions(self.dockOptions() & ~QMainWindow.DockOption.AnimatedDocks)
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.TopLeftCorner):
            self.setCorner(corner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.columns, self.rail = columns, rail
        self.setCentralWidget(columns)
        self.is_folded = False
        """The learner wants the rail, even where there is room for columns."""
        self._is_presenting = False
        self.page: Page | None = Page.NETWORK
        """The page that was asked for; it may have no room now."""
        self._arrangement: Arrangement | None = None
        self._asked = [Guest.PAGE]
        """Who wants room, whoever asked last first."""
        self._lesson: QDockWidget | None = None
        self.is_lesson_aside = False
        """Whether an open lesson has made room for a page or a panel."""
        self._panels: list[QDockWidget] = []
        self._aside: set[QDockWidget] = set()
        """Open panels that there is no room for now."""
        self._panel_area = Qt.DockWidgetArea.BottomDockWidgetArea
        self._is_arranging = False
        self._shared_out: tuple[bool, frozenset[Guest], float] | None = None
        """For which arrangement, at which scale, the docks got their widths."""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.arrange)
        rail.page_chosen.connect(self.choose_page)
        rail.lesson_chosen.connect(self._on_rail_lesson_chosen)
        theme().changed.connect(self._arrange_later)

    # what stands around the columns

    def add_panel(self, dock: QDockWidget) -> None:
        """A panel that opens where there is room; closed at first."""
        self._panels.append(dock)
        self._put([dock], self._panels[0], self._panel_area)
        dock.hide()
        dock.installEventFilter(self)

    def close_panel(self, dock: QDockWidget) -> None:
        """Closes a panel for good, also one that there is no room for now."""
        self._aside.discard(dock)
        dock.hide()

    def add_lesson(self, dock: QDockWidget) -> None:
        """The lesson's column; not shown yet."""
        self._lesson = dock
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
        self._put_all(self._panel_area)
        dock.topLevelChanged.connect(self._arrange_later)

    def show_lesson(self, is_open: bool) -> None:
        """A lesson was opened or left."""
        assert self._lesson is not None
        self._ask(Guest.LESSON, is_open)
        self.is_lesson_aside = False
        self._lesson.setVisible(is_open)
        if is_open:
            self._lesson.raise_()
        self.arrange()

    # what is seen

    @Slot(Page)
    def choose_page(self, page: Page | None) -> None:
        """Brings a page up; the one that is open makes room for the result."""
        is_open = self._arrangement is not None and Guest.PAGE in self._arrangement.guests and page is self.page
        self.page = None if is_open else page
        self._ask(Guest.PAGE, self.page is not None)
        self.arrange()

    def bring_up(self, widget: QWidget, at_any_cost: bool = False) -> None:
        """Has a widget of a page seen, if it can be without taking the lesson's place, or `at_any_cost`."""
        page = self._page_of(widget)
        if page is None or self._arrangement is None or self._arrangement.has_columns:
            return
        guests = [guest for guest in self._asked if guest is not Guest.PAGE]
        order = [Guest.PAGE, *guests] if at_any_cost else [*guests, Guest.PAGE]
        if Guest.PAGE in self._arranged(order).guests:
            self.page, self._asked = page, order
            self.arrange()

    def stand_in_for(self, widget: QWidget) -> QWidget | None:
        """The rail's button that would bring a hidden widget up; None if the widget is on no page."""
        page = self._page_of(widget)
        return self.rail.button(page) if page is not None else None

    @Slot(bool)
    def fold(self, on: bool) -> None:
        """Wants the rail instead of columns, or columns again where there is room."""
        self.is_folded = on
        if self.page is None:
            self.page = Page.NETWORK
            self._ask(Guest.PAGE, True)
        self.arrange()

    def present(self, on: bool) -> None:
        """Shows the diagram and the result alone, and the lesson where there is room; or all as before."""
        self._is_presenting = on
        self.arrange()

    @property
    def can_unfold(self) -> bool:
        """Whether there is room for three columns."""
        return self._fit(self._asked, self.page, False).has_columns

    @Slot()
    def arrange(self) -> None:
        """Shows what there is room for."""
        # before it is shown it has no size to go by
        if self._is_arranging or not self.isVisible():
            return
        self._is_arranging = True
        try:
            self._later.stop()
            self._place_panels()
            found = self._presented() if self._is_presenting else self._arranged(self._asked)
            self._arrangement = found
            self.columns.keep_build(round(theme().px(self._build_width())))
            self.columns.keep_result(round(theme().px(self._least_result())))
            apart = self._is_presenting or self._layers_apart(found)
            page = Page.NETWORK if self._is_presenting else self.page
            shown = page if Guest.PAGE in found.guests else None
            if shown is Page.LAYERS and (not apart or found.page_room < PAGES[Page.LAYERS]):
                shown = Page.NETWORK
            if found.has_columns:
                self.columns.show_columns()
            else:
                self.columns.show_page(shown, apart)
            self.rail.setVisible(not found.has_columns and not self._is_presenting)
            self._seat(found)
            # when those that have come have their places
            QTimer.singleShot(0, self, self._share_out)
            self.rail.set_page(shown, apart)
            self.rail.set_lesson(Guest.LESSON in self._asked, Guest.LESSON in found.guests)
        finally:
            self._is_arranging = False
        self.arranged.emit()

    def _seat(self, found: Arrangement) -> None:
        if self._lesson is not None and Guest.LESSON in self._asked and not self._lesson.isFloating():
            self.is_lesson_aside = Guest.LESSON not in found.guests
            self._lesson.setVisible(not self.is_lesson_aside)
        docked = [dock for dock in self._panels if self._is_open(dock) and not dock.isFloating()]
        if self._is_presenting:
            self._aside = set(docked)
        else:
            self._aside = set() if Guest.PANEL in found.guests else set(self._beside())
        for dock in docked:
            dock.setVisible(dock not in self._aside)

    @Slot()
    def _share_out(self) -> None:
        """Gives the docks their widths, when others come to stand there than before: a panel gets what is left."""
        found = self._arrangement
        if found is None or (found.has_columns, found.guests, theme().scale) == self._shared_out:
            return
        self._shared_out = (found.has_columns, found.guests, theme().scale)
        widths: dict[QDockWidget, float] = {}
        if Guest.LESSON in found.guests and self._lesson is not None:
            widths[self._lesson] = LESSON
        beside = [dock for dock in self._beside() if not dock.visibleRegion().isEmpty()] or self._beside()
        if Guest.PANEL in found.guests and beside:
            page = PAGES[Page.LAYERS] + GAP if Guest.PAGE in found.guests else 0
            left = self._total() - self._rail_width() - self._least_result() - sum(widths.values()) - page - 3 * GAP
            widths[beside[0]] = PANEL if found.has_columns else max(PANEL, left)
        self.resizeDocks(list(widths), [theme().px(width) for width in widths.values()], Qt.Orientation.Horizontal)

    def _place_panels(self) -> None:
        """Moves the panels that were not placed by hand to where there is room."""
        is_tall = self.height() >= theme().px(_TALL)
        area = Qt.DockWidgetArea.BottomDockWidgetArea if is_tall else Qt.DockWidgetArea.LeftDockWidgetArea
        if area is not self._panel_area:
            seen = self._put_all(area)
            if is_tall and seen:
                self.resizeDocks(seen, [round(PANEL_SHARE * self.height())] * len(seen), Qt.Orientation.Vertical)
        self._ask(Guest.PANEL, bool(self._beside()), again=False)

    def _put_all(self, area: Qt.DockWidgetArea) -> list[QDockWidget]:
        """Moves all panels that are still where they were put; those of them that are open."""
        former, self._panel_area = self._panel_area, area
        moved = [dock for dock in self._panels if self.dockWidgetArea(dock) is former and not dock.isFloating()]
        seen = [dock for dock in moved if not dock.isHidden()]
        front = next((dock for dock in seen if not dock.visibleRegion().isEmpty()), None)
        if moved:
            self._put(moved, moved[0], area)
        for dock in moved:
            dock.setVisible(dock in seen)
        if front is not None:
            front.raise_()
        return seen

    def _put(self, docks: list[QDockWidget], first: QDockWidget, area: Qt.DockWidgetArea) -> None:
        """Puts panels on top of each other; at the left they stand beside the lesson."""
        for dock in docks:
            if dock is not first:
                self.tabifyDockWidget(first, dock)
            elif area is Qt.DockWidgetArea.LeftDockWidgetArea and self._lesson is not None:
                self.splitDockWidget(self._lesson, dock, Qt.Orientation.Horizontal)
            else:
                self.addDockWidget(area, dock)

    def _beside(self) -> list[QDockWidget]:
        """The open panels that take width from the columns."""
        return [
            dock
            for dock in self._panels
            if self._is_open(dock) and not dock.isFloating() and self.dockWidgetArea(dock) in _BESIDE
        ]

    def _is_open(self, dock: QDockWidget) -> bool:
        """Whether it is seen, or would be if there were room."""
        return not dock.isHidden() or dock in self._aside

    def _ask(self, guest: Guest, wants: bool, again: bool = True) -> None:
        """Notes who wants room, first of all; not `again`, the place in the order stays, or is the last."""
        others = [other for other in self._asked if other is not guest]
        if not wants:
            self._asked = others
        elif again:
            self._asked = [guest, *others]
        elif guest not in self._asked:
            self._asked = [*others, guest]

    def _arranged(self, asked: list[Guest]) -> Arrangement:
        if self._lesson is not None and self._lesson.isFloating():
            asked = [guest for guest in asked if guest is not Guest.LESSON]
        found = self._fit(asked, self.page, self.is_folded)
        if self.page is Page.LAYERS and Guest.PAGE not in found.guests:
            # the diagram is content with less
            found = self._fit(asked, Page.NETWORK, self.is_folded)
        return found

    def _presented(self) -> Arrangement:
        """The diagram first, then the lesson."""
        asked = [Guest.PAGE, *(guest for guest in self._asked if guest is Guest.LESSON)]
        return self._fit(asked, Page.NETWORK, True)

    def _layers_apart(self, found: Arrangement) -> bool:
        """Whether there is no room for the layers under the diagram."""
        is_narrow = Guest.PAGE in found.guests and found.page_room < PAGES[Page.LAYERS]
        return self.height() < theme().px(_SHORT) or is_narrow

    def _total(self) -> float:
        """The width of the rail and of all that stands beside it, for the usual size of texts."""
        rail = 0 if self.rail.isHidden() else self.rail.width()
        return (self.width() + rail) / theme().scale

    def _fit(self, asked: list[Guest], page: Page | None, is_folded: bool) -> Arrangement:
        rail, build = self._rail_width(), self._build_width()
        return arrange(self._total(), self._least_result(), asked, page, is_folded, rail, build)

    def _rail_width(self) -> float:
        return max(RAIL, self.rail.sizeHint().width() / theme().scale)

    def _build_width(self) -> float:
        return max(BUILD, self.columns.build_width / theme().scale)

    def _least_result(self) -> float:
        return least_result(self.window().width() / theme().scale)

    def _page_of(self, widget: QWidget) -> Page | None:
        page, found = self.columns.page_of(widget), self._arrangement
        is_within = page is Page.LAYERS and found is not None and not self._layers_apart(found)
        return Page.NETWORK if is_within else page

    # what changes the room

    def minimumSizeHint(self) -> QSize:
        # whatever stands side by side now makes room when there is less
        return QSize(theme().px(RAIL + LEAST_RESULT), theme().px(_LOWEST))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def childEvent(self, event: QChildEvent) -> None:
        super().childEvent(event)
        if event.polished() and isinstance(event.child(), QTabBar):
            event.child().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QTabBar):
            self._look_after(watched, event)
            return False
        # told apart from a tab that comes to the front: only what was closed is hidden to its parent
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent) and not self._is_arranging:
            if event.type() is QEvent.Type.ShowToParent:
                # the one that was opened, without those that had no room before
                self._aside.clear()
                self._ask(Guest.PANEL, True)
            self._arrange_later()
        return super().eventFilter(watched, event)

    def _look_after(self, bar: QTabBar, event: QEvent) -> None:
        """Qt shows the bar of docks that are closed or torn off, without a tab, and may leave it over the window."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.Move):
            # with no tab it is nothing to go to by the keyboard
            bar.setEnabled(bar.count() > 0)
        if event.type() is QEvent.Type.ShowToParent and not bar.count():
            # where Qt moves it as well; if it were hidden, Qt would lay all out anew and show it, without end
            bar.move(-bar.width(), -bar.height())

    @Slot()
    def _arrange_later(self) -> None:
        self._later.start()

    @Slot()
    def _on_rail_lesson_chosen(self) -> None:
        if self._lesson is not None:
            self._ask(Guest.LESSON, True)
            self.arrange()
