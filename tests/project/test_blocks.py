"""A stack seen as columns of units."""

from hypothesis import given
from hypothesis import strategies as st

from nnstudio.project import edits
from nnstudio.project.blocks import blocks_of
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer, TanhLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.network import NetworkSpec

STACKS = st.lists(st.sampled_from(sorted(LAYER_KINDS)), min_size=1, max_size=12).map(
    lambda kinds: NetworkSpec(layers=tuple(LAYER_KINDS[kind]() for kind in kinds))
)


@given(STACKS)
def test_that_blocks_hold_every_layer_once_in_order(network):
    blocks = blocks_of(network)
    assert tuple(layer for block in blocks for layer in block.layers) == network.layers
    assert [row for block in blocks for row in block.rows] == list(range(len(network.layers)))


@given(STACKS)
def test_that_a_block_has_one_linear_and_it_comes_first_save_for_what_stands_in_front_of_the_first(network):
    for number, block in enumerate(blocks_of(network)):
        assert not any(isinstance(layer, LinearLayer) for layer in block.layers[1:])
        assert block.linear is not None or number == 0


def test_that_a_removed_block_takes_its_activation_along():
    project = open_source("deep-regression")
    kinds = [layer.kind for layer in project.network.layers]
    assert kinds == ["linear", "sigmoid", "linear", "sigmoid", "linear"]
    shorter = edits.remove_block(project, blocks_of(project.network)[1])
    assert shorter.network.layers == (*project.network.layers[:2], project.network.layers[4])
    assert not shorter.problems()


def test_that_layers_are_inserted_together_and_units_set():
    project = open_source("binary-classification")
    longer = edits.insert_layers(project, 2, LinearLayer(units=3), TanhLayer())
    assert [layer.kind for layer in longer.network.layers] == ["linear", "relu", "linear", "tanh", "linear"]
    assert longer.layer_shapes()[2] == (5, 3, 18)
    wider = edits.with_units(longer, 2, 7)
    assert wider.network.layers[2] == LinearLayer(units=7)
    assert wider.network.layers[1] == ReLULayer()
