"""The confusion matrix: which class is taken for which, in counts and shares of the actual class."""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnstudio.language import _, local_number
from nnstudio.project.loss_words import SHARE_WORDS
from nnstudio.ui.style.colors import CLASS_COLORS
from nnstudio.ui.widgets.heat_cells import shade
from nnstudio.ui.widgets.number_texts import percent
from nnstudio.ui.widgets.sheet import LEFT, RIGHT, Cell, Sheet

_SMALLEST_PX = 7
_STRETCH = 2.4
"""How much wider than high a cell may be."""


class ConfusionView(Sheet):
    """Fills its widget. Right ones have their class's colour, wrong ones the colour of errors, by row shares."""

    def __init__(self, share: str, parent: QWidget | None = None) -> None:
        """`share`: whose samples, ``train`` or ``test``."""
        super().__init__(parent)
        self.setObjectName(f"confusion_{share}")
        self.setAccessibleName(
            _("Confusion matrix, test samples") if share == "test" else _("Confusion matrix, train samples")
        )
        self._share = share
        self._matrix: NDArray[np.int64] = np.zeros((0, 0), dtype=np.int64)
        self._names: tuple[str, ...] = ()
        self.setMinimumSize(150, 90)
        self.dress()

    def sizeHint(self) -> QSize:
        return QSize(240, 200)

    def set_matrix(self, matrix: NDArray[np.int64], names: tuple[str, ...]) -> None:
        """(k, k) counts: rows are the actual classes, columns the predicted ones."""
        self._matrix, self._names = matrix, names
        self.refresh()

    def clear(self) -> None:
        self.set_matrix(np.zeros((0, 0), dtype=np.int64), ())

    def refresh(self) -> None:
        self.cells = list(self.lay_out(float(self.width())))
        self.setAccessibleDescription("; ".join(cell.tip for cell in self.cells if cell.fill is not None and cell.tip))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def lay_out(self, width: float) -> Iterator[Cell]:
        k = len(self._names)
        if not k:
            return
        line = self.line
        text = QColor(self.scheme.text)
        names = min(max(self.wide(_("actual ↓")) + 6, self.wide(*self._names) + 12), width * 0.34)
        head = 2 * line
        high = (self.height() - head - 2) / k
        wide = min((width - names) / k, high * _STRETCH)
        high = min(high, max(wide, line * 1.2))
        yield Cell(QRectF(0, 0, names - 6, line), SHARE_WORDS[self._share], ink=text, align=LEFT, bold=True)
        title = _("predicted →") if wide * k > self.wide(_("predicted →")) else "→"
        yield Cell(QRectF(names, 0, max(wide * k, 20), line), title)
        yield Cell(QRectF(0, line, names - 6, line), _("actual ↓"), align=LEFT)
        pixels = self._pixels(math.inf, high)
        for c, name in enumerate(self._names):
            color = QColor(CLASS_COLORS[c % len(CLASS_COLORS)])
            column, row = QRectF(names + c * wide, line, wide, line), QRectF(0, head + c * high, names, high)
            short = self._elided(name, wide - 4)
            yield Cell(column.adjusted(2, line - 3, -2, 0), fill=color, tip=_("predicted {name}").format(name=name))
            yield Cell(column.adjusted(0, -1, 0, -3), short, ink=text, tip=_("predicted {name}").format(name=name))
            yield Cell(row.adjusted(names - 5, 1, -2, -1), fill=color, tip=_("actual {name}").format(name=name))
            yield Cell(row.adjusted(0, 0, -9, 0), self._elided(name, names - 9), ink=text, align=RIGHT, pixels=pixels)
        yield from self._counts(QRectF(names, head, wide * k, high * k), wide, high)

    def _counts(self, box: QRectF, wide: float, high: float) -> Iterator[Cell]:
        error, pixels = self.scheme.error, self._pixels(wide, high)
        totals = self._matrix.sum(axis=1)
        for r, row in enumerate(self._matrix):
            for c, count in enumerate(row.tolist()):
                share = count / totals[r] if totals[r] else 0.0
                color = CLASS_COLORS[r % len(CLASS_COLORS)] if r == c else error
                where = QRectF(box.x() + c * wide, box.y() + r * high, wide, high)
                tip = _("actual {actual}, predicted {predicted}: {count:,} of {totals:,}").format(
                    actual=self._names[r], predicted=self._names[c], count=count, totals=totals[r]
                )
                tip += f" ({percent(share)})" if totals[r] else ""
                text = local_number(count, ",")
                if count and high > 2.1 * self.metrics.height() and wide > self.wide("97.3 %"):
                    text += f"\n{percent(share)}"
                yield Cell(where, text, shade(share, color, self.scheme), tip=tip, pixels=pixels)

    def _elided(self, name: str, width: float) -> str:
        shown = self.metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
        return shown if len(shown) > 1 or shown == name else ""

    def _pixels(self, wide: float, high: float) -> int:
        """The height of writing at which the longest count fits its cell; 0 if the sheet's own does."""
        longest = local_number(self._matrix.max(), ",")
        usual = self.metrics.height()
        room = min((wide - 4) / max(1.0, self.metrics.horizontalAdvance(longest)), (high - 1) / usual)
        own = QFontInfo(self.font()).pixelSize()
        return 0 if room >= 1 else max(_SMALLEST_PX, int(own * room))
