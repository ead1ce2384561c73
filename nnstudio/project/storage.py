"""A project as a file: versioned JSON, read with errors that name the place, written without harming the old file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, to_json

from nnstudio.language import _, ngettext
from nnstudio.project.bounded_reading import open_file, parse_json, read_file
from nnstudio.project.changes import CHANGE_KINDS
from nnstudio.project.errors import InvalidProjectError, ProjectError, TooNewProjectError
from nnstudio.project.kept_data import unpacked
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.losses.kinds import LOSS_KINDS
from nnstudio.project.names import meant, printable, shown
from nnstudio.project.network import Problem, dotted
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.outside import note_as_agreed, require_agreed
from nnstudio.project.places import folder_of, with_absolute_path, with_relative_path
from nnstudio.project.project import FORMAT, VERSION, Project
from nnstudio.project.schedules import SCHEDULE_KINDS, EarlyStopping
from nnstudio.project.sources.csv import CsvColumn
from nnstudio.project.sources.csv_layout import CsvLayout
from nnstudio.project.sources.kinds import ALL_SOURCE_KINDS
from nnstudio.project.studio_zip import StudioZip
from nnstudio.project.writing import mend, write_text

STUDIO_SUFFIX = ".nnstudio"
MAX_FILE_BYTES = 50 * 2**20
MOST_TOLD = 100
"""Of the things that are wrong with one file, for whoever is told of all of them."""


def read_project(path: Path) -> Project:
    """The project in the file at `path`, a JSON file or a studio file, with its data file named from the root on.

    Raises:
        ProjectError: the file can't be read, is not a project, or describes one that can't be trained.
        OutsideFileError: its data file lies elsewhere, and nobody has agreed to that.
    """
    try:
        mend(path)
        if path.suffix == STUDIO_SUFFIX:
            with open_file(path, _("a studio file")) as file:
                entries = StudioZip(file)
                project = unpacked(parse_project(entries.read("project.json", MAX_FILE_BYTES)), entries.read_data)
        else:
            project = parse_project(read_file(path, MAX_FILE_BYTES, _("a project file")))
    except ProjectError as error:
        raise type(error)(f"{path}: {error}") from None
    project = with_absolute_path(project, folder_of(path))
    require_agreed(project, path)
    return project


def parse_project(content: bytes | str) -> Project:
    """The project that the JSON text describes, checked to the last field.

    Raises:
        InvalidProjectError: not JSON, not a project, or one whose parts do not fit.
        TooNewProjectError: its version is later than this program's.
    """
    if isinstance(content, bytes) and content[:2] == b"PK":
        raise InvalidProjectError(
            _("this is a zip archive; a studio file's name ends in {studio_suffix}").format(studio_suffix=STUDIO_SUFFIX)
        )
    try:
        raw = parse_json(content)
    except ValueError as error:
        raise InvalidProjectError(_("not valid JSON ({error})").format(error=error)) from None
    return project_from(raw)


def project_from(raw: Any) -> Project:
    """The project that JSON's values describe.

    Raises:
        InvalidProjectError: not a project, or one whose parts do not fit.
        TooNewProjectError: its version is later than this program's.
    """
    project = _validated(_migrated(raw))
    if project.data.source.is_complete():
        for problem in project.problems():
            raise InvalidProjectError(str(problem))
    return project


def write_project(project: Project, path: Path) -> None:
    """Writes `project` as JSON; the old file stays whole until the new one is on the disk.

    A data file of the learner's is named from the file's folder, where that is sensible.

    Raises:
        ProjectError: the file can't be written.
    """
    write_text(project_json(with_relative_path(project, folder_of(path))), path)
    note_as_agreed(project, path)


def project_json(project: Project) -> str:
    """The project as the text of its file."""
    return to_json(project, indent=2).decode() + "\n"


def _migrated(raw: Any) -> Any:
    """`raw` in the present version's form. There is one version so far; later ones add their steps here."""
    if not isinstance(raw, dict):
        raise InvalidProjectError(_("not a project: the file must hold one JSON object"))
    if raw.get("format") != FORMAT:
        raise InvalidProjectError(
            _('format: not a project of this program; "format" must be "{format}"').format(format=FORMAT)
        )
    version = raw.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise InvalidProjectError(
            _('version: "version" must be a whole number, {version} for this program').format(version=VERSION)
        )
    if version > VERSION:
        raise TooNewProjectError(
            _(
                "version: the file is of version {version}, this program reads up to {newest}; update NN "
                "Studio to open it"
            ).format(version=shown(version), newest=VERSION)
        )
    return raw


def problems_in(raw: Any) -> tuple[Problem, ...]:
    """All that is wrong with a project given as JSON's values; empty if it can be trained.

    Of a data file that has not been read yet nothing is known, and nothing is said.
    """
    try:
        project = Project.model_validate_json(to_json(_migrated(raw)))
    except ValidationError as error:
        return tuple(problem_from(details, raw) for details in own_errors(error.errors())[:MOST_TOLD])
    except (ProjectError, ValueError) as error:
        return (Problem((), str(error)),)
    return project.problems() if project.data.source.is_complete() else ()


