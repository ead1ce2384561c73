"""A file's source with all that its file says: done once, when a project is opened or a file imported."""

from pathlib import Path

from nnstudio.data.csv.file import Progress, ignore_progress
from nnstudio.data.csv.form import GuessedForm, guess_form
from nnstudio.data.csv.opened import facts_of
from nnstudio.data.csv.plan import make_plan
from nnstudio.data.csv.samples import keep_at_hand
from nnstudio.data.csv.table import CsvTable, read_table
from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.sources.csv import CsvSource


def complete(source: CsvSource, folder: Path) -> CsvSource:
    """The source with its columns, their roles, types and categories, its rows and classes, and its file's SHA-256.

    Its path, if it is relative, starts from `folder`; the result's is absolute. What is said already stays.

    Raises:
        InvalidProjectError: the file can't be read, or does not hold what the source says.
    """
    if source.is_complete():
        return source
    path = source.path
    if "\0" in path:
        raise InvalidProjectError(_("data.source.path: this is not the name of a file"))
    try:
        table, _unused = read_file(folder / path, source)
    except InvalidProjectError as error:
        raise InvalidProjectError(_("data.source.path: {error}").format(error=error)) from None
    plan = make_plan(table, source)
    if plan.source is None:
        raise InvalidProjectError(str(plan.problems[0]))
    keep_at_hand(plan.source, table)
    return plan.source


def read_file(path: Path, wish: CsvSource, progress: Progress = ignore_progress) -> tuple[CsvTable, GuessedForm]:
    """The whole file, in the form that `wish` says or that its content suggests.

    Raises:
        InvalidProjectError: it can't be read.
        Exception: `progress` raised it.
    """
    path = path.absolute()
    facts = facts_of(path, wish.sheet, lambda share: progress(0.1 * share))
    guessed = guess_form(path, facts, wish)
    return read_table(path, guessed.form, facts, lambda share: progress(0.1 + 0.9 * share), guessed=guessed), guessed
