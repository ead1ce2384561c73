"""The walk's numbers are PyTorch's: autograd's gradients, the optimiser's step, the run's own next batch."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_network, build_tensors, criterion_of
from nnstudio.engine.equations.rules import Each, Fold, Pick, Product, latex, number
from nnstudio.engine.snapshots.snapshot import state_tensors, write_state
from nnstudio.engine.steps.penalty import build_penalty
from nnstudio.engine.training.branch import trainer_at
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.walkthrough import WalkError, state_at, walk_through
from nnstudio.project import edits
from nnstudio.project.changes import SetParameter
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer, SigmoidLayer, TanhLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer
from nnstudio.project.losses.classification import BCELoss
from nnstudio.project.losses.kinds import LOSS_KINDS, LOSSES_OF_TASK
from nnstudio.project.losses.regression import MSELoss
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.sources.points import PointsSource
from nnstudio.project.sources.spec import Task
from tests.strategies import GENERATED_KINDS, projects


def walked(project, epoch=0, rows=None):
    dataset = load_dataset(project.data)
    state = trainer_at(project, dataset, epoch).state()
    return walk_through(project, dataset, state, rows), state, dataset


def stages_of(walk, part):
    return [stage for stage in walk.stages if stage.part == part]


def made(walk):
    return [(stage, equation) for stage in walk.stages for equation in stage.equations]


@pytest.mark.parametrize(
    ("init", "told"), [("pytorch", "±0.7071"), ("kaiming", "±1.732"), ("zeros", "all of them are 0")]
)
def test_that_the_first_step_says_how_the_weights_came_about(init, told):
    layers = (LinearLayer(units=4, init=init), ReLULayer(), LinearLayer())
    project = edits.with_layers(open_source("binary-classification"), layers)
    for epoch, is_start in ((0, True), (1, False)):
        walk, state, _ = walked(project, epoch, [0])
        assert (told in walk.stages[1].text) is is_start
        if is_start and init != "zeros":
            # the first layer's eight come first
            assert abs(state.vector[:8]).max() <= float(told[1:])


SMALL = projects(kinds=GENERATED_KINDS, stopping=False)


@given(project=SMALL, epoch=st.integers(0, 2))
def test_that_the_updates_are_the_step_that_the_run_takes_next(project, epoch):
    # a later change would be made at the end of the epoch, after the step
    changes = tuple(change for change in project.training.changes if change.epoch <= epoch)
    whole = project.data.train_count()
    project = edits.with_training(project, batch_size=whole, epochs=epoch + 1, schedule=None, changes=changes)
    dataset = load_dataset(project.data)
    try:
        trainer = trainer_at(project, dataset, epoch)
        walk = walk_through(project, dataset, trainer.state())
        (report,) = trainer.epochs(epoch + 1)
    except (DivergedError, WalkError):
        assume(False)
    assert walk.is_next_batch
    assert walk.find("L").values.item() == pytest.approx(report.train_loss, rel=1e-6)
    after = [stage.equations[-1].result.values.ravel() for stage in stages_of(walk, "update")]
    parameters = [parameter.detach().numpy().ravel() for parameter in trainer.model.parameters()]
    for values, expected in zip(after, parameters, strict=True):
        assert values == pytest.approx(expected, rel=1e-5, abs=1e-7)


@given(project=SMALL, data=st.data())
def test_that_the_gradients_are_autograds_for_any_samples(project, data):
    assume(not any(layer.kind == "dropout" for layer in project.network.layers))
    n = project.data.train_count()
    rows = data.draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=6, unique=True))
    walk, state, dataset = walked(project, 0, rows)
    model = build_network(project)
    write_state(state_tensors(model), state.vector)
    tensors = build_tensors(dataset, project.training.loss)
    loss = criterion_of(project, tensors)(model(tensors.X_train[rows]), tensors.y_train[rows])
    penalty = build_penalty(project.training, model)
    (loss if penalty is None else loss + penalty()).backward()
    assert walk.find("L").values.item() == pytest.approx(loss.item(), rel=1e-6)
    for stage, parameter in zip(stages_of(walk, "update"), model.parameters(), strict=True):
        gradient = stage.shown[0].values.ravel()
        assert gradient == pytest.approx(parameter.grad.numpy().ravel(), rel=1e-5, abs=1e-7)


def recomputed(equation):
    """The result as the rule says it is made; None where the rule is a text."""
    values = [operand.values.astype(float) for operand in equation.operands]
    match equation.rule:
        case Product():
            return values[0] @ values[1] + (values[2] if len(values) > 2 else 0)
        case Pick() as pick:
            return -values[0][np.arange(len(values[0])), list(pick.labels)].reshape(-1, 1)
        case Fold(axis=axis, whole=whole, join=join, term="{0}"):
            fold = {" + ": np.sum, ", ": np.max}[join]
            if whole.endswith("/ {n}"):
                fold = np.mean
            divisor = float(whole.partition(" / ")[2].strip("{n}") or 1)
            return fold(values[0], axis=axis, keepdims=True) / divisor
        case Each(how="{0} · {1}"):
            return values[0] * values[1]
        case Each(how="{0} − {1}"):
            return values[0] - values[1]
        case _:
            return None


@given(project=SMALL)
def test_that_every_equation_holds_and_every_number_can_be_spelled(project):
    try:
        walk, _, _ = walked(project)
    except WalkError:
        assume(False)
    for _, equation in made(walk):
        values = equation.result.values
        assert not values.flags.writeable and values.dtype == np.float32 and values.ndim == 2
        expected = recomputed(equation)
        if expected is not None:
            scale = max(1.0, *(float(np.abs(operand.values).max()) for operand in equation.operands))
            assert values.shape == np.broadcast_shapes(expected.shape, values.shape)
            assert np.allclose(values, expected, rtol=1e-4, atol=1e-5 * scale**2)
        last = (values.shape[0] - 1, values.shape[1] - 1)
        for row, column in {(0, 0), last}:
            assert " = " in equation.spelled(row, column)
            shapes = [operand.shape for operand in equation.operands]
            for cells in equation.rule.sources(shapes, row, column):
                assert cells.rows.stop <= shapes[cells.operand][0]
                assert cells.columns.stop <= shapes[cells.operand][1]
        assert "@" not in equation.formula
        assert {part for part in equation.layout if isinstance(part, int)} == set(range(len(equation.operands)))


@settings(max_examples=20)
@given(project=SMALL)
def test_that_neither_the_trainer_nor_the_global_generator_notices(project):
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    before, random = trainer.state(), torch.get_rng_state()
    try:
        walk_through(project, dataset, before)
    except WalkError:
        assume(False)
    after = trainer.state()
    assert np.array_equal(before.vector, after.vector)
    assert torch.equal(before.random, after.random)
    assert torch.equal(random, torch.get_rng_state())


@pytest.mark.parametrize("kind", ["adam", "adamw", "rmsprop", "adagrad", "sgd"])
def test_that_new_memory_is_made_of_the_old_and_the_gradient(kind):
    settings = {"momentum": 0.8} if kind == "sgd" else {}
    project = edits.with_training(
        open_source("binary-classification"), optimizer=OPTIMIZER_KINDS[kind](lr=0.05, **settings)
    )
    dataset = load_dataset(project.data)
    state = trainer_at(project, dataset, 2).state()
    remembered = {key: memory.clone() for key, memory in state.optimizer.items()}
    walk = walk_through(project, dataset, state, [0, 1, 2])
    assert remembered and all(torch.equal(memory, remembered[key]) for key, memory in state.optimizer.items())
    shares = {"m": (0.9, 0.1), "v": (0.999, 0.001), "s": (1, 1)}
    if kind == "rmsprop":
        shares["v"] = (0.99, 0.01)
    if kind == "sgd":
        shares["v"] = (0.8, 1)
    told = 0
    for stage in stages_of(walk, "update"):
        for equation in stage.equations:
            letter, _, new = equation.result.name.plain.partition(" ")
            if letter not in shares or not new:
                continue
            told += 1
            old, gradient = (operand.values.astype(float) for operand in equation.operands)
            power = 1 if letter == "m" or kind == "sgd" else 2
            keep, take = shares[letter]
            expected = keep * old + take * gradient**power
            assert equation.result.values == pytest.approx(expected, rel=1e-4, abs=1e-12)
            assert not np.array_equal(equation.result.values, equation.operands[0].values)
    assert told == (8 if kind in ("adam", "adamw") else 4)


def by_hand():
    """ŷ = w·x with w = 1 for x = 1, 2, 3 and y = 2, 4, 6 (and a fourth point, which is not walked through)."""
    points = PointsSource(task=Task.REGRESSION, points=((1.0, 2.0), (2.0, 4.0), (3.0, 6.0), (4.0, 8.0)))
    project = edits.with_layers(open_source("linear-regression").with_source(points), (LinearLayer(bias=False),))
    project = edits.with_training(project, loss=MSELoss(), optimizer=SGDSpec(lr=0.01), batch_size=3)
    change = SetParameter(epoch=0, parameter="0.weight", index=(0, 0), value=1.0)
    return edits.with_training(project, changes=(change,))


def test_that_the_gradient_by_hand_is_minus_nine_and_a_third():
    walk, _, _ = walked(by_hand(), rows=[0, 1, 2])
    assert walk.find("∂L/∂W⁽¹⁾").values.item() == pytest.approx(-28 / 3, rel=1e-6)
    x, y, w = np.array([1.0, 2, 3]), np.array([2.0, 4, 6]), 1.0
    assert walk.find("∂L/∂W⁽¹⁾").values.item() == pytest.approx(sum(x * (x * w - y) * 2 / 3), rel=1e-6)
    backward = next(equation for _, equation in made(walk) if equation.result.name.plain == "∂L/∂W⁽¹⁾")
    assert backward.spelled(0, 0) == "(−0.6667)·1 + (−1.333)·2 + (−2)·3 = −9.333"
    assert walk.find("W⁽¹⁾ new").values.item() == pytest.approx(1 + 0.01 * 28 / 3, rel=1e-6)


def test_that_a_layer_is_spelled_as_the_lecture_writes_it():
    walk, _, _ = walked(open_source("binary-classification"), rows=[0])
    first = stages_of(walk, "forward")[1].equations[0]
    assert first.formula == r"Z^{(1)} = H^{(0)} \, {W^{(1)}}^\top + b^{(1)}"
    assert [operand.shape for operand in first.operands] == [(1, 2), (2, 5), (1, 5)]
    sources = first.rule.sources([operand.shape for operand in first.operands], 0, 3)
    assert [(c.operand, list(c.rows), list(c.columns)) for c in sources] == [
        (0, [0], [0, 1]),
        (1, [0, 1], [3]),
        (2, [0], [3]),
    ]


def test_that_a_long_sum_is_cut_but_says_so():
    walk, _, _ = walked(open_source("binary-classification"))
    mean = next(equation for _, equation in made(walk) if equation.result.name.plain == "L")
    text = mean.spelled(0, 0)
    assert text.count(" + ") == 8 and "…" in text and "/ 50" in text


def test_that_the_first_batch_is_the_one_that_the_run_takes():
    project = open_source("binary-classification")
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    walk = walk_through(project, dataset, trainer.state())
    batches = []

    def after_one_batch():
        batches.append(1)
        return True

    list(trainer.epochs(1, after_one_batch))
    assert list(walk.rows) == trainer.state().half.order[:50].tolist()
    expected = [parameter.detach().numpy().ravel() for parameter in trainer.model.parameters()]
    for stage, values in zip(stages_of(walk, "update"), expected, strict=True):
        assert stage.equations[-1].result.values.ravel() == pytest.approx(values, rel=1e-6, abs=1e-8)
    second = walk_through(project, dataset, trainer.state())
    assert list(second.rows) == trainer.state().half.order[50:100].tolist()


def test_that_an_earlier_epoch_is_found_again_exactly():
    project = open_source("binary-classification")
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    list(trainer.epochs(2))
    then = trainer.state()
    list(trainer.epochs(4))
    state = state_at(project, dataset, trainer, 2)
    assert np.array_equal(state.vector, then.vector)
    assert all(torch.equal(state.optimizer[key], then.optimizer[key]) for key in then.optimizer)
    assert state_at(project, dataset, trainer, 1, lambda: True) is None


def test_that_a_walk_that_cannot_be_says_why():
    project = open_source("binary-classification")
    layers = (LinearLayer(units=3), BatchNormLayer(), DropoutLayer(), LinearLayer())
    project = edits.with_layers(project, layers)
    with pytest.raises(WalkError, match="at least two samples"):
        walked(project, rows=[0])
    with pytest.raises(WalkError, match="at least one sample"):
        walked(project, rows=[])


def assert_is_the_next_step(project, epoch):
    """The walk after `epoch` against the run's own next batch."""
    dataset = load_dataset(project.data)
    trainer = trainer_at(project, dataset, epoch)
    walk = walk_through(project, dataset, trainer.state())
    asked = []

    def after_one_batch():
        asked.append(1)
        return True

    list(trainer.epochs(epoch + 1, after_one_batch))
    state = trainer.state()
    assert asked and state.half is not None
    assert list(walk.rows) == state.half.order[: len(walk.rows)].tolist()
    expected = [parameter.detach().numpy().ravel() for parameter in trainer.model.parameters()]
    for stage, values in zip(stages_of(walk, "update"), expected, strict=True):
        assert stage.equations[-1].result.values.ravel() == pytest.approx(values, rel=1e-5, abs=1e-7)
    return walk


