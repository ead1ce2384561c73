"""Garbage is collected where the widgets live, and no longer than a window is open by the window."""

import gc
import threading
import weakref

import pytest


class Knot:
    def __init__(self):
        self.myself = self


@pytest.fixture
def collections():
    """In which threads collections have begun."""
    seen = []

    def note(phase, info):
        if phase == "start":
            seen.append(threading.get_ident())

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def test_that_python_collects_again_when_the_last_window_is_closed(studio):
    # the module's own window, which the other tests share, comes later
    assert gc.isenabled()
    first, second = studio(), studio()
    assert not gc.isenabled()
    first.window.close()
    assert not gc.isenabled()
    second.window.close()
    assert gc.isenabled()


def test_that_no_thread_but_the_window_s_collects_while_training_makes_garbage(here, collections):
    made = threading.Event()

    def make(stop):
        for _ in range(100_000):
            Knot()
        made.set()

    here.window.session.examine(make)
    here.wait(made.is_set)
    here.train()
    here.wait(lambda: len(collections) > 1 or [Knot() for _ in range(1000)] == [])
    assert set(collections) == {threading.get_ident()}


def test_that_cycles_are_still_found(here):
    lost = weakref.ref(Knot())
    keep = []

    def found():
        # only when enough has been made does anybody look
        keep.append([Knot() for _ in range(1000)])
        return lost() is None

    here.wait(found)
