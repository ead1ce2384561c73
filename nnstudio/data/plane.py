"""Which plane through the data is drawn, and how samples and points of the plane become one another."""

import re
from dataclasses import dataclass

import numpy as np

from nnstudio.data.dataset import Dataset, Floats
from nnstudio.language import _
from nnstudio.project.features import pretty
from nnstudio.project.rounding import rounded

_UNIT = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$")
"""What a column is measured in, as names of columns say it: ``petal length (cm)``."""
_MOST_UNEQUAL = 10.0
"""Of two columns in one unit, the largest ratio of extents at which both can still be seen on one scale."""


@dataclass(frozen=True)
class Plane:
    """A line or plane to draw over, as the learner chooses it.

    Along `axes` it follows columns of the data; with `principal` it is spanned by the two leading principal
    components of the standardised columns instead, and `axes` is remembered for the way back.
    """

    axes: tuple[int, ...]
    """One or two indices of the data set's columns."""
    principal: bool = False
    held: int | None = None
    """The sample (train first) through which it runs; None for the mean of the training samples."""

    def fits(self, dataset: Dataset) -> bool:
        """Whether it can be drawn for these data."""
        known = all(axis < len(dataset.columns) for axis in self.axes)
        return (
            known and (self.held is None or self.held < len(dataset.raw)) and not (self.principal and why_not(dataset))
        )


@dataclass(frozen=True, eq=False)
class Projection:
    """A plane among the data's c columns: raw = origin + coordinates @ directions, for a of 1 or 2 coordinates."""

    plane: Plane
    names: tuple[str, ...]
    """What each axis is called."""
    labels: tuple[str, ...]
    """What runs along each axis, with what there is to be said of it."""
    held: str
    """What the rest is held at, in words; empty if there is no rest."""
    origin: Floats
    """(c,)"""
    directions: Floats
    """(a, c): one step along each axis, in the columns' units."""
    center: Floats
    """(c,): where coordinates are counted from."""
    readings: Floats
    """(c, a): the coordinates of a step along each column."""
    spread: Floats
    """(c,): the training samples' standard deviations, 1 where a column is constant."""
    has_one_scale: bool
    """Whether both axes count the same kind of quantity, so that lengths along them, and across, can be compared."""

    def to_raw(self, coordinates: Floats) -> Floats:
        """The columns' values, (k, c), at points of the plane, (k, a)."""
        return self.origin + coordinates @ self.directions

    def to_plane(self, raw: Floats) -> Floats:
        """Where samples of (k, c) fall on the plane, (k, a): what is held is left out."""
        return (raw - self.center) @ self.readings

    def distance(self, raw: Floats) -> Floats:
        """(k,): how far samples lie from the plane, as the root mean square over its c − a other directions.

        In standard deviations of the training samples.
        """
        away = (raw - self.to_raw(self.to_plane(raw))) / self.spread
        others = max(1, raw.shape[1] - len(self.directions))
        distances: Floats = np.sqrt((away**2).sum(axis=1) / others)
        return distances


def project(dataset: Dataset, plane: Plane) -> Projection:
    """The plane as it lies among the samples.

    Raises:
        ValueError: it does not fit the data.
    """
    if not plane.fits(dataset):
        raise ValueError(_("{plane} does not fit the data").format(plane=plane))
    through = dataset.raw_train.mean(axis=0) if plane.held is None else dataset.raw[plane.held]
    deviations = dataset.raw_train.std(axis=0)
    spread = np.where(deviations > 0, deviations, 1.0)
    return (
        _along_components(dataset, plane, through, spread)
        if plane.principal
        else _along_columns(dataset, plane, through, spread)
    )


def why_not(dataset: Dataset) -> str:
    """Why no plane of principal components can be drawn; empty if one can."""
    if len(dataset.columns) < 3:
        return _("The data have no more columns than the plane has axes")
    if np.count_nonzero(dataset.raw_train.std(axis=0)) < 2:
        return _("Needs two columns whose values differ between the training samples")
    return ""


def _along_columns(dataset: Dataset, plane: Plane, through: Floats, spread: Floats) -> Projection:
    c = len(dataset.columns)
    axes = list(plane.axes)
    origin = through.copy()
    origin[axes] = 0.0
    directions = np.zeros((len(axes), c))
    directions[range(len(axes)), axes] = 1.0
    labels = tuple(pretty(dataset.columns[axis]) for axis in axes)
    held = ""
    if len(axes) < c:
        other = next(pretty(name) for i, name in enumerate(dataset.columns) if i not in axes)
        rest = other if c - len(axes) == 1 else _("the other {c} columns").format(c=c - len(axes))
        held = _held(dataset, plane, rest)
    one_scale = _count_alike([dataset.columns[axis] for axis in axes], np.ptp(dataset.raw[:, axes], axis=0))
    return Projection(plane, labels, labels, held, origin, directions, np.zeros(c), directions.T, spread, one_scale)


def _along_components(dataset: Dataset, plane: Plane, through: Floats, spread: Floats) -> Projection:
    from sklearn.decomposition import PCA

    mean = dataset.raw_train.mean(axis=0)
    pca = PCA(2, svd_solver="full").fit((dataset.raw_train - mean) / spread)
    readings = pca.components_.T / spread[:, None]
    directions = pca.components_ * spread
    origin = through - ((through - mean) @ readings) @ directions
    shares = [rounded(float(share), ".1%") for share in pca.explained_variance_ratio_]
    labels = tuple(
        _("PC{number} ({share} of the variance)").format(number=i + 1, share=share) for i, share in enumerate(shares)
    )
    rest = (
        _("the other {column_count} components").format(column_count=len(dataset.columns) - 2)
        if len(dataset.columns) > 3
        else _("the third component")
    )
    held = _held(dataset, plane, rest)
    return Projection(plane, ("PC1", "PC2"), labels, held, origin, directions, mean, readings, spread, True)


def _held(dataset: Dataset, plane: Plane, rest: str) -> str:
    """What the rest is held at."""
    if plane.held is None:
        return _("{rest} at the mean").format(rest=rest)
    return _("{rest} at the values of {sample_name}").format(rest=rest, sample_name=sample_name(dataset, plane.held))


def _count_alike(names: list[str], extents: Floats) -> bool:
    """Whether two columns count the same kind of quantity: their names say so, by a unit or by a number alone."""
    if len(names) < 2:
        return False
    units = [_UNIT.search(name) for name in names]
    if all(units):
        alike = len({unit[1].strip().casefold() for unit in units if unit is not None}) == 1
    else:
        alike = len({re.sub(r"\d+", "", name).casefold() for name in names}) == 1
    low, high = sorted(extents.tolist())
    return alike and (low == 0.0 or high / low <= _MOST_UNEQUAL)


def sample_name(dataset: Dataset, sample: int) -> str:
    """What a sample is called: its number from 1, train first."""
    return (
        _("sample {sample}").format(sample=sample + 1)
        if sample < len(dataset.raw_train)
        else _("sample {sample} (test)").format(sample=sample + 1)
    )
