"""Saves and opens studio files beside the training, and keeps a copy of all work for the day it is needed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnstudio.project.errors import ProjectError
from nnstudio.session.document import Document
from nnstudio.session.keeping import FILE_BUDGET, Captured, archive_of
from nnstudio.session.priority import give_way
from nnstudio.session.recovery import RecoveryFile
from nnstudio.session.training import TrainingSession
from nnstudio.session.worker import CaptureJob

AUTOSAVE_MS = 2000
_AUTOSAVE_BUDGET = 4 * 2**20


@dataclass(frozen=True, eq=False)
class _Saving:
    """One file on its way to the disk."""

    path: Path
    edits: int
    """Where the undo stack stood."""
    is_copy: bool
    """Whether it is the copy for the day of a crash, of which nobody needs to hear."""


class Keeper(QObject):
    """Asks the training thread how everything stands, and has it written by a thread of its own."""

    saved = Signal(object)
    """The Path of a studio file that is on the disk now."""
    failed = Signal(str)
    """Why a file could not be saved."""
    _written = Signal(object, str)

    def __init__(
        self, document: Document, session: TrainingSession, look: Callable[[], tuple[int | None, dict[str, Any]]]
    ) -> None:
        """`look` tells the epoch shown, None for the latest, and the window's layout."""
        super().__init__(session)
        self._document, self._session, self._look = document, session, look
        self._writer = ThreadPoolExecutor(1, "saving", give_way)
        # the pool's thread lives as long as the window does
        self._writer.submit(int)
        self._recovery = RecoveryFile()
        self._kept: object = None
        self._is_copying = False
        self._is_closed = False
        self._written.connect(self._on_written)
        session.captured.connect(self._on_session_captured)
        self._timer = QTimer(self)
        self._timer.setInterval(AUTOSAVE_MS)
        self._timer.timeout.connect(self.keep_copy)
        self._timer.start()

    def save(self, path: Path) -> None:
        """Writes everything into a studio file; ``saved`` or ``failed`` follows. Training goes on meanwhile."""
        self._capture(_Saving(path, self._document.undo_stack.index(), is_copy=False), FILE_BUDGET)

    @Slot()
    def keep_copy(self) -> None:
        """Writes the copy for the day of a crash, if anything has changed since the last one."""
        run = self._session.run
        state = (self._document.project, run.id if run is not None else 0, run.epoch if run is not None else 0)
        untouched = not self._document.is_modified and (run is None or run.epoch == 0)
        if untouched or state == self._kept or self._is_copying:
            return
        self._kept = state
        self._is_copying = True
        self._capture(_Saving(self._recovery.path, 0, is_copy=True), _AUTOSAVE_BUDGET)

    def close(self) -> None:
        """Ends the writing; a copy stays if there is work that was not saved. The training thread must have ended."""
        self._timer.stop()
        self._is_closed = True
        # a copy that is under way may be of earlier work, or not get beyond the training thread any more
        if self._document.is_modified:
            self._write(_Saving(self._recovery.path, 0, is_copy=True), self._session.capture_now(*self._look()))
        self._writer.shutdown(wait=True)
        self._recovery.close(keep=self._document.is_modified)

    def _capture(self, saving: _Saving, budget: int) -> None:
        epoch, layout = self._look()
        self._session.capture(saving, epoch, {**layout, "name": self._document.title}, budget)

    @Slot(object)
    def _on_session_captured(self, job: CaptureJob) -> None:
        if isinstance(job.purpose, _Saving) and not self._is_closed:
            assert job.captured is not None
            self._write(job.purpose, job.captured)

    def _write(self, saving: _Saving, captured: Captured) -> None:
        self._writer.submit(self._write_file, saving, captured)

    def _write_file(self, saving: _Saving, captured: Captured) -> None:
        from nnstudio.engine.archive import write_archive

        error = ""
        try:
            write_archive(archive_of(captured, with_data=not saving.is_copy), saving.path)
        except ProjectError as failure:
            error = str(failure)
        except Exception as failure:
            error = f"{saving.path}: can't be written ({type(failure).__name__}: {str(failure)[:200]})"
        self._written.emit(saving, error)

    @Slot(object, str)
    def _on_written(self, saving: _Saving, error: str) -> None:
        if saving.is_copy:
            self._is_copying = False
            return
        if error:
            self.failed.emit(error)
            return
        self._document.note_saved(saving.path, saving.edits)
        self.saved.emit(saving.path)
