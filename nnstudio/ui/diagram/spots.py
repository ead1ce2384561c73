"""What the pointer can be on."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF

_BIAS_SHARE, _BIAS_MIN, _BIAS_MAX = 0.22, 4.0, 9.0


@dataclass(frozen=True)
class NodeSpot:
    """A unit."""

    column: int
    unit: int


@dataclass(frozen=True)
class BiasSpot:
    """The small square at a unit's lower left corner."""

    column: int
    unit: int


@dataclass(frozen=True)
class EdgeSpot:
    """The weight from unit `source` of the column before to unit `unit` of this one."""

    column: int
    unit: int
    source: int


Spot = NodeSpot | BiasSpot | EdgeSpot


def bias_rect(node: QRectF) -> QRectF:
    """Where a unit's bias is drawn."""
    side = round(max(_BIAS_MIN, min(_BIAS_MAX, node.height() * _BIAS_SHARE)))
    return QRectF(round(node.left() - side / 2), round(node.bottom() - side / 2), side, side)
