"""Keeps watch over units that are dead, saturated or constant."""

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnstudio.session.training_session import State, TrainingSession
from nnstudio.ui.shown.frame_source import FrameSource

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame

_EVERY_S = 0.5


class UnitFlags(QObject):
    """Looks at each epoch that is shown; while training runs, at most twice a second."""

    # named as a dict it would arrive as one of Qt's, which is empty: its keys are texts alone
    flags_changed = Signal(object)
    """A dict of (layer, unit) to a sentence; empty without a run."""

    def __init__(self, session: TrainingSession, frame_source: FrameSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._frame_source = frame_source
        self._looked: tuple[int, int] | None = None
        self._when = 0.0
        self.flags: dict[tuple[int, int], str] = {}
        """The ones last told."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        frame_source.frame_changed.connect(self._on_frame_source_frame_changed)
        session.run_changed.connect(self._on_session_run_changed)

    @Slot(object)
    def _on_frame_source_frame_changed(self, frame: "Frame") -> None:
        wait = self._when + _EVERY_S - monotonic() if self._session.state is State.TRAINING else 0.0
        if wait <= 0:
            self._timer.stop()
            self._look()
        elif not self._timer.isActive():
            self._timer.start(int(1000 * wait) + 1)

    @Slot()
    def _on_timer_timeout(self) -> None:
        self._look()

    @Slot(object)
    def _on_session_run_changed(self, run: object) -> None:
        self._timer.stop()
        self._looked = None
        if run is None:
            self._tell({})

    def _look(self) -> None:
        run = self._session.run
        frame = self._frame_source.frame_of(run)
        if run is None or frame is None or (run.id, frame.epoch) == self._looked:
            return
        from nnstudio.engine.views.unit_flags import unit_flags

        self._looked, self._when = (run.id, frame.epoch), monotonic()
        found = unit_flags(run.project, run.dataset, run.probe, frame.snapshot)
        self._tell({unit: flag.sentence for unit, flag in found.items()})

    def _tell(self, flags: dict[tuple[int, int], str]) -> None:
        if flags != self.flags:
            self.flags = flags
            self.flags_changed.emit(flags)
