"""Runs made into what a studio file holds, and back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nnstudio.language import _
from nnstudio.project.data import DataSpec
from nnstudio.project.errors import InvalidProjectError, ProjectError
from nnstudio.project.kept_data import packed
from nnstudio.project.project import Project
from nnstudio.session.run import Run, prepare_run
from nnstudio.session.sweeps.sweep_keeping import CapturedSweep, archived_sweeps, capture_sweeps
from nnstudio.session.sweeps.sweep_record import SweepRecord

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.files.archive import Archive, ArchivedRun
    from nnstudio.engine.snapshots.snapshot_store import SnapshotStore
    from nnstudio.engine.training.trainer_state import TrainerState

FILE_BUDGET = 64 * 2**20
"""Bytes of snapshots that a saved run may take."""
_SWEEPS_SHARE = 8
"""So many times as much may all sweeps together."""


@dataclass(frozen=True, eq=False)
class CapturedRun:
    """A run as it stood at one moment; nothing in it changes any more."""

    run: Run
    state: "TrainerState"
    train_loss: list[float]
    test_loss: list[float]
    snapshots: "SnapshotStore"


@dataclass(frozen=True, eq=False)
class Captured:
    """All that is to be kept, as it stood at one moment."""

    project: Project
    runs: tuple[CapturedRun, ...]
    current: int | None
    epoch: int | None
    layout: dict[str, Any]
    sweeps: tuple[CapturedSweep, ...] = ()
    sweeps_budget: int = 0
    """Bytes that all sweeps may take."""


def capture(
    project: Project,
    runs: Iterable[Run],
    current: Run | None,
    epoch: int | None,
    layout: dict[str, Any],
    budget: int = FILE_BUDGET,
    sweeps: Iterable[SweepRecord] = (),
) -> Captured:
    """Takes down how everything stands; in the training thread, between two batches. Quick: nothing big is copied."""
    kept = [run for run in runs if run.epoch > 0]
    return Captured(
        project,
        tuple(_captured(run, budget) for run in kept),
        kept.index(current) if current in kept else None,
        epoch,
        layout,
        capture_sweeps(sweeps),
        _SWEEPS_SHARE * budget,
    )


def archive_of(captured: Captured, with_data: bool = True) -> "Archive":
    """The same as what a studio file holds, with a copy of the learner's data file or without."""
    from nnstudio.engine.files.archive import Archive

    files: dict[str, bytes] = {}

    def named(project: Project) -> Project:
        if not with_data:
            return project
        project, found = packed(project)
        files.update(found)
        return project

    runs = tuple(replace(_archived(run), project=named(run.run.project)) for run in captured.runs)
    sweeps = archived_sweeps(captured.sweeps, captured.sweeps_budget, named)
    return Archive(named(captured.project), runs, captured.current, captured.epoch, captured.layout, sweeps, files)


def restore_runs(archive: "Archive", device: str = "cpu") -> list[Run]:
    """The runs, ready to be looked at and trained on.

    Raises:
        ProjectError: a run does not fit its own project.
    """
    from nnstudio.engine.training.memory import require_memory_for_all

    require_memory_for_all([kept.project for kept in archive.runs])
    datasets: dict[DataSpec, Dataset] = {}
    runs = []
    for i, kept in enumerate(archive.runs):
        run = _restored(kept, device, i, datasets.get(kept.project.data))
        # runs on the same data share them
        datasets[kept.project.data] = run.dataset
        runs.append(run)
    return runs


def _captured(run: Run, budget: int) -> CapturedRun:
    # losses are read first: what the history has gained by then is cut off by the state's epoch
    state = run.trainer.state()
    train, test = run.history.losses_since(0)
    return CapturedRun(run, state, train[: run.epoch], test[: run.epoch], run.history.stored(budget))


def _archived(captured: CapturedRun) -> "ArchivedRun":
    import numpy as np

    from nnstudio.engine.files.archive import ArchivedRun

    run = captured.run
    tensors, numbers = captured.state.to_tensors()
    facts = {
        "state": numbers,
        "base": run.base,
        "origin": run.origin,
        "failure": run.failure,
        "is_set_aside": run.is_set_aside,
    }
    return ArchivedRun(
        run.name,
        run.project,
        np.array(captured.train_loss, dtype=np.float64),
        np.array(captured.test_loss, dtype=np.float64),
        *captured.snapshots.arrays(),
        {name: tensor.numpy() for name, tensor in tensors.items()},
        facts,
    )


def _restored(kept: "ArchivedRun", device: str, number: int, dataset: "Dataset | None") -> Run:
    import torch

    from nnstudio.engine.snapshots.snapshot_store import SnapshotStore
    from nnstudio.engine.training.history import History
    from nnstudio.engine.training.trainer_state import TrainerState

    where = f"runs/{number}"
    run = prepare_run(kept.project, device, dataset)
    if kept.snapshots.shape[1] != run.trainer.layout.size:
        raise InvalidProjectError(
            _(
                "{where}: the snapshots hold {snapshots_shape:,} numbers each, but this network has {layout_size:,}"
            ).format(where=where, snapshots_shape=kept.snapshots.shape[1], layout_size=run.trainer.layout.size)
        )
    has_test = len(run.dataset.X_test) > 0
    if len(kept.test_loss) != (len(kept.train_loss) if has_test else 0):
        raise InvalidProjectError(_("{where}: the test losses do not belong to this data").format(where=where))
    numbers = kept.facts.get("state")
    try:
        tensors = {name: torch.from_numpy(array.copy()) for name, array in kept.state.items()}
        state = TrainerState.from_tensors(tensors, numbers if isinstance(numbers, dict) else {})
        if state.epoch != int(kept.epochs[-1]):
            raise InvalidProjectError(_("it stands at another epoch than the losses"))
        run.trainer.restore(state)
    except (ProjectError, RuntimeError, TypeError, ValueError, KeyError) as error:
        raise InvalidProjectError(f"{where}: {' '.join(str(error).split())[:200]}") from None
    run.history = History.of(
        kept.train_loss.tolist(), kept.test_loss.tolist(), SnapshotStore.of(kept.epochs, kept.snapshots)
    )
    run.in_mid_epoch = run.trainer.in_mid_epoch
    run.name = kept.name
    run.base = _whole(kept.facts.get("base"), run.epoch)
    run.origin = _text(kept.facts.get("origin"))
    run.failure = _text(kept.facts.get("failure"))
    run.is_set_aside = kept.facts.get("is_set_aside") is True
    return run


def _whole(value: Any, most: int) -> int:
    return value if type(value) is int and 0 <= value <= most else 0


def _text(value: Any) -> str:
    return value[:1000] if isinstance(value, str) else ""
