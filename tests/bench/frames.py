"""How smooth the window is: gaps between the big plot's frames, and how long an event waits, with training."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from nnstudio.engine.training.trainer import Trainer
from nnstudio.project.edits import with_training
from nnstudio.session.run import prepare_run
from nnstudio.ui.app import open_window
from nnstudio.ui.window.main_window import MainWindow
from tests.conftest import isolate_settings

SECONDS = 8.0
_PROBE_MS = 5
_ROUNDS = 5


class FrameWatch(QObject):
    """Notes when a widget is painted, and how late a timer is served, which is how long a click would wait."""

    def __init__(self, widget: QObject) -> None:
        super().__init__()
        self.paints: list[float] = []
        self.ticks: list[float] = []
        self._widget = widget
        widget.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start(_PROBE_MS)

    def stop(self) -> None:
        self._timer.stop()
        self._widget.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.paints.append(time.perf_counter())
        return False

    def _on_timer_timeout(self) -> None:
        self.ticks.append(time.perf_counter())


def quantiles(times: list[float]) -> dict[str, float]:
    """The median, the 99th percentile and the largest of the gaps, in milliseconds."""
    gaps = np.diff(times) * 1000
    if not len(gaps):
        return {"median": float("nan"), "p99": float("nan"), "max": float("nan")}
    return {"median": float(np.median(gaps)), "p99": float(np.percentile(gaps, 99)), "max": float(gaps.max())}


def measure(lesson: str, seconds: float = SECONDS) -> dict[str, dict[str, float]]:
    """Trains a lesson at full speed for a while with all plots live."""
    # the layout that somebody left behind is no business of the measurement's
    with tempfile.TemporaryDirectory() as settings:
        isolate_settings(Path(settings))
        return _measure(lesson, seconds)


def _measure(lesson: str, seconds: float) -> dict[str, dict[str, float]]:
    app = QApplication.instance() or QApplication([])
    assert app is not None
    window = open_window(lesson)
    # the screen that isn't there is small, and what is hidden would not be painted
    window.resize(1280, 800)
    run_until(lambda: window.session.run is not None and len(window.data_panel.picker.samples) == 15)
    window.document.edit("train long", with_training(window.project, epochs=1_000_000))
    idle = watch_window(window, 1.0)
    button = window.findChild(QPushButton, "train_button")
    assert button is not None
    button.click()
    watch = watch_window(window, seconds)
    share = _share_of_the_speed(window, seconds / _ROUNDS)
    window.close()
    window.deleteLater()
    return {
        "frames": quantiles(watch.paints),
        "waits": quantiles(watch.ticks),
        "waits at rest": quantiles(idle.ticks),
        "share of the speed without a window": {"median": share},
    }


def _share_of_the_speed(window: MainWindow, seconds: float) -> float:
    """The training window's epochs a second over the bare engine's: in turns, as the machine's own speed comes and
    goes; the median of the turns."""
    run = window.session.run
    assert run is not None
    alone = prepare_run(window.project, "cpu").trainer
    _speed_alone(alone, 1.0)
    shares = []
    for _ in range(_ROUNDS):
        window.session.train()
        watch_window(window, 0.2)
        started, before = time.perf_counter(), run.epoch
        watch_window(window, seconds)
        beside = (run.epoch - before) / (time.perf_counter() - started)
        window.session.pause()
        run_until(lambda: window.state == "paused")
        shares.append(beside / _speed_alone(alone, seconds))
    return float(np.median(shares))


def _speed_alone(trainer: Trainer, seconds: float) -> float:
    started, before = time.perf_counter(), trainer.epoch
    for _ in trainer.epoch_batches(1_000_000, lambda: time.perf_counter() - started > seconds):
        pass
    return (trainer.epoch - before) / (time.perf_counter() - started)


def watch_window(window: MainWindow, seconds: float) -> FrameWatch:
    watch = FrameWatch(window.result_panel.visible_plot.viewport())
    end = time.perf_counter() + seconds
    run_until(lambda: time.perf_counter() > end)
    watch.stop()
    return watch


def run_until(condition: Callable[[], bool], patience: float = 60.0) -> None:
    """Lets the event loop run as in the program, not by polling."""
    end = time.perf_counter() + patience
    # not app.exec(): leaving that closes the windows
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if condition() or time.perf_counter() > end else None)
    timer.start(20)
    loop.exec()
    timer.stop()


if __name__ == "__main__":
    for lesson in sys.argv[1:] or ["binary-classification", "nonlinear-regression"]:
        print(lesson)
        for name, figures in measure(lesson).items():
            print(f"  {name}: " + ", ".join(f"{key} {value:.2f}" for key, value in figures.items()))
