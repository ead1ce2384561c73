"""Reading a data file in a thread of its own, so that the window stays alive."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from nnstudio.data.csv.file import CODECS, Cancelled
from nnstudio.log.reports import report
from nnstudio.project.bounded_reading import open_file
from nnstudio.project.errors import ProjectError
from nnstudio.project.names import printable
from nnstudio.project.sources.csv import CsvSource

if TYPE_CHECKING:
    from nnstudio.data.csv.form import GuessedForm
    from nnstudio.data.csv.plan import Plan
    from nnstudio.data.csv.table import CsvTable

STACK_BYTES = 8 * 2**20
STEPS = 1000
_EVERY_S = 0.03
_HEAD_BYTES, _MOST_LINES, _LONGEST_LINE = 2**17, 200, 500


@dataclass(frozen=True, eq=False)
class Reading:
    """What came of a file."""

    path: Path
    wish: CsvSource
    """What was wished; a target that was left open has been guessed."""
    table: "CsvTable | None" = None
    guessed: "GuessedForm | None" = None
    plan: "Plan | None" = None
    target_reason: str = ""
    error: str = ""
    lines: tuple[str, ...] = ()
    """The first lines as they are, of a text that can't be read as a table."""


class ReadThread(QThread):
    """Reads one file, once; it can be told to stop."""

    progressed = Signal(int)
    """Of STEPS."""
    finished_reading = Signal(object)
    """A Reading; none is sent after `cancel`."""

    def __init__(self, path: Path, wish: CsvSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setStackSize(STACK_BYTES)
        self._path, self._wish = path, wish
        self._cancelled = threading.Event()
        self._told_at = 0.0

    def cancel(self) -> None:
        """Ends the reading at the next chunk; returns when the thread has ended."""
        self._cancelled.set()
        self.wait()

    def run(self) -> None:
        try:
            reading = self._read_or_say()
        except Cancelled:
            return
        except BaseException as error:
            # whatever happens, the dialog must not wait for ever
            said = report(f"{printable(self._path.name)} can't be read", error, tell=False)
            reading = Reading(self._path, self._wish, error=said)
        if not self._cancelled.is_set():
            self.finished_reading.emit(reading)

    def _read_or_say(self) -> Reading:
        try:
            return self._read()
        except ProjectError as error:
            return Reading(self._path, self._wish, error=str(error), lines=self._first_lines())
        except MemoryError:
            return Reading(self._path, self._wish, error=f"{printable(self._path.name)}: there is not enough memory")

    def _read(self) -> Reading:
        from nnstudio.data.csv.complete import read_file
        from nnstudio.data.csv.guesses import guess_target
        from nnstudio.data.csv.plan import make_plan

        table, guessed = read_file(self._path, self._wish, self._tell)
        wish, reason = self._wish, ""
        if wish.target not in table.names:
            target, reason = guess_target(table)
            wish = wish.model_copy(update={"target": target, "task": None})
        known = set(table.names)
        wish = wish.model_copy(update={"columns": tuple(c for c in wish.columns if c.name in known)})
        return Reading(self._path, wish, table, guessed, make_plan(table, wish), reason)

    def _first_lines(self) -> tuple[str, ...]:
        try:
            with open_file(self._path) as file:
                content = file.read(_HEAD_BYTES)
        except (OSError, ProjectError):
            return ()
        encoding = self._wish.encoding or "utf-8"
        text = content.decode(CODECS.get(encoding, encoding), errors="replace")
        return () if "\0" in text else tuple(line[:_LONGEST_LINE] for line in text.splitlines()[:_MOST_LINES])

    def _tell(self, share: float) -> None:
        if self._cancelled.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._told_at >= _EVERY_S or share >= 1:
            self._told_at = now
            self.progressed.emit(round(share * STEPS))
