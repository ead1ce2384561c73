"""Features and targets of a size that a network has a hard time with."""

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.language import _
from nnstudio.project.layers.normalisation import NormLayer
from nnstudio.project.project import Project


def feature_scales(dataset: Dataset) -> NDArray[np.float64]:
    """(d,): how far each feature lies from 0, as the root of the mean of its squares; constant ones are left out."""
    X = dataset.X_train
    scales: NDArray[np.float64] = np.sqrt((X**2).mean(axis=0))[np.ptp(X, axis=0) > 0]
    return scales


def has_unusual_scales(project: Project, dataset: Dataset) -> bool:
    """Whether standardising the features would change much."""
    if project.data.standardize or isinstance(project.network.layers[0], NormLayer):
        return False
    scales = feature_scales(dataset)
    return len(scales) > 0 and bool(scales.max() > 10 or scales.max() < 0.2 or scales.max() > 5 * scales.min())


def scales_told(dataset: Dataset) -> Told:
    scales = feature_scales(dataset)
    low = Figure(Measure.SCALE_LOW, float(scales.min()))
    high = Figure(Measure.SCALE_HIGH, float(scales.max()))
    if len(scales) == 1:
        return tell(_("The feature is of the size of {high}."), high=high)
    return tell(_("The features' sizes go from {low} to {high}."), low=low, high=high)


def unscaled(sentence: Told, basis: Basis) -> Finding:
    """The finding that the inputs' scales keep the network from learning."""
    return Finding(
        Fault.UNSCALED_INPUTS,
        Told(_("Inputs of unsuitable size")),
        sentence,
        Told(
            _("Tick “standardise” in the data.") if basis is not Basis.GUESS else _("tick “standardise” in the data.")
        ),
        basis,
        panel="data",
    )
