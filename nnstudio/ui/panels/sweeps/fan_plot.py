"""The losses of all runs of a sweep: thin lines, the median and the quartiles, and the project's own run."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtWidgets import QGraphicsItem

from nnstudio.language import _
from nnstudio.project.loss_words import SHARE_WORDS
from nnstudio.project.project import Project
from nnstudio.project.sweep_fields import Value
from nnstudio.session.sweeps.sweep_record import MemberRecord, SweepRecord
from nnstudio.ui.panels.sweeps.curves import Band, RunCurves, band_of, drawn_losses, epochs_to_draw, joined
from nnstudio.ui.panels.sweeps.sweep_words import group_name, member_name
from nnstudio.ui.plots.axis import EpochAxis
from nnstudio.ui.plots.canvas import Canvas, scaled_pen, translucent
from nnstudio.ui.plots.key_strip import Entry, KeyStrip, Sample
from nnstudio.ui.plots.scale import stepped
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.widgets.heat_cells import mix
from nnstudio.ui.widgets.number_texts import short
from nnstudio.ui.widgets.picture import Table

_THIN_ALPHA, _BAND_ALPHA, _BEFORE_ALPHA = 90, 50, 70
_MOST_NAMED = 8
_REACH = 10


class FanPlot(Canvas):
    """Train losses as full lines, test losses dashed; the sweep before is grey behind it."""

    member_clicked = Signal(object)
    """The MemberRecord whose curve was clicked."""

    def __init__(self) -> None:
        self._epochs_axis = EpochAxis()
        super().__init__(bottom=self._epochs_axis)
        self.setObjectName("fan_plot")
        self.setAccessibleName(_("Losses of all runs"))
        self._record: SweepRecord | None = None
        self._before: SweepRecord | None = None
        self._project: Project | None = None
        self._curves: list[RunCurves] = []
        self._old: list[RunCurves] = []
        self._epochs: NDArray[np.intp] = np.arange(0)
        self._bands: list[Band | None] = []
        self._losses: dict[str, NDArray[np.float64]] = {}
        self._logarithmic = False
        self._items: list[QGraphicsItem] = []
        self._key = KeyStrip(self)
        self.label("bottom", _("epoch"))
        self.label("left", _("loss"))
        self.scene().sigMouseClicked.connect(self._on_scene_mouse_clicked)
        self.dress()

    def set_records(self, record: SweepRecord | None, before: SweepRecord | None) -> None:
        """Shows a sweep, and one before it in grey."""
        if record is not self._record:
            self.zoom.forget()
            self._curves = [RunCurves(each) for each in record.members] if record is not None else []
        if before is not self._before:
            self._old = [RunCurves(each) for each in before.members] if before is not None else []
        self._record, self._before = record, before
        self.catch_up()

    def set_project(self, project: Project) -> None:
        """The run of this project, as the window has it, is drawn bold if it is one of them."""
        self._project = project
        self._draw()

    def set_logarithmic(self, logarithmic: bool) -> None:
        self._logarithmic = logarithmic
        self.getPlotItem().getAxis("left").setLogMode(logarithmic)
        self._draw()

    def catch_up(self) -> None:
        """Shows the epochs that have come since."""
        for each in (*self._curves, *self._old):
            each.catch_up()
        self._draw()

    @property
    def band(self) -> Band | None:
        """Median and quartiles of the train losses, of a sweep over seeds alone as they are drawn."""
        return self._bands[0] if self._bands else None

    @property
    def bold(self) -> MemberRecord | None:
        """The run that is drawn bold: the project's own."""
        key = self._project.run_key() if self._project is not None else None
        own = (each.record for each in self._curves if each.record.member.project.run_key() == key)
        return next(own, None)

    def table(self) -> Table:
        """Every run's losses, by epoch."""
        if self._record is None:
            return {}
        losses = {}
        for each in self._curves:
            name = member_name(each.record)
            for share, series in each.series.items():
                if len(series):
                    losses[f"{name}, {SHARE_WORDS[share]}"] = series.values.tolist()
        epochs = max(map(len, losses.values()), default=0)
        return {_("epoch"): range(1, epochs + 1), **losses} if losses else {}

    def sentence(self) -> str:
        """Where the middle of the runs has come to."""
        said = []
        for (values, _unused), band in zip(self._groups(), self._bands, strict=False):
            if band is not None:
                told = _("{name}: the median of the train losses goes from {first} to {last}")
                first, last = (short(float(band.median[at])) for at in (0, -1))
                said.append(told.format(name=group_name(values) or _("all runs"), first=first, last=last))
        return ". ".join(said)

    def restyle(self, scheme: Scheme) -> None:
        self._draw()

    # how it is drawn

    def _groups(self) -> list[tuple[Mapping[str, Value], list[RunCurves]]]:
        if self._record is None:
            return []
        known = {id(each.record): each for each in self._curves}
        return [(values, [known[id(each)] for each in group]) for values, group in self._record.groups]

    def _draw(self) -> None:
        for item in self._items:
            self.removeItem(item)
        self._items, self._bands = [], []
        entries: list[Entry] = []
        bounds: list[NDArray[np.float64]] = []
        if self._old:
            bounds += self._draw_group(self._old, self.scheme.muted, _BEFORE_ALPHA, entries, _("before"), False)
        self._epochs = epochs_to_draw(self._curves)
        groups = self._groups()
        for place, (values, group) in enumerate(groups):
            name = group_name(values) if len(groups) > 1 else _("all runs")
            color = self._color(place, len(groups))
            named = entries if len(groups) <= _MOST_NAMED or place in (0, len(groups) - 1) else []
            bounds += self._draw_group(group, color, _THIN_ALPHA, named, name, True)
        self._draw_bold(entries)
        if any(len(each.series["test"]) for each in self._curves):
            entries.append(Entry(_("test"), self.scheme.muted, Sample.DASHES))
        self._key.set_entries(entries)
        self._fit_view(bounds)

    def _draw_group(
        self, curves: list[RunCurves], color: str, alpha: int, entries: list[Entry], name: str, is_now: bool
    ) -> list[NDArray[np.float64]]:
        """Draws curves that belong together; what they span."""
        epochs = self._epochs if is_now else epochs_to_draw(curves)
        items: list[QGraphicsItem] = []
        drawn = []
        for share, style in (("test", Qt.PenStyle.DashLine), ("train", Qt.PenStyle.SolidLine)):
            if not any(len(each.series[share]) for each in curves):
                continue
            losses = self._scaled(drawn_losses(curves, share, epochs))
            x, y = joined(losses, epochs)
            items.append(pg.PlotCurveItem(x, y, connect="finite", pen=scaled_pen(translucent(color, alpha), 1, style)))
            drawn.append(losses)
            band = band_of(losses, epochs)
            if share == "train" and is_now:
                self._bands.append(band_of(drawn_losses(curves, share, epochs), epochs))
            if band is not None:
                items += self._band_items(band, color, style, share == "train" and is_now)
        for item in items:
            self.addItem(item)
        self._items += items
        if items:
            entries.append(Entry(name, color, Sample.LINE, tuple(items), name))
        return drawn

    def _band_items(self, band: Band, color: str, style: Qt.PenStyle, with_quartiles: bool) -> list[QGraphicsItem]:
        median = pg.PlotCurveItem(band.epochs, band.median, pen=scaled_pen(color, 2, style))
        if not with_quartiles:
            return [median]
        edges = [pg.PlotCurveItem(band.epochs, edge, pen=None) for edge in (band.q1, band.q3)]
        filled = pg.FillBetweenItem(*edges, brush=translucent(color, _BAND_ALPHA))
        return [*edges, filled, median]

    def _draw_bold(self, entries: list[Entry]) -> None:
        own = self.bold
        if own is None:
            return
        curves = next(each for each in self._curves if each.record is own)
        items = []
        for share, style in (("train", Qt.PenStyle.SolidLine), ("test", Qt.PenStyle.DashLine)):
            x, y = curves.series[share].drawn()
            item = pg.PlotCurveItem(
                x, self._scaled(y), connect="finite", pen=scaled_pen(self.scheme.prediction, 3, style)
            )
            self.addItem(item)
            items.append(item)
        self._items += items
        told = _("{member}, the project's own").format(member=member_name(own))
        entries.append(Entry(told, self.scheme.prediction, Sample.LINE, tuple(items), "own"))

    def _color(self, place: int, count: int) -> str:
        """Values of one field from one colour to another; of runs that differ by luck alone, the accent's."""
        if count < 2:
            return self.scheme.accent
        return mix("#2878b8", "#c2451e", place / (count - 1)).name()

    def _scaled(self, losses: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.log10(np.maximum(losses, 1e-12)) if self._logarithmic else losses

    def _fit_view(self, drawn: Sequence[NDArray[np.float64]]) -> None:
        known = [values[np.isfinite(values)] for values in drawn]
        known = [values for values in known if len(values)]
        if not known:
            return
        low, high = min(float(v.min()) for v in known), max(float(v.max()) for v in known)
        if not self._logarithmic:
            low, high = min(low, 0.0), stepped(high) if high > 0 else high
        last = max(2, int(self._epochs[-1]) + 1 if len(self._epochs) else 2)
        self._epochs_axis.set_last(last)
        self.zoom.suit((1.0, float(last)), (low, high), 0.02)

    @Slot(object)
    def _on_scene_mouse_clicked(self, event: object) -> None:
        where: QPointF = event.scenePos()  # type: ignore[attr-defined]
        view = self.getPlotItem().getViewBox()
        if event.button() is not Qt.MouseButton.LeftButton or event.double():  # type: ignore[attr-defined]
            return
        if not view.sceneBoundingRect().contains(where) or not self._curves:
            return
        place = view.mapSceneToView(where)
        found = self.member_at(place.x(), place.y())
        if found is not None:
            self.member_clicked.emit(found)

    def member_at(self, x: float, y: float) -> MemberRecord | None:
        """The run whose curve of train losses is nearest to a place, within reach."""
        epoch = round(x) - 1
        height = self.getPlotItem().getViewBox().viewPixelSize()[1]
        best: tuple[float, MemberRecord] | None = None
        for each in self._curves:
            values = each.series["train"].values
            if 0 <= epoch < len(values):
                away = abs(float(self._scaled(values[epoch : epoch + 1])[0]) - y) / height
                if away <= _REACH and (best is None or away < best[0]):
                    best = away, each.record
        return best[1] if best is not None else None
