"""What the learner has pointed at: shared by all views, so that a click in one shows in the others."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from nnstudio.project.network import NetworkSpec
from nnstudio.project.output_words import USUAL_THRESHOLD

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Point:
    """One input to be looked at closely."""

    raw: NDArray[np.float64]
    """(c,): values of the data set's columns."""
    sample: int | None = None
    """The row in the data set (train first) if it is a sample, None for a free point."""


class Selection(QObject):
    """The unit in the big plot, the point under the probe, the units switched off, and the threshold of two classes."""

    unit_changed = Signal(object)
    """(layer, unit), both from 0, or None for the network's own prediction."""
    preview_changed = Signal(object)
    """(layer, unit), both from 0, that is looked at in passing, or None."""
    point_changed = Signal(object)
    """A Point, or None."""
    off_changed = Signal(frozenset)
    """A frozenset of (layer, unit)."""
    threshold_changed = Signal(float)
    """Above which probability a sample is taken for class 1."""
    epoch_wished = Signal(int)
    """An epoch of the run to be shown everywhere: somebody has picked it elsewhere than on the timeline."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.unit: tuple[int, int] | None = None
        self.preview: tuple[int, int] | None = None
        self.point: Point | None = None
        self.off: frozenset[tuple[int, int]] = frozenset()
        self.threshold = USUAL_THRESHOLD
        """Of two classes: above which probability of class 1 a sample is taken for it."""
        self._of: object = None
        """The columns and the network whose units and values these are."""

    def follow(self, dataset: "Dataset", network: NetworkSpec) -> None:
        """Forgets what another network, or other data, do not have; to be called before they are shown."""
        of = (dataset.columns, network)
        if of != self._of:
            self._of = of
            self.clear()
        elif self.point is not None:
            self.choose_point(kept_point(dataset, self.point))

    def choose_unit(self, unit: tuple[int, int] | None) -> None:
        """The unit that takes over the big plot; None for the prediction."""
        if unit != self.unit:
            self.unit = unit
            self.unit_changed.emit(unit)

    @property
    def shown_unit(self) -> tuple[int, int] | None:
        """What the big plot shows now: the unit that is looked at in passing, or else the chosen one."""
        return self.unit if self.preview is None else self.preview

    def preview_unit(self, unit: tuple[int, int] | None) -> None:
        """The unit that takes over the big plot as long as it is pointed at; None for the one that is chosen."""
        if unit != self.preview:
            self.preview = unit
            self.preview_changed.emit(unit)

    def choose_point(self, point: Point | None) -> None:
        """The input to look at closely."""
        if point is not self.point:
            self.point = point
            self.point_changed.emit(point)

    def switch(self, unit: tuple[int, int]) -> None:
        """Takes a unit's contribution out of the network that is shown, or puts it back."""
        self.off = self.off ^ {unit}
        self.off_changed.emit(self.off)

    def switch_all_on(self) -> None:
        """Puts all units back."""
        if self.off:
            self.off = frozenset()
            self.off_changed.emit(self.off)

    def choose_threshold(self, threshold: float) -> None:
        """Another threshold than the usual one, for looking: training, and what is exported, know nothing of it."""
        if threshold != self.threshold:
            self.threshold = threshold
            self.threshold_changed.emit(threshold)

    def clear(self) -> None:
        """Forgets everything: the network or the data are other ones."""
        self.choose_threshold(USUAL_THRESHOLD)
        self.preview_unit(None)
        self.choose_unit(None)
        self.choose_point(None)
        self.switch_all_on()


def kept_point(dataset: "Dataset", point: Point) -> Point | None:
    """The point among other data: a sample is now the one of its row; None if it has no place there."""
    if len(point.raw) != len(dataset.columns):
        return None
    if point.sample is None:
        return point
    if point.sample >= len(dataset.raw):
        return None
    raw = dataset.raw[point.sample]
    return point if np.array_equal(raw, point.raw) else Point(raw, point.sample)
