"""Members of a sweep made into what a studio file holds, and back."""

from typing import Any

import numpy as np
import torch
from pydantic import TypeAdapter, ValidationError

from nnstudio.engine.build import build_network
from nnstudio.engine.files.sweep_entries import ArchivedMember
from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import Snapshot, StateLayout
from nnstudio.engine.snapshots.snapshot_store import SnapshotStore
from nnstudio.engine.sweeps.datasets import SharedDatasets
from nnstudio.engine.sweeps.figures import MemberFigures
from nnstudio.engine.sweeps.fold_scores import FoldScores
from nnstudio.engine.sweeps.member_trainer import MemberRun
from nnstudio.engine.training.history import History
from nnstudio.engine.training.memory import require_memory_for_all
from nnstudio.engine.training.whole_run import Ending
from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.layers.spec import LayerShape, LayerSpec
from nnstudio.project.sweep import Member

_SCORES = TypeAdapter(FoldScores)


def figures_kept(kept: ArchivedMember) -> MemberFigures | None:
    """A member's figures; None where it had not come to its end."""
    if kept.reason is None:
        return None
    metrics = {share: None if found is None else dict(found) for share, found in kept.metrics.items()}
    return MemberFigures(kept.epoch, dict(kept.losses), metrics, fingerprint(_result(kept)))


def scores_kept(raw: Any) -> FoldScores | None:
    """What was kept of the scores on folds.

    Raises:
        InvalidProjectError: it is something else.
    """
    if raw is None:
        return None
    try:
        scores = _SCORES.validate_python(raw)
    except ValidationError as error:
        raise InvalidProjectError(f"scores: {error.errors()[0]['msg']}") from None
    k = len(scores.folds)
    lengths = [len(each.network) for each in scores.metrics.values()]
    lengths += [len(each.baseline) for each in scores.metrics.values() if each.baseline is not None]
    if scores.chief not in scores.metrics or any(length != k for length in lengths) or not k:
        raise InvalidProjectError(_("the scores do not belong to these folds"))
    return scores


class Sizes:
    """How many numbers the networks of members have; those alike are asked once, and none takes memory."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[LayerSpec, ...], tuple[LayerShape, ...]], int] = {}

    def require(self, member: Member, kept: ArchivedMember) -> None:
        """Whether what was kept of the member's network is one like it.

        Raises:
            InvalidProjectError: it is not.
        """
        if kept.reason is None:
            return
        project = member.project
        key = (project.network.layers, tuple(project.layer_shapes()))
        size = self._known.get(key)
        if size is None:
            with torch.device("meta"):
                size = self._known[key] = StateLayout(build_network(project)).size
        if len(kept.state) != size:
            told = _("the network of a run has {found:,} numbers, and there are {size:,}")
            raise InvalidProjectError(told.format(found=len(kept.state), size=size))


def member_again(member: Member, kept: ArchivedMember, datasets: SharedDatasets) -> MemberRun:
    """A member as it was at its end, to be looked at; in any thread, for no random number is drawn.

    Raises:
        InvalidProjectError: its data can't be loaded, or do not fit into the memory.
    """
    require_memory_for_all([member.project])
    with torch.device("meta"):
        model = build_network(member.project)
    model = model.to_empty(device="cpu")
    result = _result(kept)
    # in a file the losses are followed by one network: the result's
    snapshots = SnapshotStore.of(np.array([kept.epoch]), kept.state.reshape(1, -1))
    history = History.of(kept.train_loss.tolist(), kept.test_loss.tolist(), snapshots)
    ending = Ending(kept.reason, None, result)  # type: ignore[arg-type]
    dataset = datasets.load(member.project.data)
    return MemberRun(member, dataset, history, ending, StateLayout(model), Probe(model))


def _result(kept: ArchivedMember) -> Snapshot:
    vector = kept.state.copy()
    vector.setflags(write=False)
    return Snapshot(kept.epoch, vector)
