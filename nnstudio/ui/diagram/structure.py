"""What the diagram shows of a project: its columns of units, and what each is called."""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from nnstudio.language import _, ngettext
from nnstudio.project.blocks import Block, blocks_of
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project
from nnstudio.project.titles import class_title

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset


class Role(Enum):
    """What a column is to the network."""

    INPUTS = "inputs"
    HIDDEN = "hidden"
    OUTPUT = "output"


@dataclass(frozen=True)
class Column:
    """The inputs, or one block of layers."""

    role: Role
    number: int
    """0 for the inputs, then from 1."""
    width: int
    """How many units there are."""
    titles: tuple[str, ...]
    """A line for each layer of the block: "Linear 5", "ReLU"."""
    names: tuple[str, ...] = ()
    """What the units are called where they have names of their own: features, classes, the target."""
    block: Block | None = None

    @property
    def layer(self) -> int | None:
        """Index of the layer whose outputs the units show; None for the inputs."""
        return self.block.last if self.block is not None else None

    @property
    def weight(self) -> str | None:
        """The state_dict's name of the weights on the edges that lead here."""
        return f"{self.block.first}.weight" if self.block is not None and self.block.linear is not None else None

    @property
    def bias(self) -> str | None:
        """The state_dict's name of the biases, one for each unit."""
        linear = self.block.linear if self.block is not None else None
        return f"{self.block.first}.bias" if self.block is not None and linear is not None and linear.bias else None

    @property
    def scales(self) -> tuple[str, ...]:
        """The state_dict's names of what layers behind the Linear learn, one number for each unit."""
        if self.block is None:
            return ()
        return tuple(
            f"{row}.{name}"
            for row, layer in zip(self.block.rows, self.block.layers, strict=True)
            if not isinstance(layer, LinearLayer)
            for name, shape in layer.parameter_shapes(self.width, self.width).items()
            if shape == (self.width,)
        )

    @property
    def heading(self) -> str:
        return " · ".join(self.titles)

    def holds(self, layer: int) -> bool:
        """Whether a layer is one of the block's."""
        return self.block is not None and layer in self.block.rows

    def unit_name(self, unit: int) -> str:
        """What a unit is called in a sentence: "input x1", "ReLU unit 4", "output 1"."""
        name = self.names[unit] if unit < len(self.names) else ""
        match self.role:
            case Role.INPUTS:
                return _("input {name}").format(name=name or unit + 1)
            case Role.OUTPUT:
                return _("output {unit}").format(unit=unit + 1) + (f" ({name})" if name else "")
        return _("{bare} unit {unit}").format(bare=_bare(self.titles[-1]), unit=unit + 1)


def columns_of(project: Project, dataset: "Dataset | None" = None) -> tuple[Column, ...]:
    """The project's columns, inputs first; with the names that only the loaded data know, where they are loaded."""
    shapes = project.layer_shapes()
    names = dataset.feature_names if dataset is not None else _features(project)
    inputs = len(names)
    columns = [
        Column(Role.INPUTS, 0, inputs, (ngettext("1 input", "{inputs} inputs", inputs).format(inputs=inputs),), names)
    ]
    blocks = blocks_of(project.network)
    for number, block in enumerate(blocks, 1):
        width = shapes[block.last].outputs
        is_output = number == len(blocks)
        titles = tuple(
            _("Linear {width}").format(width=width) if isinstance(layer, LinearLayer) else layer.title
            for layer in block.layers
        )
        called = _outputs(width, dataset) if is_output and dataset is not None else ()
        columns.append(Column(Role.OUTPUT if is_output else Role.HIDDEN, number, width, titles, called, block))
    return tuple(columns)


def _features(project: Project) -> tuple[str, ...]:
    names = tuple(project.data.features or project.data.source.feature_names())
    count = project.data.input_count()
    return names if len(names) == count else tuple(str(i + 1) for i in range(count))


def _outputs(width: int, dataset: "Dataset") -> tuple[str, ...]:
    classes = dataset.class_names
    if not classes:
        return (dataset.target_name,) if width == 1 else ()
    called = tuple(map(class_title, classes))
    if width == 1 and len(classes) == 2:
        return called[1:]
    return called if width == len(classes) else ()


def _bare(title: str) -> str:
    return title.split()[0]
