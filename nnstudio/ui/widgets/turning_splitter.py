"""A splitter that puts its widgets side by side in a flat panel, and on top of each other in a tall or narrow one."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget


class TurningSplitter(QSplitter):
    def __init__(self, tall_from: float, *widgets: QWidget) -> None:
        """`tall_from`: the ratio of height to width from which it is tall."""
        super().__init__()
        self._tall_from = tall_from
        self._shares: dict[Qt.Orientation, tuple[int, ...]] = {}
        self.setHandleWidth(12)
        for widget in widgets:
            self.addWidget(widget)
        self.setChildrenCollapsible(False)

    def set_shares(self, tall: tuple[int, ...], flat: tuple[int, ...]) -> None:
        """How the widgets share the height when it is tall, and the width when it is flat."""
        self._shares = {Qt.Orientation.Vertical: tall, Qt.Orientation.Horizontal: flat}
        self._share_out()

    def _share_out(self) -> None:
        shares = self._shares.get(self.orientation(), (1,) * self.count())
        for i, share in enumerate(shares):
            self.setStretchFactor(i, share)
        self.setSizes([1000 * share for share in shares])

    def minimumSizeHint(self) -> QSize:
        # it can be as narrow as when it is tall, and as low as when it is flat
        return QSize(max(self._least(False), default=0), max(self._least(True), default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        size = event.size()
        narrow = size.width() < sum(self._least(False)) + self.handleWidth() * (self.count() - 1)
        tall = narrow or size.height() > self._tall_from * size.width()
        orientation = Qt.Orientation.Vertical if tall else Qt.Orientation.Horizontal
        if orientation is not self.orientation():
            self.setOrientation(orientation)
            self._share_out()
        super().resizeEvent(event)

    def _least(self, upright: bool) -> list[int]:
        """The least height, or width, of each widget."""
        widgets = [each for each in map(self.widget, range(self.count())) if each is not None and not each.isHidden()]
        sizes = [each.minimumSizeHint().expandedTo(each.minimumSize()) for each in widgets]
        return [size.height() if upright else size.width() for size in sizes]
