"""The bar on top: train, pause, step, reset, speed, device."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QProgressBar

from nnstudio.data.load import load_dataset
from nnstudio.engine.training.devices import list_devices
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.sgd import SGDSpec

LESSON = "binary-classification"


def plain_losses(project, epochs):
    return [report.train_loss for report in Trainer(project, load_dataset(project.data)).epochs(epochs)]


def test_that_the_train_button_trains_pauses_resumes_and_trains_further(here):
    expected = plain_losses(open_source(LESSON), 40)
    button = here.button("train_button")
    assert button.text() == "Train"
    here.window.session.set_pace(0.05)
    here.press("train_button")
    assert here.window.state == "training"
    assert button.text() == "Pause"
    here.wait(lambda: len(here.window.train_loss) >= 2)
    here.press("train_button")
    here.wait_for_state("paused")
    assert button.text() == "Resume"
    here.window.session.set_pace(0)
    here.train()
    assert button.text() == "Train further"
    assert here.window.train_loss == expected[:20]
    here.press("train_button")
    here.wait(lambda: here.window.state == "finished")
    assert here.window.train_loss == expected
    assert here.window.epoch == 40


def test_that_step_and_reset_do_what_they_say(here):
    initial = {name: array.tolist() for name, array in here.window.parameters.items()}
    assert not here.button("reset_button").isEnabled()
    here.press("step_button")
    here.wait_for_state("paused")
    assert here.window.epoch == 1
    assert len(here.window.train_loss) == 1
    here.press("reset_button")
    here.wait_for_run()
    assert here.window.state == "idle"
    assert here.window.train_loss == []
    assert {name: array.tolist() for name, array in here.window.parameters.items()} == initial


def test_that_progress_is_told(here):
    progress = here.find("training_progress", QProgressBar)
    assert progress.format() == "20 epochs to train"
    here.train()
    assert progress.value() == progress.maximum() == 20
    assert progress.format().startswith("epoch 20 of 20")


def test_that_while_pytorch_loads_this_is_said(studio):
    here = studio(LESSON, wait=False)
    progress = here.find("training_progress", QProgressBar)
    assert "Loading" in progress.format()
    here.wait_for_run()
    assert progress.format() == "20 epochs to train"


def test_that_a_wrong_stack_greys_what_can_not_be_done_and_says_why(here):
    here.card(2).field("units").setValue(3)
    reason = here.window.project.problems()[0].message
    for name in ("train_button", "step_button", "reset_button"):
        assert not here.button(name).isEnabled()
        assert here.button(name).toolTip() == reason
    here.action("undo_action").trigger()
    here.wait_for_run()
    assert here.button("train_button").isEnabled()
    assert "Train" in here.button("train_button").toolTip()


def test_that_divergence_is_said_in_the_window_and_train_starts_afresh(studio):
    project = edits.with_training(open_source("linear-regression"), optimizer=SGDSpec(lr=30.0))
    here = studio(project)
    here.train()
    assert here.window.state == "failed"
    notice = here.find("notice")
    assert notice.isVisible()
    assert "infinite or NaN" in notice.text
    assert here.button("train_button").text() == "Train again"
    assert here.window.epoch == len(here.window.train_loss)
    losses = here.window.train_loss
    here.press("train_button")
    assert not notice.isVisible()
    here.wait_for_state("failed")
    assert here.window.train_loss == losses


def test_that_devices_that_are_not_here_are_grey_and_say_why(here):
    selector = here.selector("device_selector")
    model = selector.model()
    here.wait(lambda: model.item(0).toolTip() != "")
    for row, device in enumerate(list_devices()):
        item = model.item(row)
        assert selector.itemData(row) == device.kind
        assert item.isEnabled() is device.available
        assert item.toolTip() == (device.name if device.available else device.reason)


def test_that_keys_alone_lead_to_a_trained_network(studio, qtbot):
    here = studio(LESSON)
    window = here.window
    window.activateWindow()
    qtbot.waitActive(window)
    window.setFocus()
    names = []
    for _ in range(60):
        here.key(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        names.append(QApplication.focusWidget().objectName())
    for name in (
        "train_button",
        "step_button",
        "device_selector",
        "dataset_picker",
        "source_samples",
        "optimizer_selector",
        "learning_rate",
        "batch_size",
        "epochs",
        "seed",
        "add_layer_button",
        "layer_stack",
    ):
        assert name in names
    options = [name for name in names if name.startswith("source_")][:4]
    first = names.index("dataset_picker") + 1
    assert names[first : first + 4] == options
    while QApplication.focusWidget().objectName() != "train_button":
        here.key(QApplication.focusWidget(), Qt.Key.Key_Tab)
    here.key(QApplication.focusWidget(), Qt.Key.Key_Space)
    here.wait_for_state("finished")
    assert window.epoch == 20


def test_that_shortcuts_train_step_and_reset(studio, qtbot):
    here = studio(LESSON)
    window = here.window
    window.activateWindow()
    qtbot.waitActive(window)
    control = Qt.KeyboardModifier.ControlModifier
    here.key(window, Qt.Key.Key_Period, control)
    here.wait_for_state("paused")
    assert window.epoch == 1
    here.key(window, Qt.Key.Key_R, control)
    here.wait(lambda: window.epoch == 0 and window.state == "idle")
    here.wait_for_run()
    here.key(window, Qt.Key.Key_Return, control)
    here.wait_for_state("finished")
    here.key(window, Qt.Key.Key_Return, control)
    here.wait(lambda: window.epoch == 40 and window.state == "finished")


def test_that_an_edit_while_training_ends_the_run_and_undo_brings_it_back(here):
    expected = plain_losses(open_source(LESSON), 20)
    here.window.session.set_pace(0.05)
    here.press("train_button")
    here.wait(lambda: len(here.window.train_loss) >= 3)
    here.card(0).field("units").setValue(7)
    assert here.window.project.network.layers[0] == LinearLayer(units=7)
    assert here.window.state == "idle"
    assert here.window.train_loss == []
    here.wait_for_run()
    assert here.window.parameters["0.weight"].shape == (7, 2)
    here.action("undo_action").trigger()
    assert here.window.state == "paused"
    assert len(here.window.train_loss) >= 3
    assert here.window.epoch == len(here.window.train_loss)
    assert here.window.parameters["0.weight"].shape == (5, 2)
    here.window.session.set_pace(0)
    here.train()
    assert here.window.train_loss == expected
    here.action("redo_action").trigger()
    here.wait_for_run()
    assert here.window.project.network.layers[0] == LinearLayer(units=7)
    assert here.window.epoch == 0
