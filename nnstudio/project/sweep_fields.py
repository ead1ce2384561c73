"""What can be varied over many runs: fields of the project, and what is no field of its own, as the depth."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from nnstudio.language import _
from nnstudio.project.blocks import Block, blocks_of
from nnstudio.project.bounds import MAX_RATE
from nnstudio.project.edits import with_layers, with_training, with_units
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.hidden_activation import hidden_activations, with_hidden_activation
from nnstudio.project.layers.activations import ActivationLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.losses.kinds import LOSS_KINDS, LOSSES_OF_TASK
from nnstudio.project.names import shown
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.project import Project
from nnstudio.project.storage import project_json

Value = bool | int | float | str
MOST_LAYERS = 32


@dataclass(frozen=True)
class SweepField:
    """Something that can be varied."""

    field: str
    title: str
    values: str
    """Values that are worth trying, as `project.sweep.parse_values` reads them."""


def sweep_fields(project: Project) -> tuple[SweepField, ...]:
    """What can be varied in a project: first what is varied most often, then every other number and switch in it."""
    usual = tuple(_usual(project))
    known = {each.field for each in usual} | _UNSUITED
    raw = from_json(project_json(project))
    others = tuple(
        SweepField(path, _title(project, path), _around(value))
        for path, value in _leaves(raw, "")
        if path not in known and not path.startswith(_UNSUITED_PARTS) and isinstance(value, bool | int | float)
    )
    return usual + others


_UNITS = "1,2,3,5,8,13,20"
_UNSUITED = {"training.seed", "training.epochs", "version"}
"""The seed is varied beside all else, and a run's length shows in its losses."""
_UNSUITED_PARTS = (
    "data.source.points",
    "data.source.columns",
    "data.source.strokes",
    "training.changes",
    "data.fold",
    "data.features",
)


def _usual(project: Project) -> Iterator[SweepField]:
    training, network, source = project.training, project.network, project.data.source
    yield SweepField("training.optimizer.lr", _("learning rate"), rates_around(training.optimizer.lr))
    hidden = _hidden(project)
    for number, block in enumerate(hidden, 1):
        title = _("units") if len(hidden) == 1 else _("units of hidden layer {number}").format(number=number)
        yield SweepField(f"network.layers[{block.first}].units", title, _UNITS)
    if len(hidden) > 1:
        yield SweepField("network.hidden_units", _("units of all hidden layers"), _UNITS)
    if hidden:
        yield SweepField("network.hidden_layers", _("hidden layers"), "1..4:lin:4")
    if hidden_activations(network) - {""}:
        yield SweepField("network.hidden_activation", _("activation"), "relu,tanh,sigmoid")
    yield SweepField("training.optimizer.kind", _("optimiser"), ",".join(OPTIMIZER_KINDS))
    losses = [loss.kind for loss in LOSSES_OF_TASK[project.data.task] if _fits(project, loss.kind)]
    if len(losses) > 1:
        yield SweepField("training.loss.kind", _("loss"), ",".join(losses))
    yield SweepField("training.batch_size", _("batch size"), "1,4,16,64,256")
    penalties = "0,0.0001,0.001,0.01,0.1"
    yield SweepField("training.optimizer.weight_decay", _("weight decay"), penalties)
    yield SweepField("training.l1", _("L1 penalty"), penalties)
    yield SweepField("training.l2", _("L2 penalty"), penalties)
    drawn = type(source).model_fields
    if "samples" in drawn:
        yield SweepField("data.source.samples", _("samples"), "20,50,100,200,500,1000")
    if "noise" in drawn:
        yield SweepField("data.source.noise", _("noise"), _around(float(getattr(source, "noise", 0.0))))
    if "seed" in drawn:
        yield SweepField("data.source.seed", _("seed of the data"), "0..9:lin:10")
    yield SweepField("data.bootstrap", _("bootstrap sample"), "0..9:lin:10")
    fold = project.data.fold
    if fold is not None:
        yield SweepField("data.fold.index", _("test fold"), f"1..{fold.folds}:lin:{fold.folds}")


def _fits(project: Project, loss: str) -> bool:
    return not _with_loss(project, loss).problems()


