"""Something done once, off the window's thread."""

import os
import sys
import threading

import pytest
from PySide6.QtCore import QObject, Slot

from nnstudio.session.background_task import PROGRESS_STEPS, BackgroundTask, ProgressTask, _under_way


class Receiver(QObject):
    def __init__(self):
        super().__init__()
        self.got = []
        self.threads = []

    @Slot(object)
    def take(self, result):
        self.got.append(result)
        self.threads.append(threading.current_thread())


def test_that_the_result_arrives_in_the_windows_thread(qtbot):
    receiver = Receiver()
    computed_in = []

    def task():
        computed_in.append(threading.get_ident())
        return {1: "one"}

    background = BackgroundTask(task)
    background.done.connect(receiver.take)
    background.go()
    qtbot.waitUntil(lambda: bool(receiver.got) and background not in _under_way)
    assert receiver.got == [{1: "one"}]
    assert receiver.threads == [threading.current_thread()]
    assert computed_in != [threading.get_ident()]


def test_that_nobody_needs_to_wait_for_it(qtbot):
    receiver, goes_on = Receiver(), threading.Event()
    background = BackgroundTask(goes_on.wait)
    background.done.connect(receiver.take)
    background.go()
    del background
    receiver.deleteLater()
    goes_on.set()
    qtbot.waitUntil(lambda: not _under_way)


@pytest.mark.faults
def test_that_a_failure_is_a_sentence(qtbot):
    def task():
        raise ValueError("two\nlines")

    background = BackgroundTask(task)
    with qtbot.waitSignal(background.failed) as caught:
        background.go()
    assert caught.args == ["What is shown could not be computed because of an error (ValueError: two lines)."]
    qtbot.waitUntil(lambda: not _under_way)


@pytest.mark.skipif(sys.platform != "linux", reason="a thread's niceness is Linux's")
def test_that_it_stands_back_for_the_window_and_the_training(qtbot):
    own = os.getpriority(os.PRIO_PROCESS, 0)
    receiver = Receiver()
    background = BackgroundTask(lambda: os.getpriority(os.PRIO_PROCESS, 0))
    background.done.connect(receiver.take)
    background.go()
    qtbot.waitUntil(lambda: bool(receiver.got) and not _under_way)
    assert receiver.got[0] > own
    assert os.getpriority(os.PRIO_PROCESS, 0) == own


def test_that_progress_is_told_and_ends_the_work_once_it_is_cancelled(qtbot):
    told, heard, ended = [], [], []

    def task(tell):
        for i in range(1, 1000):
            tell(i / 1000)
            if i == 500:
                background.cancel()
        ended.append("not cancelled")

    background = ProgressTask(task)
    background.progressed.connect(told.append)
    background.done.connect(heard.append)
    background.failed.connect(heard.append)
    with qtbot.waitSignal(background.finished):
        background.go()
    qtbot.waitUntil(lambda: not _under_way)
    assert told == sorted(told)
    assert told[-1] <= PROGRESS_STEPS / 2
    assert heard == ended == []


def test_that_the_last_step_of_the_progress_is_always_told(qtbot):
    told = []
    background = ProgressTask(lambda tell: [tell(i / 10) for i in range(11)])
    background.progressed.connect(told.append)
    with qtbot.waitSignal(background.done):
        background.go()
    qtbot.waitUntil(lambda: not _under_way)
    assert told[-1] == PROGRESS_STEPS
