"""From a source to a window on the screen: what is wrong with the source is said before."""

import atexit
from pathlib import Path

import shiboken6
from PySide6.QtWidgets import QApplication

from nnstudio.data.opening import open_source
from nnstudio.project.errors import OutsideFileError
from nnstudio.project.examples import FIRST_PROJECT
from nnstudio.project.guided.kind import is_lesson
from nnstudio.project.tables import is_table
from nnstudio.session.own_folder import find_settings
from nnstudio.ui.accessibility.interfaces import install_interfaces
from nnstudio.ui.style.qt_language import speak
from nnstudio.ui.style.styled_window import StyledWindow
from nnstudio.ui.style.theme import theme
from nnstudio.ui.window.main_window import MainWindow
from nnstudio.ui.window.remembered_layout import restore_appearance


def launch(source: str | None) -> MainWindow:
    """The shown main window; see `nnstudio.ui.app.open_window`.

    Raises:
        ProjectError: the source can't be opened.
    """
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


def _delete_closed_windows() -> None:
    """Deletes windows while all of Qt is there.

    PySide deletes what is left at the end of the process in an order of its own, in which plots are laid out once more
    when their labels are gone: that has ended in a segmentation fault.
    """
    for window in QApplication.topLevelWidgets() if QApplication.instance() is not None else ():
        if isinstance(window, StyledWindow) and not window.isVisible():
            shiboken6.delete(window)
