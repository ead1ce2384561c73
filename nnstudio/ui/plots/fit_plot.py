"""One feature: the samples and the network's curve through them."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget

from nnstudio.data.drawn_rows import drawn_rows
from nnstudio.language import _
from nnstudio.palette import class_color
from nnstudio.project.features import pretty
from nnstudio.project.sources.spec import Task
from nnstudio.ui.plots.canvas import freeze, scaled_pen, translucent
from nnstudio.ui.plots.class_symbols import class_symbols
from nnstudio.ui.plots.fit_parts import FitParts
from nnstudio.ui.plots.fit_reference import FitReference
from nnstudio.ui.plots.key_strip import Entry, KeyStrip, Sample
from nnstudio.ui.plots.pointed import PointedCanvas
from nnstudio.ui.plots.sample_key import class_key, sample_entries
from nnstudio.ui.plots.sentences import about_fit
from nnstudio.ui.plots.tables import plane_table
from nnstudio.ui.shown.selection import Point
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.picture import Table

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.views.frame import Frame


class FitPlot(PointedCanvas):
    """Train samples solid, test samples hollow, the prediction as a line; for classes a line of probability each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fit_plot")
        self.setAccessibleName(_("Fit"))
        self._dataset: Dataset | None = None
        self._frame: Frame | None = None
        self._samples: dict[tuple[str, int | None], pg.ScatterPlotItem] = {}
        """By the share, train or test, and the class; None for values."""
        self._curves: list[pg.PlotCurveItem] = []
        self._key = KeyStrip(self)
        self._whole = pg.PlotCurveItem()
        self.addItem(self._whole, ignoreBounds=True)
        self._heights = (0.0, 1.0)
        self._reached_out = False
        """Whether the last prediction reached beyond the samples."""
        self.parts = FitParts(self)
        self.reference = FitReference(self)
        self.dress()

    def curve(self, i: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """x and y of one of the prediction's lines, as it is drawn."""
        x, y = self._curves[i].getData()
        return x, y

    @property
    def whole(self) -> NDArray[np.float64] | None:
        """The faint prediction of all units as it is drawn, a NaN behind each line; None while no unit is off."""
        return self._whole.getData()[1] if self._whole.isVisible() else None

    def set_dataset(self, dataset: "Dataset") -> None:
        """Shows the samples."""
        self._dataset = dataset
        self._frame = None
        self._whole.hide()
        self.reference.set_dataset(dataset)
        self.label("bottom", pretty(dataset.columns[0]))
        self.label("left", dataset.target_name if dataset.task is Task.REGRESSION else _("probability"))
        for item in (*self._samples.values(), *self._curves):
            self.removeItem(item)
        self._samples, self._curves = {}, []
        self._add_samples(dataset)
        if dataset.task is Task.REGRESSION:
            self._add_curve(self.scheme.prediction)
        else:
            shown = range(1, 2) if dataset.task is Task.BINARY else range(len(dataset.class_names))
            for c in shown:
                self._add_curve(class_color(c))
        self._show_key()
        x = dataset.raw[:, 0]
        heights = np.concatenate([_heights(dataset, y) for y in (dataset.y_train, dataset.y_test)])
        if dataset.task is not Task.REGRESSION:
            heights = np.append(heights, (0.0, 1.0))
        elif np.ptp(heights) == 0:
            # of targets that are all the same, what is predicted would lie far outside
            heights = np.append(heights, 0.0)
        self._heights = (float(heights.min()), float(heights.max()))
        self._reached_out = False
        self.zoom.suit((x.min(), x.max()), self._heights, 0.08)

    def set_frame(self, frame: "Frame") -> None:
        """Shows the prediction at an epoch."""
        columns = frame.surface.shape[1]
        shown = range(1, 2) if columns == 2 else range(columns)
        for curve, c in zip(self._curves, shown, strict=False):
            curve.setData(frame.region.points[:, frame.region.axes[0]], frame.surface[:, c])
        self._frame = frame
        self.reference.set_frame(frame)
        self._show_whole(frame, shown)
        self.parts.set_frame(frame)
        self._make_room()
        super().set_frame(frame)

    def set_apart(self, apart: bool) -> None:
        """Whether what each unit adds to the prediction is drawn as well."""
        self.parts.set_shown(apart)
        if self._frame is not None:
            self.parts.set_frame(self._frame)
        self._make_room(shrink=True)

    def set_reference(self, shown: bool) -> None:
        """Whether scikit-learn's line is drawn as well."""
        self.reference.set_shown(shown, self._frame)
        if self._dataset is not None:
            self._show_key()
        self._make_room(shrink=True)

    def _show_whole(self, frame: "Frame", shown: range) -> None:
        """Faintly, the prediction of all units where some are switched off."""
        is_part = frame.whole is not None
        self._whole.setVisible(is_part)
        self._show_key()
        if frame.whole is not None:
            x = np.append(frame.region.points[:, frame.region.axes[0]], np.nan)
            lines = np.vstack((frame.whole[:, list(shown)], np.full((1, len(shown)), np.nan)))
            self._whole.setData(np.tile(x, len(shown)), lines.T.ravel().astype(float), connect="finite")

    def _show_key(self) -> None:
        dataset = self._dataset
        assert dataset is not None
        entries = [entry._replace(items=self._items_of(entry.key)) for entry in sample_entries(dataset, class_color(0))]
        curves = tuple(self._curves)
        if dataset.task is Task.REGRESSION:
            entries.append(Entry(_("prediction"), self.scheme.prediction, Sample.LINE, curves))
        elif dataset.task is Task.BINARY:
            entries.append(Entry(f"p({dataset.class_names[1]})", class_color(1), Sample.LINE, curves))
        else:
            entries.append(Entry(_("probability"), self.scheme.muted, Sample.LINE, curves))
        if self._whole.isVisible():
            entries.append(Entry(_("with all units"), self.scheme.prediction, Sample.DOTS, (self._whole,)))
        self._key.set_entries([*entries, *self.reference.entries(self.scheme.text)])

    def _items_of(self, key: str) -> tuple[pg.ScatterPlotItem, ...]:
        """The samples that an entry of the key stands for, of a share or of a class."""
        return tuple(
            item
            for (share, c), item in self._samples.items()
            if key == share or (c is not None and key == class_key(c))
        )

    def _make_room(self, shrink: bool = False) -> None:
        """Keeps the samples and the prediction in sight, and the contributions while they are drawn."""
        low, high = self._with_prediction()
        reaches_out, did_reach_out = (low, high) != self._heights, self._reached_out
        self._reached_out = reaches_out
        extent = self.parts.extent()
        line = self.reference.extent()
        if line is not None:
            low, high = min(low, line[0]), max(high, line[1])
        if extent is not None:
            low, high = min(low, extent[0]), max(high, extent[1])
        bottom, top = self.getPlotItem().getViewBox().viewRange()[1]
        inside = bottom <= low and high <= top
        is_tight = high - low < 0.4 * (top - bottom)
        shrink = shrink or (did_reach_out and not reaches_out)
        if shrink or (reaches_out and not inside) or (extent is not None and (not inside or is_tight)):
            self.zoom.suit(y=(low, high), padding=0.08)

    def _with_prediction(self) -> tuple[float, float]:
        """From the lowest to the highest of samples and prediction; one far off does not press the samples flat."""
        low, high = self._heights
        if self._frame is None or self._dataset is None or self._dataset.task is not Task.REGRESSION:
            return low, high
        drawn = self._frame.surface[np.isfinite(self._frame.surface)]
        if not drawn.size:
            return low, high
        span = (high - low) or 1.0
        return min(low, max(float(drawn.min()), low - span)), max(high, min(float(drawn.max()), high + span))

    def set_samples_hidden(self, hidden: bool) -> None:
        for item in self._samples.values():
            item.setVisible(not hidden)

    def sample_positions(self) -> tuple[np.ndarray, np.ndarray]:
        dataset = self._dataset
        if dataset is None:
            return super().sample_positions()
        n = len(dataset.y_train)
        train, test = drawn_rows(n, len(dataset.y_test))
        x = np.concatenate((dataset.raw_train[train, 0], dataset.raw_test[test, 0]))
        y = np.concatenate((_heights(dataset, dataset.y_train[train]), _heights(dataset, dataset.y_test[test])))
        return np.concatenate((train, n + test)), np.column_stack((x, y))

    def sample_point(self, sample: int) -> Point:
        assert self._dataset is not None
        return Point(self._dataset.raw[sample], sample)

    def free_point(self, x: float, y: float) -> Point | None:
        return Point(np.array([x]))

    def place(self, point: Point) -> tuple[float | None, float | None]:
        if point.sample is None or self._dataset is None:
            return float(point.raw[0]), None
        y = np.concatenate((self._dataset.y_train, self._dataset.y_test))[point.sample : point.sample + 1]
        return float(point.raw[0]), float(_heights(self._dataset, y)[0])

    def sentence(self) -> str:
        return about_fit(self._dataset, self._frame) if self._frame is not None and self._dataset is not None else ""

    def table(self) -> Table:
        """The prediction along the line, with its summands if they are drawn, then the samples."""
        if self._frame is None or self._dataset is None:
            return {}
        table: dict[str, Any] = plane_table(self._dataset, self._frame, None, self.sample_positions()[0])
        if self.reference.values is not None:
            table[_("scikit-learn's LinearRegression")] = self.reference.values
        parts = self.parts.contributions
        if parts is not None:
            table |= {
                _("contribution of unit {number}").format(number=i + 1): column
                for i, column in enumerate(parts.parts.T)
            }
            table[_("bias")] = np.full(len(parts.parts), parts.bias)
        return table

    def takes_click(self, where: QPointF) -> bool:
        return self.parts.unit_at(where) is not None

    def restyle(self, scheme: Scheme) -> None:
        self._whole.setPen(scaled_pen(translucent(scheme.prediction, 110), width=2, style=Qt.PenStyle.DotLine))
        self.parts.restyle()
        self.reference.restyle(scheme.text)
        super().restyle(scheme)
        if self._dataset is not None:
            frame = self._frame
            self.set_dataset(self._dataset)
            if frame is not None:
                self.set_frame(frame)

    def _add_samples(self, dataset: "Dataset") -> None:
        classes = [None] if dataset.task is Task.REGRESSION else list(range(len(dataset.class_names)))
        train, test = drawn_rows(len(dataset.y_train), len(dataset.y_test))
        for c in classes:
            color = class_color(c or 0)
            for X, y, share in (
                (dataset.raw_train[train], dataset.y_train[train], "train"),
                (dataset.raw_test[test], dataset.y_test[test], "test"),
            ):
                chosen = np.full(len(y), True) if c is None else y == c
                if not chosen.any():
                    continue
                seen = self.scheme.drawn(color)
                solid = {"pen": scaled_pen(seen, width=1), "brush": translucent(color, 150)}
                hollow = {"pen": scaled_pen(seen, width=1.5), "brush": None}
                item = pg.ScatterPlotItem(size=theme().px(7), **(solid if share == "train" else hollow))
                if c is not None:
                    item.setSymbol(class_symbols([c])[0])
                freeze(item)
                item.setData(X[chosen, 0], _heights(dataset, y)[chosen])
                self.addItem(item)
                self._samples[share, c] = item

    def _add_curve(self, color: str) -> None:
        curve = pg.PlotCurveItem(pen=pg.mkPen(self.scheme.drawn(color), width=3 * theme().scale))
        self.addItem(curve)
        self._curves.append(curve)


def _heights(dataset: "Dataset", y: np.ndarray) -> np.ndarray:
    """How high samples are drawn: at their value; at 0 and 1 for two classes; in a row each below 0 for more."""
    if dataset.task is Task.MULTICLASS:
        return -0.05 - 0.04 * y
    return y.astype(float)
