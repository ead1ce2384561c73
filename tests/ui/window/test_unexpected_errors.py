"""An error that nobody expected: it is told, logged, the work is kept, what is shown is true, and all goes on."""

import sys

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QDoubleSpinBox, QPlainTextEdit, QSpinBox

from nnstudio.log import start as log
from nnstudio.project import edits
from nnstudio.session.recovery import recovery_folder
from nnstudio.ui.window.notices import Speaker

pytestmark = [
    pytest.mark.faults,
    # the window's own hook is what is tried here
    pytest.mark.qt_no_exception_capture,
]


@pytest.fixture(autouse=True)
def _no_traceback_is_kept(caplog):
    """They hold all that was under way."""
    yield
    caplog.get_records("call").clear()
    for name in ("last_type", "last_value", "last_traceback"):
        if hasattr(sys, name):
            delattr(sys, name)


@pytest.fixture
def alone(studio, monkeypatch):
    """A window, and nobody else who listens to errors in slots."""
    here = studio()
    monkeypatch.setitem(log._former, log._on_exception, lambda *_: None)
    assert sys.excepthook is log._on_exception
    return here


def raising(kind, *words):
    """Each error is new: one that lived on would keep the frames that it went through."""

    def fail(*_args, **_options):
        raise kind(*words)

    return fail


def told(here):
    return here.window.notices.text(Speaker.UNEXPECTED)


def logged():
    return log.place().read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("place", "field", "kind", "shown"),
    [
        ("nnstudio.project.edits.with_training", "epochs", QSpinBox, 33),
        ("nnstudio.project.edits.with_training", "batch_size", QSpinBox, 33),
        ("nnstudio.project.rates.with_first_rate", "learning_rate", QDoubleSpinBox, 0.5),
        ("nnstudio.session.document.Document.edit", "epochs", QSpinBox, 33),
        ("nnstudio.session.document.EditProject", "test_share", QSpinBox, 33),
    ],
)
def test_that_a_field_whose_slot_fails_shows_what_is(alone, monkeypatch, place, field, kind, shown):
    spin = alone.find(field, kind)
    project, before = alone.window.project, spin.value()
    with monkeypatch.context() as patch:
        patch.setattr(place, raising(KeyError, "units"))
        spin.setValue(shown)
        alone.wait(lambda: told(alone) != "")
    assert alone.window.project == project
    assert spin.value() == before
    assert "KeyError: 'units'" in told(alone)
    assert "KeyError: 'units'" in logged()
    assert "Traceback" in logged()
    spin.setValue(shown)
    assert alone.window.project != project
    alone.wait_for_run()
    alone.train()
    assert alone.window.state == "finished"


def test_that_a_view_that_fails_halfway_keeps_no_other_from_the_truth(alone, monkeypatch):
    window = alone.window
    window.document.edit("longer", edits.with_training(window.project, epochs=7))
    alone.wait_for_run()
    with monkeypatch.context() as patch:
        patch.setattr(window.controllers.editor._network, "set_project", raising(IndexError, "gone"))
        window.document.edit("more", edits.with_training(window.project, epochs=9))
        alone.wait(lambda: told(alone) != "")
    window.document.show_again()
    assert alone.find("epochs", QSpinBox).value() == 9
    alone.train()
    assert len(window.train_loss) == 9


def test_that_a_run_whose_arrival_fails_halfway_is_shown_all_the_same(alone, monkeypatch):
    window, calls = alone.window, []
    set_run = window.diagram.set_run

    def fail_once(run):
        calls.append(run)
        if len(calls) == 1:
            raise KeyError("once")
        set_run(run)

    monkeypatch.setattr(window.diagram, "set_run", fail_once)
    window.session.reset()
    alone.wait_for_run()
    alone.wait(lambda: told(alone) != "")
    assert alone.button("train_button").isEnabled()
    alone.train()
    assert window.epoch == len(window.train_loss) == 20


def test_that_the_work_is_kept_at_once(alone, monkeypatch):
    window = alone.window
    window.files.autosave._timer.stop()
    window.document.edit("longer", edits.with_training(window.project, epochs=7))
    assert list(recovery_folder().glob("*.nnstudio")) == []
    with monkeypatch.context() as patch:
        patch.setattr("nnstudio.project.edits.with_training", raising(KeyError, "units"))
        alone.find("epochs", QSpinBox).setValue(33)
        alone.wait(lambda: any(recovery_folder().glob("*.nnstudio")))


