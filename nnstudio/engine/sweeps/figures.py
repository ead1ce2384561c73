"""What came of a member in figures: all of its result's weights, none of them the average during an epoch."""

from dataclasses import dataclass
from typing import Any

from nnstudio.engine.metrics.result import Result
from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.engine.sweeps.member_trainer import MemberRun


@dataclass(frozen=True)
class MemberFigures:
    """Of the network after the result's epoch."""

    epoch: int
    losses: dict[str, float]
    """The project's loss over all samples: ``train`` and, with a test split, ``test``."""
    metrics: dict[str, dict[str, Any] | None]
    """scikit-learn's, by the names that ``train --json`` has."""
    weights_sha256: str

    @property
    def final_loss(self) -> float:
        """Of the test samples where there are any, else of the training samples."""
        return self.losses["test" if "test" in self.losses else "train"]


def figures_of(run: MemberRun) -> MemberFigures:
    """Computes a member's figures."""
    result = Result(run.member.project, run.dataset, run.history, run.network, run.layout, run.ending.result)
    return MemberFigures(result.snapshot.epoch, result.losses, result.metrics, fingerprint(result.snapshot))
