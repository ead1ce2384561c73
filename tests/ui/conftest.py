"""Windows, driven as a learner drives them: by clicks and keys, and by the object names that scripts rely on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QListView, QSlider, QWidget

from nnstudio.project.storage import write_project
from nnstudio.ui.app import open_window
from nnstudio.ui.editors.network.layer_card import LayerCard
from nnstudio.ui.style.theme import theme
from nnstudio.ui.window.saved_message import SavedMessage
from tests.session.collector import libraries_set_aside

PATIENCE_MS = 30_000


class Studio:
    """A window and the hands that use it."""

    def __init__(self, window, qtbot):
        self.window = window
        self.qtbot = qtbot

    def find(self, name, kind=QWidget):
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def button(self, name) -> QAbstractButton:
        return self.find(name, QAbstractButton)

    def selector(self, name) -> QComboBox:
        return self.find(name, QComboBox)

    def action(self, name) -> QAction:
        return self.find(name, QAction)

    @property
    def stack(self) -> QListView:
        return self.find("layer_stack", QListView)

    @property
    def picker(self) -> QListView:
        return self.find("dataset_picker", QListView)

    @property
    def timeline(self) -> QSlider:
        return self.find("timeline", QSlider)

    def press(self, name):
        self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def key(self, widget, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(widget, key, modifier)

    def type_into(self, field, text):
        """Replaces what is in a field, and presses Enter."""
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClicks(field, text)
        self.key(field, Qt.Key.Key_Return)

    def wait(self, condition, patience_ms=PATIENCE_MS):
        self.qtbot.waitUntil(condition, timeout=patience_ms)

    def look_at(self, epoch):
        """Drags the timeline to an epoch, and waits until every view shows it."""
        self.timeline.setValue(epoch)
        scheduler = self.window.diagram.context.scheduler
        self.wait(lambda: self.window.epoch == epoch and scheduler.is_done)

    def wait_for_run(self):
        """Until the network is built and its initial weights are shown."""
        self.wait(lambda: not self.window.session.is_preparing and self.window.session.run is not None)

    def wait_for_state(self, state):
        self.wait(lambda: self.window.state == state)

    def wait_for_rest(self):
        """Until nothing trains, not even for the diagnosis."""
        self.wait(lambda: self.window.state != "training" and not self.window.diagnosing)

    def train(self):
        """Presses Train and waits until training has come to its end."""
        self.press("train_button")
        self.wait(lambda: self.window.state in ("finished", "failed"))

    def rows(self):
        """The layers as the stack's model tells them."""
        model = self.stack.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    def kinds(self):
        return [layer.kind for layer in self.window.project.network.layers]

    def card(self, row) -> LayerCard:
        card = self.stack.indexWidget(self.stack.model().index(row, 0))
        assert isinstance(card, LayerCard)
        return card

    def choose_source(self, title):
        """Clicks a picture of the gallery."""
        model = self.picker.model()
        row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == title)
        index = model.index(row, 0)
        self.picker.scrollTo(index)
        where = self.picker.visualRect(index).center()
        self.qtbot.mouseClick(self.picker.viewport(), Qt.MouseButton.LeftButton, pos=where)


@pytest.fixture
def studio(qtbot, tmp_path):
    """Opens windows, of an example's id, a file or a Project; they are closed when the test is over."""
    # qtbot holds windows weakly, and the collector must not come before they are closed
    windows = []

    def open_one(source="binary-classification", wait=True):
        if not isinstance(source, str):
            path = tmp_path / "project.json"
            write_project(source, path)
            source = str(path)
        window = open_window(source)
        qtbot.addWidget(window)
        windows.append(window)
        studio = Studio(window, qtbot)
        if wait:
            studio.wait_for_run()
        return studio

    yield open_one
    for window in windows:
        window.close()
    if theme().choice != "system":
        theme().choose("system")


@pytest.fixture(scope="module")
def _window_of_the_module(qapp):
    window = open_window("binary-classification")
    while not window.parameters:
        QTest.qWait(5)
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def here(_window_of_the_module, qtbot):
    """The module's window, started over: Linear 5, ReLU, Linear on the circles, untrained."""
    here = Studio(_window_of_the_module, qtbot)
    here.window.session.set_pace(0)
    here.window.files.open_source("binary-classification")
    here.window.session.reset()
    here.stack.clearSelection()
    here.wait_for_run()
    yield here
    # it would go by itself, but later than the test
    for message in here.window.findChildren(SavedMessage):
        message.hide()


@pytest.fixture(autouse=True, scope="package")
def _quick_collections():
    with libraries_set_aside():
        yield