BUSY = (LinearLayer(units=4), BatchNormLayer(), DropoutLayer(p=0.3), LinearLayer(units=3))


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_that_every_kind_of_layer_is_walked_through_as_it_is_trained(kind):
    layers = (LinearLayer(units=4), LAYER_KINDS[kind](), LinearLayer())
    walk = assert_is_the_next_step(edits.with_layers(open_source("multiclass-classification"), layers), 1)
    assert [stage.part for stage in walk.stages[:6]] == ["forward"] * 4 + ["loss", "backward"]


@pytest.mark.parametrize(
    "optimizer",
    [
        SGDSpec(lr=0.05, weight_decay=0.01),
        SGDSpec(lr=0.05, momentum=0.8),
        SGDSpec(lr=0.05, momentum=0.8, nesterov=True, weight_decay=0.01),
        *(cls(lr=2.5e-5, weight_decay=0.01) for kind, cls in OPTIMIZER_KINDS.items() if kind != "sgd"),
    ],
    ids=lambda spec: f"{spec.kind}-{getattr(spec, 'momentum', 0):g}",
)
@pytest.mark.parametrize("epoch", [0, 2])
def test_that_every_optimiser_is_spelled_with_what_it_remembers(optimizer, epoch):
    project = edits.with_layers(open_source("binary-classification"), (*BUSY, LinearLayer()))
    project = edits.with_training(project, optimizer=optimizer, l1=0.001, l2=0.01)
    walk = assert_is_the_next_step(project, epoch)
    update = stages_of(walk, "update")[0]
    spelled = update.equations[-1].spelled(0, 0)
    assert ("2.5·10⁻⁵" in spelled) is (optimizer.kind != "sgd") and "e-" not in spelled
    operands = [operand for equation in update.equations for operand in equation.operands]
    remembered = [operand for operand in operands if operand.name.plain in ("m", "v", "s")]
    for quantity in remembered:
        assert quantity.values.any() == (epoch > 0)


