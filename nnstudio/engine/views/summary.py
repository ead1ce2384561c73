"""The layer summary: output shapes, parameters, mult-adds and sizes, as torchinfo counts them."""

from dataclasses import dataclass

from nnstudio.project.project import Project

_MB = 1_000_000
_FLOAT32_BYTES = 4


@dataclass(frozen=True)
class LayerSummary:
    """One row: what a layer makes of a batch."""

    name: str
    """PyTorch's class name."""
    input_shape: tuple[int, int]
    """(samples of the batch, inputs)"""
    output_shape: tuple[int, int]
    """(samples of the batch, units)"""
    parameters: int
    mult_adds: int
    """Multiplications and additions of a forward pass over the batch."""


@dataclass(frozen=True)
class ModelSummary:
    """All rows, and what they come to; sizes in MB, a million bytes."""

    layers: tuple[LayerSummary, ...]
    parameters: int
    mult_adds: int
    input_mb: float
    """The batch as it comes in."""
    pass_mb: float
    """A forward and backward pass: the outputs of each layer that learns, once as values and once as gradients."""
    parameters_mb: float

    @property
    def total_mb(self) -> float:
        return self.input_mb + self.pass_mb + self.parameters_mb


def summarise(project: Project, samples: int | None = None) -> ModelSummary:
    """The network's summary for a batch of `samples`; without a number, for the project's batch size.

    Like `torchinfo <https://github.com/TylerYep/torchinfo>`_, it counts a multiply-add for each parameter and sample.
    """
    batch = project.training.batch_size if samples is None else samples
    rows = tuple(
        LayerSummary(
            layer.title, (batch, shape.inputs), (batch, shape.outputs), shape.parameters, batch * shape.parameters
        )
        for layer, shape in zip(project.network.layers, project.layer_shapes(), strict=True)
    )
    learned = sum(row.parameters for row in rows)
    outputs = sum(batch * row.output_shape[1] for row in rows if row.parameters)
    return ModelSummary(
        rows,
        learned,
        sum(row.mult_adds for row in rows),
        batch * project.data.input_count() * _FLOAT32_BYTES / _MB,
        2 * outputs * _FLOAT32_BYTES / _MB,
        learned * _FLOAT32_BYTES / _MB,
    )
