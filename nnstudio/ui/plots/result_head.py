"""What stands over the big plot: its title, the choice of views, the tools, and the plane that is drawn."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.ui.plots.paint_bar import PaintBar
from nnstudio.ui.plots.plane_bar import PlaneBar
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import Choice, heading
from nnstudio.ui.widgets.plain_text import tooltip
from nnstudio.ui.widgets.tool_row import ToolRow

_TITLES = {
    "fit": _("Fit"),
    "decision": _("Decision regions"),
    "surface": _("Predicted value"),
    "actual": _("Predicted against actual"),
}


class ResultHead(QWidget):
    """One line, and a second one for data of more than two columns."""

    view_chosen = Signal()
    back_requested = Signal()
    """The network's prediction is wished for instead of a unit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = heading(_("Result"))
        self._back = QPushButton(_("Back to the prediction"))
        self._back.setObjectName("back_to_prediction_button")
        self._back.setToolTip(_("Show what the whole network predicts (Esc)"))
        self._back.clicked.connect(self.back_requested)
        theme().dress(self._back, "arrow-left")
        self._choice = Choice()
        self._choice.setObjectName("view_selector")
        self._choice.setAccessibleName(_("View"))
        self._choice.setMinimumContentsLength(18)
        self._choice.currentIndexChanged.connect(self._on_choice_current_index_changed)
        self.apart = QCheckBox(_("take apart"))
        self.apart.setObjectName("take_apart_box")
        self.reference = QCheckBox(_("scikit-learn"))
        self.reference.setObjectName("reference_box")
        self.reference.setToolTip(_("Draw the line of scikit-learn's LinearRegression beside the network's"))
        self.tools = ToolRow()
        self.plane_bar = PlaneBar()
        self.draw = QToolButton()
        self.draw.setObjectName("draw_button")
        self.draw.setAccessibleName(_("Paint points"))
        self.draw.setCheckable(True)
        self.draw.setAutoRaise(True)
        theme().dress(self.draw, "draw")
        self.paint_bar = PaintBar()
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.title)
        line.addWidget(self._choice)
        line.addStretch(1)
        line.addWidget(self._back)
        line.addWidget(self.reference)
        line.addWidget(self.apart)
        line.addWidget(self.tools)
        line.addWidget(self.draw)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(line)
        layout.addWidget(self.plane_bar)
        layout.addWidget(self.paint_bar)
        self._views: list[str] = []
        self._has_parts = False
        for widget in (self._back, self._choice, self.reference, self.apart, self.tools, self.plane_bar):
            widget.hide()

    @property
    def view(self) -> str:
        """The view that is chosen: fit, decision or actual."""
        return self._choice.currentData() or "decision"

    def offer(self, views: list[str], regression: bool) -> None:
        """Offers the views of the data, and keeps the one that is chosen if they are the same as before."""
        titles = [(v, _TITLES["surface" if v == "decision" and regression else v], "") for v in views]
        self._choice.fill(titles, self._choice.currentData() if views == self._views else views[0])
        self._views = views

    def offer_parts(self, offered: bool, why_not: str) -> None:
        """Whether a fit may be taken apart; greyed with the reason where it can't be."""
        self._has_parts = offered
        self.apart.setEnabled(not why_not)
        tip = _("Draw what each unit of the last hidden layer adds to the prediction; a click on one switches it off")
        self.apart.setToolTip(tooltip(why_not or tip))

    def choose(self, view: str) -> None:
        """Chooses one of the views that are offered."""
        self._choice.setCurrentIndex(self._choice.findData(view))

    def show_for(self, unit: str, planar: bool, many_columns: bool) -> None:
        """Shows what can be chosen now.

        Args:
            unit: the title of the unit that is shown; empty for the prediction.
            planar: the plot is drawn over a plane.
            many_columns: the data have more columns than the plane has axes.
        """
        several = len(self._views) > 1
        self.title.setText(unit or (_("Result") if several else self._choice.currentText() or _("Result")))
        self._choice.setVisible(several and not unit)
        self._back.setVisible(bool(unit))
        self.apart.setVisible(self._has_parts and not unit)
        self.reference.setVisible(self._has_parts and not unit)
        self.tools.setVisible(planar)
        self.plane_bar.setVisible(planar and many_columns)

    @Slot(int)
    def _on_choice_current_index_changed(self, index: int) -> None:
        self.view_chosen.emit()
