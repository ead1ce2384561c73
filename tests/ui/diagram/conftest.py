"""A diagram in a real window, and the hand that points at it."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.ui.diagram.spots import BiasSpot, EdgeSpot, bias_rect

LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Points and clicks at what the diagram shows."""

    def __init__(self, studio):
        self.studio = studio
        self.diagram = studio.find("network_diagram")

    @property
    def scene(self):
        return self.diagram.scene

    def point(self, spot) -> QPoint:
        """Where a spot can be seen, found from the picture's geometry, not from the hit test."""
        if isinstance(spot, EdgeSpot):
            edges = self.scene.edges[spot.column - 1]
            found = (edges.rows == spot.unit) & (edges.cols == spot.source)
            return edges.lines[int(found.argmax())].pointAt(0.4).toPoint()
        rect = self.scene.rect_of(spot.column, spot.unit)
        return (bias_rect(rect) if isinstance(spot, BiasSpot) else rect).center().toPoint()

    def move(self, spot):
        where = QPointF(self.point(spot))
        none = Qt.MouseButton.NoButton
        there = self.diagram.mapToGlobal(where)
        event = QMouseEvent(QMouseEvent.Type.MouseMove, where, there, none, none, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.diagram, event)

    def click(self, spot):
        QTest.mouseClick(self.diagram, LEFT, pos=self.point(spot))

    def double_click(self, spot):
        where = self.point(spot)
        QTest.mouseClick(self.diagram, LEFT, pos=where)
        QTest.mouseDClick(self.diagram, LEFT, pos=where)

    def press(self, key):
        QTest.keyClick(self.diagram, key)

    @property
    def said(self) -> str:
        """What the card says; empty while it is hidden."""
        return "" if self.diagram.tip.isHidden() else self.diagram.tip.text()


@pytest.fixture
def hand(here):
    """The hand over the module's window: Linear 5, ReLU, Linear on the circles, untrained."""
    here.window.selection.clear()
    hand = Hand(here)
    here.wait(lambda: hand.scene.frame is not None and hand.scene.frame.epoch == 0)
    hand.diagram._cursor = None
    hand.diagram.hover(None)
    hand.diagram.popup.hide()
    yield hand
    hand.diagram.set_flags({})
    here.window.selection.clear()
