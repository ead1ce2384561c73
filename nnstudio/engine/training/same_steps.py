"""Whether two runs take the same steps, so that what was recorded of one does for the other."""

import torch

from nnstudio.engine.build import Tensors, weights_of
from nnstudio.engine.optimizers.table import OPTIMIZERS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.project import Project


def have_same_steps(old: Project, old_tensors: Tensors, new: Project, new_tensors: Tensors) -> bool:
    """Whether both come to the same kernels on other numbers: seeds, first weights, a rate, samples in as many rows."""
    if _what_decides(old) != _what_decides(new) or old.layer_shapes() != new.layer_shapes():
        return False
    if not old_tensors.fit(new_tensors):
        return False
    # classes may weigh as they are there in the samples
    weights, others = weights_of(old, old_tensors), weights_of(new, new_tensors)
    return weights is None or (others is not None and torch.equal(weights, others))


def differences(old: Project, new: Project) -> set[str]:
    """In what kinds of numbers two projects of the same steps differ."""
    was, now = old.training, new.training
    pairs = {
        "data": (old.data, new.data),
        "seed": (was.seed, now.seed),
        "start": (old.network, new.network),
        "l1": (was.l1, now.l1),
        "l2": (was.l2, now.l2),
    }
    for name in OPTIMIZERS[now.optimizer.kind].numbers:
        pairs[name] = getattr(was.optimizer, name), getattr(now.optimizer, name)
    return {name for name, (before, after) in pairs.items() if before != after}


def _what_decides(project: Project) -> tuple[object, ...]:
    training = project.training
    optimizer = training.optimizer
    numbers = {name: 1.0 if getattr(optimizer, name) else 0.0 for name in OPTIMIZERS[optimizer.kind].numbers}
    # a scheduler looks whether the optimiser's own step has been called since it was made
    schedule = type(training.schedule)
    return (
        [_without_start(layer) for layer in project.network.layers],
        training.loss,
        optimizer.model_copy(update=numbers),
        schedule,
        training.batch_size,
        training.l1 > 0,
        training.l2 > 0,
    )


def _without_start(layer: LayerSpec) -> LayerSpec:
    """The layer without what its weights begin with."""
    return layer.model_copy(update={"init": LinearLayer().init}) if isinstance(layer, LinearLayer) else layer
