"""Views beside the big plot take turns while frames follow each other, and show the truth when they rest."""

from collections import Counter
from functools import partial
from types import SimpleNamespace

import pytest

from nnstudio.ui.shown import redraw_scheduler as module
from nnstudio.ui.shown.redraw_scheduler import RedrawScheduler


class View:
    def __init__(self, every=3, waits=False, visible=True):
        self.every, self.waits, self.visible = every, waits, visible
        self.shown = []

    def isVisible(self):
        return self.visible

    def set_frame(self, frame):
        self.shown.append(frame.epoch)


def frame(epoch):
    return SimpleNamespace(epoch=epoch)


@pytest.fixture(autouse=True)
def swift(monkeypatch):
    """However slow the machine is, no frame takes too long, and all follow each other closely."""
    monkeypatch.setattr(module, "_HEAVY_S", 3600)
    monkeypatch.setattr(module, "_APART_S", float("inf"))


@pytest.fixture
def patient(monkeypatch):
    """However slow the machine is, epochs chosen one after the other are passing by."""
    monkeypatch.setattr(module, "_PASSING_S", 3600)


@pytest.fixture
def patient_timer():
    """However slow the machine is, nothing is drawn for want of frames."""

    def made(scheduler):
        scheduler._patience.setInterval(3_600_000)
        return scheduler

    return made


def test_that_at_rest_every_view_is_drawn_even_if_it_is_hidden(qtbot):
    views = [View(), View(waits=True), View(visible=False)]
    scheduler = RedrawScheduler()
    scheduler.draw(frame(4), views, live=False)
    assert [view.shown for view in views] == [[4], [4], [4]]


def test_that_a_running_training_draws_one_view_a_frame_and_lets_none_wait_for_ever(qtbot):
    views = [View(2), View(3), View(3, waits=True), View(10), View(visible=False)]
    scheduler = RedrawScheduler()
    for epoch in range(200):
        before = sum(len(view.shown) for view in views)
        scheduler.draw(frame(epoch), views, live=True)
        assert sum(len(view.shown) for view in views) <= before + 1
    gaps = [max(b - a for a, b in zip([0, *view.shown], [*view.shown, 199], strict=True)) for view in views[:4]]
    assert gaps[0] <= 4
    assert gaps[1] <= 6
    assert gaps[2] <= 6
    assert gaps[3] <= 20
    assert not views[4].shown


def test_that_after_a_frame_that_took_long_nothing_is_drawn_beside_the_big_plot_once(qtbot, monkeypatch):
    view = View(every=1)
    scheduler = RedrawScheduler()
    scheduler.draw(frame(0), [view], live=True)
    monkeypatch.setattr(module, "_HEAVY_S", -1)
    for epoch in range(1, 7):
        scheduler.draw(frame(epoch), [view], live=True)
    assert view.shown == [0, 2, 4, 6]


def test_that_a_frame_in_which_something_else_was_drawn_is_none_that_took_long(qtbot, monkeypatch):
    view = View(every=1)
    scheduler = RedrawScheduler()
    scheduler.draw(frame(0), [view], live=True)
    monkeypatch.setattr(module, "_HEAVY_S", -1)
    scheduler.pass_by()
    scheduler.draw(frame(2), [view], live=True)
    assert view.shown == [0, 2]


def test_that_epochs_that_come_slowly_are_shown_in_every_view(qtbot, monkeypatch):
    monkeypatch.setattr(module, "_APART_S", 0)
    views = [View(every=5), View(every=5)]
    scheduler = RedrawScheduler()
    for epoch in range(4):
        scheduler.draw(frame(epoch), views, live=True)
    assert [view.shown for view in views] == [[0, 1, 2, 3]] * 2


def test_that_a_lone_view_is_not_drawn_more_often_than_it_is_worth(qtbot):
    view = View(5)
    scheduler = RedrawScheduler()
    for epoch in range(50):
        scheduler.draw(frame(epoch), [view], live=True)
    assert len(view.shown) == 10


def test_that_epochs_passing_by_are_shown_in_turns_and_the_last_one_everywhere(qtbot, patient):
    views = [View(2), View(3), View(3), View(3, waits=True)]
    scheduler = RedrawScheduler()
    for epoch in range(1, 31):
        scheduler.note_choice()
        scheduler.draw(frame(epoch), views, live=False)
    told = Counter(epoch for view in views for epoch in view.shown)
    assert told.pop(1) == 4
    assert set(told.values()) == {1}
    assert views[3].shown == [1]
    scheduler.rested.connect(lambda frame: scheduler.draw(frame, views, live=False))
    scheduler._rest.setInterval(0)
    scheduler._rest.start()
    qtbot.waitUntil(lambda: all(view.shown[-1] == 30 for view in views))


