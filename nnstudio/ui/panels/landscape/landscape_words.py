"""What the landscape says about its slice, and what its parameters are called."""

from typing import TYPE_CHECKING

from nnstudio.language import _
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.rounding import rounded
from nnstudio.session.run import Run

if TYPE_CHECKING:
    from nnstudio.engine.views.landscape import Slice


def about_slice(run: Run, cut: "Slice", samples: int, epoch: int, is_race: bool) -> str:
    """What is drawn, over how many samples, and what a slice leaves out; `epoch` is shown."""
    loss, n = run.project.loss_label, len(run.dataset.X_train)
    told = (
        _("{loss} over all {n:,} training samples, computed at every point; levels are logarithmic.")
        if samples == n
        else _("{loss} over {samples:,} of {n:,} training samples, computed at every point; levels are logarithmic.")
    )
    parts = [told.format(loss=loss, samples=samples, n=n)]
    if cut.is_whole:
        parts.append(_("These are all parameters there are: this is the whole landscape."))
    elif cut.explained:
        told = (
            _(
                "A slice through the last epoch of the first racer, along the two directions in which all racers moved "
                "most: {explained} of their paths' variance. The paths are drawn where they fall on the slice."
            )
            if is_race
            else _(
                "A slice through the last epoch, along the two directions in which the run moved most: "
                "{explained} of its path's variance. The path is drawn where it falls on the slice."
            )
        )
        parts.append(told.format(explained=rounded(float(sum(cut.explained)), ".1%")))
    else:
        parts.append(
            _(
                "A slice: the other {parameter_count:,} parameters are as at epoch {epoch:,}. The path's other "
                "epochs lie off it."
            ).format(parameter_count=run.project.parameter_count() - len(cut.labels), epoch=epoch)
        )
    return " ".join(parts)


def shown_parameter(run: Run, name: str) -> str:
    """A parameter's name; a line's two are called as in the formula, too."""
    layers = run.project.network.layers
    if len(layers) == 1 and isinstance(layers[0], LinearLayer) and run.project.parameter_count() == 2:
        return {"0.weight[0, 0]": "w1 (0.weight)", "0.bias[0]": "w0 (0.bias)"}.get(name, name)
    return name
