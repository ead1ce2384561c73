"""How fast a training may go: slow enough to be watched unless something else was chosen, which is remembered."""

from PySide6.QtCore import QSettings, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnstudio.language import _
from nnstudio.ui.widgets.fields import Choice

FULL = "full"
_WATCH = "watch"
_KEY = "run/speed"
_SPEEDS = (
    (_WATCH, _("Watch"), _("Slow enough to see it move: a training that is short takes two to three seconds")),
    (FULL, _("Full speed"), _("Train as fast as the machine can")),
    ("30", _("30 epochs/s"), _("Slow enough to follow")),
    ("5", _("5 epochs/s"), _("Slow enough to point at things")),
    ("1", _("1 epoch/s"), _("One epoch a second")),
)


class SpeedSelector(Choice):
    """Tells the pace that is chosen, and finds the last one again at the next start."""

    pace_chosen = Signal(float, bool)
    """The shortest time for an epoch in seconds, 0 for none; and whether all epochs are to take a while."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("speed_selector")
        self.setMinimumContentsLength(8)
        self.setAccessibleName(_("Speed"))
        self.fill(list(_SPEEDS), _WATCH)
        self.currentIndexChanged.connect(self._on_current_index_changed)

    def restore(self) -> None:
        """What was chosen last, in another window or at another time; it is told in any case."""
        kept = self.findData(str(QSettings().value(_KEY, _WATCH)))
        self.setCurrentIndex(max(kept, 0))
        self._tell()

    def choose(self, key: str) -> None:
        """As if it were picked from the list."""
        self.setCurrentIndex(self.findData(key))

    @Slot(int)
    def _on_current_index_changed(self, index: int) -> None:
        QSettings().setValue(_KEY, self.currentData())
        self._tell()

    def _tell(self) -> None:
        key = self.currentData()
        self.pace_chosen.emit(0.0 if key in (_WATCH, FULL) else 1 / int(key), key == _WATCH)
