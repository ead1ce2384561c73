"""The trained network that a studio file was saved with."""

from pathlib import Path

import torch

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_network
from nnstudio.engine.files.archive import Archive, read_archive
from nnstudio.engine.files.sweep_entries import ArchivedSweep
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import StateLayout
from nnstudio.engine.snapshots.snapshot_store import SnapshotStore
from nnstudio.engine.training.history import History
from nnstudio.engine.training.threads import choose_threads
from nnstudio.export.outcome import Outcome, outcome_at
from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError


def kept_sweep(path: Path) -> ArchivedSweep | None:
    """The last sweep of a ``.nnstudio`` file.

    Raises:
        ProjectError: the file is not sound.
    """
    return _last_sweep(read_archive(path))


def kept_outcome(path: Path) -> Outcome | None:
    """The open run of a ``.nnstudio`` file at the epoch shown, with its last sweep; None if it was not trained.

    It draws from PyTorch's global generator, and so is not for a program that trains at the same time.

    Raises:
        ProjectError: the file is not sound, or its run is of another network than its project.
    """
    archive = read_archive(path)
    if archive.current is None:
        return None
    kept = archive.runs[archive.current]
    if not len(kept.train_loss) or kept.project.run_key() != archive.project.run_key():
        return None
    dataset = load_dataset(kept.project.data)
    model = build_network(kept.project)
    size = StateLayout(model).size
    if kept.snapshots.shape[1] != size:
        raise InvalidProjectError(
            _("{path}: its run holds {snapshots_shape:,} numbers, but this network has {size:,}").format(
                path=path, snapshots_shape=kept.snapshots.shape[1], size=size
            )
        )
    if len(kept.test_loss) != (len(kept.train_loss) if len(dataset.X_test) else 0):
        raise InvalidProjectError(_("{path}: its run's test losses do not belong to this data").format(path=path))
    threads = choose_threads(kept.project)
    torch.set_num_threads(threads)
    return outcome_at(
        kept.project,
        dataset,
        History.of(kept.train_loss.tolist(), kept.test_loss.tolist(), SnapshotStore.of(kept.epochs, kept.snapshots)),
        Probe(model),
        epoch=len(kept.train_loss) if archive.epoch is None else archive.epoch,
        name=path.stem,
        device="cpu",
        threads=threads,
        sweep=_last_sweep(archive),
    )


def _last_sweep(archive: Archive) -> ArchivedSweep | None:
    return archive.sweeps[-1] if archive.sweeps else None
