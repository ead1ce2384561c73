"""Every number in every sentence is what it says: computed once more, from the history or by training again."""

import ast
import operator
import re

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from nnstudio.engine.diagnosis.diagnose import diagnose
from nnstudio.engine.diagnosis.figures import Figure, Measure, number, tell
from nnstudio.engine.diagnosis.finding import Fault
from nnstudio.engine.diagnosis.overfitting import over_fitting
from nnstudio.engine.diagnosis.run_facts import facts_of
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.engine.training.trainer import EpochReport
from nnstudio.project import edits
from nnstudio.project.changes import SetLr
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.schedules import EarlyStopping, StepSchedule
from tests.engine.diagnosis.recomputed import Run, assert_true, texts
from tests.engine.diagnosis.runs import BINARY, FAULTY, LINE, at_lr

MOONS = FAULTY["over-fitted moons"][1]


BY_HAND = edits.with_training(at_lr(LINE, 0.05), changes=(SetLr(epoch=5, lr=50.0),), epochs=40)
STEPPED = edits.with_training(BINARY, schedule=StepSchedule(step_size=1, gamma=0.1))
GROWING = edits.with_training(at_lr(LINE, 0.05), changes=(SetLr(epoch=5, lr=1.2),), epochs=9)


@pytest.mark.parametrize("project", [BY_HAND, STEPPED, GROWING, at_lr(BY_HAND, 0.01, schedule=None)])
def test_that_what_is_told_of_rates_that_change_is_computed_again_alike(project):
    run = Run(project)
    diagnosis = run.diagnosis()
    assert diagnosis.findings
    assert_true(diagnosis, run)


losses = st.floats(0.0, 10.0) | st.sampled_from([0.0, 1.0])


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(losses, losses), min_size=10, max_size=60), st.booleans())
def test_that_what_is_told_of_over_fitting_are_the_historys_own_losses(pairs, has_trend):
    run = Run(MOONS, 3)
    history = Run(MOONS, 0).history
    for epoch, (train, test) in enumerate(pairs, 1):
        trend = epoch / len(pairs) if has_trend else 0.0
        snapshot = run.history.nearest(min(3, epoch))
        history.add(EpochReport(epoch, train / 100 + 1 - trend, test / 100 + trend, Snapshot(epoch, snapshot.vector)))
    facts = facts_of(MOONS, run.dataset, Probe(run.trainer.model), history)
    test_loss, train_loss = history.test_loss, history.train_loss
    for finding in over_fitting(facts):
        for figure in finding.figures:
            found = {
                Measure.TEST_LOSS: lambda f: test_loss[f.epoch - 1],
                Measure.MEAN_LOSS: lambda f: train_loss[f.epoch - 1],
                Measure.BEST_TEST_EPOCH: lambda f: 1 + int(np.argmin(test_loss)),
                Measure.EPOCHS: lambda f: len(test_loss),
            }[figure.measure](figure)
            assert found == figure.value
        if "lowest" in finding.sentence:
            lowest, epoch, now, *_ = finding.sentence.figures
            assert lowest.value == min(test_loss)
            assert test_loss[int(epoch.value) - 1] == lowest.value
            assert now.value > lowest.value
            before, after = (f.value for f in finding.sentence.figures if f.measure is Measure.MEAN_LOSS)
            assert after < before


@pytest.mark.parametrize("restores", [True, False])
@pytest.mark.parametrize("patience", [1, 10, 40])
def test_that_a_run_that_early_stopping_ended_is_not_told_to_stop_early(restores, patience):
    project = edits.with_training(MOONS, early_stopping=EarlyStopping(patience=patience, restore_best=restores))
    run = Run(project)
    diagnosis = run.diagnosis()
    assert Fault.OVERFITTING not in diagnosis.faults
    for text in texts(diagnosis):
        assert "stop early" not in text.lower()
    best = 1 + int(np.argmin(run.history.test_loss))
    assert run.facts().epochs == (best if restores else len(run.history.test_loss))


def test_that_the_rate_told_is_the_one_in_force_in_that_epoch():
    (finding,) = Run(BY_HAND).diagnosis().findings
    assert finding.fault is Fault.DIVERGED
    assert re.search(r"in epoch \d+, at learning rate 50\.$", finding.sentence)
    assert finding.remedy.startswith("Leave out the change of the learning rate after epoch 5.")


RULES = {ast.Add: operator.add, ast.Mult: operator.mul, ast.Div: operator.truediv}


def evaluated(node):
    """What an arithmetic expression of numbers comes to."""
    if isinstance(node, ast.BinOp):
        return RULES[type(node.op)](evaluated(node.left), evaluated(node.right))
    return node.value


@pytest.mark.parametrize(
    "optimizer",
    [
        SGDSpec(lr=5.0),
        SGDSpec(lr=9.0, momentum=0.9),
        SGDSpec(lr=9.0, momentum=0.9, nesterov=True),
        SGDSpec(lr=9.0, momentum=0.5, nesterov=True, weight_decay=1.0),
        SGDSpec(lr=9.0, weight_decay=1.0),
    ],
)
def test_that_the_formula_told_gives_the_bound_told(optimizer):
    project = edits.with_training(LINE, optimizer=optimizer, batch_size=10_000, l2=0.5)
    (finding,) = diagnose(Run(project).facts()).findings
    bound, formula = re.search(r"stable below ([\d.]+) = (.+), where [\d.]+ is", finding.sentence).groups()
    found = evaluated(ast.parse(formula.replace("·", "*"), mode="eval").body)
    assert found == pytest.approx(float(bound), rel=1e-3)


def test_that_numbers_are_written_so_that_they_can_be_read():
    assert [number(v) for v in (0.0, 3.0, 12345.6, 0.123456, -2.5, 1e-9, float("inf"))] == [
        "0",
        "3",
        "12,346",
        "0.1235",
        "−2.5",
        "1e−09",
        "infinite",
    ]
    shares = [str(Figure(Measure.SHARE_LEARNED, value)) for value in (0.0, 0.004, 0.5, 0.99996, 1.0)]
    assert shares == ["0%", "<1%", "50%", ">99%", "100%"]


def test_that_a_text_knows_its_figures_in_their_order():
    a, b = Figure(Measure.EPOCHS, 3), Figure(Measure.GIVEN, 0.5)
    told = tell("{b} in {inner}", b=b, inner=tell("{a} {word}", a=a, word="epochs"))
    assert (told, told.figures) == ("0.5 in 3 epochs", (b, a))
