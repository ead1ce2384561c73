"""A project with some of its fields set, as a lesson's step writes them."""

from typing import Any

from pydantic_core import from_json

from nnstudio.project.network import Problem
from nnstudio.project.project import Project
from nnstudio.project.storage import problems_in, project_from, project_json


def patched(project: Project, change: dict[str, Any]) -> Project:
    """The project with `change` merged into its JSON (RFC 7396): objects are merged, all else is replaced.

    An object with another `kind` replaces the whole of what was there, whose fields it need not have.

    Raises:
        InvalidProjectError: what comes out is no sound project.
    """
    return project_from(_merged(from_json(project_json(project)), change))


def patch_problems(project: Project, change: dict[str, Any]) -> tuple[Problem, ...]:
    """All that is wrong with what comes out."""
    return problems_in(_merged(from_json(project_json(project)), change))


def _merged(old: Any, change: Any) -> Any:
    if not isinstance(change, dict):
        return change
    if not isinstance(old, dict) or change.get("kind", old.get("kind")) != old.get("kind"):
        return change
    merged = dict(old)
    for key, value in change.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = _merged(old.get(key), value)
    return merged
