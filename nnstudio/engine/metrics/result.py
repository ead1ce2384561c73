"""What has come of a run, by the names that `nnstudio train --json` uses."""

from functools import cached_property
from typing import Any, Literal

import numpy as np

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import build_tensors, criterion_of
from nnstudio.engine.metrics.baseline import linear_baseline
from nnstudio.engine.metrics.evaluation import all_figures
from nnstudio.engine.metrics.sample_loss import SampleLoss
from nnstudio.engine.snapshots.gradients import loss_gradients
from nnstudio.engine.snapshots.outputs import predictions, probabilities
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import Snapshot, StateLayout
from nnstudio.engine.training.history import History
from nnstudio.project.guided.figure_check import HIDDEN
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task


class Result:
    """A run's figures at one snapshot; each is computed when it is first asked for."""

    def __init__(
        self,
        project: Project,
        dataset: Dataset,
        history: History,
        probe: Probe,
        layout: StateLayout,
        snapshot: Snapshot | None = None,
    ) -> None:
        """`probe` is copied; without a `snapshot` it is the last epoch's."""
        self.project, self.dataset, self.history = project, dataset, history
        self.snapshot = history.last if snapshot is None else snapshot
        self._probe = probe.fork()
        self._probe.load(self.snapshot)
        self._arrays = layout.arrays(self.snapshot.vector)

    @cached_property
    def metrics(self) -> dict[str, Any]:
        """scikit-learn's, for the training samples and the test samples; None where there are none."""
        data = self.dataset
        return {
            "train": self._judged(data.X_train, data.y_train),
            "test": self._judged(data.X_test, data.y_test) if len(data.X_test) else None,
        }

    @cached_property
    def baseline(self) -> dict[str, list[float]] | None:
        """A linear regression's weights beside scikit-learn's; None for all else."""
        found = linear_baseline(self.project, self.dataset, self._arrays)
        return vars(found) if found is not None else None

    @cached_property
    def parameters(self) -> dict[str, Any]:
        return {name: array.tolist() for name, array in self._arrays.items()}

    @cached_property
    def loss(self) -> dict[str, float]:
        """Of the network, over all training samples: before training, and at the snapshot.

        Not what `train_loss` has, which is met batch by batch on the way.
        """
        before = self._probe.fork()
        before.load(self.history.nearest(0))
        loss = SampleLoss(self.project, self.dataset)
        return {"before": loss.of(before), "after": self.losses["train"]}

    @cached_property
    def losses(self) -> dict[str, float]:
        """Of the network at the snapshot: over all training samples and, where there are any, all test samples."""
        shares: tuple[Literal["train", "test"], ...] = ("train", "test") if len(self.dataset.X_test) else ("train",)
        return {share: SampleLoss(self.project, self.dataset, share).of(self._probe) for share in shares}

    @property
    def layers(self) -> dict[str, int]:
        """How many layers there are of each kind, and how many Linear ones before the last."""
        kinds: list[str] = [layer.kind for layer in self.project.network.layers]
        linear = kinds.count(LinearLayer().kind)
        return {kind: kinds.count(kind) for kind in LAYER_KINDS} | {HIDDEN: max(0, linear - 1)}

    @cached_property
    def gradients(self) -> dict[str, Any]:
        """Of the whole training loss, by parameter."""
        tensors = build_tensors(self.dataset, self.project.training.loss)
        criterion = criterion_of(self.project, tensors)
        found = loss_gradients(self._probe, criterion, tensors.X_train, tensors.y_train)
        return {name: array.tolist() for name, array in found.items()}

    def look_up(self, root: str, point: tuple[float, ...] = ()) -> Any:
        """What stands at a root that a lesson may name (project.guided.figures); None where there is nothing."""
        if point:
            return self._at(root, point)
        match root:
            case "train_loss":
                return self.history.train_loss
            case "test_loss":
                return self.history.test_loss
            case "epochs":
                return self.history.last.epoch
            case "parameter_count":
                return self.project.parameter_count()
            case "metrics" | "baseline" | "parameters" | "gradients" | "loss" | "layers":
                return getattr(self, root)
        return None

    def _judged(self, X: Any, y: Any) -> dict[str, Any]:
        return all_figures(self.project, self.dataset.to_values(self._probe.predict(X)), y, self.dataset.class_names)

    def _at(self, root: str, point: tuple[float, ...]) -> list[Any] | None:
        if len(point) != len(self.dataset.columns):
            return None
        inputs = self.dataset.to_inputs(np.array([point], dtype=np.float64))
        if root == "activations":
            return [layer[0].tolist() for layer in self._probe.layers(inputs)]
        outputs = self._probe.predict(inputs)
        if root in ("outputs", "logits"):
            return [float(value) for value in outputs[0]]
        if self.dataset.task is Task.REGRESSION:
            return None
        found = (
            probabilities(self.project, outputs)[0] if root == "probabilities" else predictions(self.project, outputs)
        )
        return [float(value) for value in found]
