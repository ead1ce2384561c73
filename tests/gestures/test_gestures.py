"""A short walk; ``python -m tests.gestures`` goes on for as long as one likes."""

from tests.gestures.session import perform

GESTURES = 80


def test_that_whatever_is_done_nothing_goes_wrong_and_undo_leads_back(qtbot, tmp_path):
    perform(1, GESTURES, tmp_path)
