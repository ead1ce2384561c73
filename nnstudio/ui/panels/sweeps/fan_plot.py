"""The losses of all runs of a sweep: thin lines, the median and the quartiles, and the project's own run."""

from collections.abc import Sequence
from statistics import median

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from nnstudio.language import _
from nnstudio.project.loss_words import SHARE_WORDS
from nnstudio.project.project import Project
from nnstudio.project.sweep_words import group_name
from nnstudio.session.sweeps.sweep_record import MemberRecord, SweepRecord
from nnstudio.ui.panels.sweeps.curves import Band, Floats, RunCurves, epochs_to_draw
from nnstudio.ui.panels.sweeps.fan_group import STYLES, FanGroup
from nnstudio.ui.panels.sweeps.member_canvas import MemberCanvas
from nnstudio.ui.panels.sweeps.sweep_words import member_name
from nnstudio.ui.plots.axis import EpochAxis
from nnstudio.ui.plots.canvas import scaled_pen
from nnstudio.ui.plots.key_strip import Entry, KeyStrip, Sample
from nnstudio.ui.plots.scale import logged, stepped
from nnstudio.ui.style.colors import Scheme, class_color
from nnstudio.ui.widgets.heat_cells import mix
from nnstudio.ui.widgets.number_texts import short
from nnstudio.ui.widgets.picture import Table

_THIN_ALPHA, _BEFORE_ALPHA = 90, 70
_MOST_NAMED = 8
_WORSE = 2.0
"""So many times the loss that runs begin at is shown, if some rise beyond."""


