"""Sweeps are kept in the studio file: another window shows the same of them, and opens any run."""

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from nnstudio.project import edits
from nnstudio.project.sweep import Sweep, Variation
from nnstudio.session.recovery import find_leftovers

RATES = Variation("training.optimizer.lr", (0.01, 0.1, 1000.0))
UNITS = Variation("network.layers[0].units", (2, 5))


@pytest.fixture
def saved(studio, tmp_path, monkeypatch):
    """Has sweeps trained in a window, and gives it with another one, on what it has saved."""

    def save(*sweeps, source="binary-classification", **data):
        here, path = studio(source), tmp_path / "kept.nnstudio"
        project = edits.with_training(here.window.project, epochs=12)
        here.window.document.edit("set up", edits.with_data(project, **data))
        here.wait_for_run()
        for sweep in sweeps:
            record = here.window.session.sweeps.start(here.window.project, sweep)
            here.wait(lambda record=record: record.is_over)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
        here.window.files.ask_save_as()
        here.wait(lambda: path.exists() and not here.window.isWindowModified())
        other = studio(str(path), wait=False)
        other.wait(lambda: len(other.window.session.sweeps.records) == len(sweeps))
        other.wait_for_run()
        return here, other

    return save


def shown(here):
    """All pages of the panel, as tables."""
    here.window.drawers.show("sweep")
    here.wait(lambda: here.window.drawers["sweep"].panel is not None)
    panel = here.window.drawers["sweep"].panel
    for page in ("losses", "outcomes", "members"):
        panel.show_page(page)
    found = {
        "losses": panel.fan.table(),
        "outcomes": panel.outcomes.table(),
        "map": panel.value_map.table(),
        "rows": panel.table.members.rows(),
        "told": panel.told.text(),
    }
    panel.show_page("networks")
    here.wait(lambda: panel.networks.surfaces is not None)
    found["networks"] = panel.networks.surfaces.values.tolist()
    return found


def test_that_all_pages_show_the_same_numbers_again(saved):
    here, other = saved(Sweep(seeds=3), Sweep((RATES,), 2), source="linear-regression", test_fraction=0.3)
    before, after = shown(here), shown(other)
    for page, found in before.items():
        np.testing.assert_equal(after[page], found, page)
    first, last = other.window.session.sweeps.records
    assert [record.sweep for record in (first, last)] == [Sweep(seeds=3), Sweep((RATES,), 2)]
    assert any(each.has_diverged for each in last.members)


def test_that_a_run_out_of_a_file_opens_with_the_losses_that_were_kept(saved):
    _here, other = saved(Sweep((RATES, UNITS), 1))
    assert shown(other)["map"]
    member = other.window.session.sweeps.current.members[1]
    other.window.drawers["sweep"].panel.open_member(member)
    other.wait(lambda: other.window.state == "finished")
    assert other.window.train_loss == member.train_loss
    assert [run.name for run in other.window.session.book.runs] == ["lr 0.01, units 5, seed 10"]
    # what begins to train then is numbered as ever
    other.window.document.edit("another seed", edits.with_training(other.window.project, seed=7))
    other.wait_for_run()
    other.train()
    assert other.window.session.book.runs[-1].name == "Run 2"


def test_that_what_folds_tell_beside_scikit_learn_is_told_again(saved):
    here, other = saved(Sweep(folds=3))
    before, after = shown(here), shown(other)
    np.testing.assert_equal(after, before)
    assert "LogisticRegression" in after["told"]


def test_that_a_sweep_that_was_stopped_keeps_what_there_is(studio, saved, tmp_path):
    here, _other = saved(Sweep(seeds=2))
    record = here.window.session.sweeps.start(
        edits.with_training(here.window.project, epochs=1_000_000), Sweep(seeds=2)
    )
    here.wait(lambda: len(record.members[0].train_loss) > 10)
    here.window.files.save()
    path = tmp_path / "kept.nnstudio"
    other = studio(str(path), wait=False)
    other.wait(lambda: len(other.window.session.sweeps.records) == 2)
    kept = other.window.session.sweeps.current
    here.window.session.sweeps.stop()
    assert (kept.is_over, kept.was_stopped, kept.count_over) == (True, True, 0)
    n = len(kept.members[0].train_loss)
    assert n > 10
    assert kept.members[0].train_loss == record.members[0].train_loss[:n]


def test_that_the_copy_for_the_day_of_a_crash_has_the_sweeps_too(studio):
    here = studio()
    record = here.window.session.sweeps.start(here.window.project, Sweep(seeds=2))
    here.wait(lambda: record.is_over)
    autosave = here.window.files.autosave
    autosave.keep_copy()
    here.wait(lambda: not autosave._is_copying)
    [copy] = [file.path for file in [autosave._recovery] if file is not None]
    assert copy.exists()
    other = studio(str(copy), wait=False)
    other.wait(lambda: len(other.window.session.sweeps.records) == 1)
    assert other.window.session.sweeps.current.summaries == record.summaries
    # as new runs do not, so new sweeps do not mark the project as changed
    assert not here.window.document.is_modified
    assert find_leftovers() == []
