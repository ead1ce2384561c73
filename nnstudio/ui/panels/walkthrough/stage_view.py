"""One stage: what happens, and its equations below one another."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.ui.panels.walkthrough.check_plot import CheckPlot
from nnstudio.ui.panels.walkthrough.equation_view import EquationView
from nnstudio.ui.panels.walkthrough.given import given_equation
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import caption
from nnstudio.ui.widgets.formulas import FormulaLabel
from nnstudio.ui.widgets.plain_text import PlainLabel

if TYPE_CHECKING:
    from nnstudio.engine.walkthrough import Stage


_FEW_ROWS, _MANY_ROWS = (3, 1), (6, 2)
"""How many of a large matrix's first and last rows are shown, in the drawer and where there is more room."""
_HIGH = 330
_DIFFERENCE = r"\frac{\partial L}{\partial w} \approx \frac{L(w + \varepsilon) - L(w - \varepsilon)}{2 \, \varepsilon}"


class StageView(QWidget):
    """Shows a Stage; below it the number under the pointer is spelled out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = caption()
        self.text.setWordWrap(True)
        self.area = QScrollArea()
        self.area.setAccessibleName(_("Equations of the stage"))
        self.area.setWidgetResizable(True)
        self.area.viewport().installEventFilter(self)
        self.spelling = PlainLabel()
        self.spelling.setObjectName("walk_spelling")
        self.spelling.setWordWrap(True)
        self.spelling.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.equations: list[EquationView] = []
        self.check: CheckPlot | None = None
        """The plot of the gradient check; None at other stages."""
        self._stage: Stage | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.text)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.spelling)
        self._on_cell_pointed("")

    def set_stage(self, stage: "Stage | None") -> None:
        """Shows another stage; None for nothing."""
        self._stage = stage
        self.text.setText(stage.text if stage is not None else "")
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.equations = []
        if stage is not None:
            for equation in stage.equations:
                column.addWidget(FormulaLabel(equation.formula, inline=False))
                self._add(column, EquationView(equation))
            if not stage.equations:
                for quantity in stage.shown:
                    self._add(column, EquationView(given_equation(quantity)))
        self.check = None
        if stage is not None and stage.check is not None:
            column.addWidget(FormulaLabel(_DIFFERENCE, inline=False))
            self.check = CheckPlot(stage.check)
            column.addWidget(self.check, 1)
        column.addStretch(0 if self.check is not None else 1)
        self._fit()
        self.area.setWidget(content)
        self._on_cell_pointed("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Gives the equations the room there is."""
        rows = _MANY_ROWS if self.height() > theme().px(_HIGH) else _FEW_ROWS
        for view in self.equations:
            # the scroll bar's place is kept free, or its coming and going would change the room
            view.set_room(self.area.width() - self.area.verticalScrollBar().sizeHint().width(), rows)

    def _add(self, column: QVBoxLayout, view: EquationView) -> None:
        view.cell_pointed.connect(self._on_cell_pointed)
        self.equations.append(view)
        column.addWidget(view)

    @Slot(str)
    def _on_cell_pointed(self, text: str) -> None:
        self.spelling.setText(text or _("Point at a number of a result to see what made it."))
        self.spelling.setEnabled(bool(text))