class FanPlot(MemberCanvas):
    """Train losses as full lines, test losses dashed; the sweep before is grey behind it."""

    def __init__(self) -> None:
        self._epochs_axis = EpochAxis()
        super().__init__(self._epochs_axis)
        self.setObjectName("fan_plot")
        self.setAccessibleName(_("Losses of all runs"))
        self._record: SweepRecord | None = None
        self._before: SweepRecord | None = None
        self._project: Project | None = None
        self._groups: list[FanGroup] = []
        self._old: FanGroup | None = None
        self._bold = {share: pg.PlotCurveItem(connect="finite") for share in STYLES}
        for item in self._bold.values():
            item.setZValue(2)
            self.addItem(item)
        self._epochs: NDArray[np.intp] = np.arange(0)
        self._logarithmic = False
        self._key = KeyStrip(self)
        self.label("bottom", _("epoch"))
        self.label("left", _("loss"))
        self.dress()

    def set_records(self, record: SweepRecord | None, before: SweepRecord | None) -> None:
        """Shows a sweep, as far as it is, and one before it in grey."""
        if before is not self._before:
            self._remove([self._old] if self._old is not None else [])
            self._old = None
            if before is not None:
                self._old = FanGroup({}, [RunCurves(each) for each in before.members], _BEFORE_ALPHA)
                self._add(self._old, -1)
        if record is not self._record:
            self.zoom.forget()
            self._remove(self._groups)
            found = record.groups if record is not None else []
            self._groups = [FanGroup(values, list(map(RunCurves, group)), _THIN_ALPHA) for values, group in found]
            for group in self._groups:
                self._add(group, 0)
        if (record, before) == (self._record, self._before):
            self._draw()
            return
        self._record, self._before = record, before
        self.restyle(self.scheme)

    def set_project(self, project: Project) -> None:
        """The run of this project, as the window has it, is drawn bold if it is one of them."""
        self._project = project
        if self.isVisible():
            self._draw()

    def set_logarithmic(self, logarithmic: bool) -> None:
        self._logarithmic = logarithmic
        self.getPlotItem().getAxis("left").setLogMode(logarithmic)
        self._draw()

    @property
    def band(self) -> Band | None:
        """Median and quartiles of the train losses, of a sweep over seeds alone as they are drawn."""
        return self._groups[0].band if self._groups else None

    @property
    def bold(self) -> MemberRecord | None:
        """The run that is drawn bold: the project's own."""
        key = self._project.run_key() if self._project is not None else None
        own = (each.record for each in self._curves if each.record.member.project.run_key() == key)
        return next(own, None)

    @property
    def _curves(self) -> list[RunCurves]:
        return [each for group in self._groups for each in group.curves]

    def table(self) -> Table:
        """Every run's losses, by epoch."""
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
        for group in self._groups:
            if group.band is not None:
                told = _("{name}: the median of the train losses goes from {first} to {last}")
                first, last = (short(float(group.band.median[at])) for at in (0, -1))
                said.append(told.format(name=self._name(group), first=first, last=last))
        return ". ".join(said)

    def restyle(self, scheme: Scheme) -> None:
        if self._old is not None:
            self._old.restyle(scheme.muted)
        for place, group in enumerate(self._groups):
            group.restyle(self._color(place))
        for share, item in self._bold.items():
            item.setPen(scaled_pen(scheme.prediction, 3, STYLES[share]))
        self._draw()

    # how it is drawn

    def _draw(self) -> None:
        bounds: list[Floats] = []
        curves = self._curves
        for each in curves:
            each.catch_up()
        if self._old is not None:
            for each in self._old.curves:
                each.catch_up()
            bounds += self._old.draw(epochs_to_draw(self._old.curves), self._scaled)
        self._epochs = epochs_to_draw(curves)
        for group in self._groups:
            bounds += group.draw(self._epochs, self._scaled)
        own = self.bold
        for share, item in self._bold.items():
            series = next((each.series[share] for each in curves if each.record is own), None)
            x, y = series.drawn() if series is not None else (np.empty(0), np.empty(0))
            item.setData(x, self._scaled(y), connect="finite")
        self._key.set_entries(self._entries(own))
        self._fit_view(bounds)

    def _entries(self, own: MemberRecord | None) -> list[Entry]:
        entries = []
        if self._old is not None:
            entries.append(Entry(_("before"), self._old.color, Sample.LINE, self._old.items, "before"))
        last = len(self._groups) - 1
        for place, group in enumerate(self._groups):
            if not group.is_empty and (last < _MOST_NAMED or place in (0, last)):
                name = self._name(group)
                entries.append(Entry(name, group.color, Sample.LINE, group.items, name))
        if own is not None and own.train_loss:
            told = _("{member}, the project's own").format(member=member_name(own))
            entries.append(Entry(told, self.scheme.prediction, Sample.LINE, tuple(self._bold.values()), "own"))
        if any(len(each.series["test"]) for each in self._curves):
            entries.append(Entry(_("test"), self.scheme.muted, Sample.DASHES))
        return entries

    def _name(self, group: FanGroup) -> str:
        return group_name(group.values) or _("all runs")

    def _color(self, place: int) -> str:
        """Values of one field from one colour to another; of runs that differ by luck alone, the accent's."""
        if len(self._groups) < 2:
            return self.scheme.accent
        return mix(class_color(0), class_color(5), place / (len(self._groups) - 1)).name()

    def _add(self, group: FanGroup, depth: int) -> None:
        for item in group.items:
            item.setZValue(depth)
            self.addItem(item)

    def _remove(self, groups: list[FanGroup]) -> None:
        for group in groups:
            for item in group.items:
                self.removeItem(item)

    def _scaled(self, losses: NDArray[np.float64]) -> NDArray[np.float64]:
        return logged(losses) if self._logarithmic else losses

    def _fit_view(self, drawn: Sequence[NDArray[np.float64]]) -> None:
        known = [values[np.isfinite(values)] for values in drawn]
        known = [values for values in known if len(values)]
        if not known:
            return
        low, high = min(float(v.min()) for v in known), max(float(v.max()) for v in known)
        if not self._logarithmic:
            # those that rise far beyond where runs begin would press all others flat
            begun = [each.record.train_loss[0] for each in self._curves if each.record.train_loss]
            high = min(high, _WORSE * median(begun)) if begun and median(begun) > 0 else high
            low, high = min(low, 0.0), stepped(high) if high > 0 else high
        last = max(2, int(self._epochs[-1]) + 1 if len(self._epochs) else 2)
        self._epochs_axis.set_last(last)
        self.zoom.suit((1.0, float(last)), (low, high), 0.02)

    def member_at(self, x: float, y: float) -> MemberRecord | None:
        """The run whose curve of train losses is nearest to a place, within reach."""
        epoch = round(x) - 1
        height = self.getPlotItem().getViewBox().viewPixelSize()[1]
        best: tuple[float, MemberRecord] | None = None
        for each in self._curves:
            values = each.series["train"].values
            if 0 <= epoch < len(values):
                away = abs(float(self._scaled(values[epoch : epoch + 1])[0]) - y) / height
                if away <= self.reach and (best is None or away < best[0]):
                    best = away, each.record
        return best[1] if best is not None else None
