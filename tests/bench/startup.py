"""How soon the window is on the screen, beside a bare window with one plot: each in a process of its own, offscreen.

As at every start but the first: with the byte code that Python keeps. Without it, as where PYTHONDONTWRITEBYTECODE is
set, all that is ours would be compiled each time, and nothing of the bare window, whose packages came with theirs.
"""

import os
import subprocess
import sys
import tempfile

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
from PySide6.QtWidgets import QApplication, QPushButton
app = QApplication([])

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            heavy = [name for name in ("torch", "sklearn", "pandas") if name in sys.modules]
            print(time.perf_counter() - started, *heavy, flush=True)
            os._exit(0)
        return False

from nnstudio.ui.app import open_window
window = open_window()
# not on the application: asking Python about every event of every widget takes longer than making the widgets
watch = Watch()
window.findChild(QPushButton, "train_button").installEventFilter(watch)
app.exec()
"""


def measure(repeats: int = 3) -> tuple[float, float, list[str]]:
    """Seconds of the bare window and of the studio's first paint, best of some; and what was imported too early."""
    bare, studio, early = [], [], []
    with tempfile.TemporaryDirectory() as compiled:
        for code in (BARE, STUDIO):
            _output(code, compiled)
        for _ in range(repeats):
            bare.append(float(_output(BARE, compiled)[0]))
            seconds, *heavy = _output(STUDIO, compiled)
            studio.append(float(seconds))
            early = heavy
    return min(bare), min(studio), early


def _output(code: str, compiled: str) -> list[str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    # the layout that somebody left behind is no business of the measurement's
    with tempfile.TemporaryDirectory() as settings:
        ours = {"QT_QPA_PLATFORM": "offscreen", "NNSTUDIO_PORTABLE": settings, "PYTHONPYCACHEPREFIX": compiled}
        environment = {**kept, **ours}
        command = [sys.executable, "-c", code]
        process = subprocess.run(command, capture_output=True, text=True, env=environment, check=True, timeout=60)
        return process.stdout.split()
