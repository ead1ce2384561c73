"""A row whose items go on in a next line where there is no room for them, as words of a text do."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QStyle, QWidget


class FlowLayout(QLayout):
    """Widgets keep their own sizes; those that want to expand share what is left of their line.

    It never asks for more width than its widest item. After Qt's example of that name:
    https://doc.qt.io/qt-6/qtwidgets-layouts-flowlayout-example.html
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(6)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def add_widgets(self, *widgets: QWidget) -> None:
        """Adds several, in this order."""
        for widget in widgets:
            self.addWidget(widget)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), is_real=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, is_real=True)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._seen()]
        width = sum(size.width() for size in sizes) + self.spacing() * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._seen():
            size = size.expandedTo(item.minimumSize())
        return size

    def _seen(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """Which items go into each line."""
        lines: list[list[QLayoutItem]] = []
        left = 0
        for item in self._seen():
            # an item that may be squeezed is not broken off before it has to be
            wanted = (item.minimumSize() if _expands(item) else item.sizeHint()).width()
            if lines and wanted + self.spacing() <= left:
                lines[-1].append(item)
                left -= wanted + self.spacing()
            else:
                lines.append([item])
                left = width - wanted
        return lines

    def _arrange(self, rect: QRect, is_real: bool) -> int:
        """Places the items; the height that they take."""
        y = rect.y()
        parent = self.parentWidget()
        direction = parent.layoutDirection() if parent is not None else Qt.LayoutDirection.LeftToRight
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item in line)
            widths = self._widths(line, rect.width())
            x = rect.x()
            for item, width in zip(line, widths, strict=True):
                own = min(height, item.sizeHint().height()) if not _grows_down(item) else height
                if is_real:
                    place = QRect(QPoint(x, y + (height - own) // 2), QSize(width, own))
                    item.setGeometry(QStyle.visualRect(direction, rect, place))
                x += width + self.spacing()
            y += height + self.spacing()
        return max(0, y - rect.y() - self.spacing())

    def _widths(self, line: list[QLayoutItem], width: int) -> list[int]:
        """How wide each item of a line is."""
        widths = [(item.minimumSize() if _expands(item) else item.sizeHint()).width() for item in line]
        eager = [i for i, item in enumerate(line) if _expands(item)]
        left = width - sum(widths) - self.spacing() * (len(line) - 1)
        for n, i in enumerate(eager):
            share = max(0, left) // (len(eager) - n)
            widths[i] += share
            left -= share
        return [min(each, width) for each in widths]


def _expands(item: QLayoutItem) -> bool:
    wants = bool(item.expandingDirections() & Qt.Orientation.Horizontal)
    widget = item.widget()
    takes_any = widget is not None and widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Ignored
    return (wants or takes_any) and item.maximumSize().width() > item.minimumSize().width()


def _grows_down(item: QLayoutItem) -> bool:
    return bool(item.expandingDirections() & Qt.Orientation.Vertical)
