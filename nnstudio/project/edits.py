"""Edits: each takes a spec and returns a new one, validated."""

from typing import Any, TypeVar

from nnstudio.project.blocks import Block
from nnstudio.project.network import LayerSpec, LinearLayer
from nnstudio.project.project import Project
from nnstudio.project.spec import Spec

S = TypeVar("S", bound=Spec)


def changed(spec: S, **fields: Any) -> S:
    """`spec` with other values in the named fields.

    Raises:
        pydantic.ValidationError: a value is out of range, or the fields no longer go together.
    """
    return type(spec).model_validate({**dict(spec), **fields})


def with_data(project: Project, **fields: Any) -> Project:
    return changed(project, data=changed(project.data, **fields))


def with_source_options(project: Project, **fields: Any) -> Project:
    """The project with other options of its present source."""
    return project.with_source(changed(project.data.source, **fields))


def with_training(project: Project, **fields: Any) -> Project:
    return changed(project, training=changed(project.training, **fields))


def with_optimizer(project: Project, **fields: Any) -> Project:
    """The project with other options of its present optimiser."""
    return with_training(project, optimizer=changed(project.training.optimizer, **fields))


def with_layers(project: Project, layers: tuple[LayerSpec, ...]) -> Project:
    return changed(project, network=changed(project.network, layers=layers))


def insert_layer(project: Project, index: int, layer: LayerSpec) -> Project:
    """The project with `layer` in front of the one that stood at `index`."""
    layers = project.network.layers
    return with_layers(project, (*layers[:index], layer, *layers[index:]))


def replace_layer(project: Project, index: int, layer: LayerSpec) -> Project:
    layers = project.network.layers
    return with_layers(project, (*layers[:index], layer, *layers[index + 1 :]))


def remove_layer(project: Project, index: int) -> Project:
    layers = project.network.layers
    return with_layers(project, (*layers[:index], *layers[index + 1 :]))


def move_layer(project: Project, index: int, to: int) -> Project:
    """The project with the layer at `index` taken out and put back so that it stands at `to`."""
    layers = list(project.network.layers)
    layers.insert(to, layers.pop(index))
    return with_layers(project, tuple(layers))


def duplicate_layer(project: Project, index: int) -> Project:
    """The project with a copy of the layer right behind it; a copied output layer keeps its size explicitly."""
    layer = project.network.layers[index]
    if isinstance(layer, LinearLayer) and layer.units is None:
        layer = changed(layer, units=project.layer_shapes()[index].outputs)
        return insert_layer(project, index, layer)
    return insert_layer(project, index + 1, layer)


def place_for(project: Project, after: int | None) -> int:
    """Where a new layer goes: behind the selected one, else in front of the output layer."""
    if after is not None:
        return after + 1
    layers = project.network.layers
    outputs = [i for i, layer in enumerate(layers) if isinstance(layer, LinearLayer)]
    return outputs[-1] if outputs else len(layers)


def with_units(project: Project, index: int, units: int) -> Project:
    """The project with `units` units in the Linear at `index`."""
    return replace_layer(project, index, changed(project.network.layers[index], units=units))


def insert_layers(project: Project, index: int, *new: LayerSpec) -> Project:
    """The project with the layers of `new`, in their order, in front of the one that stood at `index`."""
    layers = project.network.layers
    return with_layers(project, (*layers[:index], *new, *layers[index:]))


def remove_block(project: Project, block: Block) -> Project:
    """The project without a Linear and what is done to its outputs."""
    layers = project.network.layers
    return with_layers(project, (*layers[: block.first], *layers[block.last + 1 :]))
