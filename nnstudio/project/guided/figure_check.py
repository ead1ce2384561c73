"""Whether a figure that a lesson names can come to be for a project, and where its value can lie."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnstudio.language import _, ngettext, one_of
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.features import FeatureError
from nnstudio.project.guided.asking import turning_points, whole_numbers
from nnstudio.project.guided.figures import AT_A_POINT, Expression, Figure
from nnstudio.project.guided.sweep_figures import require_sweep_figure, sweep_bounds
from nnstudio.project.guided.tasks import Bounds
from nnstudio.project.guided.walk import Stage, is_within
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.names import meant, printable, shown
from nnstudio.project.network import MAX_PARAMETERS
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

METRICS: dict[bool, tuple[str, ...]] = {
    True: ("r2", "mse", "mae", "rmse"),
    False: ("accuracy", "log_loss", "precision_macro", "recall_macro", "f1_macro", "auc"),
}
"""scikit-learn's figures of a regression (True), and of classes."""
MOMENTS = ("before", "after")
"""Of the loss over all training samples: before training, and after the last epoch."""
HIDDEN = "hidden"
"""Counts the Linear layers before the last."""
_SHARES = ("accuracy", "precision_macro", "recall_macro", "f1_macro", "auc")


@dataclass(frozen=True)
class Range:
    """Between which values a figure lies, both included, and whether only whole numbers occur."""

    low: float = -math.inf
    high: float = math.inf
    is_whole: bool = False

    def told(self) -> str:
        """In words: “is a number from 0 to 1”."""
        if math.isinf(self.high):
            form = _("is a whole number from {low:g} on") if self.is_whole else _("is a number from {low:g} on")
        elif math.isinf(self.low):
            form = _("is a whole number up to {high:g}") if self.is_whole else _("is a number up to {high:g}")
        else:
            whole, any_number = (
                _("is a whole number from {low:g} to {high:g}"),
                _("is a number from {low:g} to {high:g}"),
            )
            form = whole if self.is_whole else any_number
        return form.format(low=self.low, high=self.high)

    def samples(self, bounds: Sequence[Bounds]) -> list[float]:
        """Values within the range: whatever the bounds say, they say it of one of these."""
        ends = [Bounds(at_least=end) for end in (self.low, self.high) if math.isfinite(end)]
        points = turning_points(*bounds, *ends)
        points = whole_numbers(points) if self.is_whole else points
        return [value for value in points if self.low <= value <= self.high]


def require_figure(expression: Expression, stage: Stage, project: Project) -> None:
    """Raises InvalidProjectError if the figure, or one of the two, never has a value; says why.

    Args:
        project: the one that the figure is of.
    """
    for figure in (expression.left, expression.right):
        if figure is not None:
            _Checker(figure, stage, project).check()


def range_of(expression: Expression, project: Project) -> Range:
    """Where the value lies, as far as that is known without a run."""
    a = _range_of(expression.left, project)
    if expression.right is None:
        return a
    b = _range_of(expression.right, project)
    if expression.sign == "-":
        return Range(a.low - b.high, a.high - b.low, a.is_whole and b.is_whole)
    return Range(0.0, math.inf) if a.low >= 0 and b.low >= 0 else Range()


def _range_of(figure: Figure, project: Project) -> Range:
    match figure.root:
        case "train_loss" | "test_loss" | "loss":
            return Range(0.0)
        case "layers" | "epochs":
            return Range(0.0, is_whole=True)
        case "parameter_count":
            return Range(1.0, MAX_PARAMETERS, is_whole=True)
        case "probabilities":
            return Range(0.0, 1.0)
        case "classes":
            return Range(0.0, max(1, project.data.source.class_count() - 1), is_whole=True)
        case "metrics":
            name = figure.keys[-1] if figure.keys else ""
            if name in _SHARES:
                return Range(0.0, 1.0)
            return Range(high=1.0) if name == "r2" else Range(0.0)
        case "sweep":
            low, high, is_whole = sweep_bounds(figure)
            return Range(-math.inf if low is None else low, math.inf if high is None else high, is_whole)
        case "parameters" | "gradients" | "baseline" | "outputs" | "logits" | "activations":
            return Range()
    raise NotImplementedError(figure.root)


