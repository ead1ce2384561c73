"""What came of each run: a strip of dots over one figure, or the figure against the values of a field."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsItem

from nnstudio.language import _
from nnstudio.project.sweep_fields import Value
from nnstudio.project.sweep_words import value_text
from nnstudio.session.sweeps.sweep_record import MemberRecord, SweepRecord
from nnstudio.ui.panels.sweeps.along import Along, along
from nnstudio.ui.panels.sweeps.member_canvas import MemberCanvas
from nnstudio.ui.panels.sweeps.sweep_words import METRICS
from nnstudio.ui.plots.axis import LocalAxis
from nnstudio.ui.plots.canvas import scaled_pen, translucent
from nnstudio.ui.plots.key_strip import Entry, KeyStrip, Sample
from nnstudio.ui.plots.scale import logged
from nnstudio.ui.plots.sentences import about_table
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.picture import Table

if TYPE_CHECKING:
    from nnstudio.engine.sweeps.rate_ramp import Ramp

Floats = NDArray[np.float64]
_ALPHA, _BAND_ALPHA = 150, 50
_LOG_FROM = 20.0
"""The ratio of the largest to the smallest value from which they are felt by their order of magnitude."""
_UNEVEN = 6.0
"""The ratio of steps between values from which each gets the same room."""
_BINS = 60
_ROW_HEIGHT = 0.8
_MOST_TICKS = 20


class OutcomePlot(MemberCanvas):
    """One dot a run. Runs that diverged have no figure: they are crosses at the edge."""

    def __init__(self) -> None:
        self._bottom = LocalAxis("bottom")
        super().__init__(self._bottom)
        self.setObjectName("outcome_plot")
        self.setAccessibleName(_("What came of each run"))
        self._record: SweepRecord | None = None
        self._before: SweepRecord | None = None
        self._ramp: Ramp | None = None
        self._metric = "loss"
        self._logarithmic = False
        self._places: list[tuple[float, float, MemberRecord]] = []
        self._items: list[QGraphicsItem] = []
        self._drawn_as: tuple[object, ...] = ()
        self._suits: tuple[object, ...] = ()
        """What was drawn for."""
        self._key = KeyStrip(self)
        self.dress()

    def show_record(
        self, record: SweepRecord | None, before: SweepRecord | None, metric: str, ramp: "Ramp | None"
    ) -> None:
        """Shows a sweep, as far as it is, by one of METRICS.

        Args:
            record: the sweep.
            before: of one over seeds alone, the one before it.
            metric: what is compared.
            ramp: of one over rates, the range test.
        """
        self._record, self._before, self._metric, self._ramp = record, before, metric, ramp
        suits = (record, before, metric, ramp, record.count_over if record is not None else 0, self.baseline)
        if suits != self._suits:
            self._suits = suits
            self._draw()

    def set_logarithmic(self, logarithmic: bool) -> None:
        self._logarithmic = logarithmic
        self._draw()

    @property
    def drawn_ramp(self) -> tuple[Floats, Floats] | None:
        """Where the range test is drawn; None where it is not."""
        ramp = self._ramp
        if ramp is None or self.is_strip or self._metric != "loss" or not self._bottom.logMode:
            return None
        return np.log10(ramp.rates), logged(ramp.losses) if self._is_log else ramp.losses

    @property
    def dots(self) -> list[tuple[float, float, MemberRecord]]:
        """Where each run is drawn."""
        return list(self._places)

    @property
    def is_strip(self) -> bool:
        """Whether nothing but luck is varied, so that the figure runs along the bottom."""
        return self._record is None or along(self._record) is None

    @property
    def baseline(self) -> dict[Value, float]:
        """scikit-learn's model on the folds, at the values or folds along the bottom where it is known."""
        below = None if self._record is None else along(self._record)
        return {} if self._record is None or below is None else below.baseline(self._record, self._metric)

    def table(self) -> Table:
        """Each run that is over, with what it comes to."""
        if self._record is None:
            return {}
        over = [each for each in self._record.members if each.is_over]
        columns: dict[str, list[object]] = {
            field: [value_text(each.member.values[field]) for each in over] for field in self._record.fields
        }
        if self._record.sweep.folds:
            columns[_("fold")] = [each.member.fold for each in over]
        columns[_("seed")] = [each.member.seed for each in over]
        columns[METRICS[self._metric]] = [
            math.nan if (found := each.outcome(self._metric)) is None else found for each in over
        ]
        return columns if over else {}

    def sentence(self) -> str:
        table = self.table()
        name = METRICS[self._metric]
        return about_table({name: table[name]}) if table else ""

    def restyle(self, scheme: Scheme) -> None:
        self._draw()

    # how it is drawn

    def _draw(self) -> None:
        for item in self._items:
            self.removeItem(item)
        self._items, self._places = [], []
        if self._record is None:
            self._key.set_entries([])
            return
        suits = (self._record.id, self._metric, self._logarithmic)
        if suits != self._drawn_as:
            self._drawn_as = suits
            self.zoom.forget()
        if self.is_strip:
            self._draw_strip(self._record)
        else:
            below = along(self._record)
            assert below is not None
            self._draw_values(self._record, below)

    def _draw_strip(self, record: SweepRecord) -> None:
        """Dots over the figure, those of equal figures above each other; the sweep before in a row below."""
        self.getPlotItem().getAxis("left").setLogMode(False)
        self._bottom.setLogMode(self._is_log)
        self.label("bottom", METRICS[self._metric])
        self.label("left", "")
        before = self._before if self._before is not None and not self._before.fields else None
        rows = [record] if before is None else [before, record]
        known = [self._known(each.members) for each in rows]
        everything = np.concatenate([values for _unused, values in known]) if known else np.empty(0)
        low, high = _ends(everything)
        for row, (each, (members, values)) in enumerate(zip(rows, known, strict=True)):
            color = self.scheme.accent if each is record else self.scheme.muted
            heights = row + _stacked(values, low, high) * _ROW_HEIGHT
            self._add_dots(values, heights, members, color)
            lost = [one for one in each.members if one.has_diverged]
            edge = np.full(len(lost), high + 0.04 * (high - low))
            self._add_crosses(edge, row + _stacked(edge, low, high) * _ROW_HEIGHT, lost)
        names = [_("before"), _("now")][-len(rows) :]
        self.set_ticks("left", [[(row + 0.1, name) for row, name in enumerate(names)], []])
        self.set_ticks("bottom", None)
        self._key.set_entries(self._key_entries(rows))
        self.zoom.suit((low, high), (-0.15, len(rows) - 0.05), 0.06)

    def _draw_values(self, record: SweepRecord, below: Along) -> None:
        """The figure against the first field's values, or the folds, with the middle half of the runs."""
        self.getPlotItem().getAxis("left").setLogMode(self._is_log)
        self.label("left", METRICS[self._metric])
        values, baseline = below.values, self.baseline
        self.label("bottom", below.name)
        places, ticks, is_log = places_of(values) if below.field else _fold_places(values)
        self._bottom.setLogMode(is_log)
        self.set_ticks("bottom", ticks)
        self.set_ticks("left", None)
        at = dict(zip(values, places, strict=True))
        members, outcomes = self._known(record.members)
        x = np.array([at[below.of(one.member)] for one in members], dtype=float)
        low, high = _ends(np.concatenate((outcomes, list(baseline.values()))))
        by_place = [(place, outcomes[x == place]) for place in places]
        known = [(place, np.percentile(found, (25, 50, 75))) for place, found in by_place if len(found)]
        if known:
            there = np.array([place for place, _unused in known])
            quartiles = np.array([found for _unused, found in known])
            edges = [pg.PlotCurveItem(there, quartiles[:, column], pen=None) for column in (0, 2)]
            filled = pg.FillBetweenItem(*edges, brush=translucent(self.scheme.accent, _BAND_ALPHA))
            line = pg.PlotCurveItem(there, quartiles[:, 1], pen=scaled_pen(self.scheme.accent, 2))
            self._add(*edges, filled, line)
        drawn = self.drawn_ramp
        if drawn is not None:
            pen = scaled_pen(self.scheme.prediction, 1.5, Qt.PenStyle.DashLine)
            self._add(pg.PlotCurveItem(*drawn, pen=pen))
        if baseline:
            found = sorted((at[value], figure) for value, figure in baseline.items())
            pen = scaled_pen(self.scheme.text, 1.5, Qt.PenStyle.DashLine)
            self._add(
                pg.PlotDataItem(
                    *zip(*found, strict=True),
                    pen=pen,
                    symbol="o",
                    symbolSize=theme().px(7),
                    symbolPen=scaled_pen(self.scheme.text, 1.5),
                    symbolBrush=self.scheme.plot,
                )
            )
        self._add_dots(x, outcomes, members, self.scheme.accent)
        lost = [one for one in record.members if one.has_diverged]
        self._add_crosses(
            np.array([at[below.of(one.member)] for one in lost], dtype=float),
            np.full(len(lost), high + 0.04 * (high - low)),
            lost,
        )
        self._key.set_entries(self._key_entries([record]))
        self.zoom.suit((min(places), max(places)), (low, high), 0.08)

    def _key_entries(self, rows: Sequence[SweepRecord]) -> list[Entry]:
        entries = [Entry(_("a run"), self.scheme.accent, Sample.DOT)]
        if not self.is_strip:
            entries.append(Entry(_("median and middle half"), self.scheme.accent, Sample.LINE))
        if self.drawn_ramp is not None:
            entries.append(Entry(_("rate ramp"), self.scheme.prediction, Sample.DASHES))
        model = next((each.baseline for each in rows[-1].scores if each is not None), "") if self.baseline else ""
        if model:
            entries.append(Entry(_("{model} on the same folds").format(model=model), self.scheme.text, Sample.RING))
        if any(one.has_diverged for each in rows for one in each.members):
            entries.append(Entry(_("diverged"), self.scheme.error, "×"))
        return entries

    @property
    def _is_log(self) -> bool:
        return self._logarithmic and self._metric == "loss"

    def _known(self, members: Sequence[MemberRecord]) -> tuple[list[MemberRecord], Floats]:
        """The runs that have a figure, and it as it is drawn."""
        found = [(one, outcome) for one in members if (outcome := one.outcome(self._metric)) is not None]
        values = np.array([outcome for _unused, outcome in found], dtype=float)
        return [one for one, _unused in found], logged(values) if self._is_log else values

    def _add_dots(self, x: Floats, y: Floats, members: Sequence[MemberRecord], color: str) -> None:
        dots = pg.ScatterPlotItem(
            x, y, size=theme().px(9), pen=scaled_pen(self.scheme.plot, 1), brush=translucent(color, _ALPHA)
        )
        self._add(dots)
        self._places += zip(x.tolist(), y.tolist(), members, strict=True)

    def _add_crosses(self, x: Floats, y: Floats, members: Sequence[MemberRecord]) -> None:
        if members:
            pen = scaled_pen(self.scheme.error, 2)
            self._add(pg.ScatterPlotItem(x, y, size=theme().px(9), symbol="x", pen=pen, brush=None))
            self._places += zip(x.tolist(), y.tolist(), members, strict=True)

    def _add(self, *items: QGraphicsItem) -> None:
        for item in items:
            self.addItem(item)
        self._items += items

    def member_at(self, x: float, y: float) -> MemberRecord | None:
        """The run whose dot is nearest to a place, within reach."""
        width, height = self.getPlotItem().getViewBox().viewPixelSize()
        away = [(math.hypot((px - x) / width, (py - y) / height), one) for px, py, one in self._places]
        nearest = min(away, key=lambda each: each[0], default=None)
        return nearest[1] if nearest is not None and nearest[0] <= self.reach else None


