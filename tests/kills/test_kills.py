"""Whenever the program is killed, its files open, and what it kept for the day of a crash lacks little."""

import pytest

from nnstudio.engine.files.archive import write_archive
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.session.keeping import archive_of, capture
from nnstudio.session.run import prepare_run
from tests.kills.killing import Remains, kept_in, kill_again, kill_one


@pytest.mark.timeout(180)
@pytest.mark.parametrize("seed", [1, 2])
def test_that_a_kill_costs_no_saved_file_and_five_seconds_of_work_at_most(tmp_path, qapp, seed):
    # by these names the folder of the copies goes; the environment says where it lies
    qapp.setOrganizationName("nnstudio")
    qapp.setApplicationName("nnstudio")
    remains = kill_one(tmp_path, seed)
    remains.check()
    assert remains.told >= remains.owed


@pytest.mark.timeout(600)
def test_that_kills_upon_kills_right_after_opening_it_again_lose_nothing(tmp_path, qapp, monkeypatch):
    qapp.setOrganizationName("nnstudio")
    qapp.setApplicationName("nnstudio")
    project = edits.with_training(open_source("binary-classification"), seed=7, epochs=30)
    run = prepare_run(project, "cpu")
    for report in run.trainer.epochs(30):
        run.history.add(report)
    folder = tmp_path / "data" / "nnstudio" / "nnstudio" / "recovery"
    folder.mkdir(parents=True)
    # as a version before left it behind
    write_archive(archive_of(capture(project, [run], run, None, {"name": "mine"})), folder / "work-1-1.nnstudio")
    kept = kept_in(tmp_path)
    assert kept == (7, 30)
    for seed in (3, 4, 5):
        before, kept = kept, kill_again(tmp_path, seed)
        assert kept >= before


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
