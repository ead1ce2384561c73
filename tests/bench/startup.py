"""How soon the window is on the screen, beside a bare window with one plot: each in a process of its own, offscreen."""

import os
import subprocess
import sys

BARE = """
import time
started = time.perf_counter()
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(pyqtgraph.PlotWidget())
window.resize(1280, 800)
window.show()
app.processEvents()
print(time.perf_counter() - started)
"""

STUDIO = """
import os, sys, time
started = time.perf_counter()
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
app = QApplication([])

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and watched.objectName() == "train_button":
            heavy = [name for name in ("torch", "sklearn", "pandas") if name in sys.modules]
            print(time.perf_counter() - started, *heavy, flush=True)
            os._exit(0)
        return False

watch = Watch()
app.installEventFilter(watch)
from nnstudio.ui.app import open_window
window = open_window()
app.exec()
"""


def measure(repeats: int = 3) -> tuple[float, float, list[str]]:
    """Seconds of the bare window and of the studio's first paint, best of some; and what was imported too early."""
    bare, studio, early = [], [], []
    for _ in range(repeats):
        bare.append(float(_output(BARE)[0]))
        seconds, *heavy = _output(STUDIO)
        studio.append(float(seconds))
        early = heavy
    return min(bare), min(studio), early


def _output(code: str) -> list[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    return process.stdout.split()
