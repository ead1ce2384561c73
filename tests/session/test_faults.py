"""A fault in a job of the training thread is told and logged, the state that is shown is true, and all goes on."""

import logging
import threading

import pytest

from nnstudio.engine.training.trainer import Trainer
from nnstudio.log import reports
from nnstudio.session.background_task import BackgroundTask, ProgressTask, _under_way
from nnstudio.session.training_session import State
from nnstudio.session.worker import LookAroundJob
from nnstudio.ui.shown.background import Background
from tests.session.examples import diverging, small, uninterrupted

pytestmark = pytest.mark.faults


class UnspeakableError(Exception):
    """Can't even be told."""

    def __str__(self):
        raise RuntimeError("no words")


FAULTS = {
    "an error": lambda: KeyError("units"),
    "one without words": UnspeakableError,
    "the end of a program": lambda: SystemExit(3),
}


@pytest.fixture(params=FAULTS.values(), ids=FAULTS)
def fault(request):
    return request.param()


@pytest.fixture
def told():
    """What a window would tell."""
    heard = []

    def hear(sentence, in_window):
        heard.append(sentence)

    reports.listen(hear)
    yield heard
    reports.unlisten(hear)


def raising(error):
    def fail(*_args, **_options):
        raise error

    return fail


def logged(caplog, error):
    return [record for record in caplog.records if record.exc_info and record.exc_info[1] is error]


def check_can_train(driver):
    """From wherever it is, to the very losses of a plain trainer."""
    driver.session.reset()
    driver.wait_for_run()
    driver.train_out()
    assert driver.session.state is State.FINISHED
    assert driver.session.problem == ""
    assert driver.losses == uninterrupted(small())


@pytest.mark.parametrize(
    ("what", "place", "lead"),
    [
        ("preparing", "nnstudio.session.worker.prepare_run", "The network could not be prepared because of an error ("),
        (
            "training",
            "nnstudio.engine.training.trainer.Trainer.epoch_batches",
            "Training stopped because of an error (",
        ),
        ("judging", "nnstudio.engine.training.trainer.Trainer.early_stop", "It can't be told whether"),
    ],
)
def test_that_a_failed_preparation_or_training_says_what_failed(drive, monkeypatch, caplog, fault, what, place, lead):
    if what == "judging" and not isinstance(fault, Exception):
        pytest.skip("in the window's thread Python itself ends the program")
    driver = drive(small())
    driver.wait_for_run()
    with monkeypatch.context() as patch:
        patch.setattr(place, raising(fault))
        if what == "preparing":
            driver.session.reset()
        else:
            driver.session.train()
        driver.wait_for(State.FAILED)
    assert driver.session.problem.startswith(lead)
    assert type(fault).__name__ in driver.session.problem
    assert len(logged(caplog, fault)) == 1
    check_can_train(driver)


def test_that_a_failed_capture_is_answered_and_training_goes_on_to_the_very_same_losses(
    drive, monkeypatch, caplog, fault
):
    driver, answers = drive(small()), []
    driver.session.captured.connect(answers.append)
    driver.wait_for_run()
    begun = threading.Event()
    epoch_batches = Trainer.epoch_batches

    def slowly(trainer, until, stop):
        begun.set()
        yield from epoch_batches(trainer, min(until, trainer.epoch + 1), stop)

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "epoch_batches", slowly)
        patch.setattr("nnstudio.session.training_session.capture", raising(fault))
        driver.session.train()
        driver.wait(begun.is_set)
        for purpose in ("a file", "a copy"):
            driver.session.capture(purpose, None, {}, 1000)
        driver.wait(lambda: len(answers) == 2)
    driver.wait_for(State.FINISHED)
    assert [(job.purpose, job.captured) for job in answers] == [("a file", None), ("a copy", None)]
    assert all(job.error.startswith("The work could not be saved because of an error (") for job in answers)
    assert len(logged(caplog, fault)) == 2
    assert driver.losses == uninterrupted(small())
    driver.session.capture("once more", None, {}, 1000)
    driver.wait(lambda: len(answers) == 3)
    assert answers[2].captured is not None


