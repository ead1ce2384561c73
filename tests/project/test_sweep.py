"""Which runs a sweep consists of, and how its values are written."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.project import edits
from nnstudio.project.bounds import MAX_RATE
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.examples import open_source
from nnstudio.project.folds import Fold
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.schedules import StepSchedule
from nnstudio.project.sweep import MAX_MEMBERS, Sweep, Variation, parse_values
from nnstudio.project.sweep_fields import rates_around, sweep_fields
from tests.project.examples import circles

NUMBERS = st.integers(-1000, 1000) | st.floats(-1e6, 1e6) | st.booleans()


@given(st.lists(NUMBERS, min_size=1, max_size=9, unique_by=float))
def test_that_a_list_means_its_values(values):
    text = ",".join(str(value).lower() for value in values)
    found = parse_values(text)
    assert found == tuple(values)
    assert [type(value) for value in found] == [type(value) for value in values]


@given(st.floats(1e-9, 1e9), st.floats(1.001, 1e6), st.integers(2, 50), st.sampled_from(["log", "lin"]))
def test_that_a_range_rises_from_end_to_end_in_even_steps(low, factor, count, scale):
    high = low * factor
    try:
        found = parse_values(f"{low!r}..{high!r}:{scale}:{count}")
    except InvalidProjectError as error:
        # six digits do not tell so many values in so narrow a range apart
        assert "there twice" in str(error)
        return
    assert (found[0], found[-1], len(found)) == (low, high, count)
    assert list(found) == sorted(set(found))
    steps = [b / a if scale == "log" else b - a for a, b in pairwise(found)]
    expected = factor ** (1 / (count - 1)) if scale == "log" else (high - low) / (count - 1)
    slack = 2e-5 if scale == "log" else 2e-5 * high / expected
    assert all(math.isclose(step, expected, rel_tol=slack) for step in steps)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1..10:lin:10", tuple(range(1, 11))),
        ("1..1000:log:4", (1, 10, 100, 1000)),
        ("1..2:lin:3", (1.0, 1.5, 2.0)),
        ("0.001..1:log:4", (0.001, 0.01, 0.1, 1.0)),
        ("relu, tanh", ("relu", "tanh")),
        ("0,1e-3", (0, 0.001)),
    ],
)
def test_that_whole_numbers_stay_whole_and_words_are_words(text, values):
    found = parse_values(text)
    assert found == values
    assert [type(value) for value in found] == [type(value) for value in values]


@pytest.mark.parametrize(
    "text",
    "∅1,,2∅1,1∅1..2∅2..1:lin:3∅0..1:log:3∅1..2:lin:1∅1..2:lin:2000∅a..b:lin:3∅1..inf:lin:3".split("∅"),
)
def test_that_values_that_make_no_sense_are_refused(text):
    with pytest.raises(InvalidProjectError):
        Variation.parse(f"training.seed={text}")


def test_that_each_combination_has_each_seed():
    project = edits.with_training(circles(), seed=7)
    sweep = Sweep((Variation("training.optimizer.lr", (0.1, 0.2)), Variation("network.layers[0].units", (2, 5))), 3)
    members = sweep.members(project)
    assert len(members) == 12
    assert [member.seed for member in members] == [7, 8, 9] * 4
    for member in members:
        training = member.project.training
        assert training.seed == member.seed
        assert training.optimizer.lr == member.values["training.optimizer.lr"]
        assert member.project.network.layers[0].units == member.values["network.layers[0].units"]
    assert [member.values["network.layers[0].units"] for member in members[::3]] == [2, 5, 2, 5]


def test_that_seeds_alone_leave_the_project_as_it_is():
    first, second = Sweep(seeds=2).members(circles())
    assert first.project == circles()
    assert second.project == edits.with_training(circles(), seed=circles().training.seed + 1)


def test_that_each_fold_is_tested_on_once_and_each_bootstrap_sample_drawn_with_each_seed():
    project = edits.with_data(circles(), test_fraction=0.25, bootstrap=4)
    members = Sweep((Variation("training.optimizer.lr", (0.1, 0.2)),), seeds=2, folds=3, bootstraps=2).members(project)
    assert [(member.fold, member.bootstrap, member.seed) for member in members[:12]] == [
        (fold, bootstrap, seed) for fold in (1, 2, 3) for bootstrap in (4, 5) for seed in (1, 2)
    ]
    assert len(members) == 24
    for member in members:
        data, training = member.project.data, member.project.training
        assert (data.fold, data.test_fraction) == (Fold(folds=3, index=member.fold), 0)
        assert (data.bootstrap, training.seed) == (member.bootstrap, member.seed)
        assert training.optimizer.lr == member.values["training.optimizer.lr"]


def test_that_folds_keep_the_rows_order_if_the_projects_do():
    project = edits.with_fold(circles(), Fold(shuffle=False))
    assert not any(member.project.data.fold.shuffle for member in Sweep(folds=4).members(project))


@pytest.mark.parametrize(("folds", "share"), [(4, 0.25), (250, 0.01)])
def test_that_what_leaves_the_folds_has_a_share_as_large(folds, share):
    project = edits.with_fold(edits.with_data(circles(), test_fraction=0.3), Fold(folds=folds))
    assert project.data.test_fraction == 0
    assert edits.with_fold(project, None).data == edits.with_data(circles(), test_fraction=share).data


@pytest.mark.parametrize(
    ("sweep", "told"),
    [
        (Sweep(folds=1), "folds"),
        (Sweep(folds=1001), "folds"),
        (Sweep(folds=301), "more folds than samples, which are 300"),
        (Sweep((Variation("data.test_fraction", (0.1, 0.2)),), folds=3), "data.test_fraction\" can't be varied"),
        (Sweep((Variation("data.fold.index", (1, 2)),), folds=3), "data.fold.index\" can't be varied"),
        (Sweep((Variation("data.bootstrap", (1, 2)),), bootstraps=3), "data.bootstrap\" can't be varied"),
    ],
)
def test_that_folds_that_cannot_be_are_told(sweep, told):
    with pytest.raises(InvalidProjectError, match=told):
        sweep.members(circles())


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("training.lr", 0.1, "unknown key"),
        ("nothing.at.all", 1, "no such field"),
        ("network.layers[9].units", 3, "no such field"),
        ("network.layers.units", 3, "no such field"),
        ("training.schedule.gamma", 0.5, "no such field"),
        ("training.batch_size", 0, "too small"),
        ("network.layers[0].kind", "unheard", "unheard"),
        ("network.layers[-1].units", 3, "no such field"),
        ("data.test_fraction", "half", "half"),
    ],
)
def test_that_a_field_or_value_that_is_none_is_named(field, value, told):
    with pytest.raises(InvalidProjectError, match=told) as error:
        Sweep((Variation(field, (value,)),)).members(circles())
    assert field.split(".")[0] in str(error.value)


@pytest.mark.parametrize("sweep", [Sweep(seeds=MAX_MEMBERS + 1), Sweep(seeds=0)])
def test_that_too_many_runs_are_refused_before_they_are_made(sweep):
    with pytest.raises(InvalidProjectError, match="runs"):
        sweep.members(circles())


def test_that_a_field_is_varied_once():
    with pytest.raises(InvalidProjectError, match="twice"):
        Sweep((Variation("training.seed", (1,)), Variation("training.seed", (2,)))).members(circles())


@pytest.mark.parametrize("name", ["binary-classification", "wide-deep-regression", "multiclass-classification"])
@pytest.mark.parametrize("fold", [None, Fold(folds=2, index=2)])
def test_that_every_value_offered_for_the_usual_fields_can_be_trained(name, fold):
    project = edits.with_fold(open_source(name), fold)
    for each in sweep_fields(project):
        if each.title == each.field or each.field.startswith("data.source."):
            # it is offered by its path, with values around the one that it has
            assert parse_values(each.values)
            continue
        values = parse_values(each.values)
        members = Sweep((Variation(each.field, values),)).members(project)
        assert len({member.project for member in members}) == len(values), each


@pytest.mark.parametrize("value", [0.1, 0.5, 0.9])
def test_that_values_around_a_share_are_shares(value):
    layers = (LinearLayer(units=5), DropoutLayer(p=value), LinearLayer())
    project = edits.with_data(edits.with_layers(open_source("binary-classification"), layers), test_fraction=0.4)
    project = edits.with_training(project, optimizer=SGDSpec(momentum=value), schedule=StepSchedule(gamma=value))
    offered = {each.field: each.values for each in sweep_fields(project)}
    for field in (
        "network.layers[1].p",
        "training.optimizer.momentum",
        "training.schedule.gamma",
        "data.test_fraction",
    ):
        assert len(Sweep((Variation(field, parse_values(offered[field])),)).members(project)) == 3


@pytest.mark.parametrize("rate", [5e-324, 1e-6, 0.0316, 0.1, 1.0, 999.0, MAX_RATE])
def test_that_every_rate_has_rates_around_it(rate):
    values = parse_values(rates_around(rate))
    assert len(values) == 9
    assert 0 < values[0] < values[-1] <= MAX_RATE
    assert rate < 1e-300 or values[0] <= rate <= values[-1]


@given(st.integers(0, 6), st.integers(1, 9))
def test_that_the_depth_and_the_width_are_those_of_all_hidden_layers(depth, width):
    project = open_source("wide-deep-regression")
    sweep = Sweep((Variation("network.hidden_units", (width,)), Variation("network.hidden_layers", (depth,))))
    [member] = sweep.members(project)
    linear = [layer for layer in member.project.network.layers if isinstance(layer, LinearLayer)]
    assert [layer.units for layer in linear[:-1]] == [width] * depth
    assert linear[-1] == project.network.layers[-1]


def test_that_another_optimiser_keeps_the_rate_and_another_activation_the_units():
    project = open_source("binary-classification")
    optimizers = Sweep((Variation("training.optimizer.kind", ("sgd", "rmsprop")),)).members(project)
    assert {member.project.training.optimizer.lr for member in optimizers} == {project.training.optimizer.lr}
    [member] = Sweep((Variation("network.hidden_activation", ("tanh",)),)).members(project)
    assert [layer.kind for layer in member.project.network.layers] == ["linear", "tanh", "linear"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("training.optimizer.kind", "none"),
        ("network.hidden_activation", "linear"),
        ("network.hidden_layers", -1),
        ("network.hidden_layers", 2.0),
        ("network.hidden_layers", True),
        ("network.hidden_units", "many"),
        ("network.hidden_units", 0),
        ("training.loss.kind", 3),
    ],
)
def test_that_what_a_network_cannot_be_is_refused_by_name(field, value):
    with pytest.raises(InvalidProjectError, match=field.replace(".", r"\.")):
        Sweep((Variation(field, (value,)),)).members(open_source("binary-classification"))
