"""An edit gives a new project; what it can't give it refuses, and the old one stays as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nnstudio.project import edits
from nnstudio.project.changes import SetLr, SetParameter, SetSeed
from nnstudio.project.layers.activations import ReLULayer, TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.classification import BCEWithLogitsLoss, CrossEntropyLoss
from nnstudio.project.losses.regression import MSELoss
from nnstudio.project.schedules import ExponentialSchedule
from nnstudio.project.sources.bundled import IrisSource
from nnstudio.project.sources.drawn import WaveSource
from nnstudio.project.sources.scikit_made import LinearSource, MoonsSource
from tests.project.examples import circles
from tests.strategies import projects, sources


def kinds(project):
    return [layer.kind for layer in project.network.layers]


@pytest.mark.parametrize(
    ("edit", "read", "value"),
    [
        (lambda p: edits.with_data(p, standardize=True), lambda p: p.data.standardize, True),
        (lambda p: edits.with_source_options(p, noise=0.2), lambda p: p.data.source.noise, 0.2),
        (lambda p: edits.with_training(p, epochs=7), lambda p: p.training.epochs, 7),
        (lambda p: edits.with_optimizer(p, lr=0.5), lambda p: p.training.optimizer.lr, 0.5),
        (lambda p: edits.insert_layer(p, 1, TanhLayer()), kinds, ["linear", "tanh", "relu", "linear"]),
        (lambda p: edits.replace_layer(p, 1, TanhLayer()), kinds, ["linear", "tanh", "linear"]),
        (lambda p: edits.remove_layer(p, 1), kinds, ["linear", "linear"]),
        (lambda p: edits.move_layer(p, 0, 1), kinds, ["relu", "linear", "linear"]),
        (lambda p: edits.duplicate_layer(p, 1), kinds, ["linear", "relu", "relu", "linear"]),
    ],
)
def test_that_an_edit_gives_a_new_value_and_leaves_the_old_one(edit, read, value):
    project = circles()
    edited = edit(project)
    assert read(edited) == value
    assert read(project) != value
    assert project == circles()


def test_that_a_spec_can_not_be_changed_in_place_and_hashes_by_its_content():
    project = circles()
    with pytest.raises(ValidationError):
        project.training.epochs = 3
    assert hash(project) == hash(circles())


@pytest.mark.parametrize(
    "edit",
    [
        lambda p: edits.with_training(p, epochs=0),
        lambda p: edits.with_optimizer(p, lr=float("nan")),
        lambda p: edits.with_source_options(p, colour="red"),
        lambda p: edits.with_data(p, features=("x1", "x1")),
        lambda p: edits.with_layers(p, ()),
    ],
)
def test_that_an_edit_out_of_range_is_refused(edit):
    with pytest.raises(ValidationError):
        edit(circles())


def test_that_a_copied_output_layer_leaves_the_output_to_the_data():
    layers = edits.duplicate_layer(circles(), 2).network.layers
    assert [layer.units for layer in layers if layer.kind == "linear"] == [5, 1, None]


@pytest.mark.parametrize(("after", "place"), [(None, 2), (0, 1), (2, 3)])
def test_that_a_new_layer_goes_behind_the_selected_one_or_before_the_output(after, place):
    assert edits.place_for(circles(), after) == place


def test_that_a_new_layer_goes_last_where_there_is_no_output_layer():
    assert edits.place_for(edits.with_layers(circles(), (ReLULayer(),)), None) == 1


@given(st.data(), projects(changing=False))
def test_that_layers_moved_or_taken_out_come_back(data, project):
    project = edits.insert_layer(project, 0, LinearLayer(units=3))
    last = len(project.network.layers) - 1
    start, end = data.draw(st.integers(0, last)), data.draw(st.integers(0, last))
    assert edits.move_layer(edits.move_layer(project, start, end), end, start) == project
    layer = project.network.layers[start]
    assert edits.insert_layer(edits.remove_layer(project, start), start, layer) == project


@given(projects(changing=False), sources())
def test_that_the_loss_follows_other_data(project, source):
    moved = project.with_source(source)
    assert moved.data.source == source
    assert moved.training.loss.fits(source.task)
    if project.training.loss.fits(source.task):
        # weights by hand were meant for other classes
        kept = project.training.loss.kept_for(source.class_count())
        assert moved.training in (project.training, edits.changed(project.training, loss=kept))
        assert moved.problems() == project.problems() == ()
    assert moved.network == project.network


@pytest.mark.parametrize(
    ("source", "loss"),
    [
        (MoonsSource(), BCEWithLogitsLoss()),
        (IrisSource(), CrossEntropyLoss()),
        (WaveSource(), MSELoss()),
    ],
)
def test_that_the_usual_loss_of_the_new_task_is_taken(source, loss):
    moved = circles().with_source(source)
    assert moved.training.loss == loss
    assert moved.problems() == ()


def test_that_selected_features_outlive_other_options_but_not_other_columns():
    project = circles().with_source(LinearSource(n_features=3))
    project = edits.with_data(project, features=("x3", "x1"))
    assert edits.with_source_options(project, noise=1.0).data.features == ("x3", "x1")
    assert edits.with_source_options(project, n_features=2).data.features is None
    assert project.with_source(MoonsSource()).data.features is None


def test_that_measured_data_are_standardised_and_generated_data_left_as_they_are():
    measured = circles().with_source(IrisSource())
    assert measured.data.standardize
    assert not measured.with_source(MoonsSource()).data.standardize
    chosen = edits.with_data(circles(), standardize=True)
    assert edits.with_source_options(chosen, noise=0.2).data.standardize


def test_that_only_the_number_of_epochs_is_left_out_of_what_decides_a_run():
    project = circles()
    assert edits.with_training(project, epochs=99).run_key() == project.run_key()
    assert edits.with_training(project, seed=99).run_key() != project.run_key()


def test_that_a_number_set_by_hand_takes_the_place_of_an_earlier_one_and_drops_what_came_later():
    project = edits.with_parameter(circles(), 4, "0.weight", (1, 0), 0.5)
    project = edits.with_parameter(project, 4, "0.bias", (2,), -1.0)
    project = edits.with_branch(project, 9, lr=0.01)
    project = edits.with_parameter(project, 4, "0.weight", (1, 0), 0.7)
    assert project.training.changes == (
        SetParameter(epoch=4, parameter="0.bias", index=(2,), value=-1.0),
        SetParameter(epoch=4, parameter="0.weight", index=(1, 0), value=0.7),
    )
    assert edits.with_parameter(project, 2, "2.bias", (0,), 0.0).training.changes == (
        SetParameter(epoch=2, parameter="2.bias", index=(0,), value=0.0),
    )


def test_that_a_branch_keeps_what_came_before_it():
    project = edits.with_branch(edits.with_parameter(circles(), 4, "0.weight", (1, 0), 0.5), 4, lr=0.01, seed=7)
    assert [change.kind for change in project.training.changes] == ["set_parameter", "set_lr", "set_seed"]
    assert edits.with_branch(project, 4, lr=0.02).training.changes[-1] == SetLr(epoch=4, lr=0.02)
    assert edits.with_branch(project, 3) == circles()


def test_that_changes_fall_away_when_an_edit_takes_their_place_from_them():
    project = edits.with_branch(edits.with_parameter(circles(), 4, "0.weight", (4, 1), 0.5), 4, seed=7)
    seed_alone = (SetSeed(epoch=4, seed=7),)
    for edited in (
        edits.replace_layer(project, 0, LinearLayer(units=4)),
        edits.insert_layer(project, 0, ReLULayer()),
        edits.with_data(project, features=("x1",)),
        project.with_source(LinearSource(n_features=1)),
    ):
        assert edited.training.changes == seed_alone
        assert edited.problems() == ()
    assert edits.insert_layer(project, 1, TanhLayer()).training.changes == project.training.changes
    assert edits.with_training(project, epochs=3).training.changes == project.training.changes


def test_that_a_schedule_takes_the_place_of_learning_rates_set_by_hand():
    project = edits.with_branch(circles(), 4, lr=0.01, seed=7)
    scheduled = edits.with_training(project, schedule=ExponentialSchedule())
    assert scheduled.training.changes == (SetSeed(epoch=4, seed=7),)
    (problem,) = edits.with_branch(scheduled, 5, lr=0.2).problems()
    assert problem.place == "training.changes[1].lr"


def test_that_changes_out_of_order_are_refused():
    with pytest.raises(ValidationError, match="sort them by epoch"):
        edits.with_training(circles(), changes=(SetLr(epoch=3, lr=0.1), SetSeed(epoch=2, seed=0)))


def test_that_a_branch_point_is_where_two_projects_part():
    plain = circles()
    at_3, at_9 = edits.with_branch(plain, 3, lr=0.01), edits.with_branch(plain, 9, seed=4)
    assert edits.branch_point(plain, at_9) == edits.branch_point(at_9, plain) == 9
    assert edits.branch_point(at_3, at_9) == 3
    assert edits.branch_point(at_3, edits.with_parameter(at_3, 7, "0.bias", (0,), 1.0)) == 7
    assert edits.branch_point(at_3, edits.with_branch(plain, 3, lr=0.02)) == 3
    assert edits.branch_point(plain, edits.with_training(plain, epochs=7)) == 7
    assert edits.branch_point(plain, plain) == plain.training.epochs


@pytest.mark.parametrize(
    "edit",
    [
        lambda p: edits.with_training(p, seed=99),
        lambda p: edits.with_optimizer(p, lr=0.5),
        lambda p: edits.with_data(p, standardize=True),
        lambda p: edits.insert_layer(p, 1, TanhLayer()),
    ],
)
def test_that_projects_that_differ_in_more_have_no_branch_point(edit):
    assert edits.branch_point(circles(), edit(edits.with_branch(circles(), 5, lr=0.3))) is None
