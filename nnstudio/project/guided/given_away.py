"""Questions whose answers the window gives away, whatever the lesson does."""

from collections.abc import Iterable, Iterator, Sequence

from nnstudio.language import _
from nnstudio.project.guided.conditions import Condition, LayersAre, ProjectHas
from nnstudio.project.guided.tasks import Prediction


def given_away(predict: Prediction, waited: Iterable[Condition], hidden: Sequence[str]) -> Iterator[str]:
    """What a prediction asks for that stands in the window already.

    Args:
        waited: what the step waits for.
        hidden: the controls that the lesson hides.
    """
    figures = [figure for figure in (predict.expression.left, predict.expression.right) if figure is not None]
    roots = {figure.root for figure in figures}
    if roots <= {"parameter_count", "layers"} and not any(isinstance(one, LayersAre | ProjectHas) for one in waited):
        yield _("layers and their parameters are counted in the window, so this is no question; ask for another")
    is_of_start = len(figures) == 1 and roots == {"loss"} and figures[0].keys[:1] == ("before",)
    if is_of_start and "diagnosis_strip" not in hidden:
        yield _("the loss before training stands in the diagnosis_strip below; hide that in this lesson")
