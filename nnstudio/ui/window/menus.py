"""The menu bar: files and examples, undo, appearance, help."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QMessageBox, QWidget

from nnstudio import __version__
from nnstudio.project.examples import list_examples
from nnstudio.session.document import Document
from nnstudio.ui.shown.recent_files import recent
from nnstudio.ui.style.scaling import STEPS
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import add_text_action, message_box, tooltip
from nnstudio.ui.window.settling import Settling

if TYPE_CHECKING:
    from nnstudio.ui.manual.manual_window import ManualWindow


class Menus(QObject):
    """Fills the window's menu bar; what is wished goes out as signals."""

    open_requested = Signal()
    save_requested = Signal()
    save_as_requested = Signal()
    recover_requested = Signal()
    import_requested = Signal()
    import_weights_requested = Signal()
    paste_requested = Signal()
    log_requested = Signal()
    source_chosen = Signal(str)
    """An example's id, or a file's path."""

    def __init__(self, bar: QMenuBar, document: Document, drawers: list[QAction], window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._manual: ManualWindow | None = None
        file = bar.addMenu("&File")
        file.setToolTipsVisible(True)
        examples = file.addMenu("Open &example")
        examples.setToolTipsVisible(True)
        for example in list_examples():
            action = examples.addAction(example.title, partial(self.source_chosen.emit, example.id))
            action.setToolTip(tooltip(example.summary))
        self._add(file, "&Open …", QKeySequence.StandardKey.Open, self.open_requested)
        self._recent = file.addMenu("Open &recent")
        self._recent.aboutToShow.connect(self._fill_recent)
        importing = file.addAction("&Import data …")
        importing.triggered.connect(self.import_requested)
        importing.setObjectName("import_action")
        importing.setShortcut(QKeySequence("Ctrl+I"))
        weights = file.addAction("Import &weights …")
        weights.triggered.connect(self.import_weights_requested)
        weights.setObjectName("import_weights_action")
        weights.setToolTip("Take the weights of a .safetensors or .pt file into the network, at the epoch shown")
        file.addSeparator()
        self._add(file, "&Save", QKeySequence.StandardKey.Save, self.save_requested)
        self._add(file, "Save &as …", QKeySequence.StandardKey.SaveAs, self.save_as_requested)
        recover = file.addAction("Reco&ver unsaved work …")
        recover.triggered.connect(self.recover_requested)
        recover.setObjectName("recover_action")
        recover.setToolTip("Work that was not saved when a window was closed, or ended with a crash")
        self._file, self._above_quit = file, file.addSeparator()
        quit_action = file.addAction("&Quit", window.close)
        quit_action.setShortcut(QKeySequence("Ctrl+Q"))
        quit_action.setMenuRole(QAction.MenuRole.QuitRole)

        edit = bar.addMenu("&Edit")
        undo = document.undo_stack.createUndoAction(self, "Undo")
        undo.setObjectName("undo_action")
        undo.setShortcuts(_keys(QKeySequence.StandardKey.Undo, "Ctrl+Z"))
        redo = document.undo_stack.createRedoAction(self, "Redo")
        redo.setObjectName("redo_action")
        redo.setShortcuts(_keys(QKeySequence.StandardKey.Redo, "Ctrl+Y", "Ctrl+Shift+Z"))
        edit.addActions([undo, redo])
        Settling(document, (undo, redo), self)
        edit.addSeparator()
        paste = edit.addAction("&Paste data")
        paste.triggered.connect(self.paste_requested)
        paste.setObjectName("paste_data_action")
        # fields keep Ctrl+V for themselves
        paste.setShortcut(QKeySequence("Ctrl+Shift+V"))

        view = bar.addMenu("&View")
        appearance = view.addMenu("&Appearance")
        self._appearances = QActionGroup(self)
        for choice, title in (("system", "Like the system"), ("light", "Light"), ("dark", "Dark")):
            action = appearance.addAction(title, partial(theme().choose, choice))
            action.setCheckable(True)
            action.setChecked(theme().choice == choice)
            self._appearances.addAction(action)
        view.addSeparator()
        view.addActions(drawers)
        view.addSeparator()
        self._add_scales(view)
        full = view.addAction("&Full screen", self._toggle_full_screen)
        full.setShortcut(QKeySequence("F11"))

        help_menu = bar.addMenu("&Help")
        self._bar, self._help = bar, help_menu
        manual = help_menu.addAction("&Manual", self.show_manual)
        manual.setShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents))
        manual.setObjectName("manual_action")
        help_menu.addAction("&Keyboard", self.show_keyboard)
        log = help_menu.addAction("Show &log")
        log.triggered.connect(self.log_requested)
        log.setObjectName("log_action")
        about = help_menu.addAction("&About NN Studio", self.show_about)
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def add_to_file(self, menu: QMenu) -> None:
        """Puts a menu of its own into the file menu, below the saving."""
        self._file.insertMenu(self._above_quit, menu)

    def add_before_help(self, menu: QMenu) -> None:
        """Puts a menu of its own into the bar."""
        self._bar.insertMenu(self._help.menuAction(), menu)

    def _add(self, menu: QMenu, text: str, key: QKeySequence.StandardKey, wish: object) -> None:
        action = menu.addAction(text)
        action.setShortcuts(key)
        action.triggered.connect(wish)

    @Slot()
    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in recent():
            action = add_text_action(self._recent, Path(path).name)
            action.triggered.connect(partial(self.source_chosen.emit, path))
            action.setToolTip(tooltip(path))
        if self._recent.isEmpty():
            self._recent.addAction("Nothing yet").setEnabled(False)

    def _add_scales(self, view: QMenu) -> None:
        larger = view.addAction("&Larger", partial(theme().step_scale, 1))
        # on many keyboards the plus sign needs Shift, and Ctrl with its key alone is an equals sign
        larger.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        larger.setObjectName("larger_action")
        smaller = view.addAction("&Smaller", partial(theme().step_scale, -1))
        smaller.setShortcut(QKeySequence("Ctrl+-"))
        smaller.setObjectName("smaller_action")
        usual = view.addAction("&Usual size", partial(theme().set_scale, 1.0))
        usual.setShortcut(QKeySequence("Ctrl+0"))
        usual.setObjectName("usual_size_action")
        self._scales = (larger, smaller, usual)
        view.setToolTipsVisible(True)
        theme().changed.connect(self._show_scales)
        self._show_scales()

    @Slot()
    def _show_scales(self) -> None:
        """Greys what would change nothing."""
        scale = theme().scale
        reasons = ("It can't be larger", "It can't be smaller", "It has its usual size")
        for action, end, reason in zip(self._scales, (STEPS[-1], STEPS[0], 1.0), reasons, strict=True):
            action.setEnabled(scale != end)
            action.setToolTip(tooltip(reason if scale == end else f"Now at {scale:.0%}"))

    def _toggle_full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def show_keyboard(self) -> None:
        rows = (
            ("Ctrl+Enter", "train, pause, resume"),
            ("Ctrl+.", "train one epoch"),
            ("Ctrl+R", "reset to the initial weights"),
            ("Ctrl+G", "draw other samples"),
            ("Ctrl+Shift+G", "draw other samples and keep the weights"),
            ("Ctrl+L", "add a layer"),
            ("↑ ↓", "select a layer"),
            ("Enter", "edit the selected layer"),
            ("Alt+↑ Alt+↓", "move the selected layer"),
            ("Ctrl+D", "duplicate the selected layer"),
            ("Delete", "remove the selected layer"),
            ("Ctrl+Z, Ctrl+Y", "undo, redo, also of what was just typed"),
            ("← → ↑ ↓", "in the diagram: go from unit to unit"),
            ("Enter, Esc", "in the diagram: show the unit large, back to the prediction"),
            ("Space, F2, + −", "in the diagram: switch the unit off, change its bias, add and remove units"),
            ("Ctrl+I", "import data from a file"),
            ("Ctrl+Shift+V", "paste data from a spreadsheet"),
            ("Ctrl++, Ctrl+−, Ctrl+0", "larger, smaller, usual size"),
            ("F11", "full screen"),
            ("F1", "the manual"),
        )
        cells = "".join(f"<tr><td><b>{key}</b>&nbsp;&nbsp;</td><td>{what}</td></tr>" for key, what in rows)
        self._tell("Keyboard", f"<table cellspacing='4'>{cells}</table>")

    def show_manual(self) -> None:
        """Opens the manual, or brings it to the front at the page where it was left."""
        from nnstudio.ui.manual.manual_window import ManualWindow

        if self._manual is None:
            self._manual = ManualWindow(self._window)
        self._manual.show()
        self._manual.raise_()
        self._manual.activateWindow()

    def show_about(self) -> None:
        self._tell(
            "About NN Studio",
            f"<h3>NN Studio {__version__}</h3><p>Click a neural network together, train it with real PyTorch, "
            "and watch it learn.</p><p>MIT licence. Nothing you do here leaves this machine.</p>",
        )

    def _tell(self, title: str, text: str) -> None:
        box = message_box(self._window, QMessageBox.Icon.NoIcon, title, text)
        box.setTextFormat(Qt.TextFormat.RichText)
        box.open()


def _keys(usual: QKeySequence.StandardKey, *always: str) -> list[QKeySequence]:
    """The platform's keys and these, each once: a key that stands there twice is ambiguous, and does nothing."""
    keys: list[QKeySequence] = []
    for key in (*QKeySequence.keyBindings(usual), *map(QKeySequence, always)):
        if key not in keys:
            keys.append(key)
    return keys
