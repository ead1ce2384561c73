"""What can be wrong with how the window is laid out, at the sizes that it promises to fit."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QScrollArea, QToolButton, QWidget

from nnstudio.ui.docks.arrangement import RESULT_SHARE

SIZES = {
    "1024x700": (1.0, (1024, 700)),
    "1280x800": (1.0, (1280, 800)),
    "1280x720 at 150 %": (1.5, (1280, 720)),
    "1920x1080 at 200 %": (2.0, (1920, 1080)),
    "1920x1080": (1.0, (1920, 1080)),
}


def faults(window, scale):
    """What is wrong with how the window is laid out."""
    for _ in range(3):
        # what a thread has told a moment ago is laid out by events of its own, and these may ask for others
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    found = []
    result = window.result_panel
    card = result.parentWidget()
    if card.width() < RESULT_SHARE * window.width() - 1:
        found.append(f"the result has {card.width()} of {window.width()} pixels")
    if result.visibleRegion().boundingRect().width() < result.width():
        found.append("the result is cut off")
    if result.loss.height() < 60 * scale or result.visible_plot.height() < 110 * scale:
        found.append(f"plots of {result.visible_plot.height()} and {result.loss.height()} pixels")
    for area in window.findChildren(QAbstractScrollArea):
        # tables and code are as wide as what is in them
        is_layout = area.objectName() in ("build_area", "layer_stack") or area.parent() is window.parts.workspace
        if is_layout and area.isVisible() and area.horizontalScrollBar().isVisible():
            found.append(f"{area.objectName()} scrolls sideways")
    area = window.findChild(QScrollArea, "build_area")
    if area.isVisible() and area.widget().minimumSizeHint().width() > area.viewport().width():
        found.append("data and training are wider than their column")
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window:
            found += clipped(widget)
    for name in ("train_button", "timeline", "branch_button"):
        widget = window.findChild(QWidget, name)
        if widget.visibleRegion().boundingRect() != widget.rect():
            found.append(f"{name} can't be seen whole")
    return found


def clipped(widget):
    """A text that has less room than it needs."""
    if not isinstance(widget, QLabel | QAbstractButton) or not widget.text():
        return []
    if isinstance(widget, QLabel) and (widget.wordWrap() or "<" in widget.text()):
        return []
    text = widget.text().replace("&", "")
    if widget.fontMetrics().horizontalAdvance(text) > widget.width() + 1:
        return [f"“{text}” is cut off at the side"]
    if not isinstance(widget, QToolButton) and widget.minimumSizeHint().height() > widget.height() + 1:
        return [f"“{text}” is cut off below"]
    return []