def test_that_a_thousand_errors_are_one_line_and_the_window_is_not_kept_busy(alone, monkeypatch):
    from PySide6.QtCore import QTimer

    steps, goes_off = [], []
    monkeypatch.setattr(alone.window._unexpected, "_steps", (lambda: steps.append(1),))
    timer = QTimer()

    def fail():
        goes_off.append(1)
        if len(goes_off) == 1000:
            timer.stop()
        raise KeyError(len(goes_off))

    timer.timeout.connect(fail)
    timer.start(0)
    alone.wait(lambda: len(goes_off) == 1000 and "KeyError: 1000" in told(alone))
    assert len(steps) < 10
    assert logged().count("Traceback") == 3


def test_that_what_fails_again_when_it_is_set_right_ends_in_no_loop(alone, monkeypatch):
    tries = []

    def fail(project):
        tries.append(1)
        raise KeyError("always")

    monkeypatch.setattr(alone.window.controllers.editor._data, "set_data", fail)
    alone.window.document.edit("longer", edits.with_training(alone.window.project, epochs=7))
    alone.wait(lambda: len(tries) >= 3)
    assert alone.window._unexpected._pause > 1
    alone.wait_for_run()
    alone.train()
    assert len(alone.window.train_loss) == 7


def test_that_an_error_in_a_thread_is_told_in_the_window(alone):
    alone.window.session.examine(raising(KeyError, "deep"))
    alone.wait(lambda: told(alone) != "")
    assert told(alone).startswith("The run could not be examined because of an error (KeyError: 'deep').")


def test_that_the_log_can_be_read_and_copied_from_the_notice_and_from_help(alone):
    alone.window.session.examine(raising(KeyError, "deep"))
    alone.wait(lambda: told(alone) != "")
    alone.press("unexpected_notice_button")
    text = alone.window.findChild(QPlainTextEdit, "log_text").toPlainText()
    assert "KeyError: 'deep'" in text
    assert text.startswith(log.versions())
    alone.window.findChild(QAbstractButton, "copy_log_button").click()
    assert QGuiApplication.clipboard().text() == text
    alone.action("log_action").trigger()
    assert [each.isVisible() for each in alone.window.findChildren(QPlainTextEdit, "log_text")][-1:] == [True]


def test_that_a_window_without_a_log_opens_and_says_so(studio, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("nnstudio.log.start.log_folder", lambda: tmp_path / "file" / "log")
    here = studio()
    assert here.window.notices.text(Speaker.LOG).startswith("There is no log (")
    here.window.session.examine(raising(KeyError, "deep"))
    here.wait(lambda: told(here) != "")
    here.press("unexpected_notice_button")
    assert "KeyError: 'deep'" in here.window.findChild(QPlainTextEdit, "log_text").toPlainText()
    assert not here.window.findChild(QAbstractButton, "open_log_folder_button").isEnabled()


def test_that_a_window_in_which_closing_fails_still_ends_its_thread(studio, monkeypatch):
    here = studio()
    monkeypatch.setattr("nnstudio.ui.window.main_window.save_layout", raising(OSError, "no settings"))
    here.window.close()
    assert not here.window.session._thread.isRunning()
    assert log.place() is None


def copies():
    return list(recovery_folder().glob("*.nnstudio"))


@pytest.mark.parametrize(
    "place", ["nnstudio.session.training_session.capture", "nnstudio.engine.files.archive.write_archive"]
)
def test_that_a_failed_autosave_is_told_tried_again_and_costs_no_training(studio, monkeypatch, place):
    here = studio()
    window = here.window
    with monkeypatch.context() as patch:
        patch.setattr(place, raising(KeyError, "pen"))
        window.document.edit("longer", edits.with_training(window.project, epochs=30))
        here.wait_for_run()
        here.train()
        window.files.autosave.keep_copy()
        here.wait(lambda: "KeyError: 'pen'" in window.notices.text(Speaker.AUTOSAVE))
        assert copies() == []
    assert "Traceback" in logged()
    here.wait(lambda: "again" in window.notices.text(Speaker.AUTOSAVE))
    assert len(copies()) == 1
    assert len(window.train_loss) == 30
    here.train()
    assert len(window.train_loss) == 60


@pytest.mark.parametrize(
    "place",
    [
        "nnstudio.session.training_session.capture",
        "nnstudio.engine.files.archive.write_archive",
        "nnstudio.engine.files.archive",
    ],
)
def test_that_a_failed_save_is_answered_and_the_next_one_is_done(studio, monkeypatch, tmp_path, place):
    here, path = studio(), tmp_path / "mine.nnstudio"
    said = []
    here.window.files.autosave.failed.connect(said.append)
    with monkeypatch.context() as patch:
        if place == "nnstudio.engine.files.archive":
            patch.setitem(sys.modules, place, None)
        else:
            patch.setattr(place, raising(KeyError, "pen"))
        here.window.files.autosave.save(path)
        here.wait(lambda: len(said) == 1)
    here.window.files.autosave.save(path)
    here.wait(path.exists)
    assert len(said) == 1
