"""A small walk for each kind of layer, loss and optimiser: all equations that its entry tells."""

from collections.abc import Callable
from functools import cache, partial

from nnstudio.data.load import load_dataset
from nnstudio.engine.equations.quantities import Equation
from nnstudio.engine.training.branch import trainer_at
from nnstudio.engine.walkthrough import walk_through
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import SigmoidLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.classification import ClassWeightedLoss
from nnstudio.project.losses.kinds import LOSS_KINDS
from nnstudio.project.losses.spec import Takes
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.spec import OptimizerSpec
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

_EXAMPLES = {
    Task.REGRESSION: "linear-regression",
    Task.BINARY: "binary-classification",
    Task.MULTICLASS: "multiclass-classification",
}


def _with_layer(kind: str) -> list[Project]:
    layers = (LinearLayer(units=3), LAYER_KINDS[kind](), LinearLayer())
    return [edits.with_layers(open_source("multiclass-classification"), layers)]


def _with_loss(kind: str, **options: object) -> list[Project]:
    loss = LOSS_KINDS[kind](**options)
    end = (LinearLayer(), SigmoidLayer()) if loss.takes is Takes.PROBABILITY else (LinearLayer(),)
    return [
        edits.with_layers(edits.with_training(open_source(_EXAMPLES[task]), loss=loss), end)
        for task in loss.takes.tasks
    ]


def _with_all_on(cls: type[OptimizerSpec]) -> OptimizerSpec:
    """What is off unless one asks for it often has an equation of its own."""
    off = {name: value for name, value in cls().model_dump().items() if value is False or value == 0.0}
    return cls(**{name: True if value is False else 0.25 for name, value in off.items()})


def _with_optimizer(kind: str) -> list[Project]:
    cls = OPTIMIZER_KINDS[kind]
    project = edits.with_layers(open_source("binary-classification"), (LinearLayer(),))
    return [
        edits.with_training(project, optimizer=optimizer, l1=penalty, l2=penalty)
        for optimizer, penalty in ((cls(), 0.0), (_with_all_on(cls), 0.0625))
    ]


_MAKERS: dict[str, Callable[[], list[Project]]] = {
    **{f"layer {kind}": partial(_with_layer, kind) for kind in LAYER_KINDS},
    **{f"loss {kind}": partial(_with_loss, kind) for kind in LOSS_KINDS},
    **{
        f"loss {kind}, weighted": partial(_with_loss, kind, class_weights="balanced")
        for kind, cls in LOSS_KINDS.items()
        if issubclass(cls, ClassWeightedLoss)
    },
    **{f"optimiser {kind}": partial(_with_optimizer, kind) for kind in OPTIMIZER_KINDS},
}
EVERY_KIND = tuple(_MAKERS)


@cache
def equations_of(kind: str) -> tuple[Equation, ...]:
    """Of steps on a few samples, at the very beginning and after an epoch, when the optimiser remembers something."""
    found: list[Equation] = []
    for project in _MAKERS[kind]():
        dataset = load_dataset(project.data)
        for epoch in (0, 1):
            walk = walk_through(project, dataset, trainer_at(project, dataset, epoch).state(), [0, 1, 2])
            found += [equation for stage in walk.stages for equation in stage.equations]
    return tuple(found)
