"""What a plot's colours mean, in a line over it, where it hides nothing."""

from html import escape

import pyqtgraph as pg
from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QGraphicsSceneResizeEvent, QGraphicsTextItem

from nnstudio.ui.plots.canvas import Canvas
from nnstudio.ui.theme import theme

_SOLID, _HOLLOW = "●", "○"
_MARGIN = 4
_MOST_SHARE = 0.5


class KeyStrip(pg.GraphicsWidget):
    """A Canvas's entries, in as many lines as they need; no room is taken without entries."""

    def __init__(self, plot: Canvas) -> None:
        super().__init__()
        self._plot = plot.getPlotItem()
        self._text = QGraphicsTextItem(self)
        self._text.document().setDocumentMargin(0)
        self._plot.layout.removeItem(self._plot.titleLabel)
        self._plot.layout.addItem(self, 0, 1)
        self._entries: list[tuple[str, str, bool]] = []
        self.set_entries([], "")
        self._plot.geometryChanged.connect(self._arrange)

    @property
    def entries(self) -> list[str]:
        """The entries' texts."""
        return [text for text, _, _ in self._entries]

    def set_entries(self, entries: list[tuple[str, str, bool]], color: str) -> None:
        """Shows (text, colour of the sample, whether it is hollow) for each; the texts in `color`.

        Without a colour there is no sample.
        """
        self._entries = entries
        parts = [
            (f'<span style="color:{sample}">{_HOLLOW if hollow else _SOLID}</span>&nbsp;' if sample else "")
            + _unbroken(text)
            for text, sample, hollow in entries
        ]
        font = self._plot.scene().font()
        font.setPointSizeF(theme().points(9))
        self._text.setFont(font)
        self._text.setHtml(f'<div style="color:{color}">{" &ensp;".join(parts)}</div>')
        self._arrange()

    def resizeEvent(self, event: QGraphicsSceneResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Breaks the lines at the present width, and takes the height they need; none in a plot too low for them."""
        self._text.setTextWidth(max(40.0, self.size().width()))
        height = self._text.boundingRect().height() + theme().px(_MARGIN) if self._entries else 0.0
        # held in a name of its own, the widget would hold itself
        canvas = self._plot.getViewWidget()
        fits = canvas is None or height < _MOST_SHARE * canvas.height()
        self._text.setVisible(fits)
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