def rates_around(rate: float) -> str:
    """A hundredth of a learning rate to a hundred times as much, in half decades, as far as rates go."""
    power = max(int(f"{rate:e}".split("e")[1]), _LEAST_POWER)
    high = min(10.0 ** (power + 2), MAX_RATE)
    return f"{high / 1e4:g}..{high:g}:log:9"


_LEAST_POWER = -300
"""Below it, numbers lose their digits."""


def _around(value: bool | float) -> str:
    if isinstance(value, bool):
        return "false,true"
    if value == 0:
        return "0,1,2" if isinstance(value, int) else "0,0.1,0.2,0.5"
    # shares and momentum stay below 1
    near = (value / 2, value, min(2 * value, (1 + value) / 2) if value < 1 else 2 * value)
    if isinstance(value, int):
        return ",".join(map(str, dict.fromkeys(max(1, round(each)) for each in near)))
    return ",".join(f"{each:.6g}" for each in near)


def _title(project: Project, path: str) -> str:
    """What the window calls an option of the source; anything else by its place, as in the file."""
    fields = type(project.data.source).model_fields
    option = fields.get(path.removeprefix("data.source."))
    return option.title.lower() if option is not None and option.title else path


def _leaves(raw: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(raw, dict):
        for name, value in raw.items():
            yield from _leaves(value, f"{path}.{name}" if path else name)
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from _leaves(value, f"{path}[{index}]")
    else:
        yield path, raw


# what is no field of its own


def _with_optimizer(project: Project, value: Value) -> Project:
    old = project.training.optimizer
    return with_training(project, optimizer=_kind(OPTIMIZER_KINDS, value)(lr=old.lr, weight_decay=old.weight_decay))


def _with_loss(project: Project, value: Value) -> Project:
    return with_training(project, loss=_kind(LOSS_KINDS, value)().as_weighted(project.training.loss))


def _with_activation(project: Project, value: Value) -> Project:
    layer = _kind(LAYER_KINDS, value)()
    if not isinstance(layer, ActivationLayer):
        raise InvalidProjectError(_("{value} is no activation").format(value=shown(str(value))))
    return with_hidden_activation(project, layer)


def _with_hidden_units(project: Project, value: Value) -> Project:
    for block in _hidden(project):
        project = with_units(project, block.first, value)  # type: ignore[arg-type]
    return project


def _with_hidden_layers(project: Project, value: Value) -> Project:
    """The first so many hidden layers; where there are fewer, the last one again and again."""
    hidden = _hidden(project)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_LAYERS:
        raise InvalidProjectError(
            _("{value}: 0 to {most} hidden layers are possible").format(value=shown(str(value)), most=MOST_LAYERS)
        )
    if not hidden:
        if value == 0:
            return project
        raise InvalidProjectError(_("the network has no hidden layer that could be repeated"))
    kept: list[Block] = [*hidden[:value], *[hidden[-1]] * (value - len(hidden))]
    blocks = blocks_of(project.network)
    before = [block for block in blocks if block.linear is None]
    layers: list[LayerSpec] = []
    for block in (*before, *kept, blocks[-1]):
        layers += block.layers
    return with_layers(project, tuple(layers))


def _hidden(project: Project) -> list[Block]:
    return [block for block in blocks_of(project.network) if block.linear is not None][:-1]


def _kind(kinds: dict[str, type[Any]], value: Value) -> type[Any]:
    if isinstance(value, str) and value in kinds:
        return kinds[value]
    raise InvalidProjectError(
        _("{value} is not known; use one of {kinds}").format(value=shown(str(value)), kinds=", ".join(kinds))
    )


DERIVED: dict[str, Callable[[Project, Value], Project]] = {
    "training.optimizer.kind": _with_optimizer,
    "training.loss.kind": _with_loss,
    "network.hidden_activation": _with_activation,
    "network.hidden_units": _with_hidden_units,
    "network.hidden_layers": _with_hidden_layers,
}
"""What is varied by an edit of the project: the name, as of a field, and the edit."""


def with_derived(project: Project, field: str, value: Value) -> Project:
    """The project with another value of something that is no field of its own.

    Raises:
        InvalidProjectError: it can't have this value.
    """
    try:
        return DERIVED[field](project, value)
    except ValidationError as error:
        reason = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise InvalidProjectError(f"{field}={shown(str(value))}: {reason}") from None
