"""Opening the window, within a running application or as one."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from nnstudio.data.opening import open_source
from nnstudio.project.guided.kind import is_lesson
from nnstudio.session.own_folder import find_settings
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.theme import theme

FIRST_PROJECT = "binary-classification"


def open_window(source: str | None = None) -> MainWindow:
    """The shown main window, within a running QApplication.

    Args:
        source: a project file, an example's id or a lesson's file; without one the studio opens on a first project
            to play with.

    Raises:
        ProjectError: the source can't be opened.
    """
    find_settings()
    theme()
    lesson = Path(source) if source and is_lesson(Path(source)) else None
    if lesson is not None:
        from nnstudio.project.guided.reading import read_lesson

        # what is wrong with it is said before there is a window
        read_lesson(lesson)
        source = None
    project = open_source(source or FIRST_PROJECT)
    window = MainWindow(project, source)
    window.show()
    if lesson is not None:
        window.lessons.open(lesson)
    return window


def run_app(source: str | None = None) -> int:
    """The whole program with its window; returns the exit status when the window is closed.

    Raises:
        ProjectError: the source can't be opened.
    """
    # the training thread hands the interpreter over often enough for the window to stay smooth
    sys.setswitchinterval(0.001)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    app.setApplicationDisplayName("NN Studio")  # type: ignore[attr-defined]
    window = open_window(source)
    status = app.exec()
    del window
    return status
