"""The window as scripts see it: its properties, its lessons, and how it ends."""

import json
import subprocess
import sys
import time

import numpy as np
import pytest
import torch
from PySide6.QtCore import QSettings, Qt, QThread
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from torch import nn

from nnstudio.cli import main
from nnstudio.project import edits
from nnstudio.project.examples import list_examples, open_source

LESSONS = [lesson.id for lesson in list_examples()]


@pytest.mark.parametrize("lesson", LESSONS)
def test_that_every_lesson_opens_and_shows_its_untrained_network(studio, lesson):
    window = studio(lesson).window
    assert window.project == open_source(lesson)
    assert window.state == "idle"
    assert window.epoch == 0
    assert window.train_loss == []
    assert window.test_loss == []
    assert sum(array.size for array in window.parameters.values()) == window.project.parameter_count()
    assert lesson in window.windowTitle()


@pytest.mark.parametrize("lesson", ["linear-regression", "binary-classification", "multiclass-classification"])
def test_that_the_train_button_gives_what_the_command_gives(studio, capsys, lesson):
    assert main(["train", lesson, "--json"]) == 0
    expected = json.loads(capsys.readouterr().out)
    here = studio(lesson)
    here.train()
    window = here.window
    assert window.state == "finished"
    assert window.epoch == expected["epochs"]
    assert window.train_loss == expected["train_loss"]
    parameters = {name: array.tolist() for name, array in window.parameters.items()}
    assert parameters == expected["parameters"]


def test_that_the_parameters_at_epoch_0_are_plain_pytorchs(here):
    window = here.window
    torch.manual_seed(window.project.training.seed)
    plain = nn.Sequential(nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 1))
    assert window.epoch == 0
    assert list(window.parameters) == list(plain.state_dict())
    for name, tensor in plain.state_dict().items():
        assert window.parameters[name].dtype == np.float32
        assert np.array_equal(window.parameters[name], tensor.numpy())


@pytest.mark.parametrize("name", ["project", "epoch", "train_loss", "test_loss", "parameters", "state"])
def test_that_what_scripts_read_can_not_be_set(here, name):
    window = here.window
    with pytest.raises(AttributeError):
        setattr(window, name, getattr(window, name))


def test_that_what_scripts_read_can_not_be_changed_from_outside(here):
    window = here.window
    with pytest.raises(ValueError, match="read-only"):
        window.parameters["0.weight"][0, 0] = 1
    window.train_loss.append(1.0)
    assert window.train_loss == []


def test_that_a_window_without_a_source_opens_on_something_to_play_with(studio, qtbot):
    from nnstudio.ui.app import open_window

    window = open_window()
    qtbot.addWidget(window)
    assert window.project.problems() == ()
    assert "Untitled" in window.windowTitle()


def test_that_closing_in_the_midst_of_training_leaves_no_thread(studio):
    slow = edits.with_source_options(open_source("binary-classification"), samples=5000)
    here = studio(edits.with_training(slow, batch_size=1, epochs=1000))
    here.press("train_button")
    here.wait_for_state("training")
    thread = here.window.findChild(QThread)
    assert thread.isRunning()
    started = time.monotonic()
    assert here.window.close()
    assert thread.isFinished()
    assert time.monotonic() - started < 1


def test_that_closing_while_pytorch_is_loading_leaves_no_thread(studio):
    here = studio(wait=False)
    thread = here.window.findChild(QThread)
    here.press("train_button")
    # not by waiting for the first paint: PyTorch may be in this process already, and then it loads at once
    here.window._begin()
    assert thread.isRunning()
    here.window.close()
    assert thread.isFinished()
    assert here.window.state != "training"


def test_that_closing_before_anything_is_loaded_leaves_no_thread(studio):
    here = studio(wait=False)
    thread = here.window.findChild(QThread)
    here.press("train_button")
    here.window.close()
    assert not thread.isRunning()


def test_that_train_pressed_before_pytorch_is_loaded_is_not_forgotten(studio):
    here = studio(wait=False)
    here.press("train_button")
    here.wait(lambda: here.window.state == "finished")
    assert len(here.window.train_loss) == here.window.project.training.epochs


