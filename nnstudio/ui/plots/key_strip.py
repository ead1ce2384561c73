"""What a plot's colours mean, in a line over it, where it hides nothing."""

from collections.abc import Sequence
from enum import StrEnum
from html import escape
from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QGraphicsSceneResizeEvent, QGraphicsTextItem

from nnstudio.ui.plots.canvas import Canvas
from nnstudio.ui.style.theme import theme

_MARGIN = 4


class Sample(StrEnum):
    """What stands before an entry's text, in signs that every font has."""

    DOT = "●"
    RING = "○"
    LINE = "—"
    DASHES = "- -"
    DOTS = "···"


class Entry(NamedTuple):
    """A text, and the colour and the kind of its sample, a Sample or a class's sign; without a colour there is none."""

    text: str
    color: str = ""
    sample: str = Sample.DOT


class KeyStrip(pg.GraphicsWidget):
    """A Canvas's entries, in as many lines as they need; no room is taken without entries.

    Nor is any where they would take more than `most` of the plot's height.
    """

    def __init__(self, plot: Canvas, most: float = 0.5) -> None:
        super().__init__()
        self._most = most
        self._plot = plot.getPlotItem()
        self.text = QGraphicsTextItem(self)
        self.text.document().setDocumentMargin(0)
        self._plot.layout.removeItem(self._plot.titleLabel)
        self._plot.layout.addItem(self, 0, 1)
        self._entries: list[Entry] = []
        self._written = ("", 0.0)
        self._arrange()
        self._plot.geometryChanged.connect(self._arrange)

    @property
    def entries(self) -> list[str]:
        """The entries' texts."""
        return [entry.text for entry in self._entries]

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Shows these, in the theme's colour for texts; takes next to no time if they are shown already."""
        self._entries = list(entries)
        scheme = theme().scheme
        parts = [
            (f'<b style="color:{scheme.drawn(entry.color)}">{_unbroken(entry.sample)}</b>&nbsp;' if entry.color else "")
            + _unbroken(entry.text)
            for entry in entries
        ]
        html = f'<div style="color:{scheme.text}">{" &ensp;".join(parts)}</div>'
        if (html, theme().points(9)) == self._written:
            return
        self._written = html, theme().points(9)
        font = self._plot.scene().font()
        font.setPointSizeF(theme().points(9))
        self.text.setFont(font)
        self.text.setHtml(html)
        self._arrange()

    def resizeEvent(self, event: QGraphicsSceneResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Breaks the lines at the present width, and takes the height they need; none in a plot too low for them."""
        self.text.setTextWidth(max(40.0, self.size().width()))
        height = self.text.boundingRect().height() + theme().px(_MARGIN) if self._entries else 0.0
        # held in a name of its own, the widget would hold itself
        canvas = self._plot.getViewWidget()
        fits = canvas is None or height < self._most * canvas.height()
        self.text.setVisible(fits)
        height = height if fits else 0.0
        if height != self.maximumHeight():
            self.setMinimumHeight(height)
            self.setMaximumHeight(height)
            self._plot.layout.setRowFixedHeight(0, height)
            # at its former height the plot may not have fitted into the widget, and would stay too large for it
            if isinstance(canvas, Canvas):
                QTimer.singleShot(0, canvas, canvas.fit)


def _unbroken(text: str) -> str:
    return escape(text).replace(" ", "&nbsp;")
