"""What the project floor knows of sources, layers and losses without loading anything."""

import pytest

from nnstudio.project.data import DataSpec
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.losses.classification import BCEWithLogitsLoss, CrossEntropyLoss
from nnstudio.project.losses.kinds import LOSS_KINDS, LOSSES_OF_TASK
from nnstudio.project.losses.regression import MSELoss
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.sources.kinds import ALL_SOURCE_KINDS
from nnstudio.project.sources.scikit_made import LinearSource, MoonsSource
from nnstudio.project.sources.spec import Task

DOCUMENTED_SOURCES = {
    *("linear", "wave", "circles", "moons", "blobs", "xor", "gauss", "spiral", "plane", "multi_gauss"),
    *("iris", "wine", "breast_cancer", "digits", "diabetes", "points", "csv"),
}
DOCUMENTED_LAYERS = {
    *("linear", "sigmoid", "tanh", "softplus", "relu", "leaky_relu", "elu", "gelu", "silu"),
    *("dropout", "batch_norm", "layer_norm", "softmax"),
}


def test_that_every_documented_kind_is_there():
    assert set(ALL_SOURCE_KINDS) >= DOCUMENTED_SOURCES
    assert set(LAYER_KINDS) >= DOCUMENTED_LAYERS
    assert set(LOSS_KINDS) >= {"mse", "l1", "huber", "bce", "bce_with_logits", "cross_entropy"}
    assert set(OPTIMIZER_KINDS) >= {"sgd", "adam", "adamw", "rmsprop", "adagrad"}


@pytest.mark.parametrize("cls", [*ALL_SOURCE_KINDS.values(), *LAYER_KINDS.values(), *OPTIMIZER_KINDS.values()])
def test_that_each_kind_has_a_title_and_a_summary_to_show(cls):
    assert cls.title
    assert cls.summary


def test_that_each_loss_serves_some_task_and_says_how_many_numbers_it_needs():
    losses = {cls() for cls in LOSS_KINDS.values()}
    assert {loss for fitting in LOSSES_OF_TASK.values() for loss in fitting} == losses
    assert MSELoss().output_count(Task.REGRESSION, 0) == 1
    assert BCEWithLogitsLoss().output_count(Task.BINARY, 2) == 1
    assert CrossEntropyLoss().output_count(Task.BINARY, 2) == 2
    assert CrossEntropyLoss().output_count(Task.MULTICLASS, 7) == 7
    assert all(loss.title.endswith("Loss") and loss.summary for loss in losses)


@pytest.mark.parametrize(("kind", "parameters"), [("linear", 8), ("batch_norm", 6), ("layer_norm", 6), ("relu", 0)])
def test_that_a_layer_counts_what_it_learns(kind, parameters):
    assert LAYER_KINDS[kind]().parameter_count(3, 2 if kind == "linear" else 3) == parameters


def test_that_a_linear_layer_without_bias_learns_only_weights():
    assert LAYER_KINDS["linear"](bias=False).parameter_count(3, 2) == 6


def test_that_generated_columns_are_numbered_from_one():
    assert LinearSource(n_features=3).feature_names() == ("x1", "x2", "x3")
    assert MoonsSource().feature_names() == ("x1", "x2")


def test_that_selected_features_are_what_enters_the_network():
    assert DataSpec(source=LinearSource(n_features=3)).input_count() == 3
    assert DataSpec(source=LinearSource(n_features=3), features=("x2",)).input_count() == 1
