"""Whether a project that a learner has trained is the lesson's own, and whether a lesson's step is still the same."""

import hashlib
from collections.abc import Iterator
from pathlib import PureWindowsPath
from typing import Any

from pydantic_core import from_json, to_json

from nnstudio.project.guided.lesson import GuidedLesson, Step
from nnstudio.project.guided.walk import Stage, is_within, stages
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project
from nnstudio.project.storage import project_json


def differences(project: Project, own: Project, free: frozenset[str]) -> list[str]:
    """The dotted fields in which a project is not the lesson's own; those that are `free` are left out.

    The number of epochs is not looked at, nor where a data file lies: its hash says what is in it.
    """
    found = [path for path in _unlike(_plain(project), _plain(own), "") if not is_within(path, free)]
    return list(dict.fromkeys(found))


def lesson_sha256(lesson: GuidedLesson) -> str:
    """Of all that the lesson says, however its file is laid out and in whatever language it is shown; its data files
    count by their hashes."""
    return _hash(lesson.original.model_dump(mode="json", exclude_defaults=True))


def step_keys(lesson: GuidedLesson) -> tuple[str, ...]:
    """A short text for each step: steps with the same one ask the same of the same project.

    Explanations may be worded otherwise. A step that asks for nothing has its text instead.

    Raises:
        ProjectError: the lesson does not start with a sound project.
    """
    return tuple(_key(step, stage) for step, stage in zip(lesson.original.steps, stages(lesson.original), strict=True))


def _key(step: Step, stage: Stage) -> str:
    asked: dict[str, Any] = {
        "wait_for": [condition.model_dump(mode="json", exclude={"hint"}) for condition in step.wait_for],
        "goal": [aim.model_dump(mode="json", exclude={"label"}) for aim in step.goal],
    }
    if step.quiz is not None:
        asked["quiz"] = [step.quiz.question, [[choice.text, choice.right] for choice in step.quiz.choices]]
        if step.quiz.in_order:
            asked["in_order"] = True
    if step.predict is not None:
        asked["predict"] = step.predict.model_dump(mode="json", exclude={"because"})
    if step.asks:
        # where nothing is run, the project does not matter
        asked["project"] = _plain(stage.given) if step.predict or step.wait_for or step.goal else None
    else:
        asked["text"] = [step.title, *step.text]
    return _hash(asked)[:16]


def _hash(value: Any) -> str:
    return hashlib.sha256(to_json(_sorted(value))).hexdigest()


def _sorted(value: Any) -> Any:
    """With the keys in a fixed order, and data files without their folders."""
    if isinstance(value, dict):
        value = without_folder(value)
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, list | tuple) else value


def without_folder(source: dict[str, Any]) -> dict[str, Any]:
    """A source of data, as JSON's values, whose file is named without its folder; all else as it is."""
    if source.get("kind") == "csv" and isinstance(source.get("path"), str):
        # that takes both kinds of slashes
        return {**source, "path": PureWindowsPath(source["path"]).name or "table.csv"}
    return source


def _plain(project: Project) -> dict[str, Any]:
    """The project as JSON's values, with what may be left out written down, and without what does not matter here."""
    raw: dict[str, Any] = from_json(project_json(project))
    raw["training"]["epochs"] = 0
    raw["data"]["source"].pop("path", None)
    raw["data"]["features"] = list(project.data.features or project.data.source.feature_names())
    for layer, shape, plain in zip(
        project.network.layers, project.layer_shapes(), raw["network"]["layers"], strict=True
    ):
        if isinstance(layer, LinearLayer):
            plain["units"] = shape.outputs
    return raw


def _unlike(a: Any, b: Any, where: str) -> Iterator[str]:
    if isinstance(a, dict) and isinstance(b, dict):
        if a.get("kind") != b.get("kind"):
            yield f"{where}.kind"
            return
        for key in a.keys() | b.keys():
            yield from _unlike(a.get(key), b.get(key), f"{where}.{key}" if where else key)
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b) and where == "network.layers":
        for i, (one, other) in enumerate(zip(a, b, strict=True)):
            yield from _unlike(one, other, f"{where}.{i}")
    elif a != b:
        yield where
