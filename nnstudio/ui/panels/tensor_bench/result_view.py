"""What came of a line: by PyTorch and by NumPy side by side, with broadcasting and gradients drawn."""

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.project.guided.conditions import Outcome
from nnstudio.ui.panels.tensor_bench.pictures import BroadcastPicture, GraphPicture, ValuePicture
from nnstudio.ui.widgets.fields import caption, heading
from nnstudio.ui.widgets.number_texts import by
from nnstudio.ui.widgets.plain_text import PlainLabel

if TYPE_CHECKING:
    from nnstudio.engine.tensor_bench.bench import Computed

_MAX_PARTS = 6
"""Of a tuple that is shown one by one."""
_MAX_TEXT = 1000


class ResultView(QWidget):
    """One statement's outcome."""

    def __init__(self, computed: "Computed") -> None:
        super().__init__()
        self.computed = computed
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        title = PlainLabel(computed.text)
        title.setWordWrap(True)
        title.setObjectName("bench_line")
        layout.addWidget(title)
        for note in computed.notes:
            layout.addWidget(_sentence(note))
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(10)
        typed = computed.text.partition("=")[2].strip() if computed.name else computed.text
        printed = computed.printed or (None, None)
        by_torch = _side("PyTorch", typed, computed.torch, printed[0], computed.drawn)
        by_numpy = _side("NumPy", computed.numpy_code, computed.numpy, printed[1], computed.drawn, computed.why_not)
        for side in (by_torch, by_numpy):
            self._sides.addWidget(side)
        beside = QVBoxLayout()
        beside.setSpacing(4)
        self._sides.addLayout(beside)
        self._parts = [item for i in range(3) if (item := self._sides.itemAt(i)) is not None]
        self._sides.addStretch(1)
        layout.addLayout(self._sides)
        self.broadcast: BroadcastPicture | None = None
        self.graph: GraphPicture | None = None
        if computed.stretch is not None and computed.operands is not None:
            arrays = [as_array(value) for value in (*computed.operands, computed.torch)]
            self.broadcast = BroadcastPicture(arrays[0], arrays[1], arrays[2], computed.sign, computed.stretch)
            for widget in (heading(_("Broadcasting")), caption(computed.stretch.told()), self.broadcast):
                beside.addWidget(widget)
        if computed.graph:
            self.graph = GraphPicture(computed.graph)
            layout.addWidget(heading(_("Gradients by autograd")))
            layout.addWidget(self.graph)
        beside.addStretch(1)
        layout.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        # it can be as narrow as its widest part, for in a narrow panel they stand below each other
        widest = max(part.minimumSize().width() for part in self._parts)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        wanted = sum(part.sizeHint().width() + self._sides.spacing() for part in self._parts)
        is_narrow = event.size().width() < wanted
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        if direction is not self._sides.direction():
            self._sides.setDirection(direction)


def outcome_of(computed: "Computed") -> Outcome:
    """What lessons ask of a statement's outcome."""
    value = computed.torch
    if is_array(value):
        number = float(as_array(value).item()) if np.prod(value.shape) == 1 else None
        return Outcome(computed.text, number, tuple(value.shape), str(value.dtype).removeprefix("torch."))
    if type(value).__name__ == "dtype" or type(value).__name__.endswith("DType"):
        return Outcome(computed.text, dtype=str(value).removeprefix("torch."))
    if isinstance(value, tuple) and all(isinstance(each, int) for each in value):
        return Outcome(computed.text, shape=tuple(value))
    number = float(value) if isinstance(value, int | float) else None
    return Outcome(computed.text, number)


def _side(title: str, code: str, value: Any, printed: str | None, drawn: str, why_not: str = "") -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(10, 6, 10, 8)
    layout.setSpacing(4)
    name = PlainLabel(title)
    name.setObjectName("card_title")
    layout.addWidget(name)
    if why_not:
        layout.addWidget(_sentence(why_not))
        layout.addStretch(1)
        return card
    if code:
        spelled = caption(code if len(code) <= 200 else f"{code[:199]}…")
        spelled.setWordWrap(True)
        layout.addWidget(spelled)
    if drawn:
        layout.addWidget(_sentence(drawn))
    if printed is not None:
        label = _selectable(printed)
        label.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        layout.addWidget(label)
    else:
        for part in _parts(value):
            layout.addWidget(_value(part))
            told = caption(facts(part))
            told.setWordWrap(True)
            layout.addWidget(told)
    layout.addStretch(1)
    return card


def _parts(value: Any) -> tuple[Any, ...]:
    """The tensors of ``a, b`` one by one; anything else by itself."""
    is_row = type(value) in (tuple, list) and 0 < len(value) <= _MAX_PARTS and any(is_array(part) for part in value)
    return tuple(value) if is_row else (value,)


def _sentence(text: str) -> QWidget:
    said = caption(f"{text[:1].upper()}{text[1:]}.")
    said.setWordWrap(True)
    return said


def _value(value: Any) -> QWidget:
    if is_array(value) and as_array(value).size and as_array(value).ndim:
        return ValuePicture(as_array(value))
    return _selectable(plain(value))


def _selectable(text: str) -> PlainLabel:
    label = PlainLabel(text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def is_array(value: Any) -> bool:
    return hasattr(value, "shape") and hasattr(value, "dtype") and not isinstance(value, tuple)


def as_array(value: Any) -> np.ndarray[Any, Any]:
    """The numbers of a tensor or an array."""
    return np.asarray(value.detach().cpu().numpy() if hasattr(value, "detach") else value)


def plain(value: Any) -> str:
    """A value without cells: a number, a shape, a dtype."""
    if is_array(value):
        return str(as_array(value).tolist())[:200]
    if isinstance(value, tuple) and hasattr(value, "indices") and hasattr(value, "values"):
        parts = [str(as_array(part).tolist())[:120] for part in value]
        return _("values {parts}\nindices {parts2}").format(parts=parts[0], parts2=parts[1])
    text = str(value)
    if " object at 0x" in text:
        # the place in memory is of no use to anybody
        kind = type(value).__name__
        return _("{kind} of length {size}").format(kind=kind, size=len(value)) if hasattr(value, "__len__") else kind
    return text[:_MAX_TEXT]


def facts(value: Any) -> str:
    """dtype, shape, dimensions and device of a tensor or an array; what anything else is."""
    if not is_array(value):
        return type(value).__name__
    parts = [
        str(value.dtype),
        _("shape {shape}").format(shape=by(tuple(value.shape))),
        _("ndim {ndim}").format(ndim=value.ndim),
    ]
    if hasattr(value, "device") and hasattr(value, "requires_grad"):
        parts.append(str(value.device))
        if value.requires_grad:
            parts.append("requires_grad")
    return "  ·  ".join(parts)
