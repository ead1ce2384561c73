"""What is said above a step's text: what keeps the step from being done, or what was done to make it ready."""

from collections.abc import Sequence

from nnstudio.language import _
from nnstudio.project.guided.conditions import Diverged
from nnstudio.project.guided.lesson import Step
from nnstudio.session.run import Run


def obstacle(
    step: Step, strange: Sequence[str], run: Run | None, *, is_done: bool, is_in_time: bool, is_late: bool
) -> str:
    """What keeps a step from being done, which can be set back; empty if nothing does.

    Args:
        strange: the fields in which the open project is not the lesson's own.
        is_in_time: whether the run has not gone further than the step speaks of.
        is_late: whether the run is there, and the prediction not.
    """
    if strange:
        return _("This is not the lesson's own project (other: {fields}), and does not count here.").format(
            fields=", ".join(strange[:3])
        )
    waits_for_it = any(isinstance(one, Diverged) for one in step.wait_for)
    if run is not None and run.has_diverged and run.failure and not waits_for_it and not is_done:
        return _(
            "The run has diverged: its loss became infinite or NaN in epoch {epoch:,}. Set the step back, or change "
            "what made it so, and train again."
        ).format(epoch=run.epoch + 1)
    if run is not None and not is_in_time:
        return _("This run has gone on to epoch {epoch:,}, further than the step speaks of.").format(epoch=run.epoch)
    if is_late:
        return _("The run is there before your prediction. Set the step back to predict first.")
    return ""


def told_ready(problem: str, epochs: int) -> str:
    """What was done to make a step ready: so many epochs trained, or not, and why; empty if nothing need be said."""
    if problem:
        return _("This step speaks of a run that could not be made: {problem}").format(problem=problem)
    if epochs:
        return _("The studio was made ready for this step: it is trained to epoch {epochs:,}.").format(epochs=epochs)
    return ""
