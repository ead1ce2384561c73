"""Reading lessons: what is wrong with a file is said with the line where it stands."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, to_json

from nnstudio.language import _
from nnstudio.project.bounded_reading import check_json_parts, check_json_size, read_file
from nnstudio.project.errors import InvalidProjectError, ProjectError
from nnstudio.project.examples import list_examples, open_source
from nnstudio.project.guided.conditions import AnyCondition, Checked, PanelOpen, Selected
from nnstudio.project.guided.controls import CONTROLS, PANELS
from nnstudio.project.guided.kind import LESSON_FORMAT, MAX_LESSON_BYTES
from nnstudio.project.guided.lesson import LESSON_VERSION, GuidedLesson, SetUp
from nnstudio.project.guided.lines import Lines, Place
from nnstudio.project.guided.patch import patch_problems, patched
from nnstudio.project.guided.translation import in_chosen_language
from nnstudio.project.names import meant, printable, shown
from nnstudio.project.network import dotted
from nnstudio.project.project import Project
from nnstudio.project.storage import MOST_TOLD, own_errors, problem_from, problems_in, project_from
from nnstudio.resources import resources_dir

Fill = Callable[[dict[str, Any]], tuple[dict[str, Any], list[tuple[Place, str]]]]
"""Makes, of a lesson's JSON values, those with all that its data files say, and tells what is wrong with the files."""
FindFaults = Callable[[dict[str, Any]], Iterator[tuple[Place, str]]]
"""All that is wrong with a lesson's JSON values."""


@dataclass(frozen=True)
class Fault:
    """Something wrong with a lesson's file."""

    line: int
    place: str
    message: str

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return _("line {line}: {where}{message}").format(line=self.line, where=where, message=self.message)


def read_lesson(path: Path) -> GuidedLesson:
    """The lesson in the file at `path`, in the chosen language.

    Raises:
        ProjectError: the file can't be read, or there is something wrong with it: the first fault, with its line.
    """
    lesson, faults = examine(path)
    if lesson is None or faults:
        raise InvalidProjectError(f"{path}: {faults[0]}")
    return in_chosen_language(lesson, path)


def examine(
    path: Path, fill: Fill | None = None, find_all: FindFaults | None = None
) -> tuple[GuidedLesson | None, list[Fault]]:
    """The lesson, if there is one in it, and what is wrong with the file.

    Args:
        fill: reads the data files that the lesson names; without it they stay unread.
        find_all: finds all that keeps a learner from finishing the lesson, not only what keeps it from being opened.

    Raises:
        ProjectError: the file can't be read.
    """
    try:
        text = read_file(path, MAX_LESSON_BYTES, _("a lesson")).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [Fault(error.object.count(b"\n", 0, error.start) + 1, "", _("this is not UTF-8 text"))]
    except ProjectError as error:
        raise type(error)(f"{path}: {error}") from None
    return parse_lesson(text, fill, find_all)


