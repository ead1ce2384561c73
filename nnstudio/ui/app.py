"""Opening the window, within a running application or as one."""

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from nnstudio.resources import resources_dir
from nnstudio.ui.window.garbage_collection import collector_at_rest

if TYPE_CHECKING:
    from nnstudio.ui.window.main_window import MainWindow

_SWITCH_INTERVAL_S = 0.0003
_FEW_CORES = 4


def open_window(source: str | None = None) -> "MainWindow":
    """The shown main window, within a running QApplication.

    Args:
        source: a project file, an example's id or a lesson's file; without one the studio opens on a first project
            to play with.

    Raises:
        ProjectError: the source can't be opened.
    """
    _share_the_processor()
    with collector_at_rest():
        # of all that is imported nothing goes again
        from nnstudio.ui.window.launch import launch

        return launch(source)


def run_app(source: str | None = None) -> int:
    """The whole program with its window; returns the exit status when the window is closed.

    Raises:
        ProjectError: the source can't be opened.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    _introduce(app)
    window = open_window(source)
    window.tells_what_is_kept = True
    if source is None:
        QTimer.singleShot(0, window.controllers.help.offer_tour)
    status = app.exec()
    del window
    return status


def _introduce(app: QCoreApplication) -> None:
    """Tells the desktop who this is: the name in titles, the icon of windows, and the entry they belong to."""
    assert isinstance(app, QApplication)
    app.setApplicationDisplayName("NN Studio")
    app.setWindowIcon(QIcon(str(resources_dir() / "desktop" / "nnstudio.svg")))
    # Wayland and the docks of Linux find the icon and the name by the entry's file
    app.setDesktopFileName("nnstudio")
    if sys.platform == "win32":
        from nnstudio.desktop.windows import name_process

        name_process()


def _share_the_processor() -> None:
    """Sees to it that drawing and training keep each other waiting as little as they can."""
    # other threads hand the interpreter over soon enough for the window to stay smooth: it asks many times a frame
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    # Qt would split each large shape among threads of its own, and wait for them, thousands of times a second: with
    # few cores they stand in line behind the training
    if (os.cpu_count() or 1) <= _FEW_CORES:
        os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
