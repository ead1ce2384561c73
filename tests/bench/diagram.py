"""How long the network diagram takes to show a frame: ``python -m tests.bench.diagram``."""

import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer, TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project
from nnstudio.project.sources.bundled import DigitsSource
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.ui.app import open_window
from nnstudio.ui.window.main_window import MainWindow

REPEATS = 100


def _tanh(*widths: int) -> Project:
    layers = [layer for width in widths for layer in (LinearLayer(units=width), TanhLayer())]
    return edits.with_layers(open_source("binary-classification"), (*layers, LinearLayer()))


def _digits() -> Project:
    layers = (LinearLayer(units=64), ReLULayer(), LinearLayer(units=32), ReLULayer(), LinearLayer())
    project = edits.with_layers(open_source("binary-classification").with_source(DigitsSource()), layers)
    return edits.with_training(project, epochs=5)


NETWORKS = {
    "2-5-1": lambda: open_source("binary-classification"),
    "2-8-8-1": lambda: _tanh(8, 8),
    "1-20-20-1": lambda: open_source("wide-deep-regression"),
    "64-64-32-10": _digits,
    "2-64×6-1": lambda: _tanh(*[64] * 6),
}


def measure(window: MainWindow, hidpi: bool = False) -> dict[str, float]:
    """Milliseconds of the window thread's processor time, medians: taking a frame in, and painting it."""
    diagram, frame = window.diagram, window.frame_source.frame
    assert frame is not None
    ratio = 2 if hidpi else 1
    target = QImage(diagram.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    target.setDevicePixelRatio(ratio)
    taken, painted = [], []
    for _ in range(REPEATS):
        start = time.thread_time()
        diagram.set_frame(frame)
        middle = time.thread_time()
        diagram.render(target, renderFlags=diagram.RenderFlag(0))
        painted.append(time.thread_time() - middle)
        taken.append(middle - start)
    return {"set_frame": float(np.median(taken)) * 1000, "paint": float(np.median(painted)) * 1000}


def main(names: list[str]) -> int:
    app = QApplication.instance() or QApplication([])
    for name in names or list(NETWORKS):
        window = open_window("binary-classification")
        window.document.edit("set up", NETWORKS[name]())
        end = time.monotonic() + 60
        while (
            window.session.run is None
            or window.session.run.project != window.project
            or len(window.data_panel.picker.samples) < len(SOURCE_KINDS)
        ):
            if time.monotonic() > end:
                raise TimeoutError(name)
            app.processEvents()
        for hidpi in (False, True):
            figures = ", ".join(f"{key} {value:.2f} ms" for key, value in measure(window, hidpi).items())
            size = window.diagram.size()
            print(f"{name} at {size.width()}x{size.height()}{' twice as dense' if hidpi else ''}: {figures}")
        window.close()
        window.deleteLater()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
