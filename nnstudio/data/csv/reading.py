"""What importing a file would come to, whatever comes of it: for the import dialog and for ``nnstudio inspect``."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nnstudio.data.csv.conversion import kind_of
from nnstudio.data.csv.encodings import codec_of
from nnstudio.data.csv.file import Progress, UnevenError, ignore_progress
from nnstudio.language import _
from nnstudio.project.bounded_reading import open_file
from nnstudio.project.errors import ProjectError
from nnstudio.project.names import printable
from nnstudio.project.sources.csv import CsvColumn, CsvSource, Role

if TYPE_CHECKING:
    from nnstudio.data.csv.form import GuessedForm
    from nnstudio.data.csv.offers import Offer
    from nnstudio.data.csv.plan import Plan
    from nnstudio.data.csv.table import CsvTable

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
    offers: "tuple[Offer, ...]" = ()
    """What may be meant otherwise."""
    sheets: tuple[str, ...] = ()
    """Of a workbook: all that it has."""

    @property
    def problem(self) -> str:
        """Why it can't be imported like this, in a sentence; empty if it can."""
        if self.error:
            return self.error
        assert self.plan is not None
        sentences = [str(problem.message) for problem in self.plan.problems]
        if not sentences:
            return ""
        others = len(sentences) - 1
        more = _(" (and {sentence_count} more)").format(sentence_count=others) if others else ""
        return f"{sentences[0][:1].upper()}{sentences[0][1:]}{more}"


def read_or_say(path: Path, wish: CsvSource, progress: Progress = ignore_progress, insists: bool = False) -> Reading:
    """What comes of the file at `path`; why it can't be read stands in there, too.

    Where `wish` names a target that is no column, another one is guessed, unless the wish `insists`.
    """
    try:
        return _read(path, wish, progress, insists)
    except UnevenError as error:
        from nnstudio.data.csv.offers import leave_out_offer

        return Reading(
            path,
            wish,
            error=str(error),
            lines=_first_lines(path, wish),
            offers=(leave_out_offer(),),
            sheets=_sheets(path, wish),
        )
    except ProjectError as error:
        return Reading(path, wish, error=str(error), lines=_first_lines(path, wish), sheets=_sheets(path, wish))
    except MemoryError:
        return Reading(
            path, wish, error=_("{path_name}: there is not enough memory").format(path_name=printable(path.name))
        )


def _read(path: Path, wish: CsvSource, progress: Progress, insists: bool) -> Reading:
    # scikit-learn, and what else takes a while to load, is of no use before
    from nnstudio.data.csv.complete import read_file
    from nnstudio.data.csv.offers import offers_of
    from nnstudio.data.csv.plan import make_plan
    from nnstudio.data.csv.targets import guess_target

    table, guessed = read_file(path, wish, progress)
    reason = ""
    # a name that a user gave is missed, one that was chosen for other columns is not
    if wish.target not in table.names and not insists:
        target, reason = said_target(table, guessed) or guess_target(table)
        wish = wish.model_copy(update={"target": target, "task": None})
        wish = wish.model_copy(update={"columns": (*wish.columns, *said_ignored(table, guessed, wish))})
    known = set(table.names)
    wish = wish.model_copy(update={"columns": tuple(c for c in wish.columns if c.name in known)})
    plan, offers = make_plan(table, wish), offers_of(table, guessed, wish)
    return Reading(path, wish, table, guessed, plan, reason, offers=offers, sheets=table.facts.sheets)


def said_target(table: "CsvTable", guessed: "GuessedForm") -> tuple[str, str] | None:
    """What the file says is to be predicted."""
    for name, flag in zip(table.names, guessed.shape.flags, strict=False):
        if flag == "target":
            return name, _("the file says so")
    return None


def said_ignored(table: "CsvTable", guessed: "GuessedForm", wish: CsvSource) -> list[CsvColumn]:
    """The columns that the file says are not to be used."""
    wished = {column.name for column in wish.columns}
    flags = zip(table.names, guessed.shape.flags, strict=False)
    return [CsvColumn(name=name, role=Role.IGNORE) for name, flag in flags if flag == "ignore" and name not in wished]


def _sheets(path: Path, wish: CsvSource) -> tuple[str, ...]:
    """The sheets of a workbook of which another one might be read, if there are any."""
    from nnstudio.data.csv.opened import facts_of

    for sheet in dict.fromkeys((wish.sheet, None)):
        try:
            return facts_of(path, sheet).sheets if kind_of(path) is not None else ()
        except (ProjectError, OSError):
            continue
    return ()


def _first_lines(path: Path, wish: CsvSource) -> tuple[str, ...]:
    try:
        with open_file(path) as file:
            content = file.read(_HEAD_BYTES)
    except (OSError, ProjectError):
        return ()
    encoding = wish.encoding or "utf-8"
    text = content.decode(codec_of(encoding), errors="replace")
    return () if "\0" in text else tuple(line[:_LONGEST_LINE] for line in text.splitlines()[:_MOST_LINES])