def own_errors(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """pydantic's complaints without those that a list is too short whose entries are what is wrong."""
    around = {one["loc"][:length] for one in errors for length in range(len(one["loc"]))}
    return [one for one in errors if one["type"] != "too_short" or one["loc"] not in around]


def _validated(raw: Any) -> Project:
    try:
        return Project.model_validate_json(to_json(raw))
    except ValidationError as error:
        raise InvalidProjectError(str(problem_from(error.errors()[0], raw))) from None
    except ValueError as error:
        raise InvalidProjectError(_("not a project ({error})").format(error=error)) from None


def problem_from(error: ErrorDetails, raw: Any) -> Problem:
    """pydantic's first complaint about `raw` as a place and a sentence."""
    where = _place(error["loc"])
    given = shown(error.get("input"))
    context: Mapping[str, Any] = error.get("ctx") or {}
    match error["type"]:
        case "missing":
            message = _("is missing")
        case "extra_forbidden":
            message = _("unknown key{meant}").format(meant=meant(str(where[-1]), _known_keys(raw, where)))
            where = (*where[:-1], printable(str(where[-1])))
        case "union_tag_invalid":
            where = (*where, "kind")
            kind = error["input"]["kind"]
            message = _("unknown kind {kind}{meant}").format(
                kind=shown(kind), meant=meant(str(kind), _known_kinds(where))
            )
        case "union_tag_not_found":
            where = (*where, "kind")
            message = _("is missing")
        case "enum":
            message = _("{given} is not known; use {known}").format(given=given, known=context.get("expected"))
        case "greater_than_equal":
            message = _("{given} is too small; at least {ge} is needed").format(given=given, ge=context["ge"])
        case "greater_than":
            message = _("{given} is too small; it must be above {gt}").format(given=given, gt=context["gt"])
        case "less_than_equal":
            message = _("{given} is too large; at most {le} is allowed").format(given=given, le=context["le"])
        case "less_than":
            message = _("{given} is too large; it must be below {lt}").format(given=given, lt=context["lt"])
        case "finite_number":
            message = _("must be a finite number")
        case "too_short":
            message = ngettext("needs at least {n} entry", "needs at least {n} entries", context["min_length"]).format(
                n=context["min_length"]
            )
        case "too_long":
            count = context.get("actual_length", _("too many"))
            message = _("has {count} entries; at most {max_length} are allowed").format(
                count=count, max_length=context["max_length"]
            )
        case "int_type" | "int_from_float" | "int_parsing" | "int_parsing_size":
            message = _("{given} is not a whole number that fits here").format(given=given)
        case "float_type" | "float_parsing":
            message = _("{given} is not a number").format(given=given)
        case "bool_type" | "bool_parsing":
            message = _("{given} is not true or false").format(given=given)
        case "string_type":
            message = _("{given} is not a text").format(given=given)
        case "tuple_type" | "list_type":
            message = _("{given} is not a list").format(given=given)
        case "model_type" | "model_attributes_type" | "dict_type":
            message = _("{given} is not an object in braces").format(given=given)
        case "value_error":
            message = str(context.get("error", error["msg"]))
        case _:
            message = _("{fault}, but is {given}").format(
                fault=error["msg"][:1].lower() + error["msg"][1:], given=given
            )
    return Problem(where, message)


_TAG_AT = {
    ("data", "source"): 2,
    ("network", "layers"): 3,
    ("training", "optimizer"): 2,
    ("training", "schedule"): 2,
    ("training", "loss"): 2,
    ("training", "changes"): 3,
}
"""Where pydantic's locations name the chosen member of a union."""


def _place(loc: Sequence[str | int]) -> tuple[str | int, ...]:
    """pydantic's location without the tags it adds for the members of a union."""
    tag = _TAG_AT.get((str(loc[0]), str(loc[1])), len(loc)) if len(loc) > 1 else len(loc)
    return (*loc[:tag], *loc[tag + 1 :])


_KINDS_AT: dict[str, Sequence[str]] = {
    "source": tuple(ALL_SOURCE_KINDS),
    "layers": tuple(LAYER_KINDS),
    "optimizer": tuple(OPTIMIZER_KINDS),
    "schedule": tuple(SCHEDULE_KINDS),
    "loss": tuple(LOSS_KINDS),
    "changes": tuple(CHANGE_KINDS),
}


def _known_kinds(where: tuple[str | int, ...]) -> Sequence[str]:
    names = [part for part in where[:-1] if isinstance(part, str)]
    return _KINDS_AT.get(names[-1], ()) if names else ()


def _known_keys(raw: Any, where: tuple[str | int, ...]) -> Sequence[str]:
    """The keys that the object at the end of `where` may have."""
    parent = where[:-1]
    here = raw
    for part in parent:
        here = here[part]
    if parent[:3] == ("data", "source", "columns"):
        return tuple(CsvColumn.model_fields)
    if parent == ("data", "source", "layout"):
        return tuple(CsvLayout.model_fields)
    kinds: dict[str, Any] = {**ALL_SOURCE_KINDS} if dotted(parent) == "data.source" else {}
    if parent[:2] == ("network", "layers"):
        kinds = {**LAYER_KINDS}
    elif parent[:2] == ("training", "changes"):
        kinds = {**CHANGE_KINDS}
    elif parent[-1:] == ("optimizer",):
        kinds = {**OPTIMIZER_KINDS}
    elif parent[-1:] == ("loss",):
        kinds = {**LOSS_KINDS}
    elif parent[-1:] == ("schedule",):
        kinds = {**SCHEDULE_KINDS}
    if kinds:
        return tuple(kinds[here["kind"]].model_fields)
    if parent == ("training", "early_stopping"):
        return tuple(EarlyStopping.model_fields)
    model: Any = Project
    for part in parent:
        model = model.model_fields[part].annotation
    return tuple(model.model_fields)
