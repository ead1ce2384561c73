"""What a project, or a run of it, can be exported to."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nnstudio.export.names import FORMS, KINDS, USUAL_FORM, Kind
from nnstudio.language import _, one_of
from nnstudio.project.errors import ProjectError
from nnstudio.project.names import close_to, meant, shown
from nnstudio.project.project import Project
from nnstudio.project.storage import write_project
from nnstudio.project.sweep import USUAL_SWEEP, Sweep
from nnstudio.project.writing import write_text

if TYPE_CHECKING:
    from nnstudio.export.outcome import Outcome, Progress

Exporter = Callable[[Project, Path], None]
RunExporter = Callable[["Outcome", Path, "Progress"], None]

# PyTorch, scikit-learn, ONNX and Pillow load only where they are needed


def write_script(project: Project, path: Path, form: str = USUAL_FORM) -> None:
    """Writes the plain PyTorch script that repeats the project's run, its network in one of the `FORMS`."""
    from nnstudio.export.script import script_of
    from nnstudio.export.sources.csv import write_beside

    write_text(script_of(project, form), path)
    write_beside(project, path)


def write_ddp(project: Project, path: Path) -> None:
    """Writes the script that trains on several processes."""
    from nnstudio.export.ddp import ddp_script_of
    from nnstudio.export.sources.csv import write_beside

    write_text(ddp_script_of(project), path)
    write_beside(project, path)


def write_sweep(project: Project, path: Path, sweep: Sweep = USUAL_SWEEP) -> None:
    """Writes the script that trains the project many times."""
    from nnstudio.export.sources.csv import write_beside
    from nnstudio.export.sweep import sweep_script_of

    write_text(sweep_script_of(project, sweep), path)
    write_beside(project, path)


def _write_weights(outcome: "Outcome", path: Path, progress: "Progress") -> None:
    from nnstudio.export.weights import write_weights

    write_weights(outcome, path)


def _write_onnx(outcome: "Outcome", path: Path, progress: "Progress") -> None:
    from nnstudio.export.onnx_model import write_onnx

    write_onnx(outcome, path)


def _write_predictions(outcome: "Outcome", path: Path, progress: "Progress") -> None:
    from nnstudio.export.tables import write_predictions

    write_predictions(outcome, path)


def _write_metrics(outcome: "Outcome", path: Path, progress: "Progress") -> None:
    from nnstudio.export.tables import write_metrics

    write_metrics(outcome, path)


def _write_history(outcome: "Outcome", path: Path, progress: "Progress") -> None:
    from nnstudio.export.tables import write_history

    write_history(outcome, path)


def _write_report(outcome: "Outcome", path: Path, progress: "Progress") -> None:
    from nnstudio.export.report import write_report

    write_report(outcome, path, progress)


def _write_animation(outcome: "Outcome", path: Path, progress: "Progress") -> None:
    from nnstudio.export.animation import write_animation

    write_animation(outcome, path, progress)


def _write_sound(outcome: "Outcome", path: Path, progress: "Progress") -> None:
    from nnstudio.export.sound import write_sound

    write_sound(outcome, path)


_FORMS = (".nnstudio", ".nnlesson", ".png", ".svg", ".npz")
_ENDINGS = {*_FORMS, *(ending for kind in KINDS.values() for ending in kind.suffixes)}
"""What a name may end in that says which kind of file it is."""

EXPORTERS: dict[str, Exporter] = {
    "project": write_project,
    "script": write_script,
    "ddp": write_ddp,
    "sweep": write_sweep,
}
"""Each writes the project to a path in its form."""

RUN_EXPORTERS: dict[str, RunExporter] = {
    "weights": _write_weights,
    "onnx": _write_onnx,
    "predictions": _write_predictions,
    "metrics": _write_metrics,
    "history": _write_history,
    "report": _write_report,
    "animation": _write_animation,
    "sound": _write_sound,
}
"""Each writes a run, at one epoch, to a path in its form."""


def find_kind(name: str) -> Kind:
    """The kind of that name.

    Raises:
        ProjectError: there is none.
    """
    if name not in KINDS:
        raise ProjectError(_("--to: {name} can't be exported to{known}").format(name=shown(name), known=_known(name)))
    return KINDS[name]


def _known(name: str) -> str:
    hint = meant(name, tuple(KINDS))
    # else they are named already
    is_close = bool(close_to(name, tuple(KINDS)))
    return _("{hint} known: {kinds}").format(hint=hint, kinds=", ".join(KINDS)) if is_close else hint


def check_form(kind: str, form: str) -> None:
    """Whether a file of that kind can have its network written in that form.

    Raises:
        ProjectError: there is no such form, or the kind has only one.
    """
    if form not in FORMS:
        raise ProjectError(
            _("--form: {name} is not known; known: {forms}").format(name=shown(form), forms=", ".join(FORMS))
        )
    if kind != "script":
        raise ProjectError(_("--form: {kind} is written in one form; this goes with script").format(kind=kind))


def export(project: Project, kind: str, path: Path, form: str | None = None, sweep: Sweep | None = None) -> None:
    """Writes the project in a kind that needs no training.

    Args:
        project: what to write.
        kind: one of `KINDS`.
        path: where to.
        form: how a script writes the network.
        sweep: what a script of many runs trains.

    Raises:
        ProjectError: the kind or the form is not known or needs a run, or the file can't be written.
    """
    if find_kind(kind).needs_training:
        raise ProjectError(_("--to: {kind} is made of a trained network").format(kind=kind))
    if form is not None:
        check_form(kind, form)
        write_script(project, path, form)
    elif sweep is not None and kind == "sweep":
        write_sweep(project, path, sweep)
    else:
        EXPORTERS[kind](project, path)


def export_run(outcome: "Outcome", kind: str, path: Path, progress: "Progress") -> None:
    """Writes a run, or its project, in the form `kind`.

    Raises:
        ProjectError: the form is not known or can't hold this network, or the file can't be written.
    """
    if find_kind(kind).needs_training:
        RUN_EXPORTERS[kind](outcome, path, progress)
    else:
        EXPORTERS[kind](outcome.project, path)


def check_name(kind: str, path: Path) -> None:
    """Whether a file of that kind can have that name.

    Raises:
        ProjectError: it has the ending of another kind of file, or one that does not say which form is wanted.
    """
    suffixes = find_kind(kind).suffixes
    # Python takes a name that is nothing but an ending for one without
    ending = (path.suffix or path.name).lower()
    if ending in _ENDINGS - {*suffixes} or (len(suffixes) > 1 and ending not in suffixes):
        raise ProjectError(
            _("{path}: the name of {kind} must end in {suffixes}").format(
                path=path, kind=kind, suffixes=one_of(suffixes)
            )
        )
    if not path.suffix and ending in suffixes:
        raise ProjectError(
            _("{path}: this is an ending without a name; write name{ending}").format(path=path, ending=ending)
        )
