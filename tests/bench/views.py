"""How smooth the window is with several panels of the drawer torn off beside it: ``python -m tests.bench.views``."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QSlider

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project
from nnstudio.ui.app import open_window
from nnstudio.ui.window.main_window import MainWindow
from tests.bench.frames import FrameWatch, quantiles, run_until, watch_window
from tests.conftest import isolate_settings

EPOCHS = 1000
SECONDS = 6.0
OPENED = ((), ("metrics", "layer_space", "distributions"), ("probe", "activation_gallery", "anatomy"))
_TICK_MS = 16
_STRIDE = 3


class Hand(QObject):
    """Drags a slider to and fro, as fast as a screen shows it."""

    def __init__(self, slider: QSlider) -> None:
        super().__init__()
        self._slider = slider
        self._stride = _STRIDE
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start(_TICK_MS)

    def stop(self) -> None:
        self._timer.stop()

    def _on_timer_timeout(self) -> None:
        wanted = self._slider.value() + self._stride
        if not 0 <= wanted <= self._slider.maximum():
            self._stride = -self._stride
        self._slider.setValue(self._slider.value() + self._stride)


def network() -> Project:
    """2-8-8-1 with tanh."""
    layers = (LinearLayer(units=8), TanhLayer(), LinearLayer(units=8), TanhLayer(), LinearLayer())
    return edits.with_training(edits.with_layers(open_source("binary-classification"), layers), epochs=EPOCHS)


def measure(panels: tuple[str, ...], seconds: float = SECONDS) -> dict[str, FrameWatch]:
    """The big plot's frames and the served events while the timeline is dragged, and while training runs."""
    with tempfile.TemporaryDirectory() as settings:
        isolate_settings(Path(settings))
        window = open_window("binary-classification")
        window.resize(1280, 800)
        project = network()
        run_until(lambda: window.session.run is not None and len(window.data_panel.picker.samples) == 15)
        window.document.edit("set up", project)
        run_until(lambda: window.session.run is not None and window.session.run.project == project)
        for name in panels:
            window.drawers.show(name)
            window.drawers[name].setFloating(True)
            window.drawers[name].resize(640, 480)
        window.session.train()
        run_until(lambda: window.state == "finished")
        watch_window(window, 1.0)
        scrubbed = _scrub(window, seconds)
        window.document.edit("train long", edits.with_training(project, epochs=1_000_000))
        button = window.findChild(QPushButton, "train_button")
        assert button is not None
        button.click()
        watch_window(window, 1.5)
        live = watch_window(window, seconds)
        assert window.state == "training"
        window.close()
        window.deleteLater()
    return {"scrubbing": scrubbed, "live": live}


def _scrub(window: MainWindow, seconds: float) -> FrameWatch:
    slider = window.findChild(QSlider, "timeline")
    assert slider is not None
    hand = Hand(slider)
    watch = watch_window(window, seconds)
    hand.stop()
    return watch


def main(names: list[str]) -> int:
    _app = QApplication.instance() or QApplication([])
    for panels in [tuple(name.split(",")) for name in names] or OPENED:
        for what, watch in measure(panels).items():
            figures = ", ".join(f"{key} {value:.1f}" for key, value in quantiles(watch.paints).items())
            waits = ", ".join(f"{key} {value:.1f}" for key, value in quantiles(watch.ticks).items())
            print(f"{', '.join(panels) or 'no panels'}: {what}: frames {figures}; waits {waits}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