def parse_lesson(
    text: str, fill: Fill | None = None, find_all: FindFaults | None = None
) -> tuple[GuidedLesson | None, list[Fault]]:
    """As `examine`, of the text itself."""
    try:
        check_json_size(text.encode(errors="replace"))
        raw = json.loads(text, parse_constant=_refuse_constant)
        check_json_parts(raw)
    except json.JSONDecodeError as error:
        return None, [
            Fault(error.lineno, "", _("not valid JSON: {error}").format(error=error.msg[:1].lower() + error.msg[1:]))
        ]
    except (ValueError, RecursionError) as error:
        return None, [Fault(1, "", _("not valid JSON: {error}").format(error=error))]

    lines = Lines(text)

    def fault(place: Place, message: str) -> Fault:
        where = tuple(printable(part) if isinstance(part, str) else part for part in place)
        if "change" in where and where[-1] != "change":
            # it is the project, once changed, that is at fault
            cut = where.index("change") + 1
            where, message = where[:cut], f"{dotted(where[cut:])}: {message}"
        return Fault(lines.of(place), dotted(where), message)

    if not isinstance(raw, dict) or raw.get("format") != LESSON_FORMAT:
        return None, [
            fault(
                ("format",), _('not a lesson; "format" must be "{lesson_format}"').format(lesson_format=LESSON_FORMAT)
            )
        ]
    version = raw.get("version")
    if type(version) is int and version > LESSON_VERSION:
        newer = _(
            "the lesson is of version {version}, this program reads up to {lesson_version}; update NN Studio"
        ).format(version=version, lesson_version=LESSON_VERSION)
        return None, [fault(("version",), newer)]
    raw, found = fill(raw) if fill is not None else (raw, [])
    lesson = None
    try:
        lesson = GuidedLesson.model_validate_json(to_json(raw))
    except ValidationError as error:
        found += [_said(details, raw) for details in own_errors(error.errors())[:MOST_TOLD]]
    except ValueError as error:
        return None, [Fault(1, "", _("not a lesson ({error})").format(error=error))]
    if find_all is not None:
        found += islice(find_all(raw), MOST_TOLD)
    elif lesson is not None:
        found += islice(_faults(lesson), MOST_TOLD)
    faults = [fault(place, message) for place, message in dict.fromkeys(found)]
    # where the form is wrong, whoever opens the lesson is told of the first part that is
    is_in_order = find_all is not None or lesson is not None
    return lesson, sorted(faults, key=lambda fault: fault.line) if is_in_order else faults


def starting_project(start: str | dict[str, Any]) -> Project:
    """What a lesson's `start`, or a step's project, names or holds.

    Raises:
        ProjectError: there is no such example, or it is not a sound project.
    """
    if isinstance(start, dict):
        return project_from(start)
    if start not in {example.id for example in list_examples()}:
        raise InvalidProjectError(
            _("{start} is no example{meant}").format(
                start=shown(start), meant=meant(start, [e.id for e in list_examples()])
            )
        )
    return open_source(start)


def list_lessons() -> tuple[tuple[Path, GuidedLesson], ...]:
    """The lessons that ship, in their order."""
    folder = resources_dir() / "lessons" / "guided"
    return tuple((path, read_lesson(path)) for path in sorted(folder.glob("*.json")))


def _refuse_constant(name: str) -> Any:
    raise ValueError(_("{name} is not a number in JSON").format(name=name))


def _said(details: ErrorDetails, raw: Any) -> tuple[Place, str]:
    """pydantic's complaint as a place in the file and a sentence."""
    place: list[str | int] = []
    here: Any = raw
    loc = details["loc"]
    for i, part in enumerate(loc):
        inside = part in here if isinstance(here, dict) else isinstance(here, list) and isinstance(part, int)
        if inside:
            place.append(part)
            here = here[part]
        elif i == len(loc) - 1 and isinstance(here, dict) and details["type"] == "missing":
            return (*place, part), _("is missing")
    match details["type"]:
        case "extra_forbidden":
            return (*place,), _("unknown key{meant}").format(meant=meant(str(place[-1]), _keys(raw, place[:-1])))
        case "union_tag_invalid":
            return (*place, "kind"), _("unknown kind {kind}{meant}").format(
                kind=shown(here["kind"]), meant=meant(str(here["kind"]), tuple(_CONDITIONS))
            )
        case "union_tag_not_found":
            return (*place,), _("has no kind{meant}").format(meant=meant("", tuple(_CONDITIONS)))
        case "string_pattern_mismatch":
            return (*place,), _("{given} may hold small letters, digits and hyphens only").format(given=shown(here))
        case "string_too_short":
            return (*place,), _("is empty")
    return (*place,), problem_from({**details, "loc": ("",)}, raw).message


_CONDITIONS: dict[str, type[BaseModel]] = {
    model.model_fields["kind"].default: model for model in get_args(get_args(AnyCondition)[0])
}


