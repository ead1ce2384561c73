"""The activation of all hidden layers in one: which it is, and another in its place."""

from nnstudio.project.blocks import Block, blocks_of
from nnstudio.project.edits import with_layers
from nnstudio.project.layers.activations import ActivationLayer
from nnstudio.project.layers.normalisation import NormLayer
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.network import NetworkSpec
from nnstudio.project.project import Project


def hidden_activations(network: NetworkSpec) -> set[str]:
    """The kinds of the hidden layers' activations; an empty text among them for a layer without one."""
    kinds: set[str] = set()
    for block in _hidden(network):
        kinds |= {layer.kind for layer in block.layers if isinstance(layer, ActivationLayer)} or {""}
    return kinds


def with_hidden_activation(project: Project, activation: ActivationLayer) -> Project:
    """The project whose hidden layers all have this activation; one that had none gets it behind its norm.

    What follows the last Linear stays: it belongs to the output.
    """
    hidden = {block.first: block for block in _hidden(project.network)}
    layers: list[LayerSpec] = []
    for block in blocks_of(project.network):
        layers += _with(block, activation) if block.first in hidden else block.layers
    return with_layers(project, tuple(layers))


def _hidden(network: NetworkSpec) -> list[Block]:
    return [block for block in blocks_of(network) if block.linear is not None][:-1]


def _with(block: Block, activation: ActivationLayer) -> list[LayerSpec]:
    if not any(isinstance(layer, ActivationLayer) for layer in block.layers):
        place = 1
        while place < len(block.layers) and isinstance(block.layers[place], NormLayer):
            place += 1
        return [*block.layers[:place], activation, *block.layers[place:]]
    return [activation if isinstance(layer, ActivationLayer) else layer for layer in block.layers]
