"""What came of a member in figures: all of its result's weights, none of them the average during an epoch."""

from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from nnstudio.data.dataset import Floats
from nnstudio.engine.build import build_tensors, criterion_of
from nnstudio.engine.metrics.evaluation import all_figures
from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.engine.sweeps.member_trainer import MemberRun


@dataclass(frozen=True)
class MemberFigures:
    """Of the network after the result's epoch."""

    epoch: int
    loss: dict[str, float | None]
    """The project's loss over all samples: ``train``, ``test``; None without a test split."""
    metrics: dict[str, dict[str, Any] | None]
    """scikit-learn's, by the names that ``train --json`` has."""
    weights_sha256: str

    @property
    def final_loss(self) -> float:
        """Of the test samples where there are any, else of the training samples."""
        test, train = self.loss["test"], self.loss["train"]
        found = train if test is None else test
        assert found is not None
        return found


def figures_of(run: MemberRun) -> MemberFigures:
    """Computes a member's figures."""
    project, data, result = run.member.project, run.dataset, run.ending.result
    tensors = build_tensors(data, project.training.loss)
    criterion = criterion_of(project, tensors)
    run.probe.load(result)

    def judged(X: Floats, targets: Tensor, y: NDArray[Any]) -> tuple[float | None, dict[str, Any] | None]:
        if not len(X):
            return None, None
        outputs = run.probe.predict(X)
        loss = float(criterion(torch.from_numpy(outputs.copy()), targets))
        return loss, all_figures(project, data.to_values(outputs), y, data.class_names)

    shares = {
        "train": judged(data.X_train, tensors.y_train, data.y_train),
        "test": judged(data.X_test, tensors.y_test, data.y_test),
    }
    return MemberFigures(
        result.epoch,
        {share: loss for share, (loss, _unused) in shares.items()},
        {share: metrics for share, (_unused, metrics) in shares.items()},
        fingerprint(result),
    )
