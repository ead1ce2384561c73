"""The line that says how the run stands, and the way from a finding to where it can be seen."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolButton

from nnstudio.engine.diagnosis.figures import Told
from nnstudio.engine.diagnosis.finding import Basis, Fault
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import SigmoidLayer
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.ui.window.findings_list import where_seen

BINARY = open_source("binary-classification")


def wait_for_diagnosis(here):
    here.wait(lambda: here.window.diagnosis.diagnosis is not None and not here.window.diagnosing)
    return here.window.diagnosis.diagnosis


@pytest.mark.parametrize("share", [0, 0.25])
def test_that_a_sound_run_gets_a_good_word_that_says_of_which_samples(studio, share):
    here = studio(edits.with_data(BINARY, test_fraction=share))
    here.train()
    diagnosis = wait_for_diagnosis(here)
    assert diagnosis.is_sound
    text = here.window.diagnosis.text
    assert text.startswith("A sound run. " if share else "A sound run, on the samples it was trained on. ")
    assert ("Over the test samples it is" in text) == bool(share)
    assert ("No samples are kept for testing" in diagnosis.details) == (not share)


def test_that_a_stuck_run_is_named_and_an_edit_takes_the_words_back(studio):
    here = studio(edits.with_training(BINARY, seed=3))
    here.train()
    here.wait(lambda: Fault.STUCK in wait_for_diagnosis(here).faults)
    assert here.window.diagnosis.text.startswith("Stuck")
    here.window.document.edit("try another seed", edits.with_training(BINARY, seed=1))
    here.wait_for_run()
    assert Fault.STUCK not in wait_for_diagnosis(here).faults


def test_that_a_fault_of_the_design_is_named_before_training(studio):
    here = studio(edits.with_layers(BINARY, (*BINARY.network.layers, SigmoidLayer())))
    assert wait_for_diagnosis(here).faults == {Fault.SIGMOID_TWICE}


def test_that_a_click_opens_the_list_and_a_finding_leads_to_unit_and_panel(studio, qtbot):
    here = studio(edits.with_training(BINARY, seed=0))
    here.train()
    here.wait(lambda: Fault.DEAD_UNITS in wait_for_diagnosis(here).faults)
    strip = here.window.diagnosis
    qtbot.mouseClick(strip.findChild(QToolButton, "diagnosis_button"), Qt.MouseButton.LeftButton)
    assert strip.list.isVisible()
    (card,) = (card for card in strip.list.cards if card.finding.fault is Fault.DEAD_UNITS)
    qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
    assert not strip.list.isVisible()
    assert here.window.selection.unit == card.finding.unit
    assert here.window.drawers["distributions"].is_seen


def test_that_an_advice_is_followed_by_a_button_beside_its_link_and_undone(studio, qtbot):
    project = edits.with_layers(BINARY, (*BINARY.network.layers, SigmoidLayer()))
    here = studio(project)
    wait_for_diagnosis(here)
    strip = here.window.diagnosis
    strip.more.click()
    link = strip.more.mapToGlobal(QPoint(strip.more.width(), 0))
    assert abs(strip.list.geometry().right() - link.x()) <= 2
    assert 0 <= link.y() - strip.list.geometry().bottom() <= 8
    (card,) = strip.list.cards
    assert strip.list.isAncestorOf(QApplication.focusWidget())
    qtbot.mouseClick(card.do_button, Qt.MouseButton.LeftButton)
    assert not strip.list.isVisible()
    assert here.window.project.network == BINARY.network
    assert "follow the advice" in here.action("undo_action").text()
    here.action("undo_action").trigger()
    here.window.document.settle()
    assert here.window.project == project


def test_that_an_advice_about_another_project_is_not_followed(studio):
    here = studio(edits.with_layers(BINARY, (*BINARY.network.layers, SigmoidLayer())))
    finding = wait_for_diagnosis(here).findings[0]
    here.window.document.edit("change", edits.with_training(here.window.project, seed=5))
    here.window.controllers.advice.follow(finding)
    assert here.window.project.training.seed == 5
    here.wait_for_run()


def test_that_a_finding_moves_the_timeline_to_its_epoch(studio):
    project = edits.with_training(open_source("linear-regression"), optimizer=SGDSpec(lr=1.2), epochs=200)
    here = studio(project)
    here.train()
    assert here.window.state == "failed"
    here.wait(lambda: Fault.DIVERGED in wait_for_diagnosis(here).faults and wait_for_diagnosis(here).is_complete)
    finding = here.window.diagnosis.diagnosis.findings[0]
    assert finding.basis is Basis.TRIED
    assert finding.remedy.startswith("Try a learning rate of")
    here.timeline.setValue(0)
    here.window.diagnosis.show_requested.emit(finding)
    assert here.window.epoch == finding.epoch > 0


def test_that_training_again_need_not_wait_for_trials(studio):
    project = edits.with_training(open_source("nonlinear-regression"), optimizer=SGDSpec(lr=1e-5), epochs=300)
    here = studio(project)
    here.train()
    here.wait(lambda: here.window.diagnosing)
    here.press("step_button")
    here.wait(lambda: here.window.epoch == 301)
    here.wait_for_state("finished")


def test_that_a_job_that_waits_goes_before_the_trials(studio):
    project = edits.with_training(open_source("nonlinear-regression"), optimizer=SGDSpec(lr=1e-5), epochs=300)
    here = studio(project)
    here.train()
    here.wait(
        lambda: here.window.controllers.diagnosis._job is not None and here.window.controllers.diagnosis._job.gives_way
    )
    order = []
    here.window.session.examined.connect(lambda job: order.append(job.gives_way))
    job = here.window.session.examine(lambda stop: "looked")
    here.wait(lambda: job.result == "looked" and False in order)
    here.wait(lambda: Fault.LR_TOO_SMALL in wait_for_diagnosis(here).faults)
    assert order[-1] is True


def test_that_an_over_fitted_run_is_named_while_it_trains(studio, qtbot):
    from tests.engine.diagnosis.runs import FAULTY

    project = edits.with_training(FAULTY["over-fitted moons"][1], epochs=100_000)
    here = studio(project)
    here.press("train_button")
    here.wait(
        lambda: (
            here.window.diagnosis.diagnosis is not None
            and Fault.OVERFITTING in here.window.diagnosis.diagnosis.faults
            and here.window.state == "training"
        )
    )
    here.press("train_button")
    here.wait_for_state("paused")


@pytest.mark.parametrize("panel", ["", "metrics"])
def test_that_the_way_to_a_finding_is_named(panel):
    from nnstudio.engine.diagnosis.finding import Finding

    finding = Finding(Fault.OVERFITTING, Told(""), Told(""), Told(""), panel=panel, epoch=1200, unit=(1, 0))
    assert where_seen(finding).startswith("Show epoch 1,200, unit 1 of layer 2")
    assert where_seen(Finding(Fault.NO_SIGNAL, Told(""), Told(""), Told(""), panel=panel)) == (
        "Show it in Metrics" if panel else ""
    )
