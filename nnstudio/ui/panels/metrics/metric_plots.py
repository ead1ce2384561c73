"""ROC curves; residuals against predictions, and their histogram."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from nnstudio.engine.metrics.evaluation import ClassReport, RocCurve, ValueReport
from nnstudio.language import _, local_number
from nnstudio.project.loss_words import SHARE_WORDS
from nnstudio.project.rounding import rounded
from nnstudio.project.titles import class_title
from nnstudio.ui.panels.metrics.measured import Measured
from nnstudio.ui.panels.metrics.square_plot import SquarePlot
from nnstudio.ui.plots.canvas import Canvas, scaled_pen, translucent
from nnstudio.ui.plots.key_strip import Entry, KeyStrip, Sample
from nnstudio.ui.style.colors import CLASS_COLORS, Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.number_texts import percent
from nnstudio.ui.widgets.picture import Table

_KEY_LIMIT = 4
_MAX_SHOWN = 3000


@dataclass(frozen=True)
class _Look:
    """How a curve is drawn, and under which name it stands in the key."""

    name: str
    color: str
    dashed: bool = False
    keyed: bool = True

    @property
    def sample(self) -> Sample:
        return Sample.DASHES if self.dashed else Sample.LINE


class RocPlot(SquarePlot):
    """Two classes: train, test and scikit-learn's model. More: each class against the rest, on one share."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("roc_plot")
        self.setAccessibleName(_("ROC curve"))
        self.setToolTip(_("ROC: what is found for how many false alarms. Of several classes, each against the rest."))
        self.drawn: list[tuple[str, RocCurve]] = []
        """What is shown: the names of the curves, and the curves."""
        self._looks: list[_Look] = []
        self._items: list[tuple[pg.PlotCurveItem, pg.ScatterPlotItem]] = []
        self.dress()

    def restyle(self, scheme: Scheme) -> None:
        self._looks = []
        super().restyle(scheme)

    def table(self) -> Table:
        """The points of each curve."""
        return {
            f"{name}: {kind}": values
            for name, curve in self.drawn
            for kind, values in (
                (_("false positives"), curve.false_positive),
                (_("true positives"), curve.true_positive),
            )
        }

    def sentence(self) -> str:
        """Each curve's area, and what is found for how many false alarms."""
        return "; ".join(
            _("{name}: AUC {auc}, {found} are found for {wrong} false alarms").format(
                name=name,
                auc=rounded(curve.auc, ".4f"),
                found=percent(curve.decision[1]),
                wrong=percent(curve.decision[0]),
            )
            for name, curve in self.drawn
        )

    def _draw(self) -> None:
        found = list(self._curves(self._measured)) if self._measured is not None else []
        self.drawn = [(look.name, curve) for look, curve in found]
        looks = [look for look, _unused in found]
        if looks != self._looks or len(looks) != len(self._items):
            self._make(looks)
        for (line, point), (_unused, curve) in zip(self._items, found, strict=True):
            line.setData(curve.false_positive, curve.true_positive)
            point.setData([curve.decision[0]], [curve.decision[1]])
        self._key.set_entries(
            [
                Entry(
                    _("{class_title}, AUC {auc}").format(
                        class_title=class_title(look.name), auc=rounded(curve.auc, ".4f")
                    ),
                    look.color,
                    look.sample,
                    items,
                    look.name,
                )
                for (look, curve), items in zip(found, self._items, strict=True)
                if look.keyed
            ]
        )

    def _curves(self, measured: Measured) -> Iterator[tuple[_Look, RocCurve]]:
        reports = measured.class_reports()
        self.label("left", _("true positives"))
        if len(measured.class_names) == 2:
            self.label(
                "bottom",
                _("false positives (class {class_names})").format(class_names=measured.class_names[1]),
                _("● threshold {threshold}").format(threshold=local_number(measured.threshold, ".3g")),
            )
            yield from self._two(measured, reports)
        else:
            share = "test" if "test" in reports else "train"
            self.label("bottom", _("false positives ({share})").format(share=SHARE_WORDS[share]), _("● argmax"))
            curves = reports[share].curves if share in reports else ()
            for c, (name, curve) in enumerate(zip(measured.class_names, curves, strict=False)):
                if curve is not None:
                    yield (
                        _Look(
                            name,
                            self.scheme.drawn(CLASS_COLORS[c % len(CLASS_COLORS)]),
                            keyed=len(curves) <= _KEY_LIMIT,
                        ),
                        curve,
                    )

    def _two(self, measured: Measured, reports: dict[str, ClassReport]) -> Iterator[tuple[_Look, RocCurve]]:
        reference = measured.reference
        last = getattr(reference, "test" if "test" in reports else "train") if reference is not None else None
        if reference is not None and isinstance(last, ClassReport) and last.curves[1] is not None:
            yield _Look(reference.title, self.scheme.muted, dashed=True), last.curves[1]
        for share, report in reports.items():
            curve = report.curves[1]
            if curve is not None:
                yield _Look(SHARE_WORDS[share], self.scheme.train if share == "train" else self.scheme.test), curve

    def _make(self, looks: list[_Look]) -> None:
        """Items for curves that look like this; making them takes longer than a frame, so they are kept."""
        for item in chain.from_iterable(self._items):
            self.removeItem(item)
        self._looks, self._items = looks, []
        for look in looks:
            style = Qt.PenStyle.DashLine if look.dashed else Qt.PenStyle.SolidLine
            line = pg.PlotCurveItem(pen=scaled_pen(look.color, width=1.5 if look.dashed else 2, style=style))
            point = pg.ScatterPlotItem(size=theme().px(8), brush=pg.mkBrush(look.color), pen=pg.mkPen(self.scheme.plot))
            for item in (line, point):
                self.addItem(item, ignoreBounds=True)
            self._items.append((line, point))


