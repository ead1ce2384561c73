"""A studio file's own run is exported and predicts, as it was saved, without training again."""

import csv

import numpy as np
import pytest

from nnstudio.cli import main
from nnstudio.cli.options import UNCHANGED
from nnstudio.cli.outcome import find_outcome
from nnstudio.engine.files.archive import Archive, ArchivedRun, read_archive, write_archive
from nnstudio.engine.files.sweep_entries import ArchivedMember, ArchivedSweep
from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.engine.training.trainer import Trainer
from nnstudio.export import kept
from nnstudio.export.kept import kept_outcome
from nnstudio.project import edits
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.sources.scikit_made import CirclesSource
from nnstudio.project.sweep import Sweep
from tests.export.runs import project_on, trained


@pytest.fixture(scope="module")
def outcome():
    return trained(project_on(CirclesSource(), "batch_norm", "relu", epochs=6, test_fraction=0.2))


def archived(outcome, **changes) -> ArchivedRun:
    epochs = list(range(outcome.epoch + 1))
    whole = {
        "name": "run",
        "project": outcome.project,
        "train_loss": np.array(outcome.train_loss),
        "test_loss": np.array(outcome.test_loss),
        "epochs": np.array(epochs),
        "snapshots": np.stack([outcome.history.nearest(epoch).vector for epoch in epochs]),
    }
    return ArchivedRun(**{**whole, **changes})


@pytest.fixture
def saved(outcome, tmp_path):
    """Writes a studio file."""

    def write(project=None, epoch=None, current=0, **changes):
        path = tmp_path / "mine.nnstudio"
        write_archive(Archive(project or outcome.project, (archived(outcome, **changes),), current, epoch), path)
        return path

    return write


@pytest.mark.parametrize("epoch", [None, 2])
def test_that_the_run_is_the_one_saved_at_the_epoch_that_was_shown(outcome, saved, epoch):
    found = kept_outcome(saved(epoch=epoch))
    expected = outcome.history.nearest(6 if epoch is None else epoch)
    assert (found.epoch, found.name) == (expected.epoch, "mine")
    assert fingerprint(found.snapshot) == fingerprint(expected)
    assert found.train_loss == outcome.train_loss[: expected.epoch]
    raw = outcome.dataset.raw
    own = trained(outcome.project, epoch=expected.epoch)
    assert np.array_equal(found.outputs(raw), own.outputs(raw))


def test_that_a_file_without_a_trained_run_of_its_project_has_none(outcome, saved):
    assert kept_outcome(saved(current=None)) is None
    assert kept_outcome(saved(project=edits.with_training(outcome.project, seed=77))) is None
    assert kept_outcome(saved(project=edits.with_training(outcome.project, epochs=50))) is not None


def test_that_a_run_that_is_not_its_projects_is_refused(outcome, saved):
    with pytest.raises(InvalidProjectError, match="but this network has"):
        kept_outcome(saved(snapshots=np.zeros((7, 3), dtype=np.float32)))
    # the same run, but of a project that has no test samples
    project = edits.with_data(outcome.project, test_fraction=0.0)
    path = saved()
    write_archive(Archive(project, (archived(outcome, project=project),), 0), path)
    with pytest.raises(InvalidProjectError, match="test losses do not belong"):
        kept_outcome(path)


def test_that_a_trained_file_is_read_once_with_its_last_sweep(outcome, tmp_path, monkeypatch):
    sweeps = [ArchivedSweep(outcome.project, Sweep(seeds=n), (ArchivedMember(),) * n) for n in (1, 2)]
    path, reads = tmp_path / "mine.nnstudio", []
    write_archive(Archive(outcome.project, (archived(outcome),), 0, sweeps=tuple(sweeps)), path)

    def read(file):
        reads.append(file)
        return read_archive(file)

    monkeypatch.setattr(kept, "read_archive", read)
    found, _reason = find_outcome(str(path), outcome.project, UNCHANGED)
    assert found.sweep.sweep == Sweep(seeds=2)
    assert fingerprint(found.snapshot) == fingerprint(outcome.snapshot)
    assert reads == [path]


def test_that_the_command_uses_it_without_training_unless_told_otherwise(outcome, saved, tmp_path, monkeypatch, capsys):
    path = saved()
    history = tmp_path / "h.csv"
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "epochs", None)
        assert main(["export", str(path), "--to", "history", "-o", str(history)]) == 0
        source = tmp_path / "new.csv"
        source.write_text("x1,x2\n0,0\n1,1\n", encoding="utf-8")
        assert main(["predict", str(path), str(source), "-o", str(tmp_path / "p.csv")]) == 0
    assert _column(history, "train_loss") == outcome.train_loss
    p = outcome.outputs(np.array([[0.0, 0.0], [1.0, 1.0]]))[:, 0]
    assert np.allclose(_column(tmp_path / "p.csv", "probability 1"), 1 / (1 + np.exp(-p)), rtol=1e-6)
    assert main(["export", str(path), "--to", "history", "-o", str(history), "--epochs", "2"]) == 0
    assert _column(history, "train_loss") == outcome.train_loss[:2]
    assert capsys.readouterr().err == ""


def _column(path, name):
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return [float(row[name]) for row in rows]
