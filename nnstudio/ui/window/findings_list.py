"""Everything that was found, with what to do about it and a way to where it can be seen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import heading
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip
from nnstudio.ui.window.panel_list import PANELS

if TYPE_CHECKING:
    from nnstudio.engine.diagnosis.finding import Diagnosis, Finding

_WIDTH = 560


class FindingCard(QWidget):
    """One finding."""

    show_requested = Signal(object)
    """The Finding."""
    do_requested = Signal(object)
    """The Finding whose advice is to be followed."""

    def __init__(self, finding: "Finding", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 2)
        layout.setSpacing(2)
        for name, text in (("card_title", finding.title), ("caption", finding.sentence), ("figure", finding.remedy)):
            label = PlainLabel(text)
            label.setObjectName(name)
            label.setWordWrap(True)
            layout.addWidget(label)
        buttons = QHBoxLayout()
        layout.addLayout(buttons)
        if finding.remedied is not None:
            self.do_button = QPushButton(_("Do it"))
            self.do_button.setObjectName("do_finding_button")
            self.do_button.setAccessibleName(_("Do it: {advice}").format(advice=finding.remedy))
            self.do_button.setToolTip(tooltip(_("Changes the project as it is advised; Ctrl+Z takes it back")))
            self.do_button.clicked.connect(self._on_do_button_clicked)
            buttons.addWidget(self.do_button)
        where = where_seen(finding)
        if where:
            self.button = QPushButton(where)
            self.button.setObjectName("show_finding_button")
            self.button.clicked.connect(self._on_button_clicked)
            buttons.addWidget(self.button)
        buttons.addStretch(1)

    @Slot()
    def _on_do_button_clicked(self) -> None:
        self.do_requested.emit(self.finding)

    @Slot()
    def _on_button_clicked(self) -> None:
        self.show_requested.emit(self.finding)


def where_seen(finding: "Finding") -> str:
    """What the way to a finding is called: "Show epoch 12, in Metrics"; empty if there is none."""
    parts = []
    if finding.epoch is not None:
        parts.append(_("epoch {epoch:,}").format(epoch=finding.epoch))
    if finding.unit is not None:
        parts.append(_("unit {unit} of layer {unit2}").format(unit=finding.unit[1] + 1, unit2=finding.unit[0] + 1))
    place = _("in {panels}").format(panels=PANELS[finding.panel][0]) if finding.panel else ""
    if not parts and not place:
        return ""
    return (
        _("Show ")
        + ", ".join([*(parts or ["it"]), *([place] if place and parts else [])])
        + (f" {place}" if place and not parts else "")
    )


class FindingsList(QFrame):
    """A popup that closes with a click beside it."""

    show_requested = Signal(object)
    """A Finding."""
    do_requested = Signal(object)
    """A Finding whose advice is to be followed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("diagnosis_list")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 10, 14, 12)
        self._summary = PlainLabel()
        self._summary.setObjectName("caption")
        self._summary.setWordWrap(True)
        self._column.addWidget(heading(_("Diagnosis")))
        self._column.addWidget(self._summary)
        self._cards: list[FindingCard] = []

    def set_diagnosis(self, diagnosis: "Diagnosis") -> None:
        """Shows its findings."""
        verdict = "" if diagnosis.findings else _("Nothing wrong was found.")
        self._summary.setText(" ".join(part for part in (diagnosis.summary, diagnosis.details, verdict) if part))
        for card in self._cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        self.setFixedWidth(theme().px(_WIDTH))
        for finding in diagnosis.findings:
            card = FindingCard(finding, self)
            card.show_requested.connect(self._on_card_show_requested)
            card.do_requested.connect(self._on_card_do_requested)
            self._column.addWidget(card)
            self._cards.append(card)
        self._column.activate()
        self.setFixedHeight(self._column.totalHeightForWidth(self.width()))

    @property
    def cards(self) -> list[FindingCard]:
        return list(self._cards)

    @Slot(object)
    def _on_card_do_requested(self, finding: object) -> None:
        self.hide()
        self.do_requested.emit(finding)

    @Slot(object)
    def _on_card_show_requested(self, finding: object) -> None:
        self.hide()
        self.show_requested.emit(finding)