@pytest.mark.parametrize("since_boot", [0.0, 0.05, 1e9])
def test_that_the_first_choice_is_shown_everywhere_however_young_the_clock(qtbot, monkeypatch, since_boot):
    monkeypatch.setattr(module.time, "perf_counter", lambda: since_boot)
    views = [View(), View(waits=True)]
    scheduler = RedrawScheduler()
    scheduler.note_choice()
    scheduler.draw(frame(3), views, live=False)
    assert [view.shown for view in views] == [[3], [3]]


def test_that_a_single_choice_is_shown_everywhere_at_once(qtbot):
    views = [View(), View(waits=True)]
    scheduler = RedrawScheduler()
    scheduler.note_choice()
    scheduler.draw(frame(3), views, live=False)
    assert [view.shown for view in views] == [[3], [3]]


def test_that_nothing_is_drawn_later_once_training_goes_on(qtbot, patient):
    view = View(every=1000)
    scheduler = RedrawScheduler()
    for epoch in (1, 2, 3):
        scheduler.note_choice()
        scheduler.draw(frame(epoch), [view], live=False)
    assert scheduler._rest.isActive()
    scheduler.draw(frame(50), [view], live=True)
    assert not scheduler._rest.isActive()


def test_that_at_rest_nothing_waits_for_its_turn(qtbot):
    drawn = []
    scheduler = RedrawScheduler()
    scheduler.later("a", lambda: drawn.append(1))
    scheduler.draw(frame(1), [], live=True)
    scheduler.draw(frame(1), [], live=False)
    scheduler.later("a", lambda: drawn.append(2))
    assert drawn == [1, 2]


def test_that_what_has_been_computed_takes_its_turn_between_the_views(qtbot, patient_timer):
    drawn, view = [], View(every=1)
    scheduler = patient_timer(RedrawScheduler())
    scheduler.draw(frame(0), [view], live=True)
    for key in "abc":
        scheduler.later(key, partial(drawn.append, key))
    assert not drawn
    for epoch in range(1, 11):
        before = len(drawn) + len(view.shown)
        scheduler.draw(frame(epoch), [view], live=True)
        assert len(drawn) + len(view.shown) == before + 1
    assert drawn == ["a", "b", "c"]
    assert len(view.shown) == 8


def test_that_of_what_waits_under_the_same_key_the_last_is_drawn(qtbot, patient_timer):
    drawn = []
    scheduler = patient_timer(RedrawScheduler())
    scheduler.draw(frame(0), [], live=True)
    for value in (1, 2, 3):
        scheduler.later("key", partial(drawn.append, value))
    for epoch in range(4):
        scheduler.draw(frame(epoch), [], live=True)
    assert drawn == [3]


def test_that_what_waits_is_drawn_before_the_views_when_training_ends(qtbot, patient_timer):
    drawn = []
    view = View()
    view.set_frame = lambda frame: drawn.append("view")
    scheduler = patient_timer(RedrawScheduler())
    scheduler.draw(frame(0), [], live=True)
    scheduler.later("a", partial(drawn.append, "a"))
    scheduler.later("b", partial(drawn.append, "b"))
    scheduler.draw(frame(1), [view], live=False)
    assert drawn == ["a", "b", "view"]


def test_that_what_waits_is_drawn_even_if_no_frame_comes_any_more(qtbot):
    drawn = []
    scheduler = RedrawScheduler()
    scheduler.draw(frame(0), [], live=True)
    scheduler.later("a", partial(drawn.append, "a"))
    scheduler.later("b", partial(drawn.append, "b"))
    qtbot.waitUntil(lambda: drawn == ["a", "b"])
    scheduler.later("c", partial(drawn.append, "c"))
    assert drawn[-1] == "c"


def test_that_panels_torn_off_show_the_epoch_at_which_a_dragged_timeline_rests(here):
    here.train()
    names = ("probe", "anatomy", "walk")
    for name in names:
        here.window.drawers.show(name)
        here.window.drawers[name].setFloating(True)
    panels = [here.window.drawers[name].panel for name in names]
    for epoch in (19, 12, 17, 4, 9, 6):
        here.timeline.setValue(epoch)
        assert here.window.epoch == epoch
    here.wait(lambda: all(panel._frame.epoch == 6 for panel in panels[:2]))
    here.wait(lambda: panels[2].walk is not None and panels[2].walk.epoch == 6)
