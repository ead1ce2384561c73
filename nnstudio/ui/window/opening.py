"""Opening studio files, and offering back what a crash or a hasty closing left behind."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnstudio.language import _
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.stamps import FileStamp, stamp_of
from nnstudio.project.storage import STUDIO_SUFFIX
from nnstudio.session.autosave import Autosave
from nnstudio.session.document import Document
from nnstudio.session.recovery import Leftover, RecoveryFile, find_leftovers
from nnstudio.session.training_session import TrainingSession
from nnstudio.session.worker import RestoreJob
from nnstudio.ui.shown.files import Files
from nnstudio.ui.shown.recent_files import remember
from nnstudio.ui.window.notices import Notices, Speaker, Tone
from nnstudio.ui.window.recovery_dialog import RecoveryDialog, ago


@dataclass(frozen=True, eq=False)
class _Wish:
    """A studio file that is to be opened."""

    path: Path
    project: Project
    """What was open when it was wished."""
    name: str
    again: Callable[[], object]
    """Wishes the same once more."""
    stamp: FileStamp | None = None
    """Of the file, from before it is read."""
    claimed: RecoveryFile | None = None
    """The copy of unsaved work that the file is, if it is one."""


class Opening(QObject):
    """Has a studio file read by the training thread, and puts what came out into document and session."""

    epoch_restored = Signal(object)
    """The epoch that the file's window showed; None for the latest."""

    def __init__(
        self,
        document: Document,
        session: TrainingSession,
        autosave: Autosave,
        files: Files,
        notices: Notices,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._autosave = document, session, autosave
        self._files, self._notices, self._window = files, notices, parent
        self._wishes: list[_Wish] = []
        self._told: set[tuple[Path, str | None]] = set()
        """Studio files, and the data in them, of which that was said."""
        files.archive_requested.connect(self.open)
        session.archive_opened.connect(self._on_session_archive_opened)
        # nothing waits for what was changed any more
        document.opened.connect(partial(notices.clear, Speaker.OPENING))
        autosave.trouble_changed.connect(self._on_autosave_trouble_changed)
        autosave.saved.connect(self._on_autosave_saved)

    def start(self) -> None:
        """Starts the session, on the runs of the document's file if it has any; offers back what was left behind."""
        path = self._document.path
        archive = path if path is not None and path.suffix == STUDIO_SUFFIX else None
        if archive is not None:
            self._wishes.append(self._wish_of(archive))
        self._session.start(archive)
        self._offer(find_leftovers())

    @Slot(Path)
    def open(self, path: Path) -> None:
        """Opens a studio file; until it is read as a whole, everything stays as it is."""
        self._read(self._wish_of(path))

    @Slot()
    def show_leftovers(self) -> None:
        """Shows all work that was left behind, to be opened or discarded."""
        dialog = RecoveryDialog(self._window)
        dialog.chosen.connect(self.recover)
        dialog.finished.connect(self._offer_what_is_left)
        dialog.open()

    @Slot(Leftover)
    def recover(self, leftover: Leftover) -> None:
        """Opens work that was left behind, unless the learner would rather keep the changes to the open project."""
        if any(wish.path == leftover.path for wish in self._wishes):
            # pressed twice
            return
        self._files.ask_to_replace(partial(self._recover, leftover))

    def close(self) -> None:
        """Gives back what was claimed and not opened."""
        while self._wishes:
            self._give_back(self._wishes.pop())

    def _recover(self, leftover: Leftover) -> None:
        claimed = leftover.claim()
        if claimed is None:
            self._offer_what_is_left()
            self._files.complain(
                _("This can't be opened"), _("It has been opened in another window, or discarded there.")
            )
            return
        again = partial(self._recover, leftover)
        self._read(_Wish(leftover.path, self._document.project, _("What was left behind"), again, claimed=claimed))

    def _wish_of(self, path: Path) -> _Wish:
        return _Wish(path, self._document.project, path.name, partial(self.open, path), stamp_of(path))

    def _read(self, wish: _Wish) -> None:
        self._wishes.append(wish)
        self._session.open_archive(wish.path)

    @Slot()
    def _offer_what_is_left(self) -> None:
        """Keeps the offer true, if it stands."""
        if self._notices.text(Speaker.RECOVERY):
            self._offer(find_leftovers())

    def _offer(self, leftovers: list[Leftover]) -> None:
        if not leftovers:
            self._notices.clear(Speaker.RECOVERY)
            return
        # the younger may be of a window that was opened beside it
        latest = leftovers[0]
        name = f"“{latest.name}”" if latest.name else _("Work")
        text = _("{name} from {ago} was not saved.").format(name=name, ago=ago(latest.written))
        if len(leftovers) > 1:
            text = _("{text}, and there is more unsaved work ({leftover_count} in all).").format(
                text=text[:-1], leftover_count=len(leftovers)
            )
            self._notices.tell(Speaker.RECOVERY, Tone.OFFER, text, (_("Show all …"), self.show_leftovers))
        else:
            self._notices.tell(Speaker.RECOVERY, Tone.OFFER, text, (_("Open it again"), partial(self.recover, latest)))

    @Slot(RestoreJob)
    def _on_session_archive_opened(self, job: RestoreJob) -> None:
        wish = next((wish for wish in self._wishes if wish.path == job.path), None)
        if wish is None:
            return
        self._wishes.remove(wish)
        self._document.commit_pending()
        if job.archive is None or job.error:
            self._give_back(wish)
            if job.outside:
                self._files.ask_outside(job.outside, wish.path, wish.again)
            else:
                self._files.complain(_("This can't be opened"), job.error)
            if self._session.run is None:
                self._session.reset()
        elif self._document.is_modified and self._document.project is not wish.project:
            self._give_back(wish)
            text = _("{wish_name} is not open yet: you have changed the project while it was read.").format(
                wish_name=wish.name
            )
            again = (_("Open it"), partial(self._files.ask_to_replace, wish.again))
            self._notices.tell(Speaker.OPENING, Tone.OFFER, text, again)
        else:
            self._put_in(job, wish)

    def _put_in(self, job: RestoreJob, wish: _Wish) -> None:
        archive = job.archive
        assert archive is not None
        self._document.open(archive.project, None if wish.claimed else str(wish.path), wish.stamp)
        self._session.adopt(job.runs, archive.current, job.sweeps)
        self.epoch_restored.emit(archive.epoch)
        if wish.claimed is None:
            remember(str(wish.path))
        else:
            name = archive.layout.get("name")
            self._document.note_recovered(name if isinstance(name, str) else "")
            self._autosave.adopt(wish.claimed)
            self._offer_what_is_left()

    def _give_back(self, wish: _Wish) -> None:
        if wish.claimed is not None:
            wish.claimed.close(keep=True)

    @Slot(Path)
    def _on_autosave_saved(self, path: Path) -> None:
        """Says, once for each, that a studio file holds the learner's data file as well."""
        source = self._document.project.data.source
        if not isinstance(source, CsvSource) or (path, source.sha256) in self._told:
            return
        self._told.add((path, source.sha256))
        if Path(source.path).is_file():
            text = _("{path_name} holds a copy of {source_name}: whoever is given the one has the other.").format(
                path_name=path.name, source_name=source.name
            )
        else:
            text = _("{path_name} holds no copy of {source_name}, which is no longer where it was.").format(
                path_name=path.name, source_name=source.name
            )
        self._notices.tell(Speaker.SAVING, Tone.INFORMATION, text)

    @Slot(str)
    def _on_autosave_trouble_changed(self, trouble: str) -> None:
        if trouble:
            text = _(
                "Unsaved work can't be kept for the day of a crash; save it yourself from time to time. ({trouble})"
            ).format(trouble=trouble)
            self._notices.tell(Speaker.AUTOSAVE, Tone.WARNING, text)
        else:
            text = _("Unsaved work is kept for the day of a crash again.")
            self._notices.tell(Speaker.AUTOSAVE, Tone.INFORMATION, text)
