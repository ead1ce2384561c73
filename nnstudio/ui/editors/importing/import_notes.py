"""What was noticed while a file was read, what else may be meant, and a look at the lines that are no rows."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nnstudio.language import _, ngettext
from nnstudio.ui.widgets.plain_text import PlainLabel, action_text, tooltip

if TYPE_CHECKING:
    from nnstudio.data.csv.offers import Offer

_HIGHEST = 110


class ImportNotes(QScrollArea):
    """A line for each note and each offer; hidden while there are none."""

    offer_taken = Signal(object)
    """The Offer whose button is pressed."""
    lines_toggled = Signal(bool)
    """Whether the lines that are left out are to be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_notes")
        self.setAccessibleName(_("What was noticed"))
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines_button = QPushButton(self)
        self.lines_button.setObjectName("left_out_button")
        self.lines_button.setCheckable(True)
        self.lines_button.toggled.connect(self.lines_toggled)
        self._body = QWidget()
        self._layout = QVBoxLayout(self._body)
        self._layout.setContentsMargins(0, 0, 4, 0)
        self._layout.setSpacing(4)
        self._layout.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self.setWidget(self._body)
        self._rows: list[QWidget] = []
        self.hide()

    def show_notes(self, notes: "tuple[str, ...]", offers: "tuple[Offer, ...]", left_out: int) -> None:
        """Shows what there is now; `left_out` lines can be looked at."""
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        # the row in which it stands goes, it stays
        self.lines_button.setParent(self)
        self.lines_button.hide()
        for offer in offers:
            button = QPushButton(action_text(offer.label))
            button.setObjectName("import_offer_button")
            button.setToolTip(tooltip(offer.reason or offer.label))
            # the widget's own signal, in its own thread
            button.clicked.connect(partial(self._on_offer_clicked, offer))
            self._add(offer.reason, button)
        if left_out:
            self.lines_button.setText(
                ngettext("Show the {n:,} line left out", "Show the {n:,} lines left out", left_out).format(n=left_out)
            )
            self._add(notes[0] if notes else "", self.lines_button)
            notes = notes[1:]
        else:
            with_lines = self.lines_button.isChecked()
            if with_lines:
                self.lines_button.setChecked(False)
        for note in notes:
            self._add(note)
        self.setVisible(bool(self._rows))
        self.setFixedHeight(min(_HIGHEST, self._body.sizeHint().height() + 4))
        self.verticalScrollBar().setValue(0)

    def _add(self, text: str, button: QPushButton | None = None) -> None:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        label = PlainLabel(text)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(label, 1)
        if button is not None:
            layout.addWidget(button)
            button.show()
        self._layout.addWidget(row)
        self._rows.append(row)

    def _on_offer_clicked(self, offer: "Offer", _checked: bool = False) -> None:
        self.offer_taken.emit(offer)
