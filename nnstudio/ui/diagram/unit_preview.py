"""A unit that is pointed at for a moment is shown in the big plot, until the pointer leaves it."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from nnstudio.ui.shown.frame_source import FrameSource
from nnstudio.ui.shown.selection import Selection

_REST_MS = 250
"""How long the pointer rests before the plot changes: on its way elsewhere it crosses many units."""
_NEXT_MS = 60
"""How long on the next unit, while one is shown."""

Unit = tuple[int, int]


class UnitPreview(QObject):
    """Told by the diagram what is pointed at; a click there fixes the unit, which is the selection's business."""

    def __init__(self, selection: Selection, frame_source: FrameSource, parent: QObject) -> None:
        super().__init__(parent)
        self._selection, self._frame_source = selection, frame_source
        self._unit: Unit | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._on_rest_timeout)

    def point_at(self, unit: Unit | None) -> None:
        """The pointer is over a unit, (layer, unit), or over none."""
        if unit == self._unit:
            return
        self._unit = unit
        self._rest.stop()
        if unit is None:
            self._selection.preview_unit(None)
        else:
            self._rest.start(_NEXT_MS if self._selection.preview is not None else _REST_MS)

    def end(self) -> None:
        """Shows none any more, before the pointer comes to another unit."""
        self._rest.stop()
        self._selection.preview_unit(None)

    @Slot()
    def _on_rest_timeout(self) -> None:
        unit = self._unit
        # while the project is being edited, the plot may still show a network that has no such unit
        if unit is not None and self._frame_source.has_unit(*unit) and QApplication.activePopupWidget() is None:
            self._selection.preview_unit(unit)