@pytest.mark.parametrize("loss", [cls() for cls in LOSS_KINDS.values()], ids=LOSS_KINDS)
def test_that_every_loss_is_worked_out(loss):
    task = next(task for task, losses in LOSSES_OF_TASK.items() if loss in losses)
    source = {Task.REGRESSION: "linear-regression", Task.BINARY: "binary-classification"}[task]
    end = (LinearLayer(), SigmoidLayer()) if loss == BCELoss() else (LinearLayer(),)
    project = edits.with_training(open_source(source), loss=loss)
    project = edits.with_layers(project, (LinearLayer(units=3), TanhLayer(), *end))
    walk = assert_is_the_next_step(project, 1)
    terms = walk.find("ℓ").values
    assert terms.shape == (len(walk.rows), 1)
    assert walk.find("L").values.item() == pytest.approx(terms.mean(), rel=1e-6)


def test_that_a_saturated_probability_has_pytorchs_finite_slope():
    project = edits.with_training(open_source("binary-classification"), loss=BCELoss())
    project = edits.with_layers(project, (LinearLayer(), SigmoidLayer()))
    change = SetParameter(epoch=0, parameter="0.bias", index=(0,), value=200.0)
    walk, _, _ = walked(edits.with_training(project, changes=(change,)))
    assert walk.find("V").values.min() == np.float32(1e-12)
    assert np.isfinite(walk.find("∂L/∂Ŷ").values).all()


