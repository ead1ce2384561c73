"""What a plot's colours mean, in a line over it, where it hides nothing; a click on an entry hides what it names."""

from collections.abc import Sequence
from enum import StrEnum
from html import escape
from typing import Any, NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QRect, QRectF, QTimer, Signal, Slot
from PySide6.QtWidgets import QGraphicsItem, QGraphicsSceneResizeEvent, QGraphicsTextItem

from nnstudio.ui.plots.canvas import Canvas
from nnstudio.ui.plots.key_button import KeyButton
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
    items: tuple[QGraphicsItem, ...] = ()
    """What the entry stands for; it can be hidden."""
    name: str = ""
    """By which it is known, where its text changes."""
    is_switch: bool = False
    """Whether it can be hidden by the plot, which hears of it by `KeyStrip.switched`."""

    @property
    def key(self) -> str:
        return self.name or self.text

    @property
    def can_be_hidden(self) -> bool:
        return bool(self.items) or self.is_switch


class KeyStrip(pg.GraphicsWidget):
    """A Canvas's entries, in as many lines as they need; no room is taken without entries.

    Nor is any where they would take more than `most` of the plot's height.
    """

    switched = Signal(str, bool)
    """An entry's name, and whether what it stands for is to be shown."""

    def __init__(self, plot: Canvas, most: float = 0.5) -> None:
        super().__init__()
        self._most = most
        self._plot = plot.getPlotItem()
        self.text = QGraphicsTextItem(self)
        self.text.document().setDocumentMargin(0)
        self._plot.layout.removeItem(self._plot.titleLabel)
        self._plot.layout.addItem(self, 0, 1)
        self._entries: list[Entry] = []
        self._hidden: set[str] = set()
        self._faded: set[QGraphicsItem] = set()
        self._buttons: list[KeyButton] = []
        self._written: tuple[str, float, tuple[bool, ...]] = ("", 0.0, ())
        self._arrange()
        self._plot.geometryChanged.connect(self._arrange)

    @property
    def entries(self) -> list[str]:
        """The entries' texts."""
        return [entry.text for entry in self._entries]

    @property
    def buttons(self) -> list[KeyButton]:
        """Those over the entries that can be hidden, in their order."""
        return list(self._buttons)

    def is_hidden(self, name: str) -> bool:
        """Whether what an entry stands for is not to be shown."""
        return name in self._hidden

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Shows these, in the theme's colour for texts; takes next to no time if they are shown already."""
        self._entries = list(entries)
        self._fade()
        html = f'<div style="color:{theme().scheme.text}">{" &ensp;".join(map(self._html, entries))}</div>'
        # which of them can be hidden shows in their buttons alone
        written = html, theme().points(9), tuple(entry.can_be_hidden for entry in entries)
        if written == self._written:
            return
        self._written = written
        font = self._plot.scene().font()
        font.setPointSizeF(theme().points(9))
        self.text.setFont(font)
        self.text.setHtml(html)
        self._arrange()

    def resizeEvent(self, event: QGraphicsSceneResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _html(self, entry: Entry) -> str:
        hidden, scheme = entry.key in self._hidden, theme().scheme
        color = scheme.muted if hidden else scheme.drawn(entry.color) if entry.color else ""
        sample = f'<b style="color:{color}">{_unbroken(entry.sample)}</b>&nbsp;' if entry.color else ""
        text = _unbroken(entry.text)
        return sample + (f'<s style="color:{scheme.muted}">{text}</s>' if hidden else text)

    def _fade(self) -> None:
        """Hides what is switched off; what plots themselves hide and show is no business of the key's."""
        faded = {item for entry in self._entries if entry.key in self._hidden for item in entry.items}
        for item in self._faded - faded:
            item.setOpacity(1.0)
        for item in faded - self._faded:
            item.setOpacity(0.0)
        self._faded = faded

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
        if isinstance(canvas, Canvas):
            self._place_buttons(canvas)

    def _place_buttons(self, canvas: Canvas) -> None:
        wanted = [entry for entry in self._entries if entry.can_be_hidden]
        while len(self._buttons) < len(wanted):
            button = KeyButton(canvas, len(self._buttons))
            button.switched.connect(self._on_button_switched)
            self._buttons.append(button)
        for button in self._buttons[len(wanted) :]:
            button.hide()
            button.deleteLater()
        del self._buttons[len(wanted) :]
        places = self._places()
        for button, entry in zip(self._buttons, wanted, strict=True):
            place = places.get(entry.key)
            button.setVisible(self.text.isVisible() and place is not None)
            button.set_entry(entry.text, entry.key not in self._hidden)
            if place is not None:
                button.setGeometry(place.adjusted(-2, -1, 2, 1))

    def _places(self) -> dict[str, QRect]:
        """Where entries stand in the widget, by their names."""
        canvas = self._plot.getViewWidget()
        document = self.text.document()
        written, position = document.toPlainText(), 0
        places = {}
        for entry in self._entries:
            plain = f"{entry.sample} {entry.text}" if entry.color else entry.text
            start = written.find(plain.replace("\xa0", " "), position)
            if start < 0:
                continue
            position = start + len(plain)
            block = document.findBlock(start)
            line = block.layout().lineForTextPosition(start - block.position())
            if not line.isValid():
                continue
            # what Qt returns beside it is the position, moved to where a cursor may be
            ends: list[Any] = [line.cursorToX(at - block.position()) for at in (start, position)]
            left, right = (float(end[0]) for end in ends)
            rect = QRectF(left, block.layout().position().y() + line.y(), right - left, line.height())
            places[entry.key] = canvas.mapFromScene(self.text.mapRectToScene(rect)).boundingRect()
        return places

    @Slot(int, bool)
    def _on_button_switched(self, number: int, shown: bool) -> None:
        entry = [entry for entry in self._entries if entry.can_be_hidden][number]
        if shown:
            self._hidden.discard(entry.key)
        else:
            self._hidden.add(entry.key)
        self.set_entries(self._entries)
        self.switched.emit(entry.key, shown)


def _unbroken(text: str) -> str:
    return escape(text).replace(" ", "&nbsp;")
