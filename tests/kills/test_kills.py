"""Whenever the program is killed, its files open, and what it kept for the day of a crash lacks little."""

import pytest

from tests.kills.killing import Remains, kill_one


@pytest.mark.timeout(180)
@pytest.mark.parametrize("seed", [1, 2])
def test_that_a_kill_costs_no_saved_file_and_five_seconds_of_work_at_most(tmp_path, qapp, seed):
    # by these names the folder of the copies goes; the environment says where it lies
    qapp.setOrganizationName("nnstudio")
    qapp.setApplicationName("nnstudio")
    remains = kill_one(tmp_path, seed)
    remains.check()
    assert remains.told >= remains.owed


@pytest.mark.parametrize(
    ("remains", "what"),
    [
        (Remains((2, 9), (1, 0), (1, 4), (1, 5), (2, 0), False), "a saved file lost"),
        (Remains((2, 9), (1, 0), None, (1, 5), (2, 0), False), "a saved file lost"),
        (Remains((2, 9), (2, 1), (1, 5), (1, 5), (2, 0), False), "work are lost"),
        (Remains((2, 9), (2, 1), None, None, None, True), "work are lost"),
    ],
)
def test_that_losses_are_seen(remains, what):
    with pytest.raises(AssertionError, match=what):
        remains.check()
