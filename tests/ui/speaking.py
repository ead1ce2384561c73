"""``python -m tests.ui.speaking LANGUAGE``: opens the window in a language and prints, as JSON, what is seen of it.

It is a process of its own, for the language is chosen before the program's texts are imported.
"""

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

if __name__ == "__main__":
    os.environ["NNSTUDIO_LANGUAGE"] = sys.argv[1]
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pyqtgraph as pg
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDockWidget,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from nnstudio.language.pseudo import CLOSE, OPEN
from nnstudio.project.guided.controls import PANELS
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.losses.kinds import LOSS_KINDS
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.schedules import SCHEDULE_KINDS
from nnstudio.project.storage import read_project
from nnstudio.resources import resources_dir
from nnstudio.ui.app import open_window
from nnstudio.ui.docks.arrangement import Page
from nnstudio.ui.plots.key_strip import KeyStrip
from nnstudio.ui.shown.selection import Point
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.exportable import Exportable
from nnstudio.ui.widgets.sheet import Sheet
from tests.conftest import isolate_settings
from tests.events import settle, wait_for
from tests.ui.docks.layout_faults import SIZES, faults

ROWS, COLUMNS = 8, 12
"""As much of each table is looked at."""
_SAYS = (
    *("text", "title", "windowTitle", "placeholderText", "prefix", "suffix", "specialValueText", "currentText"),
    *("toolTip", "statusTip", "whatsThis", "accessibleName", "accessibleDescription"),
)
_Role = Qt.ItemDataRole
_ROLES = (_Role.DisplayRole, _Role.ToolTipRole, _Role.AccessibleTextRole, _Role.AccessibleDescriptionRole)

STAY = {
    # PyTorch's names, and those of Python and its libraries
    *(spec.title for kinds in (LAYER_KINDS, LOSS_KINDS, OPTIMIZER_KINDS, SCHEDULE_KINDS) for spec in kinds.values()),
    *(name for kinds in (LAYER_KINDS, OPTIMIZER_KINDS) for name in kinds),
    *(
        "PyTorch",
        "NumPy",
        "LogisticRegression",
        "LinearRegression",
        "KFold",
        "StratifiedKFold",
        "nn",
        "Sequential",
        "state_dict",
    ),
    *("weight", "bias", "Nesterov", "T_max", "eta_min", "float32", "float64", "int64", "torch", "dtype", "log"),
    # what every language calls so
    *("NN", "Studio", "CPU", "CUDA", "MPS", "CSV", "JSON", "SHA", "PC", "ROC", "AUC", "sin", "cos", "max", "exp", "Mo"),
    *("R²", "MSE", "RMSE", "MAE", "kB"),
    *("X_train", "y_train", "X_test", "y_test", "ndim", "shape", "size"),
}
"""Words that no language translates."""
_WORD = re.compile(r"\w*[^\W\d_]{2,}\w*")
_PLAIN = re.compile(r"(?=.*[abcdeghiklnoprstuwyz])[A-Za-z]{3,}")
"""A word in which there would be accents."""
# keys, hashes, file names, columns, formulas and lines of code
_NO_TEXT = re.compile(
    r"\bscikit-learn\b|\b(Ctrl|Alt|Shift|Meta)\+\S+|\bF\d+\b|\b[0-9a-f]{16,}\b|\S+\.(json|csv|py)\b|[\w.]+\([^)]*\)|\[\*\]|(x[₀-₉]+[²³]?)+"
)


def unmarked(text: str) -> str:
    """What of a text is in English, and no name that stays.

    It stands outside the brackets of the long pseudo-language, or within them where something else has been put in.
    """
    depth, outside, within = 0, "", ""
    for character in _NO_TEXT.sub(" ", re.sub(r"<[^>]*>|&#?\w+;", " ", text)).replace("&", ""):
        depth += (character == OPEN) - (character == CLOSE)
        is_sign = character in (OPEN, CLOSE)
        outside += character if depth == 0 and not is_sign else " "
        within += character if depth > 0 and not is_sign else " "
    words = [*_WORD.findall(outside), *filter(_PLAIN.fullmatch, re.findall(r"\w+", within))]
    return " ".join(word for word in words if word not in STAY)


def texts_of(thing: QObject) -> Iterator[str]:
    """All that a widget or an action says, or what is told of a picture."""
    for name in _SAYS:
        say = getattr(thing, name, None)
        try:
            text = say() if callable(say) else None
        except TypeError:
            # the text of a place
            continue
        if isinstance(text, str):
            yield text
    if isinstance(thing, QTabBar):
        for i in range(thing.count()):
            yield from (thing.tabText(i), thing.tabToolTip(i))
    if isinstance(thing, QComboBox):
        yield from (thing.itemText(i) for i in range(thing.count()))
        yield from (str(thing.itemData(i, _Role.ToolTipRole) or "") for i in range(thing.count()))
    if isinstance(thing, QAbstractItemView) and thing.model() is not None and not isinstance(thing.parent(), QComboBox):
        yield from _texts_of_table(thing.model())
    if isinstance(thing, QTextEdit):
        yield thing.toPlainText()
    if isinstance(thing, pg.PlotWidget):
        for item in thing.scene().items():
            if isinstance(item, pg.AxisItem):
                yield item.labelText
            elif isinstance(item, KeyStrip):
                yield from item.entries
    if isinstance(thing, Sheet):
        yield "\n".join(thing.texts())
        yield from (cell.tip for cell in thing.cells)
    if isinstance(thing, Exportable):
        yield thing.sentence()
        yield from thing.table()


