"""Specs made into PyTorch's own objects: module, tensors."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from nnstudio.data.dataset import Dataset
from nnstudio.engine.layers.table import LAYERS
from nnstudio.engine.losses.table import Criterion, build_criterion, build_targets
from nnstudio.engine.losses.weights import class_weights
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.layers.spec import LayerShape, LayerSpec
from nnstudio.project.losses.spec import LossSpec
from nnstudio.project.project import Project


def build_layer(layer: LayerSpec, shape: LayerShape) -> nn.Module:
    """One layer as PyTorch's module; a Linear draws its weights from the global generator."""
    return LAYERS[layer.kind].module(layer, shape)


def build_network(project: Project) -> nn.Sequential:
    """The stack on the CPU, its weights drawn from the global generator as PyTorch draws them.

    Raises:
        InvalidProjectError: something does not fit; said before anything is allocated.
    """
    problems = project.problems()
    if problems:
        raise InvalidProjectError(str(problems[0]))
    shapes = project.layer_shapes()
    model = nn.Sequential(*map(build_layer, project.network.layers, shapes))
    for layer, module in zip(project.network.layers, model, strict=True):
        LAYERS[layer.kind].initialise(layer, module)
    return model


@dataclass(frozen=True, eq=False)
class Tensors:
    """The samples as the network and the criterion take them.

    X is float32 (n, d); y is float32 (n, 1), or int64 (n,) for cross entropy. The test tensors have 0 rows
    without a test split.
    """

    X_train: Tensor
    y_train: Tensor
    X_test: Tensor
    y_test: Tensor

    def to(self, device: torch.device) -> "Tensors":
        return Tensors(*(tensor.to(device) for tensor in self._all))

    def fit(self, other: "Tensors") -> bool:
        """Whether the other's numbers have room in the places of these."""
        return all(a.shape == b.shape and a.dtype is b.dtype for a, b in zip(self._all, other._all, strict=True))

    def take(self, other: "Tensors") -> None:
        """Takes over the other's numbers, in place."""
        for own, new in zip(self._all, other._all, strict=True):
            if own is not new:
                own.copy_(new)

    @property
    def _all(self) -> tuple[Tensor, ...]:
        return self.X_train, self.y_train, self.X_test, self.y_test


def build_tensors(dataset: Dataset, loss: LossSpec) -> Tensors:
    """The data set's arrays as tensors on the CPU."""
    return Tensors(
        torch.tensor(dataset.X_train, dtype=torch.float32),
        build_targets(loss, dataset.to_targets(dataset.y_train)),
        torch.tensor(dataset.X_test, dtype=torch.float32),
        build_targets(loss, dataset.to_targets(dataset.y_test)),
    )


def weights_of(project: Project, tensors: Tensors) -> Tensor | None:
    """What a sample of each class counts in the project's loss, (classes,); None where all count alike."""
    return class_weights(project.training.loss, tensors.y_train, project.data.source.class_count())


def criterion_of(project: Project, tensors: Tensors) -> Criterion:
    """The project's criterion, averaging over the samples of a batch, on the tensors' device."""
    return build_criterion(project.training.loss, weights_of(project, tensors))
