"""Opening the window, within a running application or as one."""

import atexit
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from nnstudio.data.opening import open_source
from nnstudio.project.errors import OutsideFileError
from nnstudio.project.examples import FIRST_PROJECT
from nnstudio.project.guided.kind import is_lesson
from nnstudio.project.tables import is_table
from nnstudio.resources import resources_dir
from nnstudio.session.own_folder import find_settings
from nnstudio.ui.accessibility.interfaces import install_interfaces
from nnstudio.ui.style.qt_language import speak
from nnstudio.ui.style.styled_window import StyledWindow
from nnstudio.ui.style.theme import theme

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
    find_settings()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    speak(app)
    theme()
    install_interfaces()
    atexit.unregister(_delete_closed_windows)
    atexit.register(_delete_closed_windows)
    lesson = Path(source) if source and is_lesson(Path(source)) else None
    if lesson is not None:
        from nnstudio.project.guided.lesson_reading import read_lesson

        # what is wrong with it is said before there is a window
        read_lesson(lesson)
        source = None
    table = Path(source) if source and is_table(Path(source)) else None
    if table is not None:
        source = None
    asked_about = ""
    try:
        project = open_source(source or FIRST_PROJECT)
    except OutsideFileError:
        # the window asks whether its data file may be read
        asked_about, source = source or "", None
        project = open_source(FIRST_PROJECT)
    with _collector_at_rest():
        from nnstudio.ui.window.main_window import MainWindow
        from nnstudio.ui.window.remembered_layout import restore_appearance

        restore_appearance()
        window = MainWindow(project, source)
    window.show()
    if lesson is not None:
        window.lessons.open(lesson)
    if table is not None:
        window.importing.open_file(table)
    if asked_about:
        window.files.open_source(asked_about)
    return window


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


def _delete_closed_windows() -> None:
    """Deletes windows while all of Qt is there.

    PySide deletes what is left at the end of the process in an order of its own, in which plots are laid out once more
    when their labels are gone: that has ended in a segmentation fault.
    """
    for window in QApplication.topLevelWidgets() if QApplication.instance() is not None else ():
        if isinstance(window, StyledWindow) and not window.isVisible():
            shiboken6.delete(window)


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


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Spares looking for garbage where nearly all that is made stays."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
