"""What is slow is computed beside the window, and ends when no one looks."""

import threading

import pytest

from nnstudio.ui.shown.background import Background


@pytest.fixture
def background(qtbot):
    background = Background()
    background.seen = []
    background.found.connect(background.seen.append)
    yield background
    background.stop()


def test_that_steps_are_taken_in_another_thread_and_found_in_this_one(background, qtbot):
    threads = []

    def steps():
        for i in range(3):
            threads.append(threading.current_thread())
            yield i

    with qtbot.waitSignal(background.ended):
        background.start(steps())
        assert background.is_busy
    assert background.seen == [0, 1, 2]
    assert threading.current_thread() not in threads
    assert not background.is_busy


def test_that_nothing_more_comes_from_steps_that_were_dropped(background, qtbot):
    go_on = threading.Event()

    def slow():
        go_on.wait()
        yield "old"

    background.start(slow())
    with qtbot.waitSignal(background.ended):
        background.start(iter(["new"]))
        go_on.set()
    assert background.seen == ["new"]


def test_that_stop_ends_the_thread_after_its_present_step(background):
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield 1

    background.start(endless())
    background.stop()
    count = len(taken)
    assert not background.is_busy
    assert not [thread for thread in threading.enumerate() if thread.name == "background"]
    assert len(taken) == count


@pytest.mark.faults
def test_that_an_error_is_told_in_a_sentence(background, qtbot):
    def wrong():
        yield 1
        raise ValueError("no such layer")

    with qtbot.waitSignal(background.failed) as blocker:
        background.start(wrong())
    assert blocker.args == ["What is shown could not be computed because of an error (ValueError: no such layer)."]
    assert background.seen == [1]
    assert not background.is_busy
