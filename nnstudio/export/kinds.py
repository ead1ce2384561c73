"""What a project can be exported to."""

from collections.abc import Callable
from pathlib import Path

from nnstudio.project.errors import ProjectError
from nnstudio.project.project import Project
from nnstudio.project.storage import write_project, write_text

Exporter = Callable[[Project, Path], None]


def write_script(project: Project, path: Path) -> None:
    """Writes the plain PyTorch script that repeats the project's run."""
    # PyTorch and scikit-learn load only where they are needed
    from nnstudio.export.script import script_of

    write_text(script_of(project), path)


EXPORTERS: dict[str, Exporter] = {"project": write_project, "script": write_script}
"""Each writes the project to a path in its form."""


def export(project: Project, kind: str, path: Path) -> None:
    """Writes the project in the form `kind`.

    Raises:
        ProjectError: the form is not known, or the file can't be written.
    """
    if kind not in EXPORTERS:
        raise ProjectError(f"--to: “{kind}” can't be exported to; known: {', '.join(EXPORTERS)}")
    EXPORTERS[kind](project, path)
