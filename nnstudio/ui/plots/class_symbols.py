"""The shapes of classes under names by which pyqtgraph draws them."""

from collections.abc import Iterable

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols

from nnstudio.class_marks import MARKS, class_mark
from nnstudio.ui.style.class_symbols import class_path

for _label, _mark in enumerate(MARKS):
    Symbols[_mark.name] = class_path(_label)


def class_symbols(labels: Iterable[int]) -> list[str]:
    """The symbol of each class's samples."""
    return [class_mark(label).name for label in labels]
