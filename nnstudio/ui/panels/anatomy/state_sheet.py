"""The state_dict: every tensor before training, at the epoch shown, and what changed between."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from nnstudio.language import _, local_number, ngettext
from nnstudio.ui.widgets.heat_cells import heat
from nnstudio.ui.widgets.number_texts import by, exact, short
from nnstudio.ui.widgets.sheet import LEFT, Cell, Sheet

if TYPE_CHECKING:
    from nnstudio.engine.views.anatomy import TensorState

_GAP = 18.0
_WIDEST = "−0.00000"
_FULL_ROWS, _FIRST_ROWS, _LAST_ROWS = 16, 8, 2


class StateSheet(Sheet):
    """Three matrices a tensor, side by side; what is too large is cut in the middle and told by its statistics."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("state_sheet")
        self.setAccessibleName("state_dict")
        self._states: tuple[TensorState, ...] = ()
        self._epoch = 0
        self.dress()

    def set_states(self, states: "tuple[TensorState, ...]", epoch: int) -> None:
        """Shows the tensors as they are after `epoch` epochs."""
        self._states, self._epoch = states, epoch
        self.refresh()

    def lay_out(self, width: float) -> Iterator[Cell]:
        block = (width - 2 * _GAP) / 3
        line, y = self.line, 0.0
        for state in self._states:
            numbers = ngettext("{n:,} number", "{n:,} numbers", state.now.size).format(n=state.now.size)
            about = f"{by(state.shape)}   {state.dtype}   {numbers}"
            name = f'"{state.name}"'
            yield Cell(QRectF(0, y, width, line), name, ink=QColor(self.scheme.text), align=LEFT, bold=True)
            x = self.wide(name) + 12
            yield Cell(QRectF(x, y, max(0.0, width - x), line), about, align=LEFT)
            y += line
            bottom = y
            for i, (title, array, limit) in enumerate(self._blocks(state)):
                x = i * (block + _GAP)
                text = f"{title}:  {_statistics(array)}" if array.size > 1 else title
                shown = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, block)
                yield Cell(QRectF(x, y, block, line), shown, align=LEFT, tip=text)
                for cell in self._matrix(state, title, array, limit, x, y + line, block):
                    bottom = max(bottom, cell.box.bottom())
                    yield cell
            y = bottom + line * 0.6

    def _blocks(self, state: "TensorState") -> Iterator[tuple[str, NDArray[np.float32], float]]:
        both = max(_largest(state.before), _largest(state.now))
        yield _("before training"), state.before, both
        yield _("epoch {epoch:,}").format(epoch=self._epoch), state.now, both
        change = state.change
        yield _("change"), change, _largest(change)

    def _matrix(
        self,
        state: "TensorState",
        title: str,
        array: NDArray[np.float32],
        limit: float,
        x: float,
        y: float,
        width: float,
    ) -> Iterator[Cell]:
        matrix = array.reshape(-1, array.shape[-1]) if array.ndim > 1 else array.reshape(1, -1)
        cell_width, line = self.wide(_WIDEST), self.line
        columns = _kept(matrix.shape[1], max(3, int(width // cell_width)), 1)
        rows = _kept(matrix.shape[0], _FULL_ROWS, _LAST_ROWS, _FIRST_ROWS + _LAST_ROWS + 1)
        for r, row in enumerate(rows):
            for c, column in enumerate(columns):
                box = QRectF(x + c * cell_width, y + r * line, cell_width, line)
                if row is None or column is None:
                    yield Cell(box, "⋮" if column is not None else "…" if row is not None else "")
                    continue
                value = float(matrix[row, column])
                place = "" if array.ndim == 0 else f"[{row}, {column}]" if array.ndim > 1 else f"[{column}]"
                tip = f"{state.name}{place}, {title}: {exact(value)}"
                text = local_number(value, ".0f") if "int" in state.dtype else short(value)
                yield Cell(box, text, heat(value, limit, self.scheme), tip=tip)


def _kept(count: int, room: int, last: int, cut: int | None = None) -> list[int | None]:
    """The indices that are shown; None where some are left out, so that there are at most `room` (or `cut`) in all."""
    if count <= room:
        return list(range(count))
    shown = min(cut or room, room) - last - 1
    return [*range(shown), None, *range(count - last, count)]


def _largest(array: NDArray[np.float32]) -> float:
    finite = np.abs(array[np.isfinite(array)]) if array.size else array
    return float(finite.max()) if finite.size else 0.0


def _statistics(array: NDArray[np.float32]) -> str:
    values = array.astype(np.float64)
    return _("mean {mean}, sd {std}, {min} to {max}").format(
        mean=short(float(values.mean()), 3),
        std=short(float(values.std()), 3),
        min=short(float(values.min()), 3),
        max=short(float(values.max()), 3),
    )