def test_that_names_with_an_index_are_bracketed_before_they_take_another():
    project = edits.with_layers(open_source("multiclass-classification"), (*BUSY[:2], LinearLayer()))
    walk, _, _ = walked(project)
    formulas = [equation.formula for _, equation in made(walk)]
    slope = r"\left(\frac{\partial L}{\partial H^{(1)}}\right)_i"
    assert rf"\frac{{\partial L}}{{\partial \gamma_{{2}}}} = \sum_i {slope} \, (\hat{{Z}}_{{2}})_i" in formulas
    plain = {operand.name.plain for _, equation in made(walk) for operand in equation.operands}
    assert "(∂L/∂Ŷ)ᵀ" in plain


def test_that_numbers_are_spelled_as_they_are_written_by_hand():
    assert [number(value) for value in (-0.0, -0.25, 1e-8, 2.5e-8, -1e-8, 12345.0)] == [
        "0", "−0.25", "10⁻⁸", "2.5·10⁻⁸", "−10⁻⁸", "1.234·10⁴",
    ]  # fmt: skip
    assert [latex(value) for value in (0.1, 1e-8, 2.5e-5)] == ["0.1", "10^{-8}", r"2.5 \cdot 10^{-5}"]
    values = np.array([[-0.3]], np.float32)
    assert Each("exp({0})").spell([values], np.exp(values), 0, 0) == "exp(−0.3) = 0.7408"
