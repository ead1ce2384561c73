"""One quiet line that says how the run stands; a click opens everything that was found."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from nnstudio.language import _, ngettext
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.elided_label import ElidedLabel
from nnstudio.ui.widgets.plain_text import PlainLabel
from nnstudio.ui.widgets.tab_order import focus_first
from nnstudio.ui.window.findings_list import FindingsList

if TYPE_CHECKING:
    from nnstudio.engine.diagnosis.finding import Diagnosis, Finding

_ICON = 16


class DiagnosisStrip(QFrame):
    """An icon, the gravest finding or a good word, and how many more there are."""

    show_requested = Signal(object)
    """A Finding, to be looked at where it can be seen."""
    do_requested = Signal(object)
    """A Finding whose advice is to be followed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("diagnosis_strip")
        self.setAccessibleName(_("Diagnosis of the run"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._diagnosis: Diagnosis | None = None
        self._tries = False
        self._sign = PlainLabel()
        self._label = ElidedLabel()
        self.more = QToolButton()
        self.more.setObjectName("diagnosis_button")
        self.more.setAutoRaise(True)
        self.more.clicked.connect(self.open_list)
        # the line is as high while there is nothing to say
        policy = self.more.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.more.setSizePolicy(policy)
        self.more.setText(_("Details"))
        self.list = FindingsList(self)
        self.list.show_requested.connect(self.show_requested)
        self.list.do_requested.connect(self.do_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.addWidget(self._sign)
        layout.addWidget(self._label, 1)
        layout.addWidget(self.more)
        theme().follow(self._on_theme_changed, has_icons=True)

    @property
    def text(self) -> str:
        """What the line says in full."""
        return self._text() if self._diagnosis is not None else ""

    @property
    def diagnosis(self) -> "Diagnosis | None":
        return self._diagnosis

    @Slot(object, bool)
    def set_diagnosis(self, diagnosis: "Diagnosis | None", tries: bool = False) -> None:
        """Shows what was found; None for nothing to say. `tries`: trial trainings go on that may add to it."""
        self._diagnosis, self._tries = diagnosis, tries
        if diagnosis is None:
            self.list.hide()
        elif self.list.isVisible():
            self.list.set_diagnosis(diagnosis)
        self._show()

    @Slot()
    def open_list(self) -> None:
        """Opens all findings, above the button that is pressed for them."""
        if self._diagnosis is None:
            return
        self.list.set_diagnosis(self._diagnosis)
        self.list.adjustSize()
        corner = self.more.mapToGlobal(QPoint(self.more.width(), -4))
        room = self.window().geometry()
        top, left = corner.y() - self.list.height(), corner.x() - self.list.width()
        self.list.move(max(room.left(), left), max(room.top(), top))
        self.list.show()
        focus_first(self.list)

    def _text(self) -> str:
        diagnosis = self._diagnosis
        assert diagnosis is not None
        if diagnosis.findings:
            first: Finding = diagnosis.findings[0]
            return f"{first.title}. {first.sentence}"
        if self._tries:
            return _("Nothing wrong at first sight; trying what would have done better …")
        if diagnosis.is_sound:
            if not diagnosis.is_tested:
                return _("A sound run, on the samples it was trained on. {summary}").format(summary=diagnosis.summary)
            return _("A sound run. {summary}").format(summary=diagnosis.summary)
        return diagnosis.summary

    def _show(self) -> None:
        diagnosis = self._diagnosis
        self._label.set_text(self.text)
        self.setAccessibleDescription(self.text)
        self.more.setVisible(diagnosis is not None)
        count = len(diagnosis.findings) if diagnosis is not None else 0
        text = _("Details") if count == 0 else ngettext("What to do", "All {count} findings", count).format(count=count)
        self.more.setText(text + (" …" if self._tries else ""))
        self.more.setToolTip(
            _("Trial trainings go on, to find out what would have done better")
            if self._tries
            else _("What was found, what to do about it, and where it can be seen")
        )
        name, role = "", "muted"
        if diagnosis is not None:
            if count and not diagnosis.findings[0].is_hint:
                name, role = "alert-circle-outline", "prediction"
            elif diagnosis.is_sound:
                name, role = "check-circle-outline", "test"
            else:
                name = "information-outline"
        side = theme().px(_ICON)
        self._sign.setFixedSize(QSize(side, side))
        if name:
            self._sign.setPixmap(theme().icon(name, role).pixmap(side, side))
        else:
            self._sign.clear()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.open_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.open_list()
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _on_theme_changed(self, scheme: object) -> None:
        self._show()