class ResidualPlot(Canvas):
    """Actual minus predicted over the predicted values: a good fit leaves no pattern."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("residual_plot")
        self.setAccessibleName(_("Residuals"))
        self._measured: Measured | None = None
        self._zero = pg.InfiniteLine(pos=0, angle=0)
        self._train, self._test = pg.ScatterPlotItem(), pg.ScatterPlotItem()
        for item in (self._zero, self._train, self._test):
            self.addItem(item)
        self.label("bottom", _("predicted"))
        self.label("left", _("actual − predicted"))
        self.dress()

    def set_measured(self, measured: Measured | None) -> None:
        self._measured = measured
        reports = measured.value_reports() if measured is not None else {}
        for share, item in (("train", self._train), ("test", self._test)):
            report = reports.get(share)
            x, y = _thinned(report) if report is not None else (np.empty(0), np.empty(0))
            item.setData(x, y)
        self.zoom.suit_items()

    def table(self) -> Table:
        """Each sample's share, prediction and residual."""
        reports = self._measured.value_reports() if self._measured is not None else {}
        shares: list[str] = []
        for share, report in reports.items():
            shares += [SHARE_WORDS[share]] * len(report.predicted)
        if not reports:
            return {}
        return {
            _("share"): shares,
            _("predicted"): np.concatenate([report.predicted for report in reports.values()]),
            _("actual − predicted"): np.concatenate([report.residuals for report in reports.values()]),
        }

    def restyle(self, scheme: Scheme) -> None:
        self._zero.setPen(pg.mkPen(scheme.muted, style=Qt.PenStyle.DashLine))
        self._train.setSize(theme().px(6))
        self._test.setSize(theme().px(7))
        self._train.setBrush(translucent(scheme.train, 130))
        self._train.setPen(None)
        self._test.setBrush(None)
        self._test.setPen(scaled_pen(scheme.test, width=1.5))


class ResidualHistogram(Canvas):
    """How often the network errs by how much, as a share of the samples."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("residual_histogram")
        self.setAccessibleName(_("Histogram of the residuals"))
        self._measured: Measured | None = None
        self._key = KeyStrip(self)
        self._items: dict[str, pg.PlotCurveItem] = {}
        self._bars: dict[str, np.ndarray] = {}
        """The bars as they are drawn: their ends, and each share's heights."""
        self.label("bottom", _("actual − predicted"))
        self.label("left", _("share of samples"))
        self.dress()

    def set_measured(self, measured: Measured | None) -> None:
        self._measured = measured
        self._draw()

    def table(self) -> Table:
        return self._bars

    def restyle(self, scheme: Scheme) -> None:
        self._draw()

    def _draw(self) -> None:
        for item in self._items.values():
            self.removeItem(item)
        self._items.clear()
        reports = self._measured.value_reports() if self._measured is not None else {}
        colors = {"train": self.scheme.train, "test": self.scheme.test}
        self._bars = {}
        if not reports:
            self._key.set_entries([])
            return
        everything = np.concatenate([report.residuals for report in reports.values()])
        edges = np.histogram_bin_edges(everything, bins=min(40, max(5, round(2 * len(everything) ** (1 / 3)))))
        for share, report in reports.items():
            counts, _unused = np.histogram(report.residuals, edges)
            name = _("{share} share").format(share=SHARE_WORDS[share])
            self._bars |= {_("from"): edges[:-1], _("to"): edges[1:], name: counts / len(report.residuals)}
            curve = pg.PlotCurveItem(
                edges,
                counts / len(report.residuals),
                stepMode="center",
                fillLevel=0,
                brush=translucent(colors[share], 60 if share == "train" else 0),
                pen=scaled_pen(colors[share], width=1.5),
            )
            self.addItem(curve)
            self._items[share] = curve
        self._key.set_entries(
            [Entry(SHARE_WORDS[share], colors[share], items=(self._items[share],), name=share) for share in reports]
        )
        self.zoom.suit_items()


def _thinned(report: ValueReport) -> tuple[np.ndarray, np.ndarray]:
    """Predictions and residuals, of evenly chosen samples if there are very many."""
    every = max(1, -(-len(report.predicted) // _MAX_SHOWN))
    return report.predicted[::every], report.residuals[::every]
