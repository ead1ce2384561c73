"""Everything that a menu can do, each as one action: menus, buttons, palette and the list of keys share them."""

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from nnstudio.language import _
from nnstudio.session.document import Document
from nnstudio.ui.docks.drawer import Drawers
from nnstudio.ui.style.scaling import STEPS
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.actions import make_action
from nnstudio.ui.widgets.plain_text import tooltip
from nnstudio.ui.window.parts import Parts
from nnstudio.ui.window.settling import Settling

_Standard = QKeySequence.StandardKey
_DIGITS = "123456789"


class Actions(QObject):
    """The window's own actions, and those that its parts made for their buttons; who does them connects to them."""

    def __init__(self, document: Document, parts: Parts, drawers: Drawers, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._make_file()
        self._make_edit(document)
        self._make_view(drawers, parts)
        transport, timeline, data = parts.transport, parts.timeline, parts.data_panel
        self.run = (
            *(transport.train_action, transport.step_action, transport.reset_action),
            transport.endless_action,
        )
        self.moving = (timeline.play_action, timeline.back_action, timeline.forward_action, timeline.live_action)
        tip = _("Play the losses as a tone: it sinks with them. Train at the left, test at the right")
        self.hear = make_action(self, "hear_losses", _("&Hear the losses"), tip=tip)
        self.branch, self.drawing = timeline.branch_action, (data.regenerate_action, data.redraw_action)
        self.many_seeds = parts.training_panel.many_seeds_action
        self.add_layer, self.layer_menu = parts.network_panel.add_action, parts.network_panel.add_menu
        self._make_help()
        # a key works while its menu is not there, too
        window.addActions([*self.findChildren(QAction), *self.panels, *self.run, *self.moving, self.branch])
        window.addActions([*self.drawing, self.many_seeds, self.add_layer, self.fold, self.present])

    def _make_file(self) -> None:
        self.new = make_action(self, "new", _("&New"), _Standard.New, _("Start over with a small network to play with"))
        self.open = make_action(self, "open", _("&Open …"), _Standard.Open)
        self.import_data = make_action(self, "import", _("&Import data …"), ("Ctrl+I",))
        tip = _("Take the weights of a .safetensors or .pt file into the network, at the epoch shown")
        self.import_weights = make_action(self, "import_weights", _("Import &weights …"), tip=tip)
        self.save = make_action(self, "save", _("&Save"), _Standard.Save)
        self.save_as = make_action(self, "save_as", _("Save &as …"), _Standard.SaveAs)
        tip = _("Work that was not saved when a window was closed, or ended with a crash")
        self.recover = make_action(self, "recover", _("Reco&ver unsaved work …"), tip=tip)
        self.quit = make_action(self, "quit", _("&Quit"), ("Ctrl+Q",))
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.quit.triggered.connect(self._window.close)

    def _make_edit(self, document: Document) -> None:
        self.undo = document.undo_stack.createUndoAction(self, _("Undo"))
        self.undo.setObjectName("undo_action")
        self.undo.setShortcuts(_keys(_Standard.Undo, "Ctrl+Z"))
        self.redo = document.undo_stack.createRedoAction(self, _("Redo"))
        self.redo.setObjectName("redo_action")
        self.redo.setShortcuts(_keys(_Standard.Redo, "Ctrl+Y", "Ctrl+Shift+Z"))
        Settling(document, (self.undo, self.redo), self)
        # fields keep Ctrl+V for themselves
        self.paste = make_action(self, "paste_data", _("&Paste data"), ("Ctrl+Shift+V",))

    def _make_view(self, drawers: Drawers, parts: Parts) -> None:
        self.panels = drawers.actions()
        for place, action in enumerate(self.panels):
            row, digit = divmod(place, len(_DIGITS))
            if row < 2:
                action.setShortcut(QKeySequence(f"Ctrl+{'Shift+' * row}{_DIGITS[digit]}"))
        # on many keyboards the plus sign needs Shift, and Ctrl with its key alone is an equals sign
        self.larger = make_action(self, "larger", _("&Larger"), ("Ctrl++", "Ctrl+="))
        self.larger.triggered.connect(partial(theme().step_scale, 1))
        self.smaller = make_action(self, "smaller", _("&Smaller"), ("Ctrl+-",))
        self.smaller.triggered.connect(partial(theme().step_scale, -1))
        self.usual_size = make_action(self, "usual_size", _("&Usual size"), ("Ctrl+0",))
        self.usual_size.triggered.connect(partial(theme().set_scale, 1.0))
        theme().changed.connect(self._show_scales)
        self._show_scales()
        self.fold, self.present = parts.view_buttons.fold_action, parts.view_buttons.present_action
        self.full_screen = make_action(self, "full_screen", _("&Full screen"), ("F11",))
        self.full_screen.triggered.connect(self._on_full_screen_triggered)

        self.next_region = make_action(self, "next_region", _("&Next region"), ("F6",))
        self.previous_region = make_action(self, "previous_region", _("P&revious region"), ("Shift+F6",))

    def _make_help(self) -> None:
        self.manual = make_action(self, "manual", _("&Manual"), _Standard.HelpContents)
        self.whats_this = make_action(self, "whats_this", _("&What's this?"), ("Shift+F1",))
        self.tour = make_action(self, "tour", _("&Tour"))
        self.palette = make_action(self, "palette", _("&Find a command …"), ("Ctrl+Shift+P",))
        self.keyboard = make_action(self, "keyboard", _("&Keyboard"))
        self.log = make_action(self, "log", _("Show &log"))
        self.about = make_action(self, "about", _("&About NN Studio"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    @Slot()
    def _show_scales(self) -> None:
        """Greys what would change nothing."""
        scale = theme().scale
        reasons = (_("It can't be larger"), _("It can't be smaller"), _("It has its usual size"))
        sizes = (self.larger, self.smaller, self.usual_size)
        for action, end, reason in zip(sizes, (STEPS[-1], STEPS[0], 1.0), reasons, strict=True):
            action.setEnabled(scale != end)
            action.setToolTip(tooltip(reason if scale == end else _("Now at {scale:.0%}").format(scale=scale)))

    @Slot()
    def _on_full_screen_triggered(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()


def _keys(usual: QKeySequence.StandardKey, *always: str) -> list[QKeySequence]:
    """The platform's keys and these, each once: a key that stands there twice is ambiguous, and does nothing."""
    keys: list[QKeySequence] = []
    for key in (*QKeySequence.keyBindings(usual), *map(QKeySequence, always)):
        if key not in keys:
            keys.append(key)
    return keys