def _texts_of_table(model: QAbstractItemModel) -> Iterator[str]:
    # a list's own count of columns is private
    for column in range(next((n for n in range(COLUMNS) if not model.hasIndex(0, n)), COLUMNS)):
        for role in _ROLES:
            yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
        for row in range(min(ROWS, model.rowCount(QModelIndex()))):
            said = (model.data(model.index(row, column), role) for role in _ROLES)
            yield from (text for text in said if isinstance(text, str))


def place_of(thing: QObject | None) -> str:
    """The file of the window's code that a widget comes from: its own, or that of what it is in."""
    while thing is not None:
        module = type(thing).__module__
        if module.startswith("nnstudio.ui.") and not module.startswith("nnstudio.ui.widgets."):
            return module.removeprefix("nnstudio.ui.")
        thing = thing.parent()
    return "window"


class Speaking:
    """A window that has trained, with every panel open and a lesson under way."""

    settle, wait = staticmethod(settle), staticmethod(wait_for)

    def __init__(self) -> None:
        self.window = open_window()
        self.wait(lambda: self.window.session.run is not None)
        lesson = resources_dir() / "lessons" / "guided" / "170-binary-classification.json"
        self.window.lessons.open(lesson)
        self._train_and_open_panels()

    def _train_and_open_panels(self) -> None:
        self.wait(lambda: not self.window.session.is_preparing and self.window.session.run is not None)
        self._find(QAbstractButton, "train_button").click()
        self.wait(lambda: self.window.state in ("finished", "failed"))
        for name in PANELS:
            self._find(QDockWidget, f"{name}_dock").toggleViewAction().trigger()
            self.settle()
        scheduler = self.window.diagram.context.scheduler
        self.wait(lambda: scheduler.is_done)

    def _look_closely(self) -> None:
        """At a unit, and at a sample."""
        selection, dataset = self.window.selection, self.window.session.run.dataset
        selection.choose_unit((0, 0))
        selection.choose_point(Point(dataset.raw[0], 0))
        self.settle()

    def _things(self) -> list[QObject]:
        kinds = (QWidget, QAction, Exportable)
        return [self.window, *(thing for kind in kinds for thing in self.window.findChildren(kind))]

    def _said(self) -> list[tuple[str, str]]:
        # what the learner writes and code is in no language of ours
        things = [thing for thing in self._things() if not _is_code(thing)]
        return [(place_of(thing), text) for thing in things for text in texts_of(thing) if text]

    def _find(self, kind: type, name: str) -> QWidget:
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def report(self) -> dict[str, object]:
        things, said = self._things(), self._said()
        found: dict[str, object] = {
            "mirrored": self.window.layoutDirection() is Qt.LayoutDirection.RightToLeft,
            "left_to_right": sorted(
                {type(thing).__name__ for thing in things if isinstance(thing, QWidget) and _runs_right(thing)}
            ),
            "data_is_right_of_result": self._x("dataset_picker") > self._x("loss_plot"),
            "axes_left_of_plots": all(
                plot.getPlotItem().getAxis("left").scenePos().x() <= plot.getViewBox().scenePos().x()
                for plot in self.window.findChildren(pg.PlotWidget)
            ),
            # the last: it closes the panels
            "faults": self.faults(),
        }
        self._look_closely()
        said += self._said()
        self.window.document.open(read_project(resources_dir() / "lessons" / "multiple-regression.json"))
        self._train_and_open_panels()
        said += self._said()
        wrong = sorted({f"{place}: {text[:90]!r}: {unmarked(text)}" for place, text in said if unmarked(text)})
        return {**found, "marked": sum(OPEN in text for _, text in said), "unmarked": wrong}

    def faults(self) -> list[str]:
        """What is cut off, or has no room, at the sizes that the window promises to fit."""
        self.window.lessons.close()
        for name in PANELS:
            self.window.drawers.close(name)
        found, workspace = [], self.window.parts.workspace
        for size, (scale, (width, height)) in SIZES.items():
            theme().set_scale(scale)
            self.window.resize(width, height)
            self.settle()
            found += [f"{size}: {fault}" for fault in faults(self.window, scale)]
            for page in Page:
                button = workspace.rail.button(page)
                if button.isVisible():
                    workspace.choose_page(None)
                    button.click()
                    self.settle()
                    found += [f"{size}, {page.value}: {fault}" for fault in faults(self.window, scale)]
        return found

    def _x(self, name: str) -> int:
        widget = self._find(QWidget, name)
        return widget.mapTo(self.window, widget.rect().center()).x()


def _runs_right(widget: QWidget) -> bool:
    return widget.layoutDirection() is Qt.LayoutDirection.LeftToRight


def _is_code(thing: QObject) -> bool:
    return isinstance(thing, QPlainTextEdit) or thing.objectName() in ("bench_input", "diagnosis_page")


def main() -> None:
    isolate_settings(Path(tempfile.mkdtemp()))
    _app = QApplication([])
    speaking = Speaking()
    print(json.dumps(speaking.report(), ensure_ascii=False))
    speaking.window.close()


if __name__ == "__main__":
    main()