def _keys(raw: Any, place: Sequence[str | int]) -> tuple[str, ...]:
    """The keys that the object at a place may have."""
    model: Any = GuidedLesson
    here = raw
    for part in place:
        here = here[part]
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation, here) or model
        elif isinstance(here, dict) and isinstance(kind := here.get("kind"), str) and kind in _CONDITIONS:
            model = _CONDITIONS[kind]
    return tuple(model.model_fields)


def _model_in(annotation: Any, here: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, (_model_in(one, here) for one in get_args(annotation))), None)


def _faults(lesson: GuidedLesson) -> Iterator[tuple[Place, str]]:
    """What keeps a lesson from being opened: names that there are not, projects that can't be trained."""
    yield from project_faults(lesson.start, ("start",))
    project = None
    with suppress(ProjectError):
        project = starting_project(lesson.start)
    for i, name in enumerate(lesson.hide):
        yield from unknown_control(name, ("hide", i))
    for i, step in enumerate(lesson.steps):
        here: Place = ("steps", i)
        if step.point_at is not None:
            yield from unknown_control(step.point_at, (*here, "point_at"))
        if step.set_up is not None:
            yield from panel_faults(step.set_up, (*here, "set_up"))
            found = list(set_up_faults(step.set_up, project, (*here, "set_up")))
            yield from found
            if not found and project is not None:
                project = set_up_project(step.set_up, project)
        for j, condition in enumerate(step.wait_for):
            place: Place = (*here, "wait_for", j)
            if isinstance(condition, PanelOpen):
                yield from unknown_panel(condition.name, (*place, "name"))
            if isinstance(condition, Checked | Selected):
                yield from unknown_control(condition.control, (*place, "control"))


def set_up_project(set_up: SetUp, project: Project) -> Project:
    """The project as a step sets it up.

    Raises:
        ProjectError: what it asks for is no sound project.
    """
    if set_up.project is not None:
        project = starting_project(set_up.project)
    return patched(project, set_up.change) if set_up.change is not None else project


def project_at(lesson: GuidedLesson, number: int) -> Project:
    """The project as the lesson alone has set it up by a step, that step's own set-up included.

    Raises:
        ProjectError: the lesson does not start with a sound project.
    """
    project = starting_project(lesson.start)
    for step in lesson.steps[: number + 1]:
        if step.set_up is not None:
            with suppress(ProjectError):
                project = set_up_project(step.set_up, project)
    return project


def panel_faults(set_up: SetUp, where: Place) -> Iterator[tuple[Place, str]]:
    """Panels to open or to close that there are not."""
    for key in ("open", "close"):
        for i, name in enumerate(getattr(set_up, key)):
            yield from unknown_panel(name, (*where, key, i))


def set_up_faults(set_up: SetUp, project: Project | None, where: Place) -> Iterator[tuple[Place, str]]:
    """What a step makes of the project, or of another one, that can't be trained."""
    if set_up.project is not None:
        found = list(project_faults(set_up.project, (*where, "project")))
        yield from found
        project = starting_project(set_up.project) if not found else None
    if set_up.change is not None and project is not None:
        for problem in patch_problems(project, set_up.change):
            yield (*where, "change", *problem.where), problem.message


def project_faults(start: str | dict[str, Any], where: Place) -> Iterator[tuple[Place, str]]:
    """What is wrong with what a lesson's `start`, or a step's project, names or holds."""
    if isinstance(start, dict):
        for problem in problems_in(start):
            yield (*where, *problem.where), problem.message
        return
    try:
        starting_project(start)
    except ProjectError as error:
        yield where, str(error)


def unknown_control(name: str, where: Place) -> Iterator[tuple[Place, str]]:
    """The complaint that there is no such control, if there is none."""
    if name not in CONTROLS:
        yield where, _("there is no control {name}{meant}").format(name=printable(name), meant=meant(name, CONTROLS))


def unknown_panel(name: str, where: Place) -> Iterator[tuple[Place, str]]:
    """The complaint that there is no such panel, if there is none."""
    if name not in PANELS:
        told = _("there is no panel {name}{meant}")
        yield where, told.format(name=printable(name), meant=meant(name, tuple(PANELS)))
