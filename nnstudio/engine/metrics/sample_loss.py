"""The project's loss over all samples of a share: what a network at rest is told by, at any of its states."""

import math
from typing import Literal

import numpy as np
import torch

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import build_tensors, criterion_of
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.project.project import Project


class SampleLoss:
    """Made once for many states: the samples are turned into tensors here."""

    def __init__(self, project: Project, dataset: Dataset, share: Literal["train", "test"] = "train") -> None:
        tensors = build_tensors(dataset, project.training.loss)
        self._criterion = criterion_of(project, tensors)
        self._X, self._y = {
            "train": (dataset.X_train, tensors.y_train),
            "test": (dataset.X_test, tensors.y_test),
        }[share]

    def of(self, probe: Probe) -> float:
        """With the state that the probe has loaded."""
        outputs = probe.predict(self._X)
        if np.isnan(outputs).any():
            # BCELoss refuses a NaN, where the other losses pass it on
            return math.nan
        return float(self._criterion(torch.from_numpy(outputs.copy()), self._y))
