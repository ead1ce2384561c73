"""Says that units are switched off, for as long as they are."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from nnstudio.language import _, ngettext
from nnstudio.session.run import Run
from nnstudio.ui.shown.unit_names import names_in
from nnstudio.ui.widgets.plain_text import PlainLabel


class OffNotice(QFrame):
    """Names the units that all views leave out, and offers to put them back. It can't be hidden: that would mislead."""

    all_on_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("off_notice")
        self._label = PlainLabel()
        self._label.setWordWrap(True)
        button = QPushButton(_("Switch all on"))
        button.setObjectName("switch_all_on_button")
        button.setToolTip(_("Show the whole network again"))
        button.clicked.connect(self.all_on_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 4, 2)
        layout.addWidget(self._label, 1)
        layout.addWidget(button)
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text() if not self.isHidden() else ""

    def set_off(self, run: Run | None, off: frozenset[tuple[int, int]]) -> None:
        """Names the units `off` of the run's network; with none, or no run, it is hidden."""
        if run is not None and off:
            self._label.setText(
                ngettext(
                    "Switched off: {names_in}. All pictures and figures show the network without it; its weights, "
                    "and training, are not touched.",
                    "Switched off: {names_in}. All pictures and figures show the network without them; its weights, "
                    "and training, are not touched.",
                    len(off),
                ).format(names_in=names_in(run, off))
            )
        self.setVisible(run is not None and bool(off))