class _Checker:
    def __init__(self, figure: Figure, stage: Stage, project: Project) -> None:
        self._figure, self._stage, self._project = figure, stage, project
        self._keys = figure.keys

    def check(self) -> None:
        match self._figure.root:
            case "sweep":
                require_sweep_figure(self._figure, self._stage.after.sweeps)
            case "train_loss":
                self._check_loss()
            case "test_loss":
                self._check_test()
                self._check_loss()
            case "loss":
                self._check_name(MOMENTS)
            case "layers":
                self._check_name((HIDDEN, *LAYER_KINDS))
            case "epochs" | "parameter_count":
                if self._keys:
                    self._refuse(_("is one number, and nothing is in it"))
            case "metrics":
                self._check_metrics()
            case "parameters":
                self._check_parameters(with_counted=True)
            case "gradients":
                self._check_parameters(with_counted=False)
            case "baseline":
                self._check_baseline()
            case "activations":
                self._check_activations()
            case root if root in AT_A_POINT:
                self._check_at_a_point(root)
            case root:
                raise NotImplementedError(root)

    def _refuse(self, why: str) -> None:
        raise InvalidProjectError(f"{self._figure.root}{'' if why.startswith('[') else ' '}{why}")

    def _check_name(self, names: Sequence[str]) -> None:
        """One of so many names has to stand behind the root."""
        name = str(self._keys[0]) if self._keys else ""
        if len(self._keys) != 1 or name not in names:
            self._refuse(
                _("needs one of {names} behind a point{meant}").format(
                    names=one_of(names), meant=meant(name, tuple(names))
                )
            )

    def _check_test(self) -> None:
        can_be_set = any(is_within(field, self._stage.free) for field in ("data.test_fraction", "data.fold"))
        if not self._project.data.has_test and not can_be_set:
            raise InvalidProjectError(_("there are no test samples at this step; set data.test_fraction in a set_up"))

    def _check_loss(self) -> None:
        if len(self._keys) != 1 or not isinstance(self._keys[0], int):
            self._refuse(
                _("has one number an epoch, so one number chooses: {root}[-1] is the last epoch's").format(
                    root=self._figure.root
                )
            )
        last, at = self._stage.last_epoch, self._keys[0]
        # a run may go on for longer than it is asked to, but nothing in the lesson says so
        if last is not None and isinstance(at, int) and not -last <= at < last:
            self._refuse(
                _("has no [{at}] here: the run that the lesson asks for has {last:,} epochs, [0] to [{end}]").format(
                    at=at, last=last, end=last - 1
                )
            )

    def _check_metrics(self) -> None:
        names = METRICS[self._project.data.task is Task.REGRESSION]
        if len(self._keys) != 2 or self._keys[0] not in ("train", "test"):
            self._refuse(_("has train and test, and each its figures: metrics.train.{names}").format(names=names[0]))
        if self._keys[0] == "test":
            self._check_test()
        name = self._keys[1]
        if name not in names and not is_within("data.source", self._stage.free):
            known = meant(str(name), names)
            self._refuse(
                _("has no {name} for {task}{known}").format(
                    name=printable(str(name)), task=self._project.data.task, known=known
                )
            )

    def _check_parameters(self, with_counted: bool) -> None:
        shapes = self._project.parameter_shapes()
        if with_counted:
            for i, (layer, sizes) in enumerate(
                zip(self._project.network.layers, self._project.layer_shapes(), strict=True)
            ):
                shapes |= {f"{i}.{name}": shape for name, shape in layer.buffer_shapes(sizes.inputs).items()}
        name = self._keys[0] if self._keys else ""
        if is_within("network.layers", self._stage.free):
            return
        if not isinstance(name, str) or name not in shapes:
            known = tuple(shapes)
            self._refuse(_("has no {name} at this step{meant}").format(name=shown(name), meant=meant(str(name), known)))
        shape, places = shapes[str(name)], self._keys[1:]
        if len(places) != len(shape):
            needed = ("nothing", "[unit]", "[row][column]")[len(shape)]
            self._refuse(
                _("[{name}] has the shape {shape}; behind it stands {needed}").format(
                    name=shown(name), shape=list(shape), needed=needed
                )
            )
        is_free = any(path.startswith("network.layers.") for path in self._stage.free)
        for place, size in zip(places, shape, strict=True):
            if not isinstance(place, int) or (not -size <= place < size and not is_free):
                self._refuse(
                    _("[{name}] has the shape {shape}, which has no place {places}").format(
                        name=shown(name), shape=list(shape), places=list(places)
                    )
                )

    def _check_baseline(self) -> None:
        project = self._project
        if is_within("network.layers", self._stage.free):
            return
        if project.data.task is not Task.REGRESSION or not all(
            isinstance(x, LinearLayer) for x in project.network.layers
        ):
            self._refuse(
                _("is there for a linear regression alone: nothing but Linear layers, and numbers to be predicted")
            )
        d = project.data.input_count()
        if len(self._keys) != 2 or self._keys[0] not in ("sklearn", "network") or not isinstance(self._keys[1], int):
            self._refuse(_("has sklearn and network, and each its weights: baseline['sklearn'][0]"))
        elif not -d - 1 <= int(self._keys[1]) <= d:
            self._refuse(_("has the weights [0] to [{d}] here").format(d=d))

    def _check_activations(self) -> None:
        self._check_point()
        if any(is_within(path, self._stage.free) for path in ("network.layers", "data.source")):
            return
        sizes = [shape.outputs for shape in self._project.layer_shapes()]
        at = self._keys
        if len(at) != 2 or not all(isinstance(key, int) for key in at):
            self._refuse(_("needs a layer and a unit, as the state_dict counts them: activations(1, 2)[0][1]"))
        layer, unit = int(at[0]), int(at[1])
        if not 0 <= layer < len(sizes) or not 0 <= unit < sizes[layer]:
            told = ", ".join(map(str, sizes))
            self._refuse(_("has no {keys} here: the layers have {told} units").format(keys=list(at), told=told))

    def _check_point(self) -> None:
        """Whether so many numbers are a point of the data."""
        project = self._project
        if is_within("data.source", self._stage.free):
            return
        try:
            columns = len(project.data.columns())
        except FeatureError:
            # it is said of the project
            return
        given = len(self._figure.point)
        if given != columns and not is_within("data.features", self._stage.free):
            self._refuse(
                ngettext(
                    "is asked at a point of {columns} number here, not of {given}",
                    "is asked at a point of {columns} numbers here, not of {given}",
                    columns,
                ).format(columns=columns, given=given)
            )

    def _check_at_a_point(self, root: str) -> None:
        project = self._project
        if is_within("data.source", self._stage.free):
            return
        self._check_point()
        if root in ("probabilities", "classes") and project.data.task is Task.REGRESSION:
            self._refuse(_("is there for classes alone; a regression has outputs"))
        count = {"probabilities": project.data.source.class_count(), "classes": 1}.get(root, project.output_count())
        if len(self._keys) != 1 or not isinstance(self._keys[0], int):
            self._refuse(
                ngettext(
                    "is a list of {count} number; [0] behind it is the first",
                    "is a list of {count} numbers; [0] behind it is the first",
                    count,
                ).format(count=count)
            )
        elif not -count <= int(self._keys[0]) < count:
            self._refuse(
                ngettext(
                    "has {count} number here, [0] to [{end}]", "has {count} numbers here, [0] to [{end}]", count
                ).format(count=count, end=count - 1)
            )
