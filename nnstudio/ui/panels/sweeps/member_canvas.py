"""A plot of a sweep's runs: each says what it is under the pointer, and is opened by a click."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal, Slot

from nnstudio.language import _
from nnstudio.session.sweeps.sweep_record import MemberRecord
from nnstudio.ui.panels.sweeps.sweep_words import member_text
from nnstudio.ui.plots.canvas import Canvas
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import show_tooltip

_REACH = 10


class MemberCanvas(Canvas):
    """Subclasses say in `member_at` which run a place means."""

    member_clicked = Signal(object)
    """The MemberRecord of the run that was clicked."""

    def __init__(self, bottom: pg.AxisItem) -> None:
        super().__init__(bottom=bottom)
        self.scene().sigMouseClicked.connect(self._on_scene_mouse_clicked)
        self.scene().sigMouseMoved.connect(self._on_scene_mouse_moved)

    def member_at(self, x: float, y: float) -> MemberRecord | None:
        """The run that is nearest to a place of the plot, within reach; None if there is none."""
        raise NotImplementedError

    @property
    def reach(self) -> float:
        """How near a click must be, in pixels."""
        return _REACH * theme().scale

    def _member_under(self, where: QPointF) -> MemberRecord | None:
        view = self.getPlotItem().getViewBox()
        if not view.sceneBoundingRect().contains(where):
            return None
        place = view.mapSceneToView(where)
        return self.member_at(place.x(), place.y())

    @Slot(object)
    def _on_scene_mouse_clicked(self, event: Any) -> None:
        if event.button() is Qt.MouseButton.LeftButton and not event.double():
            found = self._member_under(event.scenePos())
            if found is not None:
                self.member_clicked.emit(found)

    @Slot(object)
    def _on_scene_mouse_moved(self, where: QPointF) -> None:
        found = self._member_under(where)
        text = _("{run}\nClick to open it").format(run=member_text(found)) if found is not None else ""
        show_tooltip(self.mapToGlobal(self.mapFromScene(where)), text, self)
