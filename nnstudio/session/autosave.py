"""Saves studio files beside the training, and keeps a copy of all work for the day it is needed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, Slot

from nnstudio.language import _
from nnstudio.log.reports import attempt, report
from nnstudio.project.errors import ProjectError
from nnstudio.project.project import Project
from nnstudio.project.stamps import FileStamp, stamp_of
from nnstudio.project.writing import remove_remnants
from nnstudio.session.document import Document
from nnstudio.session.keeping import FILE_BUDGET, Captured, archive_of
from nnstudio.session.priority import lower_priority
from nnstudio.session.recovery import RecoveryFile, new_recovery_file
from nnstudio.session.training_session import TrainingSession
from nnstudio.session.worker import CaptureJob

AUTOSAVE_MS = 2000
_AUTOSAVE_BUDGET = 4 * 2**20
_SWEEP_STEPS = 5
"""A sweep under way is copied so many times at the most."""
_LONGEST_WAIT_MS = 30_000


@dataclass(frozen=True, eq=False)
class _Copying:
    """The copy for the day of a crash on its way to the disk, of which nobody needs to hear."""

    file: RecoveryFile


@dataclass(frozen=True, eq=False)
class _Saving:
    """A file of the learner's on its way to the disk."""

    path: Path
    edition: int
    """Of the document."""
    project: Project
    """What was current."""
    state: object
    """How far the work was."""
    then: Callable[[], object]
    """What to do once it is there."""


@dataclass(frozen=True, eq=False)
class _Written:
    """What has become of either."""

    what: _Copying | _Saving
    error: str
    """A sentence; empty if it is on the disk."""
    stamp: FileStamp | None


