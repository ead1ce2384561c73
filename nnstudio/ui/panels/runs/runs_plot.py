"""The losses of several runs in one picture."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from nnstudio.language import _
from nnstudio.project.loss_words import SHARE_WORDS
from nnstudio.session.run import Run
from nnstudio.ui.plots.axis import EpochAxis
from nnstudio.ui.plots.canvas import Canvas, scaled_pen, translucent
from nnstudio.ui.plots.key_strip import Entry, KeyStrip, Sample
from nnstudio.ui.plots.scale import logged, stepped
from nnstudio.ui.plots.sentences import about_losses
from nnstudio.ui.plots.series import Series, smoothed
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.widgets.picture import Table

_RAW_ALPHA = 60
_STYLES = {"train": Qt.PenStyle.SolidLine, "test": Qt.PenStyle.DashLine}


class _Curves:
    """What is drawn of one run: each share's losses, raw and smoothed."""

    def __init__(self, run: Run, color: str) -> None:
        self.run, self.color = run, color
        self.series = {share: Series() for share in _STYLES}
        self.raw = {share: pg.PlotCurveItem(pen=pg.mkPen(translucent(color, _RAW_ALPHA))) for share in _STYLES}
        self.line = {share: pg.PlotCurveItem() for share in _STYLES}
        self.restyle()

    def restyle(self) -> None:
        for share, style in _STYLES.items():
            self.line[share].setPen(scaled_pen(self.color, 2, style))

    def catch_up(self) -> bool:
        """Takes in the epochs that have come since; false if there are none."""
        new = self.run.history.losses_since(len(self.series["train"]))
        for share, losses in zip(_STYLES, new, strict=True):
            self.series[share].extend(losses)
        return bool(new[0])

    def items(self) -> list[pg.PlotCurveItem]:
        return [*self.raw.values(), *self.line.values()]


class RunsPlot(Canvas):
    """Train losses as full lines, test losses dashed; smoothed ones never without the raw ones behind them."""

    def __init__(self) -> None:
        self._epochs_axis = EpochAxis()
        super().__init__(bottom=self._epochs_axis)
        self.setObjectName("runs_plot")
        self.setAccessibleName(_("Losses of the runs"))
        self._curves: dict[int, _Curves] = {}
        self._logarithmic = False
        self._smoothing = 0.0
        self._key = KeyStrip(self)
        self.label("bottom", _("epoch"))
        self.label("left", _("loss"))
        self.dress()

    def set_runs(self, runs: list[tuple[str, Run]]) -> None:
        """Shows these runs, each in a colour."""
        for curves in self._curves.values():
            for item in curves.items():
                self.removeItem(item)
        known, self._curves = self._curves, {}
        for color, run in runs:
            old = known.get(run.id)
            curves = old if old is not None and old.color == color else _Curves(run, color)
            curves.catch_up()
            self._curves[run.id] = curves
            for item in curves.items():
                self.addItem(item)
            self._draw(curves)
        self._fit_view()
        self._show_key()

    def _show_key(self) -> None:
        shown = self._curves.values()
        entries = [
            Entry(
                curves.run.name,
                curves.color,
                Sample.LINE,
                tuple(curves.items()),
                f"run {curves.run.id}",
            )
            for curves in shown
        ]
        if any(len(curves.series["test"]) for curves in shown):
            test = tuple(item for curves in shown for item in (curves.raw["test"], curves.line["test"]))
            entries.append(Entry(_("test"), self.scheme.muted, Sample.DASHES, test, "test"))
        self._key.set_entries(entries)

    def table(self) -> Table:
        """Each run's raw losses by epoch."""
        losses = self._losses()
        epochs = max((len(column) for column in losses.values()), default=0)
        return {_("epoch"): range(1, epochs + 1), **losses} if losses else {}

    def sentence(self) -> str:
        """How the losses of each run went."""
        return ". ".join(about_losses(name, column) for name, column in self._losses().items())

    def _losses(self) -> dict[str, list[float]]:
        """By the run's name and the share."""
        return {
            f"{curves.run.name}, {SHARE_WORDS[share]}": series.values.tolist()
            for curves in self._curves.values()
            for share, series in curves.series.items()
            if len(series)
        }

    def catch_up(self) -> None:
        """Shows the epochs that have come since."""
        for curves in self._curves.values():
            if curves.catch_up():
                self._draw(curves)
        self._fit_view()

    def set_logarithmic(self, logarithmic: bool) -> None:
        self._logarithmic = logarithmic
        self.getPlotItem().getAxis("left").setLogMode(logarithmic)
        self._draw_all()

    def set_smoothing(self, weight: float) -> None:
        """0 for none, towards 1 for more: the weight of the past in an exponential moving average."""
        self._smoothing = weight
        self._draw_all()

    def restyle(self, scheme: Scheme) -> None:
        for curves in self._curves.values():
            curves.restyle()
        self._show_key()

    def _draw_all(self) -> None:
        for curves in self._curves.values():
            self._draw(curves)
        self._fit_view()

    def _fit_view(self) -> None:
        """Shows all curves, from the first epoch to the last of any."""
        drawn = [self._scaled(series) for curves in self._curves.values() for series in curves.series.values()]
        drawn = [(x, y[np.isfinite(y)]) for x, y in drawn if np.isfinite(y).any()]
        if not drawn:
            return
        epochs = max(int(x[-1]) for x, _unused in drawn)
        low, high = min(float(y.min()) for _unused, y in drawn), max(float(y.max()) for _unused, y in drawn)
        if not self._logarithmic:
            low, high = min(low, 0.0), stepped(high) if high > 0 else high
        last = max(2, epochs)
        self._epochs_axis.set_last(last)
        self.zoom.suit((1.0, float(last)), (low, high), 0.02)

    def _draw(self, curves: _Curves) -> None:
        for share, series in curves.series.items():
            shown = series
            curves.raw[share].setVisible(bool(self._smoothing))
            if self._smoothing:
                curves.raw[share].setData(*self._scaled(series))
                shown = Series()
                shown.extend(smoothed(series.values, self._smoothing).tolist())
            curves.line[share].setData(*self._scaled(shown))

    def _scaled(self, series: Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        x, y = series.drawn()
        return x, logged(y) if self._logarithmic else y
