"""Faults are named first, sound runs are left in peace, and advice has been tried or is called a guess."""

import re

import numpy as np
import pytest

from nnstudio.data.load import load_dataset
from nnstudio.engine.diagnosis.attainable import measure
from nnstudio.engine.diagnosis.diagnose import diagnose
from nnstudio.engine.diagnosis.finding import Basis, Fault
from nnstudio.engine.diagnosis.trials import TrialRunner
from nnstudio.engine.losses.table import constant_loss
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.changes import SetState, StateTensor
from nnstudio.project.layers.activations import ReLULayer, SigmoidLayer, TanhLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.classification import BCEWithLogitsLoss, CrossEntropyLoss
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.schedules import EarlyStopping
from tests.engine.diagnosis import planted
from tests.engine.diagnosis.recomputed import Run, assert_true
from tests.engine.diagnosis.runs import BINARY, CLASSES, FAULTY, LINE, SOUND, at_lr

SEEN_OF_A_CAUSE = {
    Fault.DEAD_UNITS,
    Fault.SATURATED_UNITS,
    Fault.CLASS_NEVER_PREDICTED,
    Fault.CONSTANT_FEATURE,
    Fault.DIVERGED,
}
"""What may be named behind the cause."""


def assert_well_said(diagnosis):
    for finding in diagnosis.findings:
        assert finding.sentence.endswith(".")
        assert finding.remedy.endswith(".")
        assert "nan" not in re.findall(r"\w+", finding.sentence)
        assert finding.remedy.startswith("A guess") is (finding.basis is Basis.GUESS)


@pytest.mark.parametrize("name", FAULTY)
def test_that_a_fault_is_named_first_with_true_numbers_and_nothing_that_contradicts_it(name):
    fault, project = FAULTY[name]
    run = Run(project)
    diagnosis = run.diagnosis()
    first, *others = (finding.fault for finding in diagnosis.findings)
    assert first is fault
    assert set(others) <= SEEN_OF_A_CAUSE
    assert not diagnosis.is_sound
    assert_well_said(diagnosis)
    assert_true(diagnosis, run)


@pytest.mark.parametrize("name", SOUND)
def test_that_a_sound_run_is_left_in_peace(name):
    run = Run(SOUND[name])
    diagnosis = run.diagnosis()
    assert diagnosis.findings == ()
    assert_true(diagnosis, run)


# many trainings, on a machine that may be busy
@pytest.mark.timeout(900)
def test_that_of_runs_drawn_at_random_faults_are_named_first_and_sound_ones_left_in_peace():
    for name, faults, project in planted.draw(1, each=8):
        run = Run(project)
        diagnosis = run.diagnosis()
        first = diagnosis.findings[0].fault if diagnosis.findings else None
        assert first in (faults or {None}), name
        assert_well_said(diagnosis)
        assert_true(diagnosis, run)


def first_of(project):
    diagnosis = Run(project).diagnosis()
    return diagnosis.findings[0] if diagnosis.findings else None


def test_that_a_sigmoid_twice_comes_before_its_saturated_unit_even_behind_dropout():
    layers = (LinearLayer(), SigmoidLayer(), DropoutLayer(p=0.3))
    diagnosis = Run(edits.with_training(edits.with_layers(BINARY, layers), optimizer=SGDSpec(lr=0.5))).diagnosis()
    assert diagnosis.faults == {Fault.SIGMOID_TWICE}


def test_that_zeros_as_initial_weights_are_named_and_pytorchs_advised():
    layers = (LinearLayer(units=5, init="zeros"), TanhLayer(), LinearLayer(init="zeros"))
    diagnosis = Run(edits.with_layers(BINARY, layers)).diagnosis()
    assert diagnosis.findings[0].fault is Fault.EQUAL_START
    assert "PyTorch's default" in diagnosis.findings[0].remedy


@pytest.mark.parametrize("value", [0.0, 0.3])
def test_that_for_weights_that_were_set_alike_no_other_seed_is_advised(value):
    sizes = {name: int(np.prod(shape)) for name, shape in BINARY.parameter_shapes().items()}
    tensors = tuple(StateTensor(name=name, values=(value,) * size) for name, size in sizes.items())
    project = edits.with_training(BINARY, changes=(SetState(epoch=0, tensors=tensors),), seed=1)
    diagnosis = Run(project).diagnosis()
    assert diagnosis.findings[0].fault is Fault.EQUAL_START
    assert not any("seed" in finding.remedy for finding in diagnosis.findings)


@pytest.mark.parametrize("standardize", [True, False])
@pytest.mark.parametrize(
    "optimizer", [AdamSpec(lr=0.01), SGDSpec(lr=0.01), SGDSpec(lr=1e-5), SGDSpec(lr=1e-9)], ids=str
)
def test_that_a_huge_target_is_the_cause_whatever_the_rate_and_the_features(optimizer, standardize):
    rng = np.random.default_rng(0)
    source = planted.curve_points(rng, 120, lambda x, rng: 200_000 + 30_000 * x + 1000 * rng.normal())
    source = edits.changed(source, points=tuple((30 * x, y) for x, y in source.points))
    project = planted.run(source, planted.stack("relu", 16), optimizer, 60, standardize=standardize)
    diagnosis = Run(project).diagnosis()
    finding, *others = diagnosis.findings
    assert finding.fault is Fault.UNSCALED_TARGET
    assert not {Fault.LR_TOO_SMALL, Fault.UNSCALED_INPUTS, Fault.UNFINISHED} & {other.fault for other in others}
    assert finding.remedied.data.standardize_target
    assert Run(finding.remedied).diagnosis().is_sound


