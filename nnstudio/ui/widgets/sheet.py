"""A sheet of cells: numbers with colours behind them, laid out anew for every width."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.heat_cells import ink_on
from nnstudio.ui.widgets.plain_text import show_tooltip

CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Cell:
    """A rectangle with a text in it; without a `fill`, a mere text."""

    box: QRectF
    text: str = ""
    fill: QColor | None = None
    ink: QColor | None = None
    """None for what can be read on the fill; without a fill, for the muted colour."""
    align: Qt.AlignmentFlag = CENTRE
    bold: bool = False
    tip: str = ""
    outline: QColor | None = None
    pixels: int = 0
    """The height of the writing; 0 for the sheet's own."""


class Sheet(QWidget):
    """Subclasses say in `lay_out` what stands where; the height follows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scheme: Scheme = theme().scheme
        self.cells: list[Cell] = []
        self.room = 0.0
        """The height that can be seen at once, if it scrolls."""

    def dress(self) -> None:
        """To be called at the end of a subclass's constructor: takes on the theme and follows it."""
        theme().follow(self._on_theme_changed)

    def lay_out(self, width: float) -> Iterator[Cell]:
        """The cells for a sheet as wide as this."""
        yield from ()

    def refresh(self) -> None:
        """Lays the cells out anew, for other numbers or another width."""
        self.cells = list(self.lay_out(float(self.width())))
        height = max((cell.box.bottom() for cell in self.cells), default=0.0)
        self.setMinimumHeight(round(height) + 4)
        self.setAccessibleDescription("; ".join(self.texts())[:2000])
        self.update()

    def set_room(self, height: float) -> None:
        if height != self.room:
            self.room = height
            self.refresh()

    def texts(self) -> list[str]:
        """What is written, cell by cell."""
        return [cell.text for cell in self.cells if cell.text]

    @property
    def metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.font())

    @property
    def line(self) -> float:
        """The height of a row of cells."""
        return round(self.metrics.height() * 1.3)

    def wide(self, *texts: str) -> float:
        """The width of the widest of the texts, in a cell."""
        return round(max(map(self.metrics.horizontalAdvance, texts), default=0.0) + 10)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        visible = QRectF(event.rect())
        plain, bold = QFont(self.font()), QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        for cell in self.cells:
            if not cell.box.intersects(visible):
                continue
            ink = cell.ink or QColor(self.scheme.muted)
            if cell.fill is not None:
                painter.fillRect(cell.box.adjusted(0.5, 0.5, -0.5, -0.5), cell.fill)
                ink = cell.ink or ink_on(cell.fill)
            if cell.outline is not None:
                painter.setPen(cell.outline)
                painter.drawRect(cell.box.adjusted(1, 1, -1, -1))
            if cell.text:
                font = bold if cell.bold else plain
                if cell.pixels:
                    font = QFont(font)
                    font.setPixelSize(cell.pixels)
                painter.setFont(font)
                painter.setPen(ink)
                painter.drawText(cell.box, int(cell.align), cell.text)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = next((cell.tip for cell in self.cells if cell.tip and cell.box.contains(event.pos())), "")
            show_tooltip(event.globalPos(), tip, self)
            return True
        return super().event(event)

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.refresh()


class SheetArea(QScrollArea):
    """A sheet as wide as the area, that scrolls downwards."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet
        self.setWidget(sheet)
        self.setAccessibleName(sheet.accessibleName())
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheet.set_room(float(self.viewport().height()))


def wrapped(text: str, metrics: QFontMetricsF, width: float) -> list[str]:
    """The text in lines that fit into `width`, broken between words."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and metrics.horizontalAdvance(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