def test_that_the_layout_is_remembered(studio):
    here = studio()
    here.window.resize(here.window.width(), 730)
    splitter = here.find("result_splitter")
    splitter.setSizes([300, 200])
    sizes = splitter.sizes()
    here.window.close()
    again = studio("linear-regression")
    assert again.window.height() == 730
    # a line above or below may be there that was not, or the other way round
    shares = [[size / sum(each) for size in each] for each in (sizes, again.find("result_splitter").sizes())]
    assert shares[0] == pytest.approx(shares[1], abs=0.01)
    again.find("result_splitter").setSizes([200, 300])
    assert again.find("result_splitter").sizes() != sizes


def test_that_a_damaged_layout_does_not_keep_the_window_from_opening(studio):
    settings = QSettings("nnstudio", "nnstudio")
    for key in ("window/geometry", "window/columns_splitter", "window/docks"):
        settings.setValue(key, b"not a layout")
    settings.sync()
    assert studio().window.isVisible()


def test_that_the_drawer_keeps_its_share_of_a_window_that_grows_and_shrinks(here):
    window, workspace = here.window, here.window.parts.workspace
    window.resize(window.width(), 1000)
    window.drawers.show("probe")
    dock = window.drawers["probe"]
    here.wait(lambda: dock.panel is not None)

    def share():
        return dock.height() / workspace.height()

    for wished, heights in ((0.34, (1400, 1000)), (0.5, (1300, 1000))):
        workspace.resizeDocks([dock], [round(wished * workspace.height())], Qt.Orientation.Vertical)
        here.wait(lambda wished=wished: abs(share() - wished) < 0.005)
        start = share()
        for height in heights:
            window.resize(window.width(), height)
            here.wait(lambda start=start: abs(share() - start) < 0.02)


def test_that_a_drawer_that_was_left_open_does_not_keep_the_window_from_being_painted(studio):
    here = studio()
    here.window.drawers.show("metrics")
    here.wait(lambda: here.window.drawers["metrics"].panel is not None)
    here.window.close()
    again = studio(wait=False)
    dock = again.window.drawers["metrics"]
    assert dock.isVisibleTo(again.window)
    # before the first paint and before PyTorch it imports nothing, and says why it is empty
    assert dock.panel is None
    assert dock.widget().text() == "Loading PyTorch …"
    again.wait_for_run()
    again.wait(lambda: dock.panel is not None)
    assert dock.widget() is dock.panel


def _pixels(picture):
    image = QImage(picture.toImage().convertToFormat(QImage.Format.Format_RGB32))
    shape = (image.height(), image.bytesPerLine() // 4, 4)
    return np.frombuffer(image.constBits(), np.uint8).reshape(shape)[..., :3].astype(int)


def _differing(one, other):
    return int((abs(_pixels(one) - _pixels(other)).sum(axis=2) > 30).sum())


@pytest.mark.parametrize("source", ["binary-classification", "linear-regression", "multiclass-classification"])
def test_that_nothing_of_an_earlier_picture_is_left_on_the_screen(studio, source):
    here = studio(source)
    here.train()
    here.wait_for_rest()
    window = here.window

    def is_true():
        QApplication.processEvents()
        return _differing(window.screen().grabWindow(window.winId()), window.grab()) == 0

    here.wait(is_true, 5000)


def test_that_nothing_of_an_earlier_size_is_left_in_a_plot(studio):
    here = studio()
    here.train()
    here.wait_for_rest()
    for size in ((1024, 700), (1280, 800), (960, 700), (1500, 1000), (1280, 720)):
        here.window.resize(*size)
        # looked at once: it would be drawn anew by that
        for _ in range(10):
            QApplication.processEvents()
        assert _is_fresh(here.window.result_panel.loss), size


def _is_fresh(plot):
    """Whether a plot looks as it would if all its items were drawn anew."""
    shown = plot.grab()
    for item in plot.scene().items():
        item.update()
    return _differing(shown, plot.grab()) == 0


_AFTERNOON = """
import atexit, os
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

def tell():
    print([type(each).__name__ for each in QApplication.topLevelWidgets() if each.objectName() == "main_window"])

# called after what is registered later, and before PySide's own end
atexit.register(tell)
app = QApplication([])
from nnstudio.ui.app import open_window
window = open_window()
while window.session.run is None or window.session.is_preparing:
    app.processEvents()
window.close()
"""


def test_that_a_closed_window_is_gone_before_qt_is():
    result = subprocess.run(
        [sys.executable, "-c", _AFTERNOON], capture_output=True, text=True, check=False, timeout=100
    )
    assert (result.returncode, result.stdout.strip()) == (0, "[]"), result.stderr