def test_that_a_failed_opening_is_answered_and_everything_stays(drive, monkeypatch, caplog, tmp_path, fault):
    driver, answers = drive(small()), []
    driver.session.archive_opened.connect(answers.append)
    run = driver.wait_for_run()
    with monkeypatch.context() as patch:
        patch.setattr("nnstudio.engine.files.archive.read_archive", raising(fault))
        driver.session.open_archive(tmp_path / "mine.nnstudio")
        driver.wait(lambda: len(answers) == 1)
    assert answers[0].archive is None
    assert answers[0].error.startswith("mine.nnstudio could not be opened because of an error (")
    assert len(logged(caplog, fault)) == 1
    assert driver.session.run is run
    check_can_train(driver)


def test_that_a_failed_examination_is_answered_and_told(drive, caplog, told, fault):
    driver, answers = drive(small()), []
    driver.session.examined.connect(answers.append)
    driver.wait_for_run()
    driver.session.examine(raising(fault))
    driver.wait(lambda: len(answers) == 1)
    assert answers[0].error.startswith("The run could not be examined because of an error (")
    assert told == [answers[0].error]
    assert len(logged(caplog, fault)) == 1
    check_can_train(driver)


@pytest.mark.parametrize(
    "place", ["nnstudio.engine.training.devices.list_devices", "nnstudio.engine.optimizers.table.load_optimizers"]
)
def test_that_a_failed_look_around_is_told(drive, monkeypatch, caplog, told, fault, place):
    driver = drive(small())
    driver.wait_for_run()
    with monkeypatch.context() as patch:
        patch.setattr(place, raising(fault))
        driver.session._thread.post(LookAroundJob())
        driver.wait(lambda: len(told) == 1)
    assert told[0].startswith("Not all of this machine's devices and data sets could be found because of an error (")
    assert len(logged(caplog, fault)) == 1
    check_can_train(driver)


def test_that_one_missing_picture_costs_no_other(drive, monkeypatch, told):
    from nnstudio.data.load import load_dataset

    def fail_for_moons(data):
        if data.source.kind == "moons":
            raise ZeroDivisionError("no moon")
        return load_dataset(data)

    monkeypatch.setattr("nnstudio.data.load.load_dataset", fail_for_moons)
    driver, found = drive(small()), []
    driver.session.sample_found.connect(lambda kind, sample: found.append(kind))
    driver.wait(lambda: "diabetes" in found)
    assert "moons" not in found
    assert told == ["There is no picture of Moons because of an error (ZeroDivisionError: no moon)."]


def test_that_a_failed_background_task_is_answered_told_and_logged(qtbot, caplog, told, fault):
    background = BackgroundTask(raising(fault))
    with qtbot.waitSignal(background.failed) as caught:
        background.go()
    qtbot.waitUntil(lambda: not _under_way)
    assert told == caught.args
    assert len(logged(caplog, fault)) == 1


def test_that_failed_background_work_is_answered_told_and_logged_and_the_next_is_done(qtbot, caplog, told, fault):
    background, found = Background(), []
    background.found.connect(found.append)
    with qtbot.waitSignals([background.failed, background.ended]):
        background.start(steps_then(fault))
    assert found == [1]
    assert len(told) == 1
    assert type(fault).__name__ in told[0]
    assert len(logged(caplog, fault)) == 1
    assert not background.is_busy
    with qtbot.waitSignal(background.ended):
        background.start(iter([2]))
    assert found == [1, 2]


def steps_then(fault):
    yield 1
    raise fault


def test_that_a_failed_export_says_so_and_logs_it(qtbot, caplog, fault):
    task = ProgressTask(lambda tell: raising(fault)(), "This could not be done", notifies=False)
    with qtbot.waitSignal(task.failed) as caught:
        task.go()
    qtbot.waitUntil(lambda: not _under_way)
    assert type(fault).__name__ in caught.args[0]
    assert len(logged(caplog, fault)) == 1


def test_that_what_was_expected_is_no_matter_for_the_log(drive, caplog, told):
    driver = drive(diverging())
    driver.train_out()
    assert driver.session.state is State.FAILED
    assert "infinite or NaN" in driver.session.problem
    assert told == []
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
