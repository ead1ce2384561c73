"""What a project can be exported to."""

from collections.abc import Callable
from pathlib import Path

from nnstudio.project.errors import ProjectError
from nnstudio.project.project import Project
from nnstudio.project.storage import write_project

Exporter = Callable[[Project, Path], None]

EXPORTERS: dict[str, Exporter] = {"project": write_project}
"""Each writes the project to a path in its form."""


def export(project: Project, kind: str, path: Path) -> None:
    """Writes the project in the form `kind`.

    Raises:
        ProjectError: the form is not known, or the file can't be written.
    """
    if kind not in EXPORTERS:
        raise ProjectError(f"--to: “{kind}” can't be exported to; known: {', '.join(EXPORTERS)}")
    EXPORTERS[kind](project, path)
