"""The same project with one thing otherwise, to be tried."""

from collections.abc import Sequence
from dataclasses import replace

from nnstudio.data.dataset import Dataset
from nnstudio.project.changes import ChangeSpec, SetLr
from nnstudio.project.edits import changed
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.optimizers.spec import OptimizerSpec
from nnstudio.project.project import Project
from nnstudio.project.schedules import CosineSchedule
from nnstudio.project.training import TrainingSpec

MAX_LR = 1000.0


def with_training(project: Project, **fields: object) -> Project:
    return changed(project, training=changed(project.training, **fields))


def with_layers(project: Project, layers: Sequence[LayerSpec]) -> Project:
    """The project with another stack; changes by hand of what it no longer has are dropped."""
    return changed(project, network=changed(project.network, layers=tuple(layers))).without_lost_changes()


def with_lr(project: Project, lr: float) -> Project:
    """The project with another first learning rate; rates set by hand or by the schedule change by the same factor."""
    training, factor = project.training, lr / project.training.optimizer.lr
    optimizer: OptimizerSpec = changed(training.optimizer, lr=_bounded(lr))
    changes = tuple(
        changed(change, lr=_bounded(change.lr * factor)) if isinstance(change, SetLr) else change
        for change in training.changes
    )
    schedule = training.schedule
    if isinstance(schedule, CosineSchedule):
        schedule = changed(schedule, eta_min=min(MAX_LR, schedule.eta_min * factor))
    return with_training(project, optimizer=optimizer, changes=changes, schedule=schedule)


def _bounded(lr: float) -> float:
    return min(MAX_LR, max(1e-12, lr))


def with_seed(project: Project, offset: int) -> Project:
    """The project with one of the next seeds."""
    return with_training(project, seed=(project.training.seed + offset) % 2**32)


def without_changes(project: Project, *kinds: type[ChangeSpec]) -> Project:
    """The project without what is changed by hand along the way, or without what is so of these kinds."""
    kept = [change for change in project.training.changes if kinds and not isinstance(change, kinds)]
    return with_training(project, changes=tuple(kept))


def drawn_by_pytorch(project: Project) -> Project:
    """The project with PyTorch's own initial weights where they are all 0."""
    layers = project.network.layers
    zeros = [isinstance(layer, LinearLayer) and layer.init == "zeros" for layer in layers]
    drawn = (changed(layer, init="pytorch") if zero else layer for layer, zero in zip(layers, zeros, strict=True))
    return with_layers(project, tuple(drawn))


def without_penalties(project: Project) -> Project:
    """The project with nothing that holds the weights back: no weight decay, L1, L2 or dropout."""
    training: TrainingSpec = project.training
    free = with_training(project, l1=0.0, l2=0.0, optimizer=changed(training.optimizer, weight_decay=0.0))
    return with_layers(free, tuple(layer.unregularised() for layer in project.network.layers))


def with_activation(project: Project, kinds: Sequence[str], other: LayerSpec) -> Project:
    """The project with `other` in place of each hidden activation of these kinds."""
    *hidden, last = project.network.layers
    return with_layers(project, [*(other if layer.kind in kinds else layer for layer in hidden), last])


def hidden_linear(project: Project) -> list[int]:
    """The places of the Linear layers before the last one."""
    linear = [i for i, layer in enumerate(project.network.layers) if isinstance(layer, LinearLayer)]
    return linear[:-1]


def with_wider(project: Project, units: int) -> Project:
    """The project with at least `units` units, and at least twice as many as now, in each hidden Linear layer."""
    hidden, shapes = hidden_linear(project), project.layer_shapes()
    return with_layers(
        project,
        [
            changed(layer, units=max(units, 2 * shapes[i].outputs)) if i in hidden else layer
            for i, layer in enumerate(project.network.layers)
        ],
    )


def is_linear(project: Project) -> bool:
    """Whether the network can express linear functions of its inputs alone, up to its last layer."""
    return not any(layer.bends for layer in project.network.layers[:-1])


def scaled_target(dataset: Dataset) -> Dataset:
    """The data with the target at mean 0 and standard deviation 1, both taken from the training samples."""
    y = dataset.y_train
    return replace(dataset, target_mean=float(y.mean()), target_scale=float(y.std()) or 1.0)


def one_digit(lr: float) -> float:
    """A learning rate of one digit."""
    return float(f"{lr:.0e}")
