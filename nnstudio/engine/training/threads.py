"""How many threads PyTorch computes with."""

import os

from nnstudio.project.project import Project

# below this many multiply-adds a batch, handing work to a second thread costs more than it saves
_WORTH_SHARING = 4_000_000


def choose_threads(project: Project) -> int:
    """One thread for small networks, all cores for large ones."""
    shapes = project.layer_shapes()
    batch = min(project.training.batch_size, project.data.train_count())
    multiply_adds = batch * sum(shape.parameters for shape in shapes)
    return 1 if multiply_adds < _WORTH_SHARING else os.cpu_count() or 1
