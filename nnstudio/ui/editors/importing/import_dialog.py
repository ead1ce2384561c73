"""The dialog that brings a file in: its first rows, what was guessed of it and why, all to be changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from nnstudio.data.csv.reading import Reading, read_or_say
from nnstudio.language import _
from nnstudio.project.edits import Preparation, changed, with_column_fields
from nnstudio.project.names import printable
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import ColumnType, CsvColumn, CsvSource, Missing, Role
from nnstudio.project.sources.spec import Task
from nnstudio.session.background_task import PROGRESS_STEPS, ProgressTask
from nnstudio.ui.editors.importing.column_menu import Wish
from nnstudio.ui.editors.importing.import_notes import ImportNotes
from nnstudio.ui.editors.importing.import_options import NUMBER, ImportOptions
from nnstudio.ui.editors.importing.import_tables import ImportTables
from nnstudio.ui.editors.importing.import_words import told_of_project
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.pending_field import commit_pending
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip

if TYPE_CHECKING:
    from nnstudio.data.csv.offers import Offer


class ImportDialog(QDialog):
    """Reads a file, shows what would become of it, and gives a complete source when that is accepted."""

    source_made = Signal(CsvSource, Preparation)
    """The CsvSource and what is done about its target, when Import is pressed."""
    other_file_requested = Signal()

    def __init__(
        self,
        path: Path,
        wish: CsvSource | None = None,
        parent: QWidget | None = None,
        project_on: Callable[[CsvSource], Project | None] = lambda _unused: None,
        chosen: Preparation | None = None,
    ) -> None:
        """`project_on` says which project would be trained on a source.

        `chosen` is what is done about the target of a file that is in use.
        """
        super().__init__(parent)
        self._project_on = project_on
        self.setObjectName("import_dialog")
        self.setWindowTitle(_("Import data"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._path = path
        self._wish = wish or CsvSource(path=str(path), target="")
        self._chosen: dict[str, bool] = chosen._asdict() if chosen is not None else {}
        self._reading: Reading | None = None
        self._task: ProgressTask | None = None
        self._compose()
        theme().follow(self._on_theme_changed)
        self._read()

    @property
    def source(self) -> CsvSource | None:
        """What would be imported now; None while something stands in the way."""
        plan = self._reading.plan if self._reading is not None and self._task is None else None
        return plan.source if plan is not None else None

    @property
    def is_reading(self) -> bool:
        return self._task is not None

    def done(self, result: int) -> None:
        self._stop()
        super().done(result)

    # how it is put together

    def _compose(self) -> None:
        self.options = ImportOptions()
        self.options.form_chosen.connect(self._on_form_chosen)
        self.options.plan_chosen.connect(self._on_plan_chosen)
        self.options.preparation_chosen.connect(self._on_preparation_chosen)
        self.tables = ImportTables(theme().scheme)
        self.tables.columns.role_chosen.connect(self._on_role_chosen)
        self.tables.columns.type_chosen.connect(self._on_type_chosen)
        self.tables.column_menu.chosen.connect(self._on_column_menu_chosen)
        self.tables.sign_menu.chosen.connect(self._on_signs_chosen)
        self.notes = ImportNotes()
        self.notes.offer_taken.connect(self._on_offer_taken)
        self.notes.lines_toggled.connect(self._on_lines_toggled)
        self._name, self._place = PlainLabel(), PlainLabel()
        self._name.setObjectName("card_title")
        self._place.setObjectName("caption")
        self._summary = PlainLabel()
        self._summary.setObjectName("import_summary")
        self._summary.setWordWrap(True)
        self._summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress = QProgressBar()
        self.progress.setObjectName("import_progress")
        self.progress.setAccessibleName(_("Reading"))
        self.progress.setRange(0, PROGRESS_STEPS)
        self.progress.setFormat(_("Reading … %p %"))
        self._bottom = QStackedWidget()
        self._bottom.addWidget(self._summary)
        self._bottom.addWidget(self.progress)
        self._bottom.setFixedHeight(34)
        other = QPushButton(_("Another file …"))
        other.setObjectName("other_file_button")
        other.clicked.connect(self._on_other_clicked)
        self._cancel = QPushButton(_("Cancel"))
        self._cancel.setObjectName("cancel_import_button")
        self._cancel.clicked.connect(self.reject)
        self.accept_button = QPushButton(_("Import"))
        self.accept_button.setObjectName("import_button")
        self.accept_button.setProperty("primary", True)
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.accept)

        head = QHBoxLayout()
        head.addWidget(self._name)
        head.addWidget(self._place, 1)
        head.addWidget(other)
        scroll = QScrollArea()
        scroll.setAccessibleName(_("How the file is read"))
        scroll.setWidget(self.options)
        scroll.setWidgetResizable(True)
        scroll.setFixedWidth(250)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(scroll)
        middle.addWidget(self.tables, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self._bottom, 1)
        bottom.addWidget(self._cancel)
        bottom.addWidget(self.accept_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.addLayout(head)
        layout.addLayout(middle, 1)
        layout.addWidget(self.notes)
        layout.addLayout(bottom)
        self.resize(960, 700)
        self.tables.column_view.setFocus()

    # reading

    def _read(self) -> None:
        self._stop()
        read = partial(read_or_say, self._path, self._wish)
        self._task = ProgressTask(
            read, _("{path_name} can't be read").format(path_name=printable(self._path.name)), notifies=False
        )
        self._task.progressed.connect(self.progress.setValue)
        self._task.done.connect(self._on_task_done)
        self._task.failed.connect(self._on_task_failed)
        self.progress.setValue(0)
        self._show_state()
        self._task.go()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.done.disconnect(self._on_task_done)
            self._task.failed.disconnect(self._on_task_failed)
            self._task.cancel()
            self._task.wait()
            self._task = None

    @Slot(str)
    def _on_task_failed(self, sentence: str) -> None:
        self._on_task_done(Reading(self._path, self._wish, error=sentence))

    @Slot(Reading)
    def _on_task_done(self, reading: Reading) -> None:
        self._task = None
        self._reading = reading
        if reading.table is None:
            self.options.show_form(self._wish, reading.sheets)
            self.tables.columns.set_plan(None)
        else:
            self._wish = reading.wish
            self.options.show_reading(reading)
            self.tables.columns.set_plan(reading.plan)
        self._show_plan()
        self._show_preview()

    # what is wished

    @Slot(str, object)
    def _on_form_chosen(self, name: str, value: object) -> None:
        self._read_anew({name: value})

    @Slot(object)
    def _on_offer_taken(self, offer: "Offer") -> None:
        self._read_anew(offer.fields)

    @Slot(CsvColumn)
    def _on_signs_chosen(self, column: CsvColumn) -> None:
        self._read_anew({"columns": self._with_column(column.name, missing=column.missing, kept=column.kept)})

    def _read_anew(self, fields: dict[str, Any]) -> None:
        """Reads the file in another form: what cells hold, and so what is learned, is decided again."""
        reading = self._reading
        if "decimal" in fields and reading is not None and reading.table is not None:
            # another decimal sign takes nothing from the separator
            fields = {"separator": reading.table.form.separator, **fields}
        freed: dict[str, Any] = {"type": None, **({"decimal": None} if "decimal" in fields else {})}
        columns = tuple(changed(column, **freed) for column in self._wish.columns)
        self._wish = changed(self._wish, **{"columns": columns, "task": None, **fields})
        self._read()

    @Slot(str, object)
    def _on_plan_chosen(self, name: str, value: object) -> None:
        if name == "target":
            self._choose_target(str(value))
        elif name == "task":
            self._plan_anew(task=Task.REGRESSION if value == NUMBER else Task.MULTICLASS)
        else:
            self._plan_anew(missing=Missing(str(value)))

    @Slot(str, bool)
    def _on_preparation_chosen(self, name: str, value: bool) -> None:
        self._chosen = {**self._chosen, name: value}
        self._show_plan()

    @property
    def preparation(self) -> Preparation:
        """What is proposed for the target, and what was chosen instead."""
        plan = self._reading.plan if self._reading is not None else None
        return (plan.preparation if plan is not None else Preparation())._replace(**self._chosen)

    @Slot(str, object)
    def _on_role_chosen(self, column: str, role: Role) -> None:
        if role is Role.TARGET:
            self._choose_target(column)
        elif column != self._wish.target:
            self._plan_anew(columns=self._with_column(column, role=role))
        else:
            self._show_plan()

    @Slot(str, object)
    def _on_type_chosen(self, column: str, kind: ColumnType) -> None:
        # who says what a column holds means to use it
        role = Role.IGNORE if kind is ColumnType.TEXT else Role.FEATURE
        self._plan_anew(columns=self._with_column(column, type=kind, role=role))

    @Slot(object)
    def _on_column_menu_chosen(self, wishes: Sequence[Wish]) -> None:
        columns = self._wish.columns
        other_numbers: set[str] = set()
        for names, fields in wishes:
            columns = with_column_fields(columns, names, fields)
            other_numbers.update(names if "decimal" in fields else ())
        if other_numbers:
            freed = tuple(changed(c, type=None) if c.name in other_numbers else c for c in columns)
            self._read_anew({"columns": freed})
        else:
            self._plan_anew(columns=columns)

    def _choose_target(self, column: str) -> None:
        self._chosen = {}
        self._plan_anew(target=column, task=None, columns=self._with_column(column, role=None, type=None))

    def _with_column(self, name: str, **fields: object) -> tuple[CsvColumn, ...]:
        return with_column_fields(self._wish.columns, (name,), fields)

    def _plan_anew(self, **fields: object) -> None:
        reading = self._reading
        if reading is None or reading.table is None:
            return
        from nnstudio.data.csv.plan import make_plan

        self._wish = changed(self._wish, **fields)
        plan = make_plan(reading.table, self._wish)
        if self._wish.task is Task.MULTICLASS and any(problem.where[-1] == "task" for problem in plan.problems):
            # a class is one of two or of more; which, the rows say
            self._wish = changed(self._wish, task=Task.BINARY)
            plan = make_plan(reading.table, self._wish)
        self._reading = replace(reading, wish=self._wish, plan=plan)
        self.tables.columns.set_plan(plan)
        self.tables.preview.set_plan(plan)
        self._show_plan()

    # what is shown

    @Slot(bool)
    def _on_lines_toggled(self, shown: bool) -> None:
        self._show_preview()

    def _show_preview(self) -> None:
        """The first rows; in their place, as long as that is wished, the lines that are left out."""
        reading = self._reading
        if reading is None:
            return
        if reading.table is None:
            self.tables.preview.set_lines(tuple(enumerate(reading.lines, 1)))
        elif self.notes.lines_button.isChecked():
            self.tables.preview.set_lines(tuple((part.first, part.text) for part in reading.table.left_out))
        else:
            self.tables.preview.set_table(reading.table, reading.plan)
        self.tables.sign_menu.set_wishes(self._wish.columns)
        self.tables.fit_preview()

    def _show_plan(self) -> None:
        plan = self._reading.plan if self._reading is not None else None
        if plan is not None:
            self.options.show_plan(self._wish, plan.task, plan.missing, plan.reasons)
            self.options.show_preparation(plan.task, self.preparation, plan.reasons)
        self._show_state()

    def _show_state(self) -> None:
        self._name.setText(self._path.name)
        self._place.setText(str(self._path.parent))
        self._bottom.setCurrentWidget(self.progress if self.is_reading else self._summary)
        problem = self._problem()
        reading = self._reading
        plan = reading.plan if reading is not None else None
        more = told_of_project(self.source, self._project_on)
        told = f"{plan.summary} {more}".strip() if plan is not None else ""
        if not self.is_reading:
            self._show_notes()
        self._summary.setText(problem or told)
        self._summary.setProperty("wrong", bool(problem))
        self._color_summary(theme().scheme)
        self.accept_button.setEnabled(not problem and self.source is not None)
        self.accept_button.setToolTip(tooltip(_("The file is being read") if self.is_reading else problem))
        self.options.set_plannable(
            plan is not None and not self.is_reading,
            _("The file is being read") if self.is_reading else _("The file can't be read as it is"),
        )
        self.tables.column_view.setEnabled(not self.is_reading)

    def _show_notes(self) -> None:
        reading = self._reading
        table = reading.table if reading is not None else None
        left_out = sum(part.last - part.first + 1 for part in table.left_out) if table is not None else 0
        notes = reading.plan.notes if reading is not None and reading.plan is not None else ()
        self.notes.show_notes(notes, reading.offers if reading is not None else (), left_out)

    def _problem(self) -> str:
        reading = self._reading
        if reading is None or self.is_reading:
            return ""
        return reading.problem

    def _color_summary(self, scheme: Scheme) -> None:
        color = scheme.error if self._summary.property("wrong") else scheme.text
        self._summary.setStyleSheet(f"color: {color};")

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self.tables.set_scheme(scheme)
        self._color_summary(scheme)

    # how it ends

    @Slot()
    def accept(self) -> None:
        commit_pending(self)
        source, reading = self.source, self._reading
        if source is None or reading is None or reading.table is None:
            return
        from nnstudio.data.csv.samples import keep_at_hand

        keep_at_hand(source, reading.table)
        self.source_made.emit(source, self.preparation)
        super().accept()

    @Slot()
    def _on_other_clicked(self) -> None:
        self.other_file_requested.emit()