class Autosave(QObject):
    """Asks the training thread how everything stands, and has it written by a thread of its own."""

    saved = Signal(Path)
    """The Path of a studio file that is on the disk now."""
    failed = Signal(str)
    """Why a file could not be saved."""
    trouble_changed = Signal(str)
    """Why no copy can be kept for the day of a crash, in a sentence; empty when it can again."""
    _written = Signal(_Written)
    _rested = Signal()
    """No file of the learner's is on its way any more."""

    def __init__(
        self, document: Document, session: TrainingSession, look: Callable[[], tuple[int | None, dict[str, Any]]]
    ) -> None:
        """`look` tells the epoch shown, None for the latest, and the window's layout."""
        super().__init__(session)
        self._document, self._session, self._look = document, session, look
        self._writer = ThreadPoolExecutor(1, "saving", lower_priority)
        # the pool's thread lives as long as the window does
        self._writer.submit(int)
        self._recovery: RecoveryFile | None = None
        self._trouble = ""
        self._kept: object = None
        self._saved: object = None
        self._is_copying = False
        self._is_closed = False
        self._savings: list[_Saving] = []
        self._has_failed = False
        self._written.connect(self._on_written)
        session.captured.connect(self._on_session_captured)
        self._timer = QTimer(self)
        self._timer.setInterval(AUTOSAVE_MS)
        self._timer.timeout.connect(self.keep_copy)
        self._timer.start()

    def save(self, path: Path, then: Callable[[], object] = bool) -> None:
        """Writes everything into a studio file; ``saved`` or ``failed`` follows. Training goes on meanwhile.

        Once the file is on the disk, and only then, `then` is called, unless another project was opened meanwhile.
        """
        self._document.commit_pending()
        saving = _Saving(path, self._document.edition, self._document.project, self._state(), then)
        # what raises in there leaves nothing behind that would be waited for
        self._capture(saving, FILE_BUDGET)
        self._savings.append(saving)

    @Slot()
    def keep_copy(self) -> None:
        """Writes the copy for the day of a crash, if anything has changed since the last one."""
        # the session follows what is shown
        self._document.settle()
        recovery = self._find_place()
        run, state = self._session.run, self._state()
        has_trained = (run is not None and run.epoch > 0) or any(
            each.count_over for each in self._session.sweeps.records
        )
        untouched = not self._document.is_modified and (not has_trained or state == self._saved)
        if recovery is None or untouched or self._is_copying or (state == self._kept and recovery.path.exists()):
            return
        self._capture(_Copying(recovery), _AUTOSAVE_BUDGET)
        self._kept = state
        self._is_copying = True

    def adopt(self, recovery: RecoveryFile) -> None:
        """Goes on with a copy that was left behind as this window's own: there is no moment without one."""
        before, self._recovery = self._recovery, recovery
        self._kept = None
        if before is not None:
            # behind what is being written into it
            self._submit(partial(before.close, keep=False))

    @property
    def has_trouble(self) -> bool:
        """Whether no copy can be kept now."""
        return bool(self._trouble)

    def finish_saving(self) -> bool:
        """Waits until what was to be saved is on the disk; False if it could not be written."""
        if not self._savings:
            return True
        self._has_failed = False
        loop, patience = QEventLoop(), QTimer()
        self._rested.connect(loop.quit)
        patience.setSingleShot(True)
        patience.timeout.connect(loop.quit)
        patience.start(_LONGEST_WAIT_MS)
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        patience.stop()
        return not self._has_failed

    def close(self) -> None:
        """Ends the writing; a copy stays if there is work that was not saved. The training thread must have ended."""
        self._timer.stop()
        self._is_closed = True
        recovery = self._find_place() if self._document.is_modified else self._recovery
        if self._document.is_modified or self._savings:
            attempt(_("The last changes could not be saved"), partial(self._write_last, recovery))
        self._writer.shutdown(wait=True)
        if recovery is not None:
            recovery.close(keep=self._document.is_modified)

    def _state(self) -> object:
        run = self._session.run
        at = (run.id, run.epoch) if run is not None else (0, 0)
        # of a sweep under way not each run counts: writing it takes a while
        sweeps = tuple((each.id, int(_SWEEP_STEPS * each.share), each.is_over) for each in self._session.sweeps.records)
        return (self._document.project, *at, sweeps)

    def _write_last(self, recovery: RecoveryFile | None) -> None:
        captured = self._session.capture_now(*self._look_named())
        # a copy that is under way may be of earlier work, or not get beyond the training thread any more
        if recovery is not None and self._document.is_modified:
            self._write(_Copying(recovery), captured)
        for saving in self._savings:
            self._write(saving, captured)

    def _find_place(self) -> RecoveryFile | None:
        if self._recovery is None:
            try:
                self._recovery = new_recovery_file()
            except OSError as error:
                self._tell(f"{error.filename or _('the folder of the copies')}: {error.strerror or error}")
            else:
                self._submit(partial(remove_remnants, self._recovery.path.parent))
                if self._document.path is not None:
                    self._submit(partial(remove_remnants, self._document.path.parent))
        return self._recovery

    def _tell(self, trouble: str) -> None:
        # once: another reason for the same trouble is none of the learner's concern
        if bool(trouble) != bool(self._trouble):
            self.trouble_changed.emit(trouble)
        self._trouble = trouble

    def _look_named(self) -> tuple[int | None, dict[str, Any]]:
        epoch, layout = self._look()
        return epoch, {**layout, "name": self._document.title}

    def _capture(self, what: _Copying | _Saving, budget: int) -> None:
        self._session.capture(what, *self._look_named(), budget)

    @Slot(CaptureJob)
    def _on_session_captured(self, job: CaptureJob) -> None:
        if not isinstance(job.purpose, _Copying | _Saving) or self._is_closed:
            return
        if job.captured is None:
            self._on_written(_Written(job.purpose, job.error, None))
            return
        if isinstance(job.purpose, _Copying) and job.purpose.file is not self._recovery:
            # another copy has become this window's meanwhile
            self._is_copying = False
            return
        self._write(job.purpose, job.captured)

    def _write(self, what: _Copying | _Saving, captured: Captured) -> None:
        self._submit(partial(self._write_file, what, captured))

    def _submit(self, task: Callable[[], object]) -> None:
        # a future's error would be seen by nobody
        self._writer.submit(attempt, _("Something about a file could not be done"), task)

    def _write_file(self, what: _Copying | _Saving, captured: Captured) -> None:
        error, stamp = "", None
        path = what.path if isinstance(what, _Saving) else what.file.path
        try:
            from nnstudio.engine.files.archive import write_archive

            if isinstance(what, _Copying):
                # whoever tidies up may have taken the folder away
                path.parent.mkdir(parents=True, exist_ok=True)
            write_archive(archive_of(captured, with_data=isinstance(what, _Saving)), path)
            stamp = stamp_of(path) if isinstance(what, _Saving) else None
        except ProjectError as failure:
            error = str(failure)
        except OSError as failure:
            error = _("{path}: can't be written ({reason})").format(path=path, reason=failure.strerror or failure)
        except BaseException as failure:
            error = report(_("{path} could not be written").format(path=path), failure, tell=False)
        self._written.emit(_Written(what, error, stamp))

    @Slot(_Written)
    def _on_written(self, written: _Written) -> None:
        match written.what:
            case _Copying():
                self._is_copying = False
                if written.error:
                    # to be tried again
                    self._kept = None
                self._tell(written.error)
            case _Saving() as saving:
                self._savings.remove(saving)
                is_open = saving.edition == self._document.edition
                if written.error:
                    self._has_failed = True
                    self.failed.emit(written.error)
                elif is_open:
                    self._document.note_saved(saving.path, saving.project, written.stamp)
                    self._saved = saving.state
                    if self._state() == saving.state and self._recovery is not None and not self._is_closed:
                        # an earlier copy would be offered as what was not saved
                        self._writer.submit(self._recovery.path.unlink, missing_ok=True)
                if not self._savings:
                    self._rested.emit()
                if not written.error:
                    self.saved.emit(saving.path)
                    if is_open and not self._is_closed:
                        saving.then()
