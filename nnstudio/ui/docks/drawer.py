"""The drawer: panels in docks, closed at first, along the bottom or at the left, or torn off to a second screen."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow

from nnstudio.language import _
from nnstudio.log.reports import attempt
from nnstudio.project.project import Project
from nnstudio.session.run import Run
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.docks.workspace import PANEL_SHARE, Workspace
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.dock_buttons import DockButtons
from nnstudio.ui.widgets.fields import caption
from nnstudio.ui.widgets.tab_order import focus_first

_FAILED = _("A panel could not be drawn")


class Drawer(QDockWidget):
    """A dock that makes its panel when it is first seen after `begin`, and keeps it up to date while it can be seen."""

    def __init__(
        self, name: str, title: str, make: Callable[[PanelContext], Panel], context: PanelContext, parent: QMainWindow
    ) -> None:
        super().__init__(title, parent)
        self.setObjectName(f"{name}_dock")
        DockButtons(self, title)
        self._make = make
        self._context = context
        self.panel: Panel | None = None
        """None until it has been seen."""
        self.is_seen = self._is_styled = False
        self._is_waiting = True
        self.visibilityChanged.connect(self._on_visibility_changed)
        self.toggleViewAction().triggered.connect(self._on_action_triggered)

    @Slot(bool)
    def _on_visibility_changed(self, seen: bool) -> None:
        self.is_seen = seen
        if not seen:
            return
        if not self._is_styled:
            # not sooner: most docks are not opened
            self._is_styled = True
            theme().style(self)
        if self._is_waiting:
            self._hold_the_place()
            return
        if self.panel is None:
            self.panel = self._make(self._context)
            place = self.widget()
            self.setWidget(self.panel)
            if place is None:
                self._take_little_room()
            else:
                place.deleteLater()
        # the run follows what is shown
        self._context.document.settle()
        self.panel.set_project(self._context.document.project)
        run = self._context.session.run
        self.panel.set_run(run)
        frame = self._context.frame_source.frame_of(run)
        if frame is not None:
            self.panel.set_frame(frame)

    @Slot(bool)
    def _on_action_triggered(self, opened: bool) -> None:
        # it would lie behind those that are open already
        if opened:
            self.raise_()
            focus_first(self.widget() or self)

    def begin(self) -> None:
        """Makes the panel, if it is seen: from when PyTorch, which most of them import, is there."""
        if self._is_waiting:
            self._is_waiting = False
            self._on_visibility_changed(self.is_seen)

    def _hold_the_place(self) -> None:
        if self.widget() is None:
            place = caption(_("Loading PyTorch …"))
            place.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.setWidget(place)
            self._take_little_room()

    def _take_little_room(self) -> None:
        """Leaves most of the window to the network and the result."""
        window = self.parent()
        if isinstance(window, QMainWindow) and not self.isFloating():
            window.resizeDocks([self], [round(PANEL_SHARE * window.height())], Qt.Orientation.Vertical)


class Drawers(QObject):
    """All panels of the drawer, by name; of a window that becomes larger or smaller they keep their share."""

    def __init__(
        self,
        panels: dict[str, tuple[str, Callable[[PanelContext], Panel]]],
        context: PanelContext,
        workspace: Workspace,
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._shares: dict[Drawer, float] = {}
        self._has_begun = False
        self._height = 0
        """The workspace's, for which the shares hold."""
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.timeout.connect(self._on_resized_timeout)
        self._docks: dict[str, Drawer] = {}
        for name, (title, make) in panels.items():
            self._docks[name] = dock = Drawer(name, title, make, context, workspace)
            workspace.add_panel(dock)

    def __getitem__(self, name: str) -> Drawer:
        return self._docks[name]

    def actions(self) -> list[QAction]:
        """One for each panel, to open and close it."""
        return [dock.toggleViewAction() for dock in self._docks.values()]

    def begin(self) -> None:
        """Makes the panels that are seen; until then they would keep the window from being painted."""
        if self._has_begun:
            return
        self._has_begun = True
        for dock in self._docks.values():
            dock.begin()
        # not before: a window that opens maximised has another size at first than the one its layout was saved for
        self._height = self._workspace.height()
        for watched in (self._workspace, *self._docks.values()):
            watched.installEventFilter(self)

    def show(self, name: str) -> None:
        """Opens a panel and brings it to the front."""
        self._docks[name].show()
        self._docks[name].raise_()

    def close(self, name: str) -> None:
        """Closes a panel."""
        self._workspace.close_panel(self._docks[name])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent):
            height = self._workspace.height()
            if isinstance(watched, Drawer) and height == self._height:
                # by hand, or as it was opened: not because there is more or less for all
                self._shares[watched] = watched.height() / height
            elif watched is self._workspace and height != self._height:
                self._resized.start(0)
        return super().eventFilter(watched, event)

    @Slot()
    def _on_resized_timeout(self) -> None:
        """Qt alone would give all that is gained to what lies over the drawer, and take what is lost from there."""
        self._height = self._workspace.height()
        docked = [dock for dock in self._docks.values() if dock.is_seen and not dock.isFloating()]
        # one that was opened meanwhile has the share that it was opened with
        shares = {dock: self._shares.setdefault(dock, dock.height() / self._height) for dock in docked}
        heights = [round(share * self._height) for share in shares.values()]
        self._workspace.resizeDocks(list(shares), heights, Qt.Orientation.Vertical)

    def set_project(self, project: Project) -> None:
        for panel in self.seen():
            attempt(_FAILED, partial(panel.set_project, project))

    def set_run(self, run: Run | None) -> None:
        """The panels that can't be seen are left with none: what they show may be of a network that is gone."""
        seen = self.seen()
        for panel in (dock.panel for dock in self._docks.values() if dock.panel is not None):
            attempt(_FAILED, partial(panel.set_run, run if panel in seen else None))

    def seen(self) -> list[Panel]:
        """The panels that can be seen."""
        return [dock.panel for dock in self._docks.values() if dock.is_seen and dock.panel is not None]
