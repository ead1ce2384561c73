"""One activation for all hidden layers."""

import pytest

from nnstudio.project import edits
from nnstudio.project.hidden_activation import hidden_activations, with_hidden_activation
from nnstudio.project.layers.activations import ReLULayer, SigmoidLayer, TanhLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer
from tests.project.examples import circles

FOUR, OUT, TANH, RELU = LinearLayer(units=4), LinearLayer(), TanhLayer(), ReLULayer()

CASES = {
    "none": ((OUT,), set(), (OUT,)),
    "the output's own": ((OUT, SigmoidLayer()), set(), (OUT, SigmoidLayer())),
    "one": ((FOUR, RELU, OUT), {"relu"}, (FOUR, TANH, OUT)),
    "the same": ((FOUR, TANH, OUT), {"tanh"}, (FOUR, TANH, OUT)),
    "mixed": ((FOUR, RELU, FOUR, TANH, OUT), {"relu", "tanh"}, (FOUR, TANH, FOUR, TANH, OUT)),
    "one without": (
        (FOUR, FOUR, RELU, OUT, SigmoidLayer()),
        {"", "relu"},
        (FOUR, TANH, FOUR, TANH, OUT, SigmoidLayer()),
    ),
    "behind the norm": (
        (FOUR, BatchNormLayer(), DropoutLayer(p=0.1), OUT),
        {""},
        (FOUR, BatchNormLayer(), TANH, DropoutLayer(p=0.1), OUT),
    ),
    "in front of all": ((BatchNormLayer(), FOUR, RELU, OUT), {"relu"}, (BatchNormLayer(), FOUR, TANH, OUT)),
    "no Linear": ((RELU,), set(), (RELU,)),
}


@pytest.mark.parametrize("case", CASES)
def test_that_all_hidden_layers_and_they_alone_get_it(case):
    layers, kinds, expected = CASES[case]
    project = edits.with_layers(circles(), layers)
    assert hidden_activations(project.network) == kinds
    changed = with_hidden_activation(project, TANH)
    assert changed.network.layers == expected
    assert hidden_activations(changed.network) <= {"tanh"}
