"""Opening studio files, and offering back what a crash or a hasty closing left behind."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnstudio.project.storage import STUDIO_SUFFIX
from nnstudio.session.document import Document
from nnstudio.session.recovery import Leftover, find_leftovers
from nnstudio.session.training import TrainingSession
from nnstudio.session.worker import RestoreJob
from nnstudio.ui.files import Files
from nnstudio.ui.notice import Notices, Speaker, Tone
from nnstudio.ui.recent import remember


class Opening(QObject):
    """Has a studio file read by the training thread, and puts what came out into document and session."""

    epoch_restored = Signal(object)
    """The epoch that the file's window showed; None for the latest."""

    def __init__(
        self, document: Document, session: TrainingSession, files: Files, notices: Notices, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._files, self._notices = document, session, files, notices
        self._leftover: Leftover | None = None
        files.archive_requested.connect(self.open)
        session.archive_opened.connect(self._on_session_archive_opened)

    def start(self) -> None:
        """Starts the session, on the runs of the document's file if it has any; offers back what was left behind."""
        path = self._document.path
        self._session.start(path if path is not None and path.suffix == STUDIO_SUFFIX else None)
        self._offer_leftover()

    @Slot(object)
    def open(self, path: Path) -> None:
        """Opens a studio file; until it is read as a whole, everything stays as it is."""
        self._session.open_archive(path)

    @Slot()
    def accept_offer(self) -> None:
        """Opens what was left behind."""
        if self._leftover is not None:
            self._session.open_archive(self._leftover.path)

    def _offer_leftover(self) -> None:
        leftovers = find_leftovers()
        if not leftovers:
            return
        # the younger may be of a window that was opened beside it
        self._leftover = leftovers[0]
        minutes = self._leftover.minutes
        ago = "just now" if minutes < 1 else f"{minutes} minutes ago" if minutes < 120 else f"{minutes // 60} hours ago"
        text = f"There is work that was not saved, from {ago}."
        self._notices.tell(Speaker.RECOVERY, Tone.OFFER, text, ("Open it again", self.accept_offer))

    @Slot(object)
    def _on_session_archive_opened(self, job: RestoreJob) -> None:
        leftover = self._leftover if self._leftover is not None and job.path == self._leftover.path else None
        if job.archive is None or job.error:
            self._files.complain("This can't be opened", job.error)
            if self._session.run is None:
                self._session.reset()
            return
        self._document.open(job.archive.project, None if leftover else str(job.path))
        self._session.adopt(job.runs, job.archive.current)
        self.epoch_restored.emit(job.archive.epoch)
        if leftover is None:
            remember(str(job.path))
        else:
            name = job.archive.layout.get("name")
            self._document.note_recovered(name if isinstance(name, str) else "")
            leftover.discard()
            self._leftover = None
