"""Whether two runs take the same steps, so that what was recorded of one does for the other."""

import torch

from nnstudio.engine.build import Tensors, weights_of
from nnstudio.project.project import Project


def have_same_steps(old: Project, old_tensors: Tensors, new: Project, new_tensors: Tensors) -> bool:
    """Whether both come to the same kernels on other numbers: seeds, a learning rate, samples in as many rows."""
    if _what_decides(old) != _what_decides(new) or old.layer_shapes() != new.layer_shapes():
        return False
    if not old_tensors.fit(new_tensors):
        return False
    # classes may weigh as they are there in the samples
    weights, others = weights_of(old, old_tensors), weights_of(new, new_tensors)
    return weights is None or (others is not None and torch.equal(weights, others))


def _what_decides(project: Project) -> tuple[object, ...]:
    training = project.training
    optimizer = training.optimizer.model_copy(update={"lr": 1.0})
    # a scheduler looks whether the optimiser's own step has been called since it was made
    schedule = type(training.schedule)
    return project.network, training.loss, optimizer, schedule, training.batch_size, training.l1, training.l2
