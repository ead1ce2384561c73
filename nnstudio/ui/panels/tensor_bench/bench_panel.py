"""The panel: a line to type, the variables at the left, and what came of it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.language import _
from nnstudio.project.guided.conditions import Outcome
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.panels.tensor_bench.examples import EXAMPLES
from nnstudio.ui.panels.tensor_bench.result_view import ResultView, facts, outcome_of
from nnstudio.ui.style.qt_language import left_to_right
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import caption
from nnstudio.ui.widgets.number_texts import by
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip
from nnstudio.ui.widgets.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from nnstudio.engine.tensor_bench.bench import Computed

_MAX_SHOWN = 12
"""Statements of a line whose outcomes are shown: the last ones."""
_MAX_NOTED = 200


class BenchPanel(Panel):
    """Knows nothing of the project: its tensors are the learner's own."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        from nnstudio.engine.tensor_bench.bench import Bench

        self._bench = Bench()
        self._lines: list[str] = []
        self._at = 0
        self.result: ResultView | None = None
        """What the last line came to."""
        self.outcomes: list[Outcome] = []
        """Of all statements so far, in short; the last ones alone where there are many."""
        self.line = QLineEdit()
        left_to_right(self.line)
        self.line.setObjectName("bench_input")
        self.line.setPlaceholderText(_("x = tensor([[1, 2], [3, 4]])        then Enter; ↑ ↓ for earlier lines"))
        self.line.setAccessibleName(_("A line to compute"))
        self.line.setClearButtonEnabled(True)
        self.line.returnPressed.connect(self._on_line_return_pressed)
        self.line.installEventFilter(self)
        compute = QToolButton()
        compute.setObjectName("bench_compute_button")
        compute.setAccessibleName(_("Compute the line"))
        compute.setToolTip(_("Compute the line (Enter)"))
        theme().dress(compute, "keyboard-return")
        compute.clicked.connect(self._on_line_return_pressed)
        self.examples = QToolButton()
        self.examples.setObjectName("bench_examples_button")
        self.examples.setText(_("Examples"))
        self.examples.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.examples)
        for title, lines in EXAMPLES:
            menu.addAction(title, partial(self.show_example, lines))
        self.examples.setMenu(menu)
        clear = QToolButton()
        clear.setObjectName("bench_clear_button")
        clear.setAccessibleName(_("Forget all variables"))
        clear.setToolTip(_("Forget all variables, and seed the random numbers anew"))
        theme().dress(clear, "trash-can-outline")
        clear.clicked.connect(self._on_clear_clicked)
        self.error = PlainLabel()
        self.error.setObjectName("bench_error")
        self.error.setProperty("tone", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.variables = QListWidget()
        self.variables.setObjectName("bench_variables")
        self.variables.setAccessibleName(_("Variables"))
        theme().keep_size(self.variables, minimum=(110, 60))
        self.variables.itemClicked.connect(self._on_variables_item_clicked)
        self._area = QScrollArea()
        self._area.setAccessibleName(_("Result"))
        self._area.setWidgetResizable(True)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(compute)
        row.addWidget(self.examples)
        row.addWidget(clear)
        body = TurningSplitter(0.9, self.variables, self._area)
        body.set_shares(tall=(1, 4), flat=(1, 5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addLayout(row)
        layout.addWidget(self.error)
        layout.addWidget(body, 1)
        self._show_hint()
        self._show_variables()

    def sizeHint(self) -> QSize:
        return QSize(800, 320)

    def compute(self, line: str) -> bool:
        """Computes a line and shows what came of it; what is wrong is said, and marked in the line."""
        from nnstudio.engine.tensor_bench.errors import BenchError

        try:
            computed = self._bench.run(line)
        except BenchError as error:
            self._note([Outcome(line, failure=str(error))])
            text = str(error)
            self.error.setText(f"{text[:1].upper()}{text[1:]}.")
            self.error.show()
            if self.line.text() == line and error.end > error.start:
                self.line.setSelection(error.start, error.end - error.start)
            # the statements before it are done
            self._show_variables()
            return False
        self.error.hide()
        self._note([outcome_of(each) for each in computed])
        self._show(computed)
        self._show_variables()
        return True

    @Slot(object)
    def show_example(self, lines: tuple[str, ...]) -> None:
        """Computes an example's lines, up to the first that is meant to go wrong; the last stays to be changed."""
        for line in lines:
            self._remember(line)
            self.line.setText(line)
            if not self.compute(line):
                break
        self.line.setFocus()

    def _note(self, outcomes: list[Outcome]) -> None:
        self.outcomes = [*self.outcomes, *outcomes][-_MAX_NOTED:]

    def _show(self, computed: "list[Computed]") -> None:
        """The statements of the line, one below the other."""
        if not computed:
            # an import, of what is there from the start
            self._show_hint()
            return
        views = [ResultView(each) for each in computed[-_MAX_SHOWN:]]
        self.result = views[-1]
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        for view in views:
            layout.addWidget(view)
        layout.addStretch(1)
        self._area.setWidget(body)

    def _show_hint(self) -> None:
        hint = caption(
            _(
                "Type a line as in Python; torch, nn, optim and np are there already. Tensors, + − * / @ **, "
                "x[0, 1:3] = 5, x.T, x.sum(0), loss.backward(), w.grad, nn.Sigmoid()(x), for i in range(3): print(i) … "
                "The examples show more. PyTorch and NumPy compute it side by side."
            )
        )
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._area.setWidget(hint)

    def _show_variables(self) -> None:
        self.variables.clear()
        for name, value in self._bench.variables.items():
            shape = f"  {by(tuple(value.shape))}" if hasattr(value, "shape") else ""
            item = QListWidgetItem(f"{name}{shape}")
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setToolTip(tooltip(facts(value)))
            self.variables.addItem(item)
        if not self._bench.variables:
            item = QListWidgetItem(_("no variables yet"))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.variables.addItem(item)

    def _remember(self, line: str) -> None:
        if not self._lines or self._lines[-1] != line:
            self._lines.append(line)
        self._at = len(self._lines)

    @Slot()
    def _on_line_return_pressed(self) -> None:
        line = self.line.text()
        if not line.strip():
            return
        self._remember(line)
        if self.compute(line):
            self.line.selectAll()

    @Slot()
    def _on_clear_clicked(self) -> None:
        self._bench.clear()
        self.result = None
        self.error.hide()
        self._show_hint()
        self._show_variables()

    @Slot(QListWidgetItem)
    def _on_variables_item_clicked(self, item: QListWidgetItem) -> None:
        name = item.data(Qt.ItemDataRole.UserRole)
        if name:
            self.line.setText(name)
            self.compute(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if not step or not self._lines:
            return False
        self._at = max(0, min(self._at + step, len(self._lines)))
        self.line.setText(self._lines[self._at] if self._at < len(self._lines) else "")
        return True
