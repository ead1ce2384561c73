"""Opening and saving from the window: dialogs, and sentences when something is wrong."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nnstudio.data.opening import open_source
from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.kind import is_lesson
from nnstudio.project.imported import CsvSource
from nnstudio.project.storage import STUDIO_SUFFIX
from nnstudio.project.writing import write_text
from nnstudio.session.document import Document
from nnstudio.session.keeper import Keeper
from nnstudio.ui.recent import remember
from nnstudio.ui.widgets.plain_text import complain

_FILTERS = "NN Studio projects and lessons (*.nnstudio *.json *.nnlesson)"
_SAVE_FILTERS = "NN Studio file: project, data, runs (*.nnstudio);;Project alone (*.json)"


class Files(QObject):
    """Moves projects between the document and the disk; what can't be opened changes nothing."""

    archive_requested = Signal(object)
    """The Path of a studio file to be opened."""
    lesson_requested = Signal(object)
    """The Path of a lesson's file to be opened."""

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self.window = window
        """Over which the dialogs are opened."""
        self.keeper: Keeper | None = None
        """What writes studio files."""

    @Slot(str)
    def open_source(self, source: str) -> bool:
        """Opens a lesson's id or a file; a dialog says why not, and the open project stays."""
        if source.endswith(STUDIO_SUFFIX):
            self.archive_requested.emit(Path(source))
            return True
        if is_lesson(Path(source)):
            self.lesson_requested.emit(Path(source))
            return True
        try:
            project = open_source(source)
        except ProjectError as error:
            self.complain("This can't be opened", str(error))
            return False
        self._document.open(project, source)
        remember(source)
        return True

    @Slot()
    def ask_open(self) -> None:
        if not self.may_replace():
            return
        name, _ = QFileDialog.getOpenFileName(self.window, "Open", self._folder(), _FILTERS)
        if name:
            self.open_source(name)

    @Slot(str)
    def ask_open_source(self, source: str) -> None:
        """Opens a lesson or a file, unless the learner would rather keep the changes to the open project."""
        if self.may_replace():
            self.open_source(source)

    @Slot()
    def save(self) -> None:
        if self._document.path is None:
            self.ask_save_as()
        else:
            self._save(self._document.path)

    @Slot()
    def ask_save_as(self) -> None:
        suggested = self._document.path or Path(self._folder()) / f"{self._document.name or 'network'}{STUDIO_SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(self.window, "Save", str(suggested), _SAVE_FILTERS)
        if name:
            path = Path(name)
            self._save(path if path.suffix else path.with_suffix(STUDIO_SUFFIX))

    @Slot(str)
    def ask_save_script(self, text: str) -> None:
        """Saves the project's script, and beside it the arrays that it reads, if it reads any."""
        path = self.ask_save_text("Save script", f"{self._document.name or 'network'}.py", "Python (*.py)", text)
        if path is not None and isinstance(self._document.project.data.source, CsvSource):
            from nnstudio.export.script_arrays import write_beside

            try:
                write_beside(self._document.project, path)
            except ProjectError as error:
                self.complain("This can't be saved", str(error))

    def ask_save_text(self, title: str, name: str, kinds: str, text: str) -> Path | None:
        """Asks where, `name` suggested, and writes the text; a dialog says why not. Returns where it was written."""
        suggested = Path(self._folder()) / name
        name, _ = QFileDialog.getSaveFileName(self.window, title, str(suggested), kinds)
        if name:
            try:
                write_text(text, Path(name))
                return Path(name)
            except ProjectError as error:
                self.complain("This can't be saved", str(error))
        return None

    @Slot(str)
    def tell_save_failed(self, why: str) -> None:
        self.complain("This can't be saved", why)

    def _save(self, path: Path) -> None:
        if path.suffix == STUDIO_SUFFIX and self.keeper is not None:
            self.keeper.save(path)
            remember(str(path))
            return
        try:
            self._document.save(path)
        except ProjectError as error:
            self.complain("This can't be saved", str(error))

    def may_replace(self) -> bool:
        """Whether the open project may make way: it is saved, was never changed, or the learner says so."""
        if not self._document.is_modified:
            return True
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self.window,
            "Keep your changes?",
            "The project has changes that are not saved.",
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        if answer == buttons.Save:
            self.save()
            return not self._document.is_modified or self._is_saving()
        return answer == buttons.Discard

    def _is_saving(self) -> bool:
        """Whether a studio file is on its way to the disk: it has everything by now, whatever is opened next."""
        return self._document.path is not None and self._document.path.suffix == STUDIO_SUFFIX

    def _folder(self) -> str:
        return str(self._document.path.parent) if self._document.path else str(Path.home())

    def complain(self, title: str, text: str) -> None:
        complain(self.window, title, text)
