"""What keeps a project from being trained is known before it is tried, each problem at its place."""

import math
from itertools import pairwise

import pytest
from hypothesis import given

from nnstudio.engine.build import build_network
from nnstudio.project.changes import SetParameter
from nnstudio.project.edits import with_data, with_layers, with_source_options, with_training
from nnstudio.project.folds import Fold
from nnstudio.project.layers.activations import ReLULayer, SigmoidLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer
from nnstudio.project.losses.classification import BCELoss
from nnstudio.project.losses.kinds import LOSS_KINDS, LOSSES_OF_TASK
from nnstudio.project.names import meant
from nnstudio.project.network import MAX_PARAMETERS
from nnstudio.project.sources.bundled import DigitsSource
from nnstudio.project.sources.scikit_made import BlobsSource, LinearSource, MoonsSource
from tests.project.examples import circles
from tests.strategies import projects


def places(project):
    return [problem.place for problem in project.problems()]


@given(projects())
def test_that_the_strategies_draw_what_can_be_trained(project):
    assert project.problems() == ()
    shapes = project.layer_shapes()
    assert shapes[0].inputs == project.data.input_count()
    assert shapes[-1].outputs == project.output_count()
    assert all(before.outputs == after.inputs for before, after in pairwise(shapes))
    assert project.parameter_count() == sum(shape.parameters for shape in shapes) > 0


@pytest.mark.parametrize(
    ("layers", "place"),
    [
        ((ReLULayer(),), "network.layers"),
        ((LinearLayer(units=2),), "network.layers[0].units"),
        ((LinearLayer(), LinearLayer(units=2), ReLULayer()), "network.layers[1].units"),
        ((BatchNormLayer(),), "network.layers[0]"),
        ((LinearLayer(units=4096),) * 6 + (LinearLayer(),), "network.layers[1]"),
    ],
)
def test_that_a_stack_that_does_not_fit_is_told_at_the_layer(layers, place):
    assert places(with_layers(circles(), layers))[0] == place


def test_that_the_largest_network_is_refused_by_its_parameters():
    project = with_layers(circles(), (LinearLayer(units=4096),) * 6 + (LinearLayer(),))
    assert f"at most {MAX_PARAMETERS:,} can be trained" in str(project.problems()[0])


@pytest.mark.parametrize(("batch_size", "found"), [(299, ["network.layers[1]"]), (1, ["network.layers[1]"]), (50, [])])
def test_that_batch_norm_is_kept_from_a_batch_of_one(batch_size, found):
    project = with_layers(circles(), (LinearLayer(units=2), BatchNormLayer(), LinearLayer()))
    assert places(with_training(project, batch_size=batch_size)) == found


def test_that_bce_needs_a_probability():
    project = with_training(circles(), loss=BCELoss())
    assert places(project) == ["network.layers[2]"]
    assert places(with_layers(project, (*project.network.layers, SigmoidLayer()))) == []


def test_that_a_test_part_must_leave_something_to_train_on():
    project = with_source_options(circles(), samples=4)
    assert places(with_data(project, test_fraction=0.9)) == ["data.test_fraction"]
    assert places(with_data(project, test_fraction=0.5)) == []


def test_that_a_fold_is_all_that_is_tested_on_and_has_samples():
    project = with_source_options(circles(), samples=4)
    assert places(with_data(project, fold=Fold(folds=4))) == []
    assert places(with_data(project, fold=Fold(folds=5))) == ["data.fold.folds"]
    assert places(with_data(project, fold=Fold(folds=2), test_fraction=0.5)) == ["data.fold"]


@pytest.mark.parametrize("source", [MoonsSource(), BlobsSource(), LinearSource()])
def test_that_just_the_losses_of_the_task_are_accepted(source):
    project = circles().with_source(source)
    losses = {cls() for cls in LOSS_KINDS.values()}
    refused = {loss for loss in losses if "training.loss" in places(with_training(project, loss=loss))}
    assert refused == losses - set(LOSSES_OF_TASK[source.task])


def test_that_an_unknown_feature_is_told_with_what_was_probably_meant():
    project = with_data(circles().with_source(DigitsSource()), features=("pixel_00", "weight"))
    likely, unlike = map(str, project.problems())
    assert likely == 'data.features: there is no feature "pixel_00"; did you mean "pixel_0_0"?'
    assert unlike.startswith('data.features: there is no feature "weight"; known: pixel_0_0, pixel_0_1, ')
    assert unlike.endswith(" and 48 more")


def test_that_nothing_is_suggested_where_nothing_is_known():
    assert meant("x", ()) == ""


@pytest.mark.parametrize(
    ("parameter", "index", "message"),
    [
        (
            "0.wieght",
            (0, 0),
            'training.changes[0].parameter: there is no parameter "0.wieght"; did you mean "0.weight"?',
        ),
        ("1.weight", (0, 0), 'training.changes[0].parameter: there is no parameter "1.weight"; did you mean '),
        ("0.weight", (5, 0), "training.changes[0].index: [5, 0] is no place in 0.weight; its last place is [4, 1]"),
        ("0.weight", (0,), "training.changes[0].index: [0] is no place in 0.weight; its last place is [4, 1]"),
        ("2.bias", (0, 0), "training.changes[0].index: [0, 0] is no place in 2.bias; its last place is [0]"),
    ],
)
def test_that_a_change_of_what_is_not_there_is_told(parameter, index, message):
    change = SetParameter(epoch=2, parameter=parameter, index=index, value=0.0)
    (problem,) = with_training(circles(), changes=(change,)).problems()
    assert str(problem).startswith(message)


@given(projects())
def test_that_the_parameters_have_the_shapes_that_pytorch_gives_them(project):
    shapes = project.parameter_shapes()
    assert sum(math.prod(shape) for shape in shapes.values()) == project.parameter_count()
    assert shapes == {name: tuple(p.shape) for name, p in build_network(project).named_parameters()}
