"""The loss over the epochs, train and test; what is smoothed never hides what was met."""

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsItem, QWidget

from nnstudio.language import _
from nnstudio.project.loss_words import AFTER_EACH, DURING_EACH, SHARE_WORDS, TEST_LOSS, TRAIN_LOSS
from nnstudio.ui.plots.axis import EpochAxis
from nnstudio.ui.plots.canvas import Canvas, translucent
from nnstudio.ui.plots.key_strip import Entry, KeyStrip, Sample
from nnstudio.ui.plots.scale import logged, stepped
from nnstudio.ui.plots.sentences import about_losses
from nnstudio.ui.plots.series import Series, smoothed
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import tooltip

_SHARES = ("train", "test")
_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)
"""They are told apart where their colours are not."""
_RAW_ALPHA = 75


class LossPlot(Canvas):
    """One curve for the training loss, one for the test loss, and where the window looks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._epochs_axis = EpochAxis()
        super().__init__(parent, bottom=self._epochs_axis)
        self.setObjectName("loss_plot")
        self.setAccessibleName(_("Loss"))
        self.setToolTip(tooltip(f"{TRAIN_LOSS}\n{TEST_LOSS}"))
        self._series = {share: Series() for share in _SHARES}
        self._curves = {share: pg.PlotCurveItem() for share in _SHARES}
        self._raw = {share: pg.PlotCurveItem() for share in _SHARES}
        self._logarithmic = False
        self._smoothing = 0.0
        self._target = 0
        self._view: tuple[float, ...] = ()
        self._marker = pg.InfiniteLine(angle=90, movable=False)
        # in a very low plot, the heading with its colours is the key
        self._key = KeyStrip(self, most=0.18)
        self._dots = pg.ScatterPlotItem(size=7, pen=None)
        for share in _SHARES:
            self.addItem(self._raw[share])
            self.addItem(self._curves[share])
        self.addItem(self._dots)
        self.addItem(self._marker)
        self._marker.hide()
        self.label("bottom", _("epoch"))
        self.dress()

    def set_losses(self, train: list[float], test: list[float]) -> None:
        """Shows a run from its beginning: one value an epoch."""
        for series in self._series.values():
            series.clear()
        self.zoom.forget()
        self.add_losses(train, test)

    def add_losses(self, train: list[float], test: list[float]) -> None:
        """Shows further epochs."""
        self._series["train"].extend(train)
        self._series["test"].extend(test)
        self._draw()

    @property
    def epochs(self) -> int:
        """How many epochs are shown."""
        return len(self._series["train"])

    def losses(self, name: str) -> list[float]:
        """The ``train`` or ``test`` losses shown, one an epoch."""
        values: list[float] = self._series[name].values.tolist()
        return values

    def curve(self, share: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Epochs and losses of the ``train`` or ``test`` curve as it is drawn: smoothed, if that is wished."""
        x, y = self._curves[share].getData()
        return x, y

    def raw_losses(self, share: str) -> list[float]:
        """What is drawn faintly behind a smoothed curve; empty without smoothing."""
        _unused, losses = self._raw[share].getData()
        return [] if losses is None else losses.tolist()

    @property
    def marked_epoch(self) -> float | None:
        """Where the mark stands; None without one."""
        return self._marker.value() if self._marker.isVisible() else None

    def set_target(self, target: int) -> None:
        """Leaves room for the epochs that are still to come."""
        if target != self._target:
            self._target = target
            self._draw()

    def set_epoch(self, epoch: int | None) -> None:
        """Marks the epoch that the other views show; None for no mark."""
        self._marker.setVisible(epoch is not None)
        if epoch is not None:
            self._marker.setValue(epoch)

    def set_logarithmic(self, logarithmic: bool) -> None:
        self._logarithmic = logarithmic
        self.getPlotItem().getAxis("left").setLogMode(logarithmic)
        self._draw()

    def set_smoothing(self, weight: float) -> None:
        """0 for none, towards 1 for more: the weight of the past in a moving average; the raw curves stay, faintly."""
        self._smoothing = weight
        self._draw()

    def set_loss_name(self, name: str) -> None:
        self.label("left", name)

    def table(self) -> dict[str, Sequence[float]]:
        """Every epoch's losses: raw, not smoothed."""
        if not self.epochs:
            return {}
        losses = {SHARE_WORDS[share]: self.losses(share) for share in _SHARES if len(self._series[share])}
        return {_("epoch"): range(1, self.epochs + 1), **losses}

    def sentence(self) -> str:
        """How train and test loss went."""
        names = {"train": _("train loss"), "test": _("test loss")}
        return ". ".join(filter(None, (about_losses(name, self.losses(share)) for share, name in names.items())))

    def restyle(self, scheme: Scheme) -> None:
        for share, color, style in zip(_SHARES, (scheme.train, scheme.test), _STYLES, strict=True):
            self._curves[share].setPen(pg.mkPen(color, width=2 * theme().scale, style=style))
            self._raw[share].setPen(pg.mkPen(translucent(color, _RAW_ALPHA), width=theme().scale))
        self._dots.setBrush(pg.mkBrush(scheme.train))
        self._dots.setSize(theme().px(7))
        self._marker.setPen(pg.mkPen(scheme.accent, width=theme().scale))
        self._show_key()

    def _draw(self) -> None:
        bounds: list[float] = []
        for share, series in self._series.items():
            x, y = self._scaled(series)
            if self._smoothing and len(y) > 1:
                average = Series()
                average.extend(smoothed(series.values, self._smoothing).tolist())
                self._curves[share].setData(*self._scaled(average))
                self._raw[share].setData(x, y)
            else:
                self._curves[share].setData(x, y)
                self._raw[share].setData([], [])
            if len(y):
                bounds += [float(y.min()), float(y.max())]
            if share == "train":
                # a line needs two points; a single epoch shows as a dot
                self._dots.setData(x[:1], y[:1]) if len(x) == 1 else self._dots.setData([], [])
        self._show_key()
        self._fit_view(bounds)

    def _show_key(self) -> None:
        entries = [
            Entry(
                _("train: {during_each}").format(during_each=DURING_EACH),
                self.scheme.train,
                Sample.LINE,
                self._items_of("train"),
                "train",
            ),
            Entry(
                _("test: {after_each}").format(after_each=AFTER_EACH),
                self.scheme.test,
                Sample.DASHES,
                self._items_of("test"),
                "test",
            ),
        ]
        self._key.set_entries(entries if len(self._series["test"]) else entries[:1])

    def _items_of(self, share: str) -> tuple[QGraphicsItem, ...]:
        dots = (self._dots,) if share == "train" else ()
        return (self._curves[share], self._raw[share], *dots)

    def _scaled(self, series: Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        x, y = series.drawn()
        return x, logged(y) if self._logarithmic else y

    def _fit_view(self, bounds: list[float]) -> None:
        """Makes the curves fill the plot; in steps, so that the axes stand still from one frame to the next."""
        view = (1.0, float(max(self._target, 10)), 0.0, 1.0)
        if bounds:
            n = max(2, self.epochs)
            last = float(max(n, min(self._target, math.ceil(stepped(n)))))
            low, high = min(bounds), max(bounds)
            if not self._logarithmic:
                low, high = min(low, 0.0), stepped(high) if high > 0 else high
            room = 0.06 * (high - low) or 0.5
            view = (1.0, last, low if low == 0 else low - room, high + (room if self._logarithmic else 0.02 * high))
        if view != self._view:
            self._view = view
            self._epochs_axis.set_last(int(view[1]))
            self.zoom.suit(view[:2], view[2:], 0.01)
