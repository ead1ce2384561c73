"""What is said of a training to those who hear the window: that it began, how far it is, how it ended."""

import time

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnstudio.language import _, local_number
from nnstudio.session.training_session import State, TrainingSession
from nnstudio.ui.accessibility.announcer import announcer
from nnstudio.ui.widgets.number_texts import short

EVERY_S = 5.0
"""So often the epoch and the losses are said: a sentence takes about half as long to be read."""


class RunAnnouncements(QObject):
    """Hears the session, and has it said about the window."""

    def __init__(self, session: TrainingSession, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._state = session.state
        self._last = 0.0
        session.state_changed.connect(self._on_session_state_changed)
        session.progressed.connect(self._on_session_progressed)

    @Slot(State)
    def _on_session_state_changed(self, state: State) -> None:
        former, self._state = self._state, state
        if state is former:
            return
        epoch = self._session.run.epoch if self._session.run is not None else 0
        if state is State.TRAINING:
            self._last = time.monotonic()
            self._say(_("Training goes on from epoch {epoch:,}").format(epoch=epoch) if epoch else _("Training began"))
        elif state is State.PAUSED:
            self._say(_("Paused at {figures}").format(figures=self._figures()))
        elif state is State.FINISHED:
            # where it stopped early, a notice says why
            self._say(_("Training ended after {figures}").format(figures=self._figures()))
        elif state is State.FAILED:
            self._say(
                _("Training failed after epoch {epoch:,}").format(epoch=epoch) if epoch else _("Training failed"),
                urgent=True,
            )

    @Slot()
    def _on_session_progressed(self) -> None:
        now = time.monotonic()
        if self._state is State.TRAINING and now - self._last >= EVERY_S:
            self._last = now
            goal = self._session.goal
            self._say(
                (
                    self._figures() if goal is None else f"{self._figures()}, of {local_number(goal, ',')} epochs"
                ).capitalize()
            )

    def _figures(self) -> str:
        run = self._session.run
        if run is None:
            return _("epoch 0")
        losses = (
            (_("train loss {loss}"), run.history.train_loss),
            (_("test loss {loss}"), run.history.test_loss),
        )
        said = [form.format(loss=short(values[-1])) for form, values in losses if values]
        return ", ".join([_("epoch {epoch:,}").format(epoch=run.epoch), *said])

    def _say(self, text: str, urgent: bool = False) -> None:
        announcer().say(self._window, text, urgent)