@pytest.mark.parametrize("loss", [BCEWithLogitsLoss(), CrossEntropyLoss()], ids=lambda loss: loss.kind)
def test_that_class_weights_are_tried_for_a_rare_class(loss):
    rng = np.random.default_rng(4)
    # a corner of one class where every other sample is of the rare one
    source = planted.plane_points(rng, 300, lambda a, b, rng: a > 1 and b > 1 and rng.random() < 0.35)
    project = planted.run(source, planted.stack("relu", 8), AdamSpec(lr=0.01), 40, loss=loss)
    run = Run(project)
    diagnosis = run.diagnosis()
    finding = next(finding for finding in diagnosis.findings if finding.fault is Fault.CLASS_NEVER_PREDICTED)
    assert finding.basis is Basis.TRIED
    assert finding.remedied == edits.with_training(project, loss=edits.changed(loss, class_weights="balanced"))
    assert_true(diagnosis, run)
    weighed = Run(finding.remedied)
    assert_true(weighed.diagnosis(), weighed)


def test_that_early_stopping_without_patience_is_told_to_have_more():
    stopping = EarlyStopping(patience=3, min_delta=0.5, restore_best=False)
    project = planted.run(planted.XorSource(), planted.stack("tanh", 16), AdamSpec(lr=0.01), 300)
    finding = first_of(edits.with_training(project, early_stopping=stopping))
    assert finding.fault is Fault.UNFINISHED
    assert finding.remedy == "Give early stopping more patience."


@pytest.mark.parametrize(
    ("project", "expected"),
    [
        (LINE, lambda y: np.var(y)),
        (edits.with_training(LINE, loss="l1"), lambda y: np.abs(y - np.median(y)).mean()),
        (BINARY, lambda y: np.log(2)),
        (CLASSES, lambda y: np.log(4)),
    ],
)
def test_that_the_baseline_is_what_the_best_constant_costs(project, expected):
    y = load_dataset(project.data).y_train
    assert constant_loss(project.training.loss, y) == pytest.approx(expected(y), rel=1e-5)


def test_that_the_yardstick_finds_what_there_is_to_learn_and_nothing_in_noise():
    clean = measure(BINARY, load_dataset(BINARY.data), bool)
    assert clean.share > 0.8
    assert clean.linear < 0.1
    rng = np.random.default_rng(0)
    noise = BINARY.with_source(planted.plane_points(rng, 200, lambda a, b, rng: rng.random() < 0.5))
    assert measure(noise, load_dataset(noise.data), bool).share < 0.05
    assert measure(BINARY, load_dataset(BINARY.data), lambda: True) is None


def test_that_the_learning_rate_that_does_not_diverge_has_been_tried():
    (finding,) = Run(at_lr(LINE, 500.0)).diagnosis().findings
    rate, loss = re.search(r"learning rate of (\S+)\. Tried: .* to (\S+) in \d+ epochs\.$", finding.remedy).groups()
    tried = Run(edits.with_optimizer(LINE, lr=float(rate)), finding.advice.figures[0].trial.epochs)
    assert tried.facts().end == pytest.approx(float(loss), rel=1e-3)
    with pytest.raises(DivergedError):
        list(Trainer(at_lr(LINE, 500.0), load_dataset(LINE.data)).epochs(200))


def test_that_a_sigmoid_is_questioned_before_training_only_where_it_is_applied_twice():
    layers = (LinearLayer(units=3), ReLULayer(), LinearLayer(), SigmoidLayer())
    doubled = edits.with_layers(BINARY, layers)
    assert diagnose(Run(doubled, 0).facts()).faults == {Fault.SIGMOID_TWICE}
    assert diagnose(Run(edits.with_training(doubled, loss="bce"), 0).facts()).faults == set()


def test_that_without_a_laboratory_nothing_is_trained_and_advice_is_a_guess(monkeypatch):
    facts = Run(edits.with_training(BINARY, seed=0)).facts()
    monkeypatch.setattr(Trainer, "epochs", lambda *_: pytest.fail("it was trained"))
    diagnosis = diagnose(facts)
    assert not diagnosis.is_complete
    assert diagnosis.findings
    assert_well_said(diagnosis)
    assert all(finding.is_guess for finding in diagnosis.findings)


def test_that_what_is_interrupted_goes_on_where_it_was():
    facts = Run(edits.with_training(BINARY, seed=3)).facts()
    trial_runner = TrialRunner(facts, seconds=100.0)
    # as soon as something has been tried
    trial_runner.stop = lambda: bool(trial_runner._known)
    first = diagnose(facts, trial_runner)
    assert not first.is_complete
    known = dict(trial_runner._known)
    trial_runner.stop = bool
    assert Fault.STUCK in diagnose(facts, trial_runner).faults
    assert all(trial_runner._known[key] is known[key] for key in known)


def test_that_trials_leave_a_resting_run_as_it_is():
    project = edits.with_training(BINARY, seed=0)
    dataset = load_dataset(project.data)
    whole, broken = Trainer(project, dataset), Trainer(project, dataset)
    expected = [report.train_loss for report in whole.epochs(20)]
    found = [report.train_loss for report in broken.epochs(10)]
    Run(project).diagnosis()
    found += [report.train_loss for report in broken.epochs(20)]
    assert found == expected


def test_that_an_early_epoch_is_not_judged():
    assert diagnose(Run(edits.with_training(BINARY, optimizer=SGDSpec(lr=1e-4)), 2).facts()).faults == set()
