"""What came of a line: by PyTorch and by NumPy side by side, with broadcasting and gradients drawn."""

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.ui.panels.tensor_bench.pictures import BroadcastPicture, GraphPicture, ValuePicture
from nnstudio.ui.widgets.fields import caption, heading
from nnstudio.ui.widgets.number_texts import by
from nnstudio.ui.widgets.plain_text import PlainLabel

if TYPE_CHECKING:
    from nnstudio.engine.tensor_bench.bench import Computed


class ResultView(QWidget):
    """One statement's outcome."""

    def __init__(self, computed: "Computed") -> None:
        super().__init__()
        self.computed = computed
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        title = PlainLabel(computed.text)
        title.setObjectName("bench_line")
        layout.addWidget(title)
        sides = QHBoxLayout()
        sides.setSpacing(10)
        typed = computed.text.partition("=")[2].strip() if computed.name else computed.text
        by_torch = _side("PyTorch", typed, computed.torch)
        by_numpy = _side("NumPy", computed.numpy_code, computed.numpy, computed.why_not)
        for side in (by_torch, by_numpy):
            sides.addWidget(side, 0, Qt.AlignmentFlag.AlignTop)
        beside = QVBoxLayout()
        beside.setSpacing(4)
        sides.addLayout(beside)
        sides.addStretch(1)
        layout.addLayout(sides)
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


def _side(title: str, code: str, value: Any, why_not: str = "") -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(10, 6, 10, 8)
    layout.setSpacing(4)
    name = PlainLabel(title)
    name.setObjectName("card_title")
    layout.addWidget(name)
    if why_not:
        said = caption(f"{why_not[:1].upper()}{why_not[1:]}.")
        said.setWordWrap(True)
        layout.addWidget(said)
        layout.addStretch(1)
        return card
    if code:
        layout.addWidget(caption(code if len(code) <= 70 else f"{code[:69]}…"))
    layout.addWidget(_value(value))
    layout.addWidget(caption(facts(value)))
    layout.addStretch(1)
    return card


def _value(value: Any) -> QWidget:
    if is_array(value) and as_array(value).size and as_array(value).ndim:
        return ValuePicture(as_array(value))
    label = PlainLabel(plain(value))
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
    return str(value)[:400]


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
