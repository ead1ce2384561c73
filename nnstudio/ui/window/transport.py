"""The bar on top: what drives the training, how far it is, and where it computes."""

import time
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QToolButton, QWidget

from nnstudio.language import _, local_number, ngettext
from nnstudio.session.training_session import State
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.actions import ButtonLink, make_action
from nnstudio.ui.widgets.fields import Choice, caption
from nnstudio.ui.widgets.plain_text import tooltip
from nnstudio.ui.window.speed_selector import FULL, SpeedSelector

if TYPE_CHECKING:
    from nnstudio.engine.training.devices import Device

_SPEED_WINDOW_S = 2.0
_ROOMY = 900
_DEVICE_TITLES = {"cpu": "CPU", "cuda": "CUDA", "mps": "MPS"}


class DeviceSelector(Choice):
    """All kinds of devices; those that are not there are grey, and their tooltips say why."""

    device_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("device_selector")
        self.setAccessibleName(_("Device"))
        self.setToolTip(_("The device that trains"))
        model = QStandardItemModel(self)
        for kind, title in _DEVICE_TITLES.items():
            item = QStandardItem(title)
            item.setData(kind, Qt.ItemDataRole.UserRole)
            item.setEnabled(kind == "cpu")
            item.setToolTip("" if kind == "cpu" else _("PyTorch is still being loaded"))
            model.appendRow(item)
        self.setModel(model)
        self.currentIndexChanged.connect(self._on_current_index_changed)

    def set_devices(self, devices: "tuple[Device, ...]") -> None:
        """Shows what this machine has."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for row, device in enumerate(devices):
            item = model.item(row)
            title = _DEVICE_TITLES[device.kind]
            item.setText(title if device.available else _("{title} (not here)").format(title=title))
            item.setToolTip(tooltip(device.name if device.available else device.reason))
            item.setEnabled(device.available)

    @Slot(int)
    def _on_current_index_changed(self, index: int) -> None:
        self.device_chosen.emit(self.itemData(index))


class Transport(QWidget):
    """Train, pause, step, reset; progress, speed, device. The menu Train has the same actions."""

    train_requested = Signal()
    pause_requested = Signal()
    step_requested = Signal()
    reset_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = State.IDLE
        self._marks: deque[tuple[float, int]] = deque()
        self.train_action = make_action(self, "train", _("&Train"), ("Ctrl+Return", "Ctrl+Enter"))
        self.train_action.triggered.connect(self._on_train_action_triggered)
        self.step_action = make_action(self, "step", _("&Step"), ("Ctrl+.",))
        self.step_action.triggered.connect(self.step_requested)
        self.reset_action = make_action(self, "reset", _("&Reset"), ("Ctrl+R",))
        self.reset_action.triggered.connect(self.reset_requested)
        self.train_button = _button("train_button", self.train_action)
        self.train_button.setProperty("primary", "true")
        theme().keep_size(self.train_button, minimum=(132, 0))
        self.step_button = _button("step_button", self.step_action, self.train_button, comes_back=True)
        self.reset_button = _button("reset_button", self.reset_action, self.train_button)
        tip = _(
            "Train until you pause. The project's epochs are then those that were trained, and a script repeats them"
        )
        self.endless_action = make_action(self, "endless", _("&Endless"), tip=tip)
        self.endless_action.setCheckable(True)
        self.endless_button = QToolButton()
        self.endless_button.setObjectName("endless_button")
        self.endless_button.setAccessibleName(_("Endless"))
        self.endless_button.setCheckable(True)
        ButtonLink(self.endless_button, self.endless_action, has_text=False)
        self.endless_action.toggled.connect(self._on_endless_action_toggled)
        self._train_icon = "play"
        theme().follow(self._on_theme_changed, has_icons=True)
        theme().dress(self.step_button, "skip-next")
        theme().dress(self.reset_button, "restart")
        self.progress = QProgressBar()
        self.progress.setObjectName("training_progress")
        self.progress.setAccessibleName(_("Training progress"))
        self.speed = SpeedSelector()
        self.full_speed_button = QPushButton(_("Full speed"))
        self.full_speed_button.setObjectName("full_speed_button")
        self.full_speed_button.setToolTip(_("Wait no longer: train as fast as the machine can, now and from now on"))
        theme().dress(self.full_speed_button, "fast-forward")
        self.full_speed_button.clicked.connect(self._on_full_speed_button_clicked)
        self.full_speed_button.hide()
        self.device = DeviceSelector()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(8)
        for button in (self.train_button, self.step_button, self.reset_button, self.endless_button):
            layout.addWidget(button)
        layout.addWidget(self.progress, 1)
        layout.addWidget(self.full_speed_button)
        self._captions = (caption(_("Speed")), caption(_("Device")))
        for title, field in zip(self._captions, (self.speed, self.device), strict=True):
            layout.addWidget(title)
            layout.addWidget(field)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # the fields say what they are by their tooltips, too
        for title in self._captions:
            title.setVisible(event.size().width() >= theme().px(_ROOMY))

    def set_state(self, state: State, epoch: int, target: int | None, blocked: str, waiting: str) -> None:
        """Shows what can be pressed, and the progress to `target`, None where training has no end.

        `blocked` is why nothing can be trained, `waiting` what is still being done.
        """
        self._state = state
        training = state is State.TRAINING
        if not training:
            self._marks.clear()
        text, icon, tip = {
            State.IDLE: (_("&Train"), "play", _("Train the network")),
            State.TRAINING: (_("&Pause"), "pause", _("Rest after the current batch")),
            State.PAUSED: (_("Res&ume"), "play", _("Go on where it rests")),
            State.FINISHED: (_("&Train further"), "play", _("As many epochs again, from where it stopped")),
            State.FAILED: (_("&Train again"), "play", _("Start afresh from the initial weights")),
        }[state]
        if target is None and state in (State.IDLE, State.FINISHED):
            tip = _("Train until you pause")
        self.train_action.setText(text)
        self._train_icon = icon
        self._show_train_icon()
        self.train_action.setToolTip(tooltip(blocked or _("{tip} (Ctrl+Enter)").format(tip=tip)))
        self.train_action.setEnabled(not blocked)
        self.step_action.setEnabled(not blocked and not training)
        single = _("Pause first") if training else _("Train a single epoch (Ctrl+.)")
        self.step_action.setToolTip(tooltip(blocked or single))
        self.reset_action.setEnabled(not blocked and (epoch > 0 or state is State.FAILED))
        nothing = _("Nothing has been trained yet") if epoch == 0 else _("Back to the same initial weights (Ctrl+R)")
        self.reset_action.setToolTip(tooltip(blocked or nothing))
        self.device.setEnabled(not training)
        self.device.setToolTip(_("Pause before you change the device") if training else _("The device that trains"))
        self.set_progress(epoch, target, waiting)

    @Slot(object)
    def _on_theme_changed(self, scheme: object) -> None:
        self._show_train_icon()
        self._show_endless_icon()

    @Slot(bool)
    def _on_endless_action_toggled(self, is_endless: bool) -> None:
        self.endless_button.setChecked(is_endless)
        self._show_endless_icon()

    def _show_endless_icon(self) -> None:
        role = "accent" if self.endless_button.isChecked() else "text"
        self.endless_button.setIcon(theme().icon("infinity", role))

    def _show_train_icon(self) -> None:
        self.train_button.setIcon(theme().icon(self._train_icon, "on_accent"))

    def set_held_back(self, is_held_back: bool) -> None:
        """Whether training waits for its speed alone: then full speed is one click away."""
        self.full_speed_button.setVisible(is_held_back)

    def set_progress(self, epoch: int, target: int | None, waiting: str = "") -> None:
        """Shows how far training is, how fast, and how long it will take."""
        if waiting:
            # a busy bar would hide its text
            self.progress.setRange(0, 1)
            self.progress.setValue(0)
            self.progress.setFormat(waiting)
            return
        if target is None:
            self._show_endless(epoch)
            return
        self.progress.setRange(0, max(1, target))
        self.progress.setValue(min(epoch, target))
        text = (
            _("epoch {epoch:,} of {target:,}").format(epoch=epoch, target=target)
            if epoch
            else (ngettext("{target:,} epoch to train", "{target:,} epochs to train", target).format(target=target))
        )
        speed = self._speed(epoch) if self._state is State.TRAINING else 0.0
        if speed > 0:
            text += _("  ·  {told_speed}  ·  {duration} left").format(
                told_speed=_told_speed(speed), duration=_duration((target - epoch) / speed)
            )
        self.progress.setFormat(text)

    def _show_endless(self, epoch: int) -> None:
        self.progress.setRange(0, 1)
        self.progress.setValue(0)
        text = _("epoch {epoch:,} of ∞").format(epoch=epoch) if epoch else _("trains until you pause")
        speed = self._speed(epoch) if self._state is State.TRAINING else 0.0
        self.progress.setFormat(f"{text}  ·  {_told_speed(speed)}" if speed > 0 else text)

    def _speed(self, epoch: int) -> float:
        """Epochs a second over the last two seconds."""
        now = time.monotonic()
        self._marks.append((now, epoch))
        while now - self._marks[0][0] > _SPEED_WINDOW_S and len(self._marks) > 2:
            self._marks.popleft()
        seconds, epochs = now - self._marks[0][0], epoch - self._marks[0][1]
        return epochs / seconds if seconds > 0.1 else 0.0

    @Slot()
    def _on_train_action_triggered(self) -> None:
        if self._state is State.TRAINING:
            self.pause_requested.emit()
        else:
            self.train_requested.emit()

    @Slot()
    def _on_full_speed_button_clicked(self) -> None:
        self.speed.choose(FULL)


def _button(name: str, action: QAction, heir: QWidget | None = None, comes_back: bool = False) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    ButtonLink(button, action, heir=heir, comes_back=comes_back)
    return button


def _told_speed(speed: float) -> str:
    return (
        _("{speed:,.3g} a second").format(speed=speed)
        if speed < 100
        else _("{speed:,.0f} a second").format(speed=speed)
    )


def _duration(seconds: float) -> str:
    if seconds < 1:
        return _("under 1 s")
    if seconds < 90:
        return f"{local_number(seconds, '.0f')} s"
    return (
        _("{seconds:.0f} min").format(seconds=seconds / 60)
        if seconds < 5400
        else f"{local_number(seconds / 3600, '.1f')} h"
    )
