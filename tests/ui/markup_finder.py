"""Finds what Qt would take for HTML in a window: labels, tooltips, models, documents, texts of plots."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex
from PySide6.QtGui import QAction, Qt, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QMessageBox,
    QTextEdit,
    QWidget,
)

_MOST_ROWS = 40


def markup(word: str) -> Iterator[str]:
    """Where in the program's windows a text with `word`, a piece of HTML from a file, is taken for HTML."""
    for window in QApplication.topLevelWidgets():
        for widget in (window, *window.findChildren(QWidget)):
            yield from _of_widget(widget, word)
        for action in window.findChildren(QAction):
            yield from _tip(f"action {action.text()}", action.toolTip(), word)


def _of_widget(widget: QWidget, word: str) -> Iterator[str]:
    name = f"{type(widget).__name__} {widget.objectName()}"
    yield from _tip(name, widget.toolTip(), word)
    match widget:
        case QLabel():
            format = widget.textFormat()
            is_rich = format == Qt.TextFormat.RichText or (
                format == Qt.TextFormat.AutoText and Qt.mightBeRichText(widget.text())
            )
            if is_rich and word in widget.text():
                yield f"{name} shows {widget.text()[:100]}"
            if is_rich and widget.openExternalLinks():
                yield f"{name} opens links"
        case QMessageBox():
            if widget.textFormat() != Qt.TextFormat.PlainText and word in widget.text():
                yield f"{name} says {widget.text()[:100]}"
        case QTextEdit():
            yield from _of_document(name, widget.document())
        case QGraphicsView() if widget.scene() is not None:
            for item in widget.scene().items():
                if isinstance(item, QGraphicsTextItem):
                    yield from _of_document(f"{name}'s text", item.document())
        case QAbstractItemView() if widget.model() is not None:
            yield from _of_model(name, widget.model(), word)


def _of_document(name: str, document: QTextDocument) -> Iterator[str]:
    block = document.begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            form = fragments.fragment().charFormat()
            if form.isImageFormat() and not form.toImageFormat().name().startswith("formula:"):
                yield f"{name} has the picture {form.toImageFormat().name()}"
            if form.isAnchor():
                yield f"{name} has a link to {form.anchorHref()}"
            fragments += 1
        block = block.next()


def _of_model(name: str, model: QAbstractItemModel, word: str) -> Iterator[str]:
    role = Qt.ItemDataRole.ToolTipRole
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(min(model.rowCount(QModelIndex()), _MOST_ROWS)):
        for column in range(columns):
            yield from _tip(f"{name} at ({row}, {column})", model.index(row, column).data(role), word)
    for column in range(columns):
        yield from _tip(f"{name}'s header {column}", model.headerData(column, Qt.Orientation.Horizontal, role), word)


def _tip(name: str, text: object, word: str) -> Iterator[str]:
    if isinstance(text, str) and word in text and Qt.mightBeRichText(text):
        yield f"{name} has the tooltip {text[:100]}"
