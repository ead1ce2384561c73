"""What the network puts out is named by what can come out, as PyTorch's own modules show."""

import math

import pytest
import torch

from nnstudio.engine.build import build_layer
from nnstudio.project import edits
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.softmax import SoftmaxLayer
from nnstudio.project.layers.spec import LayerShape
from nnstudio.project.losses.classification import BCELoss
from nnstudio.project.output_words import output_meaning, output_span
from nnstudio.project.sources.drawn import WaveSource
from nnstudio.project.sources.scikit_made import BlobsSource
from tests.project.examples import circles

WORDS = {
    "linear": "",
    "relu": "not below 0",
    "sigmoid": "from 0 to 1",
    "tanh": "from −1 to 1",
    "elu": "not below −1",
    "gelu": "not below −0.17",
    "silu": "not below −0.28",
    "dropout": "",
    "softmax": "from 0 to 1",
}


def ending_in(project, kind):
    return edits.insert_layer(project, len(project.network.layers), LAYER_KINDS[kind]())


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_that_the_numbers_a_last_layer_can_put_out_are_these(kind):
    low, high = LAYER_KINDS[kind]().output_span(2)
    x = torch.cat((torch.linspace(-300, 300, 4001), torch.linspace(-2, 2, 4001))).reshape(-1, 2)
    with torch.no_grad():
        y = build_layer(LAYER_KINDS[kind](), LayerShape(2, 2, 0)).eval()(x)
    assert low <= y.min() <= (low + 0.01 if math.isfinite(low) else -0.5)
    assert high >= y.max() >= (high - 0.01 if math.isfinite(high) else 0.5)


@pytest.mark.parametrize("kind", WORDS)
def test_that_these_numbers_are_said_in_words(kind):
    assert output_span(ending_in(circles().with_source(BlobsSource()), kind)) == WORDS[kind]


def test_that_a_logit_is_what_can_be_any_number():
    meanings = {
        kind: output_meaning(ending_in(circles().with_source(source), kind))
        for source in (BlobsSource(), circles().data.source)
        for kind in LAYER_KINDS
    }
    for kind, meaning in meanings.items():
        assert ("takes it for a logit" in meaning) == bool(output_span(ending_in(circles(), kind))), kind
    three = circles().with_source(BlobsSource())
    assert output_meaning(three) == "4 logits, one a class; their softmax are the probabilities"
    assert output_meaning(ending_in(three, "softmax")).startswith("4 numbers from 0 to 1; the loss takes them for")
    assert output_meaning(ending_in(circles(), "softmax")).startswith("a number that is always 1;")


def test_that_dropout_at_the_end_changes_nothing_of_it():
    project = ending_in(circles(), "sigmoid")
    assert output_span(edits.insert_layer(project, 4, DropoutLayer())) == "from 0 to 1"
    assert "logit" not in output_meaning(edits.with_training(project, loss=BCELoss()))


def test_that_a_value_says_what_bounds_it():
    project = circles().with_source(WaveSource())
    assert output_meaning(project) == "the predicted value"
    assert output_meaning(ending_in(project, "relu")) == "the predicted value, not below 0"
    assert output_span(edits.insert_layer(project, 3, SoftmaxLayer())) == "that is always 1"
