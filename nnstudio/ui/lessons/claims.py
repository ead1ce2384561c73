"""What a learner claims of a run, so that it can be run again."""

from typing import TYPE_CHECKING, Any

from nnstudio.project.guided.lesson import Step
from nnstudio.project.project import Project
from nnstudio.project.storage import project_json

if TYPE_CHECKING:
    from nnstudio.engine.metrics.result import Result
    from nnstudio.engine.sweeps.lesson_figures import SweepResult


def claim_of(result: "Result", step: Step) -> dict[str, Any]:
    """What a run has come to at a step with a goal or a prediction, and with which project."""
    from nnstudio.engine.snapshots.fingerprint import fingerprint

    measured = [*step.goal, *([step.predict] if step.predict is not None else [])]
    return {
        "project": project_json(result.project),
        "epochs": result.history.last.epoch,
        "weights_sha256": fingerprint(result.snapshot),
        "figures": {one.figure: one.expression.value(result.look_up) for one in measured},
    }


def sweep_claim_of(result: "SweepResult", project: Project, step: Step) -> dict[str, Any]:
    """What a sweep of a project has come to at a step with a prediction. The lesson says what was varied; the weights
    are those of all runs."""
    measured = [step.predict] if step.predict is not None else []
    return {
        "project": project_json(project),
        "epochs": project.training.epochs,
        "weights_sha256": result.weights_sha256,
        "figures": {one.figure: one.expression.value(result.look_up) for one in measured},
    }
