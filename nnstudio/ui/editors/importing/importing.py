"""Data from outside: files that are chosen, dropped or pasted, made into one undoable edit of the project."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from nnstudio.language import _
from nnstudio.project import edits
from nnstudio.project.edits import changed
from nnstudio.project.errors import ProjectError
from nnstudio.project.names import printable
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import CsvSource, check_file_name
from nnstudio.project.tables import OTHER_SUFFIXES, TEXT_SUFFIXES
from nnstudio.project.writing import write_once
from nnstudio.session.document import Document
from nnstudio.session.own_folder import own_folder
from nnstudio.ui.shown.files import Files

if TYPE_CHECKING:
    from nnstudio.ui.editors.importing.import_dialog import ImportDialog

_FILTER = _("Data files ({patterns});;All files (*)").format(
    patterns=" ".join(f"*{suffix}" for suffix in (*TEXT_SUFFIXES, *OTHER_SUFFIXES, ".json"))
)


class Importing(QObject):
    """Opens the dialog, and puts what comes of it into the document."""

    def __init__(self, document: Document, files: Files, window: QWidget) -> None:
        super().__init__(window)
        files.table_requested.connect(self.open_file)
        self._document, self._files, self._window = document, files, window

    @Slot()
    def ask(self) -> None:
        """Shows the file in use, so that its reading can be changed; without one asks for a file."""
        source = self._document.project.data.source
        if isinstance(source, CsvSource) and Path(source.path).is_file():
            self.open_file(Path(source.path), reopened(source))
        else:
            self.ask_file()

    @Slot()
    def ask_file(self) -> None:
        folder = str(self._document.path.parent) if self._document.path else str(Path.home())
        name, _unused = QFileDialog.getOpenFileName(self._window, _("Import data"), folder, _FILTER)
        if name:
            self.open_file(Path(name))

    @Slot()
    def paste(self) -> None:
        """Takes rows from the clipboard, as a spreadsheet copies them; they are kept in a file of their own."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._files.complain(_("Nothing to paste"), _("The clipboard holds no text; copy some rows first."))
            return
        try:
            self.open_file(keep_pasted(text))
        except ProjectError as error:
            self._files.complain(_("This can't be pasted"), str(error))

    @Slot(Path)
    def open_file(self, path: Path, wish: CsvSource | None = None) -> "ImportDialog | None":
        """Shows what is in a file; None, and a complaint, where its name can't be kept."""
        try:
            check_file_name(path)
        except ProjectError as error:
            self._files.complain(_("This file can't be imported"), str(error))
            return None
        # of no use to a window that is about to be shown
        from nnstudio.ui.editors.importing.import_dialog import ImportDialog

        for before in self._window.findChildren(ImportDialog):
            before.reject()
        project = self._document.project
        is_in_use = isinstance(project.data.source, CsvSource) and Path(project.data.source.path) == path
        chosen = edits.preparation_of(project) if is_in_use else None
        dialog = ImportDialog(path, wish, self._window, self._project_on, chosen)
        dialog.source_made.connect(self._on_dialog_source_made)
        dialog.other_file_requested.connect(self.ask_file)
        dialog.open()
        return dialog

    def open_dropped(self, path: str) -> None:
        """Shows a data file; a file of another kind is opened as a project."""
        self._files.ask_open_source(path)

    def _project_on(self, source: CsvSource) -> Project:
        return edits.with_table(self._document.project, source)

    @Slot(CsvSource, edits.Preparation)
    def _on_dialog_source_made(self, source: CsvSource, preparation: edits.Preparation) -> None:
        self._document.edit(
            _("import {source_name}").format(source_name=printable(source.name)),
            lambda project: edits.with_table(project, source, preparation),
        )


def reopened(source: CsvSource) -> CsvSource:
    """What was chosen about a file, without what the file said."""
    columns = tuple(changed(column, categories=(), parts=()) for column in source.columns)
    facts = {"columns": columns, "layout": None, "classes": (), "class_sizes": (), "rows": None, "sha256": None}
    return source.model_copy(update=facts)


def keep_pasted(text: str) -> Path:
    """Writes pasted rows to a file that stays; the same rows to the same file.

    Raises:
        ProjectError: the file can't be written.
    """
    content = text.encode(errors="replace")
    path = own_folder() / "pasted" / f"pasted-{hashlib.sha256(content).hexdigest()[:8]}.tsv"
    write_once(content, path)
    return path
