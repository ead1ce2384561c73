"""Lines above the columns: what went wrong, what is known, what is offered. Each is keyed by who speaks."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.ui.accessibility.announcer import announcer
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import PlainLabel

Action = tuple[str, Callable[[], object]]
"""A button's text, and what a press of it does."""

_ICON = 18


class Speaker(StrEnum):
    """Who speaks. Each has one notice, whose object name is the value; with ``_button``, that of its first button."""

    TRAINING = "notice"
    """Why training failed, or can't begin."""
    RECOVERY = "offer"
    """Work that was left behind."""
    BRANCHING = "branch_offer"
    """Going on from here instead of from the start."""
    EARLY_STOP = "early_stop_notice"
    SAVING = "saved_notice"
    """What a studio file has taken in."""
    OPENING = "opening_notice"
    """That a file waits for what was changed while it was read."""
    AUTOSAVE = "autosave_notice"
    """That unsaved work can't be kept for the day of a crash, or can again."""
    UNEXPECTED = "unexpected_notice"
    """Errors that should not have happened."""
    SOUND = "sound_notice"
    """That the losses can't be played."""
    LOG = "log_notice"
    """That nothing can be logged."""


class Tone(StrEnum):
    """What kind of notice it is, the most urgent first."""

    ERROR = "error"
    WARNING = "warning"
    OFFER = "offer"
    INFORMATION = "information"


_ICONS = {
    Tone.ERROR: ("alert-circle-outline", "error", _("Error")),
    Tone.WARNING: ("alert-outline", "warning", _("Warning")),
    Tone.OFFER: ("arrow-u-left-top", "accent", _("Offer")),
    Tone.INFORMATION: ("information-outline", "muted", _("Note")),
}
"""An icon, its colour in the scheme, and the word that stands for both where nothing is seen."""


class Notice(QFrame):
    """What one speaker says; hidden while that is nothing."""

    dismissed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.tone = Tone.INFORMATION
        self._icon = PlainLabel()
        self._label = PlainLabel()
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons: list[QPushButton] = []
        self._close = QToolButton()
        self._close.setObjectName(f"{name}_close_button")
        self._close.setAutoRaise(True)
        self._close.setToolTip(_("Hide this"))
        self._close.setAccessibleName(_("Hide this"))
        theme().dress(self._close, "close")
        self._close.clicked.connect(self.dismissed)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(10, 2, 4, 2)
        self._layout.addWidget(self._icon)
        self._layout.addWidget(self._label, 1)
        self._layout.addWidget(self._close)
        self.hide()
        theme().follow(self._show_icon, has_icons=True)

    @property
    def text(self) -> str:
        return self._label.text() if not self.isHidden() else ""

    def say(self, tone: Tone, text: str, actions: tuple[Action, ...]) -> None:
        self.tone = tone
        self._label.setText(text)
        self.setAccessibleName(f"{_ICONS[tone][2]}: {text}")
        self.setProperty("tone", tone.value)
        self.style().polish(self)
        self._show_icon(theme().scheme)
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(place, *action) for place, action in enumerate(actions)]
        self.show()

    def _button(self, place: int, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(f"{self.objectName()}_button" + (f"_{place + 1}" if place else ""))
        button.clicked.connect(lambda: act())
        self._layout.insertWidget(self._layout.count() - 1, button)
        return button

    @Slot(Scheme)
    def _show_icon(self, scheme: Scheme) -> None:
        icon, role, _unused = _ICONS[self.tone]
        side = theme().px(_ICON)
        self._icon.setPixmap(theme().icon(icon, role).pixmap(QSize(side, side), self.devicePixelRatioF()))


class Notices(QWidget):
    """The notices of all speakers, one below the other, the most urgent on top. None takes another's place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notices")
        self._notices: dict[Speaker, Notice] = {}
        self._told: dict[Speaker, tuple[Tone, str, tuple[str, ...]]] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self.hide()

    def tell(self, speaker: Speaker, tone: Tone, text: str, *actions: Action) -> None:
        """Says `text`, in place of what the same speaker said before, with a button for each of `actions`.

        It stays until the learner hides it, or the speaker clears it or says something else: not until a button is
        pressed, for what that does may be cancelled, or fail. What was hidden is not said again before it was cleared
        or is something else.
        """
        told = (tone, text, tuple(name for name, _unused in actions))
        if self._told.get(speaker) == told:
            return
        self._told[speaker] = told
        notice = self._notices.get(speaker) or self._make(speaker)
        notice.say(tone, text, actions)
        for place, each in enumerate(sorted(self._notices.values(), key=lambda each: list(Tone).index(each.tone))):
            self._layout.insertWidget(place, each)
        self.show()
        self._take_room()
        announcer().say(self, notice.accessibleName(), urgent=tone is Tone.ERROR)

    def clear(self, speaker: Speaker) -> None:
        """Takes back what `speaker` said."""
        self._told.pop(speaker, None)
        self._hide(speaker)

    def text(self, speaker: Speaker) -> str:
        """What `speaker` says now; empty if nothing."""
        notice = self._notices.get(speaker)
        return notice.text if notice is not None else ""

    def _make(self, speaker: Speaker) -> Notice:
        notice = self._notices[speaker] = Notice(speaker.value, self)
        notice.dismissed.connect(partial(self._hide, speaker))
        return notice

    def _hide(self, speaker: Speaker) -> None:
        if speaker in self._notices:
            self._notices[speaker].hide()
        self.setVisible(any(not each.isHidden() for each in self._notices.values()))
        self._take_room()

    def _take_room(self) -> None:
        """At once: what is clicked next is meant for what is seen next."""
        each: QWidget | None = self
        while each is not None and (layout := each.layout()) is not None:
            layout.activate()
            each = each.parentWidget()