def places_of(values: Sequence[Value]) -> tuple[list[float], list[list[tuple[float, str]]] | None, bool]:
    """Where values stand along an axis, its ticks, and whether it is logarithmic.

    Numbers stand where they are, or their logarithms; words, and numbers in very uneven steps, one beside the other.
    """
    numbers = [float(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) == len(values) and len(numbers) > 1:
        low, high = min(numbers), max(numbers)
        if low > 0 and high / low >= _LOG_FROM:
            return [math.log10(number) for number in numbers], None, True
        steps = np.diff(np.sort(numbers))
        if steps.max() <= _UNEVEN * steps.min():
            return numbers, None, False
    places = [float(i) for i in range(len(values))]
    return places, [[(place, value_text(value)) for place, value in zip(places, values, strict=True)], []], False


def _fold_places(folds: Sequence[Value]) -> tuple[list[float], list[list[tuple[float, str]]] | None, bool]:
    places = [float(fold) for fold in folds]
    few = len(places) <= _MOST_TICKS
    return places, [[(float(fold), value_text(fold)) for fold in folds], []] if few else None, False


def _ends(values: Floats) -> tuple[float, float]:
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    room = 0.02 * (high - low) or 0.05 * abs(high) or 0.5
    return low - room, high + room


def _stacked(values: Floats, low: float, high: float) -> Floats:
    """(n,) of 0 to 1: dots that would cover each other stand above each other."""
    bins = ((values - low) / ((high - low) or 1.0) * _BINS).astype(int) if len(values) else np.empty(0, int)
    counts: dict[int, int] = {}
    levels = []
    for each in bins.tolist():
        levels.append(counts.get(each, 0))
        counts[each] = levels[-1] + 1
    most = max(8, max(counts.values(), default=0))
    return np.array(levels, dtype=float) / most
