"""The open project: one value, every change of it undoable."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnstudio.language import _
from nnstudio.project.project import Project
from nnstudio.project.stamps import FileStamp, stamp_of, was_changed
from nnstudio.project.storage import write_project
from nnstudio.session.commands import EditProject, UndoStack

Edit = Callable[[Project], Project]
"""Makes another project of the current one."""

_PAUSE_MS = 100
"""Steps of undo and redo that follow each other within this are quick; a held key repeats about three times in it."""
SHOWN_AT_ONCE = 20
"""So many of them are shown one by one, as whoever looks for a step expects it; then the pause is waited for."""


class Document(QObject):
    """Holds the current project, where it is kept, and the way back.

    Every change begins with taking over what is typed in a field, and goes on from the project that this leads to.
    One change at a time: what a view answers while it is being shown a project is no wish of the learner's, and is
    refused; a push within a push would leave steps from which undo does not lead back.

    Of quick steps of undo and redo the first few are shown at once, and then the last, when they pause: each changes
    the project, which is cheap, and what follows from a project happens for those alone. Whatever else is done begins
    with showing what is.
    """

    project_changed = Signal(Project)
    """The new Project."""
    went_ahead = Signal()
    """A quick step has led to a project that is not shown yet; ``project_changed`` follows."""
    opened = Signal()
    """Another project has taken the place of the one before, or the same was opened again."""
    title_changed = Signal()
    """The file, or whether it is up to date, changed."""

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._gesture = self._gestures = self._seals = 0
        self.edition = 0
        """Goes up whenever another project is opened."""
        self.path: Path | None = None
        self._stamp: FileStamp | None = None
        self.name = ""
        """What an unsaved project is called: the example it came from, or nothing."""
        self.commit_fields: Callable[[], None] = _nothing
        """Has what is typed in the window's fields take effect; the window says how."""
        self._is_showing = self._was_refused = self._is_ahead = False
        self._quick_steps = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.settle)
        self.undo_stack = UndoStack(self._may_step, self._show_step, self)
        self.undo_stack.cleanChanged.connect(self._on_undo_stack_clean_changed)

    @property
    def project(self) -> Project:
        return self._project

    def edit(self, text: str, change: Project | Edit, merge_key: str | None = None) -> None:
        """Makes another project the current one; undo leads back.

        Args:
            text: what undo will say.
            change: the project, or what makes it of the current one: of that to which a typed value has just led.
            merge_key: edits with the same one that follow each other quickly are one step.

        Raises:
            Exception: `change` has raised it; nothing has changed then, but that what was typed holds.
        """
        if not self._may_change():
            return
        project = change if isinstance(change, Project) else change(self._project)
        if project != self._project:
            key = None if merge_key is None else f"{self._seals}.{merge_key}"
            command = EditProject(text, self._project, project, self._take, key, self._gesture)
            self.undo_stack.push(command)
            self._show(self._project)

    def commit_pending(self) -> None:
        """Has everything that is due take effect: quick steps of undo, and what is typed in the window's fields."""
        self.settle()
        self.commit_fields()

    @Slot()
    def settle(self) -> None:
        """Shows the current project, if quick steps of undo have gone ahead of what is shown."""
        self._pause.stop()
        if self._is_ahead and not self._is_showing:
            self._show(self._project)

    def show_again(self) -> None:
        """Has every view set from the project, whatever it shows: something ended halfway."""
        self._show(self._project)

    def begin_gesture(self) -> None:
        """From now on edits with the same merge key are one undo step, however long it takes: a drag has begun."""
        self._gestures += 1
        self._gesture = self._gestures

    def end_gesture(self) -> None:
        self._gesture = 0

    def seal(self) -> None:
        """What follows is a step of undo of its own, however quickly it comes: something was made of what is."""
        self._seals += 1

    def name_after(self, source: str | None) -> None:
        """Notes where the project came from: an example's id, a file, or nowhere."""
        is_file = source is not None and bool(Path(source).suffix)
        self.path = Path(source) if is_file and source is not None else None
        self._stamp = stamp_of(self.path) if self.path is not None else None
        self.name = "" if is_file or source is None else source

    def open(self, project: Project, source: str | None = None, stamp: FileStamp | None = None) -> None:
        """Starts over with another project; `stamp` is of its file, from before it was read.

        What is typed belongs to the project before.
        """
        self.commit_pending()
        self.end_gesture()
        self.edition += 1
        self.name_after(source)
        self._stamp = stamp or self._stamp
        self.undo_stack.clear()
        self._show(project)
        self.opened.emit()
        self.title_changed.emit()

    @property
    def title(self) -> str:
        """The file's name, the example's, or that there is none yet."""
        return self.path.name if self.path is not None else self.name or _("Untitled")

    def call(self, name: str) -> None:
        """Names what is open and has no file."""
        self.name = name
        self.title_changed.emit()

    def note_recovered(self, name: str) -> None:
        """What is open was never saved; `name` is what it was called."""
        self.name = Path(name).stem
        self.undo_stack.resetClean()
        self.title_changed.emit()

    def note_saved(self, path: Path, project: Project, stamp: FileStamp | None) -> None:
        """The work is on the disk as it was when `project` was current; `stamp` is of the file."""
        self.path, self._stamp = path, stamp
        # the undo stack's count does not tell: edits that follow each other quickly are one
        if self._project == project:
            self.undo_stack.setClean()
        else:
            self.undo_stack.resetClean()
        self.title_changed.emit()

    def save(self, path: Path) -> None:
        """Writes the project as JSON.

        Raises:
            ProjectError: the file can't be written.
        """
        self.commit_pending()
        write_project(self._project, path)
        self.note_saved(path, self._project, stamp_of(path))

    def is_kept_in(self, path: Path) -> bool:
        """Whether the file at `path`, whatever it is called there, is the document's own."""
        try:
            return self.path is not None and (path == self.path or path.samefile(self.path))
        except OSError:
            return False

    def was_changed_outside(self) -> bool:
        """Whether another program has written the file since it was opened or saved here."""
        return self.path is not None and was_changed(self.path, self._stamp)

    @property
    def is_ahead(self) -> bool:
        """Whether quick steps of undo have led to a project that is not shown yet."""
        return self._is_ahead

    @property
    def is_modified(self) -> bool:
        return not self.undo_stack.isClean()

    def _may_change(self) -> bool:
        """Shows what is, and takes over what is typed; False while the last change is still being shown."""
        self.settle()
        return self._may_step()

    def _may_step(self) -> bool:
        """The same for undo and redo, which may go ahead of what is shown."""
        if self._is_showing:
            self._was_refused = True
            return False
        self.commit_fields()
        return True

    def _show_step(self) -> None:
        """A step has been made: shows where it has led, unless it is a quick one, which waits for the pause."""
        self._quick_steps = self._quick_steps + 1 if self._pause.isActive() else 1
        if self._quick_steps > SHOWN_AT_ONCE:
            self.went_ahead.emit()
        else:
            self._show(self._project)
        self._pause.start()

    def _take(self, project: Project) -> None:
        self._project, self._is_ahead = project, True

    def _show(self, project: Project) -> None:
        self._project, self._is_ahead = project, False
        self._is_showing = True
        try:
            self.project_changed.emit(project)
            if self._was_refused:
                # who asked for it shows what is not
                self.project_changed.emit(project)
        finally:
            self._is_showing = self._was_refused = False

    def _on_undo_stack_clean_changed(self, clean: bool) -> None:
        self.title_changed.emit()


def _nothing() -> None:
    """There are no fields."""
