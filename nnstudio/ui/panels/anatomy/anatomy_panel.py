"""What the network is made of: its layers, its printed form, its state_dict before training and after."""

import textwrap
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from nnstudio.export.names import FORMS, USUAL_FORM
from nnstudio.language import _, local_number
from nnstudio.project.project import Project
from nnstudio.session.run import Run
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.panels.anatomy.state_sheet import StateSheet
from nnstudio.ui.panels.anatomy.summary_table import SummaryTable
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.qt_language import left_to_right
from nnstudio.ui.style.scaling import scaled_font
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import Choice, caption
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.highlighter import PythonHighlighter
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip
from nnstudio.ui.widgets.segments import Segments
from nnstudio.ui.widgets.sheet import SheetArea
from nnstudio.ui.widgets.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame
    from nnstudio.engine.views.summary import ModelSummary

_PAGES = {
    "layers": (_("Layers"), _("The layer summary, and the model as PyTorch prints it")),
    "state": ("state_dict", _("Every weight and bias, before training and at the epoch shown")),
}


class AnatomyPanel(Panel):
    """Follows the editor with the summary and the printed form, the timeline with the state_dict."""

    every = 10

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self._project: Project | None = None
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._dtypes: dict[str, str] = {}
        self.pages = Segments(_PAGES)
        self.pages.chosen.connect(self._on_pages_chosen)
        self._about = caption()
        self._about.setWordWrap(True)
        self._about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._form = Choice()
        self._form.setObjectName("anatomy_style_selector")
        self._form.setAccessibleName(_("Form of the code"))
        self._form.setMinimumContentsLength(24)
        self._form.fill([(key, form.title, form.summary) for key, form in FORMS.items()], USUAL_FORM)
        self._form.currentIndexChanged.connect(self._show_printed)
        head = FlowLayout()
        head.addWidget(self.pages)
        head.addWidget(self._form)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_layers_page())
        self.sheet = StateSheet()
        self._stack.addWidget(SheetArea(self.sheet))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addLayout(head)
        layout.addWidget(self._about)
        layout.addWidget(self._stack, 1)
        theme().follow(self._on_theme_changed)

    def _make_layers_page(self) -> QWidget:
        self.table = SummaryTable()
        self.problems = PlainLabel()
        self.problems.setObjectName("card_problem")
        self.problems.setWordWrap(True)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.problems)
        self._printed = QPlainTextEdit()
        left_to_right(self._printed)
        self._printed.setObjectName("printed_model")
        self._printed.setAccessibleName(_("The model in code, and as PyTorch prints it"))
        self._printed.setReadOnly(True)
        self._printed.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._highlighter = PythonHighlighter(self._printed.document(), theme().scheme)
        splitter = TurningSplitter(0.9, left, self._printed)
        splitter.set_shares(tall=(1, 1), flat=(4, 3))
        return splitter

    @property
    def page(self) -> str:
        return self.pages.current

    def show_page(self, page: str) -> None:
        self.pages.turn_to(page)

    # what is shown

    @property
    def printed(self) -> str:
        """The model in code, and what ``print(model)`` writes."""
        return self._printed.toPlainText()

    def set_project(self, project: Project) -> None:
        if project == self._project:
            return
        self._project = project
        from nnstudio.engine.views.summary import summarise

        problems = project.problems()
        summary = summarise(project)
        self.table.model_.set_summary(summary, problems)
        self.problems.setText("\n".join(str(problem) for problem in problems))
        self.problems.setVisible(bool(problems))
        self._summary = summary
        self._show_printed()
        self._show_head()

    def set_run(self, run: Run | None) -> None:
        if run is not self._run:
            self._run, self._frame, self._dtypes = run, None, {}
            self.sheet.set_states((), 0)
            self._show_head()

    def set_frame(self, frame: "Frame") -> None:
        self._frame = frame
        if self.pages.current == "state":
            self._show_state()

    # how

    @Slot()
    def _show_printed(self) -> None:
        project = self._project
        if project is None:
            return
        problems = project.problems()
        if problems:
            said = textwrap.wrap(
                _("PyTorch can't build this network yet: {message}").format(message=problems[0].message), 60
            )
            text = "".join(f"# {line}\n" for line in said)
        else:
            from nnstudio.engine.views.anatomy import printed_model
            from nnstudio.export.script import class_parts, model_code

            form = self._form.currentData()
            printed = printed_model(project, *class_parts(project, form))
            text = f"{model_code(project, form)}\n>>> print(model)\n{printed}\n"
        if text != self.printed:
            bar = self._printed.verticalScrollBar()
            place = bar.value()
            self._printed.setPlainText(text)
            bar.setValue(place)

    def _show_state(self) -> None:
        run, frame = self._run, self._frame
        if run is None or frame is None:
            return
        from nnstudio.engine.views.anatomy import compare_states, state_dtypes

        if not self._dtypes:
            self._dtypes = state_dtypes(run.probe)
        before = run.history.nearest(0)
        self.sheet.set_states(compare_states(run.trainer.layout, self._dtypes, before, frame.snapshot), frame.epoch)

    @Slot()
    def _show_head(self) -> None:
        is_layers = self.pages.current == "layers"
        self._form.setVisible(is_layers)
        if is_layers:
            self._about.setText(_sizes(self._summary) if self._project is not None else "")
        elif self._run is None:
            self._about.setText(_("There are no weights yet: they are drawn when PyTorch builds the network."))
        else:
            self._about.setText(_("Blue is below zero, orange above; a change has a scale of its own."))
        self._about.setToolTip(tooltip(self._about.text()))

    @Slot(str)
    def _on_pages_chosen(self, page: str) -> None:
        self._stack.setCurrentIndex(list(_PAGES).index(page))
        self._show_head()
        if page == "state":
            self._show_state()

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self._printed.setFont(scaled_font(fixed, theme().scale))
        self._highlighter.set_scheme(scheme)


def _sizes(summary: "ModelSummary") -> str:
    """How many parameters are trained, and the sizes in MB, as torchinfo tells them."""
    parts = (
        (_("input"), summary.input_mb),
        (_("forward/backward pass"), summary.pass_mb),
        (_("parameters"), summary.parameters_mb),
    )
    shown = "  ·  ".join(f"{name} {local_number(size, '.4f')}" for name, size in parts)
    # nothing in a network of the studio is frozen
    trained = _("Parameters: trainable {count:,}  ·  non-trainable 0").format(count=summary.parameters)
    return f"{trained}.  " + _("Size in MB: {total:.4f}  =  {shown}").format(total=summary.total_mb, shown=shown)
