"""The samples on a plane, in their classes' shapes and colours: train solid, test hollow, the wrong ones ringed."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QBrush, QPen

from nnstudio.data.drawn_rows import drawn_rows
from nnstudio.data.value_span import ValueSpan
from nnstudio.project.sources.spec import Task
from nnstudio.ui.plots.canvas import Canvas, freeze, translucent
from nnstudio.ui.plots.class_symbols import class_symbols
from nnstudio.ui.plots.sample_key import class_key
from nnstudio.ui.plots.shading import Shades
from nnstudio.ui.style.colors import class_color
from nnstudio.ui.style.theme import theme

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.data.plane import Projection
    from nnstudio.engine.views.frame import Frame

_SIZE, _RING = 8, 14
_FADED = 0.12
"""How much is left of a sample that is far from the plane."""


class PlaneSamples:
    """Draws a data set's samples where they fall on the plane; of very many, a fair sample."""

    def __init__(self, plot: Canvas) -> None:
        self._plot = plot
        self._dataset: Dataset | None = None
        self._projection: Projection | None = None
        self.test_shown = True
        self.wrong_marked = False
        self.faded = False
        self._span = ValueSpan.around_zero(1.0)
        self._is_hidden = False
        self._off: frozenset[str] = frozenset()
        self._items = {share: pg.ScatterPlotItem(size=_SIZE) for share in ("train", "test")}
        self._rings = pg.ScatterPlotItem(size=_RING, brush=None)
        self._rows: dict[str, NDArray[np.intp]] = {}
        self._xy = np.empty((0, 2))
        for item in (*self._items.values(), self._rings):
            plot.addItem(item)
        for item in self._items.values():
            freeze(item)

    def set_samples(self, dataset: "Dataset", projection: "Projection", span: ValueSpan, shades: Shades) -> None:
        """Draws the samples in their colours; for values, those of `span`."""
        self._dataset, self._projection, self._span = dataset, projection, span
        n = len(dataset.raw_train)
        train, test = drawn_rows(n, len(dataset.raw_test))
        self._rows = {"train": train, "test": n + test}
        raw = dataset.raw
        self._xy = projection.to_plane(raw)
        y = np.concatenate((dataset.y_train, dataset.y_test))
        off = [label for label in range(len(dataset.class_names)) if class_key(label) in self._off]
        for share, rows in self._rows.items():
            self._rows[share] = rows[:0] if share in self._off else rows[~np.isin(y[rows], off)]
        strength = np.ones(len(raw))
        if self.faded:
            strength = _FADED + (1 - _FADED) * np.exp(-(projection.distance(raw) ** 2))
        size = theme().px(_SIZE)
        for share, item in self._items.items():
            rows = self._rows[share]
            item.setVisible(self._is_seen(share))
            item.setSize(size)
            brushes, pens = self._dress(y[rows], strength[rows], share == "test", shades)
            symbols = "o" if dataset.task is Task.REGRESSION else class_symbols(y[rows].astype(int).tolist())
            item.setData(*self._xy[rows].T, brush=brushes or None, pen=pens or None, symbol=symbols or None)

    def set_shown(self, name: str, shown: bool) -> None:
        """Whether the samples that an entry of the key stands for are drawn, from the next `set_samples` on."""
        self._off = self._off - {name} if shown else self._off | {name}

    def set_hidden(self, hidden: bool) -> None:
        """Whether something else draws the samples now."""
        self._is_hidden = hidden
        for share, item in self._items.items():
            item.setVisible(self._is_seen(share))
        self._rings.setVisible(not hidden)

    def _is_seen(self, share: str) -> bool:
        return not self._is_hidden and (share == "train" or self.test_shown)

    def mark_wrong(self, frame: "Frame | None") -> None:
        """Rings the samples whose class the network gets wrong at the epoch, if it is asked for."""
        dataset = self._dataset
        if dataset is None or frame is None or not self.wrong_marked or dataset.task is Task.REGRESSION:
            self._rings.setData([], [])
            return
        rows = self._rows["train"]
        rows = rows[_are_wrong(frame.train_predictions[rows], dataset.y_train[rows])]
        if self.test_shown:
            tested = self._rows["test"] - len(dataset.raw_train)
            wrong = _are_wrong(frame.test_predictions[tested], dataset.y_test[tested])
            rows = np.concatenate((rows, self._rows["test"][wrong]))
        pen = pg.mkPen(self._plot.scheme.text, width=1.8 * theme().scale)
        self._rings.setData(*self._xy[rows].T, pen=pen, size=theme().px(_RING))

    @property
    def wrong_count(self) -> int:
        """How many samples are ringed."""
        return len(self._rings.data)

    def positions(self) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """The drawn samples' rows in the data set, and where they are, (k, 2)."""
        if self._dataset is None:
            return np.empty(0, dtype=np.intp), np.empty((0, 2))
        shares = ("train", "test") if self.test_shown else ("train",)
        rows = np.concatenate([self._rows[share] for share in shares])
        return rows, self._xy[rows]

    def _dress(
        self, y: NDArray[Any], strength: NDArray[np.float64], hollow: bool, shades: Shades
    ) -> tuple[list[QBrush], list[QPen]]:
        dataset, scheme = self._dataset, self._plot.scheme
        assert dataset is not None
        alphas = (strength * 255).round().astype(int).tolist()
        width = theme().scale
        if dataset.task is Task.REGRESSION:
            colors = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b, _ in shades.values(y, self._span).tolist()]
            edges = [scheme.mark_edge] * len(y)
        else:
            colors = [class_color(int(label)) for label in y]
            edges = [scheme.drawn(color) for color in colors] if hollow else [scheme.mark_edge] * len(y)
        cache: dict[tuple[str, str, int], tuple[QBrush, QPen]] = {}
        for key in set(zip(colors, edges, alphas, strict=True)):
            color, edge, alpha = key
            fill = translucent(scheme.plot, alpha if self.faded else 255) if hollow else translucent(color, alpha)
            wide = width * (2 if hollow and dataset.task is not Task.REGRESSION else 1)
            cache[key] = (pg.mkBrush(fill), pg.mkPen(translucent(edge, alpha), width=wide))
        dressed = [cache[key] for key in zip(colors, edges, alphas, strict=True)]
        return [brush for brush, _ in dressed], [pen for _, pen in dressed]


def _are_wrong(predicted: NDArray[Any], y: NDArray[Any]) -> NDArray[np.bool_]:
    """Which classes are predicted wrongly; −1 stands for samples that were not asked for."""
    wrong: NDArray[np.bool_] = (predicted != y) & (predicted >= 0)
    return wrong
