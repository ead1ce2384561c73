"""Opening and saving from the window: dialogs, and sentences when something is wrong."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QMessageBox, QWidget

from nnstudio.data.opening import open_source
from nnstudio.language import _
from nnstudio.project.errors import OutsideFileError, ProjectError
from nnstudio.project.examples import FIRST_PROJECT
from nnstudio.project.guided.kind import is_lesson
from nnstudio.project.outside import agree
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.stamps import stamp_of
from nnstudio.project.storage import STUDIO_SUFFIX
from nnstudio.project.tables import OTHER_SUFFIXES, TEXT_SUFFIXES, is_table
from nnstudio.project.writing import write_text
from nnstudio.session.autosave import Autosave
from nnstudio.session.document import Document
from nnstudio.session.recovery import recovery_folder
from nnstudio.ui.shown.recent_files import remember
from nnstudio.ui.widgets.plain_text import complain, message_box
from nnstudio.ui.widgets.save_path import ask_save_path

_KEPT_IS_KNOWN = "window/kept_is_known"
_FILTERS = _("NN Studio projects and lessons (*.nnstudio *.json *.nnlesson);;Tables ({patterns})").format(
    patterns=" ".join(f"*{suffix}" for suffix in (*TEXT_SUFFIXES, *OTHER_SUFFIXES))
)
_SAVE_FILTERS = _("NN Studio file: project, data, runs (*.nnstudio);;Project alone (*.json)")


class Files(QObject):
    """Moves projects between the document and the disk; what can't be opened changes nothing."""

    archive_requested = Signal(Path)
    """The Path of a studio file to be opened."""
    lesson_requested = Signal(Path)
    """The Path of a lesson's file to be opened."""
    table_requested = Signal(Path)
    """The Path of a table to be imported into the open project."""

    saved = Signal(Path)
    """The Path of what the learner has saved, and is on the disk now."""

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self.window = window
        """Over which the dialogs are opened."""
        self.autosave: Autosave | None = None
        """What writes studio files."""
        document.title_changed.connect(self._show_title)
        self._show_title()

    @Slot()
    def _show_title(self) -> None:
        title = self._document.title.replace("[*]", "[*][*]")
        self.window.setWindowTitle(f"{title}[*] – NN Studio")
        self.window.setWindowModified(self._document.is_modified)

    @Slot(str)
    def open_source(self, source: str) -> bool:
        """Opens an example's id or a file; a dialog says why not, and the open project stays."""
        if source.endswith(STUDIO_SUFFIX):
            self.archive_requested.emit(Path(source))
            return True
        if is_table(Path(source)):
            self.table_requested.emit(Path(source))
            return True
        if is_lesson(Path(source)):
            self.lesson_requested.emit(Path(source))
            return True
        stamp = stamp_of(Path(source))
        try:
            project = open_source(source)
        except OutsideFileError as error:
            self.ask_outside(error.path, Path(source), partial(self.open_source, source))
            return False
        except ProjectError as error:
            self.complain(_("This can't be opened"), str(error))
            return False
        self._document.open(project, source, stamp)
        remember(source)
        return True

    def ask_outside(self, data: str, file: Path, go_on: Callable[[], object]) -> None:
        """Asks whether a project may use a data file outside its folder; agreed to, it is not asked again."""
        text = _("“{file_name}” takes its data from a file outside its folder:\n\n{data}").format(
            file_name=file.name, data=data
        )
        box = message_box(self.window, QMessageBox.Icon.Question, _("Read this data file?"), text)
        box.setObjectName("outside_question")
        box.setInformativeText(
            _("Read it only if you know this file and want the project to use it. It has not been touched yet.")
        )
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        read = box.addButton(_("&Read it"), QMessageBox.ButtonRole.AcceptRole)
        read.setObjectName("read_outside_button")
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)

        def agreed() -> None:
            agree(data, file)
            go_on()

        read.clicked.connect(agreed)
        box.open()

    @Slot()
    def ask_new(self) -> None:
        """Starts over with the project that a window without a file opens on."""
        self.ask_to_replace(lambda: self._document.open(open_source(FIRST_PROJECT)))

    @Slot()
    def ask_open(self) -> None:
        self.ask_to_replace(self._ask_open)

    @Slot(str)
    def ask_open_source(self, source: str) -> None:
        """Opens an example, a lesson or a file, unless the learner would rather keep what has changed.

        A table asks nothing: importing it is an edit of the open project.
        """
        if is_table(Path(source)):
            self.open_source(source)
            return
        self.ask_to_replace(partial(self.open_source, source))

    def ask_to_replace(self, go_on: Callable[[], object]) -> None:
        """Calls `go_on` when the open project may make way: it is unchanged, or given up, or once it has been saved.

        If the learner wants to keep it, or it can't be saved, all stays as it is.
        """
        self._document.commit_pending()
        if not self._document.is_modified:
            go_on()
            return
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self.window,
            _("Keep your changes?"),
            _("The project has changes that are not saved."),
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        if answer == buttons.Save:
            # what is changed while it is being saved is asked about anew
            self._save_and(partial(self.ask_to_replace, go_on))
        elif answer == buttons.Discard:
            go_on()

    def ask_to_close(self, give_up: Callable[[], object]) -> None:
        """Asks what to do where closing the window would lose the changes for good; returns at once.

        `give_up` is to close it all the same.
        """
        if self.window.findChild(QMessageBox, "close_question") is not None:
            return
        text = _("The project has changes that are not saved, and no copy of them can be kept. Save them?")
        box = message_box(self.window, QMessageBox.Icon.Warning, _("Keep your changes?"), text)
        box.setObjectName("close_question")
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        box.button(buttons.Save).clicked.connect(lambda: self._save_and(self.window.close))
        box.button(buttons.Discard).clicked.connect(lambda: give_up())
        box.open()

    @property
    def has_to_tell_kept(self) -> bool:
        """Whether nobody has said yet that they know it."""
        return not QSettings().value(_KEPT_IS_KNOWN, False, type=bool)

    def tell_kept(self, close: Callable[[], object]) -> None:
        """Says, before the window closes, that changes which are in no file are kept, and where; `close` closes it.

        Whoever knows that is not told again: see `has_to_tell_kept`.
        """
        if self.window.findChild(QMessageBox, "kept_message") is not None:
            return
        text = _("Your last changes are in no file of yours yet. They are kept, and offered at the next start.")
        box = message_box(self.window, QMessageBox.Icon.Information, _("Kept for the next start"), text)
        box.setObjectName("kept_message")
        box.setInformativeText(_("They lie in {folder}").format(folder=recovery_folder()))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Close | buttons.Cancel)
        box.setDefaultButton(buttons.Close)
        box.setEscapeButton(buttons.Cancel)
        known = QCheckBox(_("Don't tell me again"))
        known.setObjectName("kept_is_known")
        box.setCheckBox(known)
        box.button(buttons.Save).clicked.connect(lambda: self._save_and(self.window.close))
        box.button(buttons.Close).clicked.connect(lambda: self._close_kept(known.isChecked(), close))
        box.open()

    def _close_kept(self, is_known: bool, close: Callable[[], object]) -> None:
        QSettings().setValue(_KEPT_IS_KNOWN, is_known)
        close()

    @Slot()
    def save(self) -> None:
        self._save_and(_nothing)

    @Slot()
    def ask_save_as(self) -> None:
        self._ask_save_as_and(_nothing)

    def _ask_open(self) -> None:
        name, _unused = QFileDialog.getOpenFileName(self.window, _("Open"), self._folder(), _FILTERS)
        if name:
            self.open_source(name)

    def _save_and(self, go_on: Callable[[], object]) -> None:
        self._document.commit_pending()
        if self._document.path is None:
            self._ask_save_as_and(go_on)
        else:
            self._check_and_write(self._document.path, go_on)

    def _ask_save_as_and(self, go_on: Callable[[], object]) -> None:
        self._document.commit_pending()
        suggested = self._document.path or Path(self._folder()) / f"{self._document.name or 'network'}{STUDIO_SUFFIX}"
        path = ask_save_path(self.window, _("Save"), suggested, (STUDIO_SUFFIX, ".json"), _SAVE_FILTERS)
        if path is not None:
            self._check_and_write(path, go_on)

    def _check_and_write(self, path: Path, go_on: Callable[[], object]) -> None:
        if self._document.is_kept_in(path) and self._document.was_changed_outside():
            self._ask_overwrite(path, go_on)
        else:
            self._write(path, go_on)

    def _ask_overwrite(self, path: Path, go_on: Callable[[], object]) -> None:
        text = _("Another program has changed {path_name} since you opened or saved it here.").format(
            path_name=path.name
        )
        box = message_box(self.window, QMessageBox.Icon.Warning, _("The file has changed"), text)
        box.setObjectName("changed_outside")
        box.setInformativeText(_("If you overwrite it, what the other program wrote is lost."))
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        overwrite = box.addButton(_("&Overwrite"), QMessageBox.ButtonRole.DestructiveRole)
        overwrite.setObjectName("overwrite_button")
        other = box.addButton(_("Save &as …"), QMessageBox.ButtonRole.AcceptRole)
        other.setObjectName("save_as_button")
        box.setDefaultButton(other)
        overwrite.clicked.connect(lambda: self._write(path, go_on))
        other.clicked.connect(lambda: self._ask_save_as_and(go_on))
        box.open()

    def _write(self, path: Path, go_on: Callable[[], object]) -> None:
        if path.suffix == STUDIO_SUFFIX and self.autosave is not None:
            self.autosave.save(path, go_on)
            return
        try:
            self._document.save(path)
        except ProjectError as error:
            self.tell_save_failed(str(error))
            return
        self.note_saved(path)
        go_on()

    @Slot(Path)
    def note_saved(self, path: Path) -> None:
        """A file is on the disk now."""
        remember(str(path))
        self.saved.emit(path)

    @Slot(str)
    def ask_save_script(self, text: str) -> None:
        """Saves the project's script, and beside it the arrays that it reads, if it reads any."""
        path = self.ask_save_text(_("Save script"), f"{self._document.name or 'network'}.py", _("Python (*.py)"), text)
        if path is not None and isinstance(self._document.project.data.source, CsvSource):
            from nnstudio.export.sources.csv import write_beside

            try:
                write_beside(self._document.project, path)
            except ProjectError as error:
                self.complain(_("This can't be saved"), str(error))

    def ask_save_text(self, title: str, name: str, kinds: str, text: str) -> Path | None:
        """Asks where, `name` suggested, and writes the text; a dialog says why not. Returns where it was written."""
        suggested = Path(self._folder()) / name
        path = ask_save_path(self.window, title, suggested, (suggested.suffix,), kinds)
        if path is not None:
            try:
                write_text(text, path)
            except ProjectError as error:
                self.tell_save_failed(str(error))
                return None
            self.saved.emit(path)
        return path

    @Slot(str)
    def tell_save_failed(self, why: str) -> None:
        self.complain(_("This can't be saved"), why)

    def _folder(self) -> str:
        return str(self._document.path.parent) if self._document.path else str(Path.home())

    def complain(self, title: str, text: str) -> None:
        complain(self.window, title, text)


def _nothing() -> None:
    """What is wished once something is saved, if nothing is."""
