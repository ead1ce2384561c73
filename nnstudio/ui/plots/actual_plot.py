"""Regression on many features: each sample's predicted value against its actual one."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from nnstudio.data.drawn_rows import drawn_rows
from nnstudio.language import _
from nnstudio.ui.plots.canvas import move_samples, scaled_pen, translucent
from nnstudio.ui.plots.key_strip import Entry, KeyStrip, Sample
from nnstudio.ui.plots.pointed import PointedCanvas
from nnstudio.ui.plots.sample_key import sample_entries
from nnstudio.ui.plots.sentences import about_errors
from nnstudio.ui.plots.tables import shares_of
from nnstudio.ui.shown.selection import Point
from nnstudio.ui.style.colors import CLASS_COLORS, Scheme
from nnstudio.ui.style.theme import theme

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.views.frame import Frame

_LINE = 1000.0
"""How far the diagonal goes on beyond the values, in their extents: as far as can be zoomed."""
_ROOM, _SPARE = 0.6, 0.1
"""How much of the range is to be filled, and how much more room there is for predictions that move."""


class ActualPlot(PointedCanvas):
    """On the diagonal a prediction is right; train samples are solid, test samples hollow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("actual_plot")
        self.setAccessibleName(_("Predicted against actual"))
        self._dataset: Dataset | None = None
        self._frame: Frame | None = None
        self._xy = np.empty((0, 2))
        self._rows = np.empty(0, dtype=np.intp)
        """Of the samples that are drawn."""
        self._ends = self._actual_ends = (0.0, 1.0)
        """The lowest and the highest value for which there is room; of the actual ones."""
        self._train = pg.ScatterPlotItem(size=7, pen=None)
        self._test = pg.ScatterPlotItem(size=7, brush=None)
        # pyqtgraph's own endless line lies flat where numbers are very large
        self._diagonal = pg.PlotCurveItem()
        self._key = KeyStrip(self)
        self.addItem(self._diagonal, ignoreBounds=True)
        for item in (self._train, self._test):
            self.addItem(item)
        self.lock_aspect(True)
        self.dress()

    def set_dataset(self, dataset: "Dataset") -> None:
        self._dataset, self._frame = dataset, None
        self._xy, self._rows = np.empty((0, 2)), np.empty(0, dtype=np.intp)
        self.zoom.forget()
        self.label("bottom", _("actual {target_name}").format(target_name=dataset.target_name))
        self.label("left", _("predicted {target_name}").format(target_name=dataset.target_name))
        self._show_key()
        y = np.concatenate((dataset.y_train, dataset.y_test))
        self._ends = self._actual_ends = (float(y.min()), float(y.max()))
        self._show_ends()

    def set_frame(self, frame: "Frame") -> None:
        dataset = self._dataset
        if dataset is None:
            return
        n = len(dataset.y_train)
        rows = drawn_rows(n, len(dataset.y_test))
        for item, y, predicted, drawn in (
            (self._train, dataset.y_train, frame.train_predictions, rows[0]),
            (self._test, dataset.y_test, frame.test_predictions, rows[1]),
        ):
            known = drawn[np.isfinite(predicted[drawn])]
            move_samples(item, y[known], predicted[known])
        self._rows = np.concatenate((rows[0], n + rows[1]))
        actual = np.concatenate((dataset.y_train, dataset.y_test))
        self._xy = np.column_stack((actual, np.concatenate((frame.train_predictions, frame.test_predictions))))
        self._frame = frame
        self._make_room()
        super().set_frame(frame)

    def sample_positions(self) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        known = self._rows[np.isfinite(self._xy[self._rows]).all(axis=1)]
        return known, self._xy[known]

    def _make_room(self) -> None:
        """Keeps the predictions in sight, however far off; in steps, that the axes stand still from frame to frame."""
        low, high = self._actual_ends
        predicted = self._xy[np.isfinite(self._xy[:, 1]), 1]
        if len(predicted):
            low, high = min(low, float(predicted.min())), max(high, float(predicted.max()))
        now = self._ends
        inside = now[0] <= low and high <= now[1]
        if inside and high - low >= _ROOM * (now[1] - now[0]):
            return
        spare = _SPARE * (high - low)
        lowest, highest = self._actual_ends
        self._ends = (low - spare if low < lowest else low, high + spare if high > highest else high)
        self._show_ends()

    def _show_ends(self) -> None:
        low, high = self._ends
        reach = _LINE * ((high - low) or 1.0)
        self._diagonal.setData([low - reach, high + reach], [low - reach, high + reach])
        self.zoom.suit(self._ends, self._ends, 0.08)

    def sample_point(self, sample: int) -> Point:
        assert self._dataset is not None
        return Point(self._dataset.raw[sample], sample)

    def place(self, point: Point) -> tuple[float | None, float | None]:
        if point.sample is None or point.sample >= len(self._xy):
            return None, None
        x, y = self._xy[point.sample].tolist()
        return x, y if np.isfinite(y) else None

    def sentence(self) -> str:
        return about_errors(self._dataset, self._frame) if self._dataset is not None and self._frame is not None else ""

    def table(self) -> dict[str, Any]:
        """Each sample's share, actual and predicted value."""
        if self._dataset is None or not len(self._xy):
            return {}
        shares = shares_of(len(self._dataset.y_train), len(self._dataset.y_test))
        return {_("share"): shares, _("actual"): self._xy[:, 0], _("predicted"): self._xy[:, 1]}

    def restyle(self, scheme: Scheme) -> None:
        super().restyle(scheme)
        self._train.setBrush(translucent(CLASS_COLORS[0], 150))
        self._train.setPen(scaled_pen(scheme.drawn(CLASS_COLORS[0]), width=1))
        self._test.setPen(scaled_pen(scheme.drawn(CLASS_COLORS[0]), width=1.5))
        for samples in (self._train, self._test):
            samples.setSize(theme().px(7))
        self._diagonal.setPen(scaled_pen(scheme.prediction, width=2))
        self._show_key()

    def _show_key(self) -> None:
        samples = sample_entries(self._dataset, CLASS_COLORS[0]) if self._dataset is not None else []
        items = {"train": (self._train,), "test": (self._test,)}
        shown = [entry._replace(items=items.get(entry.key, ())) for entry in samples]
        self._key.set_entries(
            [*shown, Entry(_("predicted = actual"), self.scheme.prediction, Sample.LINE, (self._diagonal,))]
        )
