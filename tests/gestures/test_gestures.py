"""A short walk; ``python -m tests.gestures`` goes on for as long as one likes."""

from tests.gestures.__main__ import in_a_process

GESTURES = 60


def test_that_whatever_is_done_nothing_goes_wrong_and_undo_leads_back(tmp_path):
    result = in_a_process(1, GESTURES, tmp_path)
    assert result.returncode == 0, f"{(tmp_path / 'trail.txt').read_text()[-600:]}\n{result.stderr[-3000:]}"
