"""Where the arrow keys lead."""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from nnstudio.ui.diagram.layout import ColumnPlace
from nnstudio.ui.diagram.spots import NodeSpot
from nnstudio.ui.diagram.structure import Column


def moved(spot: NodeSpot, key: int, columns: Sequence[Column], places: Sequence[ColumnPlace]) -> NodeSpot | None:
    """The unit to which a key leads from `spot`; `spot` itself at the edge, None for a key that leads nowhere."""
    width = columns[spot.column].width
    match key:
        case Qt.Key.Key_Up:
            return NodeSpot(spot.column, max(0, spot.unit - 1))
        case Qt.Key.Key_Down:
            return NodeSpot(spot.column, min(width - 1, spot.unit + 1))
        case Qt.Key.Key_Home:
            return NodeSpot(spot.column, 0)
        case Qt.Key.Key_End:
            return NodeSpot(spot.column, width - 1)
        case Qt.Key.Key_Left if spot.column > 0:
            return _across(spot, spot.column - 1, places)
        case Qt.Key.Key_Right if spot.column + 1 < len(columns):
            return _across(spot, spot.column + 1, places)
        case Qt.Key.Key_Left | Qt.Key.Key_Right:
            return spot
    return None


def _across(spot: NodeSpot, column: int, places: Sequence[ColumnPlace]) -> NodeSpot:
    """The shown unit of another column that is nearest in height."""
    rect = places[spot.column].rect_of(spot.unit)
    y = rect.center().y() if rect is not None else places[spot.column].rects[0].center().y()
    place = places[column]
    nearest = min(range(len(place.units)), key=lambda i: abs(place.rects[i].center().y() - y))
    return NodeSpot(column, place.units[nearest])
