"""A panel's share of the time."""

from nnstudio.ui.shown.pacing import Pacing


def test_that_after_a_drawing_there_is_none_for_twelve_times_as_long(monkeypatch):
    clock = [10.0]
    monkeypatch.setattr("nnstudio.ui.shown.pacing.time.perf_counter", lambda: clock[0])
    pace = Pacing()
    assert pace.is_due
    with pace.measured():
        clock[0] += 0.5
    assert pace.seconds == 0.5
    clock[0] += 5.9
    assert not pace.is_due
    clock[0] += 0.2
    assert pace.is_due
