"""Which epoch is shown: the latest of the run, or one that was chosen."""

from PySide6.QtCore import QObject, Slot

from nnstudio.session.training_session import State, TrainingSession
from nnstudio.ui.shown.frame_source import FrameSource
from nnstudio.ui.shown.redraw_scheduler import RedrawScheduler


class Playhead(QObject):
    """Moves along a run's epochs; the frame source brings the frame of the one it stands at."""

    def __init__(
        self, session: TrainingSession, frame_source: FrameSource, scheduler: RedrawScheduler, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._frame_source, self._scheduler = session, frame_source, scheduler
        self._chosen: int | None = None
        session.state_changed.connect(self._on_session_state_changed)

    @property
    def chosen(self) -> int | None:
        """The epoch that was chosen; None while the latest is followed."""
        return self._chosen

    @property
    def epoch(self) -> int:
        """The epoch shown; 0 is before training."""
        frame = self._frame_source.frame_of(self._session.run)
        return frame.epoch if frame is not None else 0

    @property
    def is_live(self) -> bool:
        """Whether it goes along with a training."""
        return self._chosen is None and self._session.state is State.TRAINING

    def reset(self) -> None:
        """Another run: its latest epoch, once it can be shown."""
        self._chosen = None

    def look(self) -> None:
        """Has the epoch's frame made; with all detail when nothing moves."""
        run = self._session.run
        if run is not None:
            epoch = run.epoch if self._chosen is None else self._chosen
            self._frame_source.look(epoch, self._session.state is State.TRAINING)

    def show(self, epoch: int | None) -> None:
        """Shows an epoch, or follows the latest with None."""
        self._chosen = epoch
        self.look()

    @Slot(int)
    def choose(self, epoch: int) -> None:
        """Shows an epoch that somebody picked; the run's last one is followed from there."""
        run = self._session.run
        self._scheduler.note_choice()
        self.show(epoch if run is not None and epoch < run.epoch else None)

    @Slot(object)
    def restore(self, epoch: int | None) -> None:
        """Shows the epoch that a file or a lesson asks for, if it asks for any."""
        if epoch is not None:
            self.choose(epoch)

    @Slot()
    def follow(self) -> None:
        """Shows the latest epoch from now on."""
        self.show(None)

    @Slot()
    def train(self) -> None:
        """Trains, and follows."""
        self._chosen = None
        self._session.train()

    @Slot()
    def step(self) -> None:
        """Trains one epoch, and follows."""
        self._chosen = None
        self._session.step()

    @Slot(State)
    def _on_session_state_changed(self, state: State) -> None:
        run = self._session.run
        if state is State.FINISHED and run is not None and run.result.epoch < run.epoch:
            # stopped early: the best epoch's weights are what has come of it
            self._chosen = run.result.epoch
