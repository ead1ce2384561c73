"""What is said about the current run above the columns: why it failed or can't begin, and where it stopped early."""

from PySide6.QtCore import QObject, Slot

from nnstudio.session.document import Document
from nnstudio.session.training_session import State, TrainingSession
from nnstudio.ui.window.notices import Notices, Speaker, Tone


class RunNotices(QObject):
    """Keeps the two notices true."""

    def __init__(self, document: Document, session: TrainingSession, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._session, self._notices = document, session, notices
        session.problem_changed.connect(self._on_session_problem_changed)
        session.state_changed.connect(self._show_early_stop)
        session.run_changed.connect(self._show_early_stop)

    @Slot(str)
    def _on_session_problem_changed(self, problem: str) -> None:
        places = (problem.where for problem in self._document.project.problems())
        # a layer that does not fit says so on its card
        if problem and not any(isinstance(row, int) for where in places for row in where):
            self._notices.tell(Speaker.TRAINING, Tone.ERROR, problem)
        else:
            self._notices.clear(Speaker.TRAINING)

    @Slot()
    def _show_early_stop(self) -> None:
        run = self._session.run
        stopped = run.stop_sentence if run is not None and self._session.state is State.FINISHED else ""
        if stopped:
            self._notices.tell(Speaker.EARLY_STOP, Tone.INFORMATION, stopped)
        else:
            self._notices.clear(Speaker.EARLY_STOP)
