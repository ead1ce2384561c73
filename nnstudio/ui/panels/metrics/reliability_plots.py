"""The reliability diagram: how sure the network is against how often it is right; below it, of how many samples."""

from collections.abc import Iterable
from itertools import chain

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from nnstudio.engine.metrics.reliability import Reliability
from nnstudio.language import _
from nnstudio.project.loss_words import SHARE_WORDS
from nnstudio.project.rounding import rounded
from nnstudio.ui.panels.metrics.measured import Measured
from nnstudio.ui.panels.metrics.reliability_words import reliability_sentences
from nnstudio.ui.panels.metrics.square_plot import SquarePlot
from nnstudio.ui.plots.canvas import Canvas, scaled_pen, translucent
from nnstudio.ui.plots.key_strip import Entry, KeyStrip, Sample
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.picture import Table

_SHARES = ("reference", "train", "test")
"""In the order in which they are drawn: the last one lies on top."""
_SURE = _("how sure it is (probability of the predicted class)")


class ReliabilityPlot(SquarePlot):
    """Of what is predicted with a probability of so much, how much is right; on the dotted line, as much as it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reliability_plot")
        self.setAccessibleName(_("Reliability diagram"))
        self.setToolTip(
            _(
                "Predictions in ten ranges of how sure they are. Above the dotted line it is too careful, below "
                "it too sure. The upright lines say how far off so few samples may be by chance (95 %)."
            )
        )
        self._lines = {share: pg.PlotDataItem() for share in _SHARES}
        self._whiskers = {share: pg.ErrorBarItem() for share in _SHARES}
        for item in chain(self._whiskers.values(), self._lines.values()):
            self.addItem(item, ignoreBounds=True)
        self.label("bottom", _SURE)
        self.label("left", _("share that is right"))
        self.dress()

    def restyle(self, scheme: Scheme) -> None:
        for share, color in _colors(scheme).items():
            is_own = share != "reference"
            style = Qt.PenStyle.SolidLine if is_own else Qt.PenStyle.DashLine
            line = self._lines[share]
            line.setPen(scaled_pen(color, width=2 if is_own else 1.5, style=style))
            line.setSymbol("o" if is_own else None)
            line.setSymbolBrush(pg.mkBrush(color))
            line.setSymbolPen(pg.mkPen(scheme.plot))
            line.setSymbolSize(theme().px(8))
            self._whiskers[share].setOpts(pen=scaled_pen(color, width=1))
        super().restyle(scheme)

    def table(self) -> Table:
        """The ranges, and for each share of the samples what is drawn of them, and how many there are."""
        found = self._found()
        columns: dict[str, np.ndarray] = {}
        for share, each in found.items():
            name = self._name(share)
            columns |= {
                _("from"): each.edges[:-1],
                _("to"): each.edges[1:],
                _("{share}: samples").format(share=name): each.counts,
                _("{share}: sure").format(share=name): each.sure,
                _("{share}: right").format(share=name): each.right,
            }
        return columns

    def sentence(self) -> str:
        """What stands out, for each share of the samples, and the calibration errors."""
        if self._measured is None:
            return ""
        errors = [
            _("{share}: expected calibration error {error}").format(
                share=self._name(share), error=rounded(each.error, ".4f")
            )
            for share, each in self._found().items()
        ]
        return " ".join([*reliability_sentences(self._measured), "; ".join(errors)])

    def _found(self) -> dict[str, Reliability]:
        return _found_in(self._measured, _SHARES)

    def _name(self, share: str) -> str:
        reference = self._measured.reference if self._measured is not None else None
        return reference.title if share == "reference" and reference is not None else SHARE_WORDS[share]

    def _draw(self) -> None:
        found = self._found()
        colors, entries = _colors(self.scheme), []
        for share, line in self._lines.items():
            whiskers, each = self._whiskers[share], found.get(share)
            if each is None:
                line.setData([], [])
                whiskers.setData(x=None, y=None)
                continue
            there = each.filled
            x, y, interval = each.sure[there], each.right[there], each.interval[there]
            line.setData(x, y)
            if share != "reference":
                whiskers.setData(x=x, y=y, top=interval[:, 1] - y, bottom=y - interval[:, 0], beam=0.0)
            entries.append(
                Entry(
                    _("{share}, ECE {error}").format(share=self._name(share), error=rounded(each.error, ".4f")),
                    colors[share],
                    Sample.DASHES if share == "reference" else Sample.LINE,
                    (line, whiskers),
                    share,
                )
            )
        self._key.set_entries(entries)


class ConfidenceHistogram(Canvas):
    """How many samples are predicted with a probability of so much."""

    def __init__(self, diagram: ReliabilityPlot, parent: QWidget | None = None) -> None:
        """What it has from left to right, lies where the `diagram` has it."""
        super().__init__(parent)
        self.setObjectName("confidence_histogram")
        self.setAccessibleName(_("Histogram of how sure the predictions are"))
        self._measured: Measured | None = None
        self._key = KeyStrip(self)
        self._bars = {share: pg.PlotCurveItem([0, 1], [0], stepMode="center", fillLevel=0) for share in _SHARES[1:]}
        for item in self._bars.values():
            self.addItem(item)
        self.label("bottom", _SURE)
        self.label("left", _("samples"))
        self.getPlotItem().setXLink(diagram.getPlotItem())
        self.dress()

    def set_measured(self, measured: Measured | None) -> None:
        self._measured = measured
        self._draw()

    def restyle(self, scheme: Scheme) -> None:
        for share, item in self._bars.items():
            color = _colors(scheme)[share]
            item.setPen(scaled_pen(color, width=1.5))
            item.setBrush(translucent(color, 60 if share == "train" else 0))
        self._draw()

    def table(self) -> Table:
        columns: dict[str, np.ndarray] = {}
        for share, each in self._found().items():
            columns |= {_("from"): each.edges[:-1], _("to"): each.edges[1:], SHARE_WORDS[share]: each.counts}
        return columns

    def _found(self) -> dict[str, Reliability]:
        return _found_in(self._measured, self._bars)

    def _draw(self) -> None:
        found = self._found()
        for share, item in self._bars.items():
            each = found.get(share)
            item.setData(*(([0.0, 1.0], [0.0]) if each is None else (each.edges, each.counts)))
            item.setVisible(each is not None)
        colors = _colors(self.scheme)
        self._key.set_entries(
            [Entry(SHARE_WORDS[share], colors[share], items=(self._bars[share],), name=share) for share in found]
        )
        most = max((int(each.counts.max()) for each in found.values()), default=1)
        self.zoom.suit(y=(0.0, float(most)), padding=0.04)


def _found_in(measured: Measured | None, shares: Iterable[str]) -> dict[str, Reliability]:
    """What is drawn, in the order of `shares`."""
    known = measured.reliability if measured is not None else {}
    return {share: known[share] for share in shares if share in known}


def _colors(scheme: Scheme) -> dict[str, str]:
    return {"reference": scheme.muted, "train": scheme.train, "test": scheme.test}
