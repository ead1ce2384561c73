"""Faults are named, sound runs are left in peace, and the figures that are told are true."""

import re

import numpy as np
import pytest
import torch
from torch import nn

from nnstudio.data.load import load_dataset
from nnstudio.engine.diagnosis.case import Case
from nnstudio.engine.diagnosis.diagnose import diagnose
from nnstudio.engine.diagnosis.divergence import stable_rate
from nnstudio.engine.diagnosis.finding import Fault
from nnstudio.engine.diagnosis.trials import Laboratory
from nnstudio.engine.training import DivergedError, Trainer
from nnstudio.project import edits
from nnstudio.project.network import LinearLayer, ReLULayer, SigmoidLayer
from nnstudio.project.training import SGDSpec
from tests.engine.diagnosis.runs import BINARY, CLASSES, FAULTY, LINE, MULTIPLE, SOUND, WAVE, at_lr, examined, trained

COMPANIONS = {
    Fault.DEAD_UNITS,
    Fault.SATURATED_UNITS,
    Fault.CLASS_NEVER_PREDICTED,
    Fault.STUCK,
    Fault.UNSCALED_INPUTS,
    Fault.OVERFITTING,
    Fault.VANISHING_GRADIENTS,
    Fault.TOO_SIMPLE,
}
"""What may be true beside the fault that was put in."""


@pytest.mark.parametrize("name", FAULTY)
def test_that_a_fault_is_named_and_nothing_that_contradicts_it(name):
    fault, project = FAULTY[name]
    diagnosis = examined(project)
    assert fault in diagnosis.faults
    assert diagnosis.faults <= COMPANIONS | {fault}
    assert not diagnosis.is_sound
    for finding in diagnosis.findings:
        assert finding.sentence.endswith(".")
        assert finding.remedy.endswith(".")
        assert "nan" not in re.findall(r"\w+", finding.sentence)


@pytest.mark.parametrize("name", SOUND)
def test_that_a_sound_run_is_left_in_peace(name):
    assert examined(SOUND[name]).findings == ()


def test_that_there_are_enough_runs_to_judge_by():
    assert len(FAULTY) >= 40
    assert len(SOUND) >= 30


def test_that_the_true_loss_is_the_criterion_on_all_training_samples():
    case = trained(BINARY)
    trainer = Trainer(BINARY, case.dataset)
    for _ in trainer.epochs(BINARY.training.epochs):
        pass
    X, y = torch.tensor(case.dataset.X_train, dtype=torch.float32), torch.tensor(case.dataset.y_train)
    with torch.no_grad():
        expected = nn.BCEWithLogitsLoss()(trainer.model(X), y.float()[:, None])
    assert case.end == pytest.approx(float(expected), rel=1e-6)


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
    dataset = load_dataset(project.data)
    case = Case(project, dataset, None, (), (), ())
    assert case.baseline == pytest.approx(expected(dataset.y_train), rel=1e-5)


def test_that_the_learning_rate_that_does_not_diverge_has_been_tried():
    (finding,) = examined(at_lr(LINE, 500.0)).findings
    rate, loss = re.search(r"Learning rate (\S+) does not diverge: .* to (\S+)\.$", finding.remedy).groups()
    project = edits.with_optimizer(LINE, lr=float(rate))
    assert trained(project).end == pytest.approx(float(loss), rel=1e-3)
    with pytest.raises(DivergedError):
        list(Trainer(at_lr(LINE, 500.0), load_dataset(LINE.data)).epochs(200))


@pytest.mark.parametrize("project", [LINE, MULTIPLE])
def test_that_the_bound_from_theory_is_where_gradient_descent_on_all_samples_turns(project):
    n = project.data.train_count()
    bound = stable_rate(trained(at_lr(project, 500.0)))
    whole = edits.with_training(project, batch_size=n, epochs=400)
    below, above = trained(at_lr(whole, 0.98 * bound)), trained(at_lr(whole, 1.02 * bound))
    assert below.end < below.start
    assert above.has_failed or above.end > above.start


def test_that_no_bound_is_claimed_where_theory_has_none():
    for project in (BINARY, WAVE, edits.with_training(LINE, loss="l1")):
        assert stable_rate(trained(project, 3)) is None


def test_that_a_sigmoid_is_questioned_before_training_only_where_it_is_applied_twice():
    layers = (LinearLayer(units=3), ReLULayer(), LinearLayer(), SigmoidLayer())
    doubled = edits.with_layers(BINARY, layers)
    assert diagnose(trained(doubled, 0)).faults == {Fault.SIGMOID_TWICE}
    assert diagnose(trained(edits.with_training(doubled, loss="bce"), 0)).faults == set()


def test_that_without_a_laboratory_nothing_is_trained(monkeypatch):
    case = trained(edits.with_training(BINARY, seed=0))
    monkeypatch.setattr(Trainer, "epochs", lambda *_: pytest.fail("it was trained"))
    diagnosis = diagnose(case)
    assert not diagnosis.is_complete
    assert Fault.STUCK not in diagnosis.faults


def test_that_what_is_interrupted_goes_on_where_it_was():
    case = trained(edits.with_training(BINARY, seed=0))
    asked = []

    def stop():
        asked.append(1)
        return len(asked) > 300

    laboratory = Laboratory(case, stop)
    first = diagnose(case, laboratory)
    assert not first.is_complete
    known = dict(laboratory._known)
    assert known
    laboratory.stop = bool
    assert diagnose(case, laboratory).faults >= {Fault.STUCK}
    assert all(laboratory._known[key] is known[key] for key in known)


def test_that_trials_leave_a_resting_run_as_it_is():
    project = edits.with_training(BINARY, seed=0)
    dataset = load_dataset(project.data)
    whole, broken = Trainer(project, dataset), Trainer(project, dataset)
    expected = [report.train_loss for report in whole.epochs(20)]
    found = [report.train_loss for report in broken.epochs(10)]
    examined(project)
    found += [report.train_loss for report in broken.epochs(20)]
    assert found == expected


def test_that_an_early_epoch_is_not_judged():
    assert diagnose(trained(edits.with_training(BINARY, optimizer=SGDSpec(lr=1e-4)), 2)).faults == set()
