"""Where scenes are set up and photographed."""

from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from nnstudio.project.project import Project
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.session.recovery import find_leftovers
from nnstudio.ui.app import open_window
from nnstudio.ui.style.theme import theme
from nnstudio.ui.window.main_window import MainWindow
from tests.events import settle, wait_for

SIZES = ((1280, 800), (2560, 1440))


class Stage:
    """Opens windows, waits for them, and takes their pictures in light and dark; if `large`, with texts twice as
    large in windows twice as large, in light alone."""

    settle, wait = staticmethod(settle), staticmethod(wait_for)

    def __init__(self, folder: Path, large: bool = False, contrast: bool = False) -> None:
        self._is_large = large
        self._choices = ("high-light", "high-dark") if contrast else ("light", "dark")
        self._folder = folder
        self._windows: list[QWidget] = []
        self.pictures: list[Path] = []

    def open(self, lesson: str = "binary-classification", project: Project | None = None) -> MainWindow:
        """A window whose first run is ready and whose gallery of data sets is drawn."""
        window = open_window(lesson)
        if self._is_large:
            theme().set_scale(2.0)
            window.resize(*self.size)
        self._windows.append(window)
        if project is not None:
            window.document.edit("set up the scene", project)
        self.wait(lambda: window.session.run is not None or bool(project and project.problems()))
        picker = window.data_panel.picker
        self.wait(lambda: len(picker.samples) == len(SOURCE_KINDS))
        return window

    @property
    def size(self) -> tuple[int, int]:
        """A small screen's, in which everything has as much room as it must do with."""
        width, height = SIZES[0]
        return (2 * width, 2 * height) if self._is_large else (width, height)

    def keep(self, widget: QWidget) -> None:
        """Has a widget closed when the scene is over."""
        self._windows.append(widget)

    def train(self, window: MainWindow) -> None:
        """Presses Train and waits until it rests."""
        button = window.findChild(QPushButton, "train_button")
        assert button is not None
        button.click()
        self.wait(lambda: window.state in ("finished", "failed"))

    def shoot(self, name: str, widget: QWidget, sizes: tuple[tuple[int, int], ...] = SIZES) -> None:
        """Takes pictures of the widget in both appearances, in each size; without sizes in its own."""
        if self._is_large:
            # what is as large as it gets has room enough
            sizes = tuple((2 * w, 2 * h) for w, h in sizes if (w, h) != SIZES[1])
        for choice in self._choices[:1] if self._is_large else self._choices:
            theme().choose(choice)
            for size in sizes or (None,):
                if size is not None:
                    widget.resize(*size)
                self.settle()
                suffix = f"-{size[0]}" if size is not None else ""
                path = self._folder / f"{name}-{choice}{suffix}.png"
                widget.grab().save(str(path))
                self.pictures.append(path)
                print(path.name)
        theme().choose("light")
        self.settle()

    def clear(self) -> None:
        for widget in self._windows:
            widget.close()
            widget.deleteLater()
        self._windows.clear()
        self.settle()
        # the next scene's window is not to offer this one's work back
        for leftover in find_leftovers():
            leftover.discard()
