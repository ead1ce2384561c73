"""The losses of a sweep's runs as arrays, at as many epochs as can be seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.session.sweeps.sweep_record import MemberRecord
from nnstudio.ui.plots.series import Series

Floats = NDArray[np.float64]
_MOST_POINTS, _FEWEST, _ALL = 400, 40, 60_000
"""Epochs of a curve that are drawn; of many curves, fewer of each."""


@dataclass(frozen=True)
class Band:
    """Where the middle of the runs is, epoch by epoch."""

    epochs: Floats
    q1: Floats
    median: Floats
    q3: Floats


class RunCurves:
    """What is known of one run's losses."""

    def __init__(self, record: MemberRecord) -> None:
        self.record = record
        self.series = {"train": Series(), "test": Series()}

    def catch_up(self) -> None:
        """Takes in the epochs that have come since."""
        for share, losses in (("train", self.record.train_loss), ("test", self.record.test_loss)):
            series = self.series[share]
            if len(losses) > len(series):
                series.extend(losses[len(series) :])


def epochs_to_draw(curves: list[RunCurves]) -> NDArray[np.intp]:
    """Of all epochs, from 0, those at which curves are drawn: evenly spread, the first and the last among them."""
    last = max((len(each.series["train"]) for each in curves), default=0)
    most = max(_FEWEST, min(_MOST_POINTS, _ALL // max(1, len(curves))))
    if last <= most:
        return np.arange(last)
    return np.unique(np.linspace(0, last - 1, most).round().astype(np.intp))


def drawn_losses(curves: list[RunCurves], share: str, epochs: NDArray[np.intp]) -> Floats:
    """(runs, epochs): the losses, NaN behind a run's end; its own last epoch is not always among them."""
    found = np.full((len(curves), len(epochs)), np.nan)
    for row, each in enumerate(curves):
        values = each.series[share].values
        known = epochs[epochs < len(values)]
        found[row, : len(known)] = values[known]
    found[~np.isfinite(found)] = np.nan
    return found


def band_of(losses: Floats, epochs: NDArray[np.intp]) -> Band | None:
    """Median and quartiles of the runs that have come to each epoch; None of fewer than three runs."""
    counts = np.isfinite(losses).sum(axis=0)
    if len(losses) < 3 or not counts.any():
        return None
    # what is no number comes last; columns with as many numbers are computed at once, for one by one takes long
    ordered = np.sort(losses, axis=0)
    found = np.full((3, losses.shape[1]), np.nan)
    for count in np.unique(counts[counts > 0]).tolist():
        columns = counts == count
        found[:, columns] = np.percentile(ordered[:count, columns], (25, 50, 75), axis=0)
    known = counts > 0
    q1, median, q3 = found[:, known]
    return Band(epochs[known] + 1.0, q1, median, q3)


def joined(losses: Floats, epochs: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """All curves as one, with a gap behind each: x and y."""
    x = np.tile(np.append(epochs + 1.0, np.nan), len(losses))
    y = np.column_stack((losses, np.full(len(losses), np.nan))).ravel()
    return x, y
