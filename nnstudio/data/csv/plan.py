"""A table and what is wished of it, made into a source that knows everything, or into what stands in the way."""

from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.csv.cells import ColumnData
from nnstudio.data.csv.date_columns import is_date
from nnstudio.data.csv.guesses import ColumnPlan, guess_task, joined, listed, plan_feature, plan_target
from nnstudio.data.csv.hints import telling_columns, told_of_classes, told_of_target
from nnstudio.data.csv.separators import SEPARATORS, separator_in, separator_within
from nnstudio.data.csv.table import CsvTable
from nnstudio.language import _, ngettext
from nnstudio.project.edits import Preparation, changed
from nnstudio.project.names import meant, shown
from nnstudio.project.network import Problem
from nnstudio.project.sources.csv import FEWEST_ROWS, MAX_FEATURES, ColumnType, CsvColumn, CsvSource, Missing, Role
from nnstudio.project.sources.csv_dates import DateOrder
from nnstudio.project.sources.spec import Task

_LOSS_THAT_MATTERS = 0.1
"""If so many rows would be lost for missing cells, the cells are filled in rather."""
_MOST_TOLD = 3
"""So many columns that alone tell the target are named in a sentence of their own."""


@dataclass(frozen=True)
class Plan:
    """What would become of a table."""

    columns: tuple[ColumnPlan, ...]
    """In the table's order; empty if the target is not there."""
    task: Task | None
    missing: Missing
    reasons: dict[str, str]
    """Why ``task`` and ``missing`` are what they are, where they were guessed."""
    problems: tuple[Problem, ...]
    source: CsvSource | None
    """With all facts; None while there are problems."""
    summary: str
    """What becomes of the rows, in a sentence."""
    notes: tuple[str, ...] = ()
    preparation: Preparation = field(default_factory=Preparation)
    """What is proposed for the target; ``reasons`` say why by the same names."""


_UNSPLIT = _("there is one column alone: the rows were not split; choose a separator")


def make_plan(table: CsvTable, wish: CsvSource) -> Plan:
    """What `wish` makes of the table; what it leaves open is guessed."""
    problems = [*_unknown_names(table, wish)]
    if problems:
        return Plan((), wish.task, wish.missing or Missing.DROP, {}, tuple(problems), None, "")
    return _Planning(table, wish).run()


def _unknown_names(table: CsvTable, wish: CsvSource) -> list[Problem]:
    where = ("data", "source")
    if wish.target not in table.names and wish.separator is None and _is_unsplit(table):
        return [Problem((*where, "separator"), _UNSPLIT)]
    if wish.target not in table.names:
        hint = meant(wish.target, table.names)
        return [
            Problem(
                (*where, "target"),
                _("there is no column {target} in {wish_name}{hint}").format(
                    target=shown(wish.target), wish_name=wish.name, hint=hint
                ),
            )
        ]
    return [
        Problem(
            (*where, "columns", i, "name"),
            _("there is no column {column_name}{meant}").format(
                column_name=shown(column.name), meant=meant(column.name, table.names)
            ),
        )
        for i, column in enumerate(wish.columns)
        if column.name not in table.names
    ]


def _is_unsplit(table: CsvTable) -> bool:
    """Whether there is one column alone, in whose cells others seem to be."""
    return len(table.columns) == 1 and any(separator_in(row[0]) for row in table.preview)


class _Planning:
    def __init__(self, table: CsvTable, wish: CsvSource) -> None:
        self._table, self._wish = table, wish
        self._target = next(column for column in table.columns if column.name == wish.target)
        self._reasons: dict[str, str] = {}
        self._problems: list[Problem] = []

    def run(self) -> Plan:
        task = self._choose_task()
        wishes = {column.name: column for column in self._wish.columns}
        plans = tuple(
            plan_target(column, task)
            if column is self._target
            else plan_feature(column, wishes.get(column.name), is_first=i == 0)
            for i, column in enumerate(self._table.columns)
        )
        for i, plan in enumerate(plans):
            if plan.problem:
                self._refuse(plan.problem, *(("target",) if plan.role is Role.TARGET else ("columns", i)))
        features = [
            (column, plan) for column, plan in zip(self._table.columns, plans, strict=True) if plan.role is Role.FEATURE
        ]
        within = separator_within(self._table.preview)
        if not features and within is not None and within != self._table.form.separator:
            told = _(
                "the rows were not split where they should be, their cells hold another separator ({name}): choose it"
            )
            self._refuse(told.format(name=SEPARATORS[within]), "separator")
        elif len(self._table.columns) == 1:
            self._refuse(self._why_one_column(), "separator")
        elif not features:
            ignored = [f"{plan.name} ({plan.reason})" for plan in plans if plan.role is Role.IGNORE and plan.reason]
            alone = _("no column is left to predict {target} from")
            told = _("no column is left to predict {target} from; ignored: {ignored}") if ignored else alone
            self._refuse(told.format(target=shown(self._wish.target), ignored=listed(ignored)), "columns")
        missing, rows = self._choose_rows(task, features)
        if self._wish.task is None and not self._problems:
            # what is guessed can be trained: a class may have stood in rows alone that are left out
            left, reason = guess_task(self._target, rows)
            if left is not task and (left is Task.REGRESSION) is (task is Task.REGRESSION):
                task, self._reasons["task"] = left, reason
        source = None
        if not self._problems:
            source = self._complete(task, missing, plans, rows)
        summary, notes, preparation = "", self._table.notes, Preparation()
        if source is not None:
            summary = self._summary(rows, source)
            telling = telling_columns([(c, p.type) for c, p in features], self._target, source.classes, rows)
            plans = tuple(
                replace(plan, reason=joined(plan.reason, _("alone tells the target"))) if plan.name in telling else plan
                for plan in plans
            )
            rare = told_of_classes(source.classes, source.class_sizes)
            far = told_of_target(self._target.numbers[rows]) if task is Task.REGRESSION else ""
            preparation = Preparation(standardize_target=bool(far))
            self._reasons["standardize_target"] = far
            self._reasons["balance_classes"] = _("one class is rare") if rare else ""
            notes = (*notes, *islice(telling.values(), _MOST_TOLD), *([rare] if rare else ()))
        problems = tuple(self._problems)
        return Plan(plans, task, missing, self._reasons, problems, source, summary, notes, preparation)

    def _refuse(self, message: str, *place: str | int) -> None:
        self._problems.append(Problem(("data", "source", *place), message))

    def _why_one_column(self) -> str:
        if _is_unsplit(self._table):
            return _UNSPLIT
        return _("there is one column alone: nothing is left to predict it from")

    def _choose_task(self) -> Task:
        guessed, reason = guess_task(self._target)
        task = self._wish.task
        if task is None:
            task, self._reasons["task"] = guessed, reason
        return task

    def _choose_rows(
        self, task: Task, features: list[tuple[ColumnData, ColumnPlan]]
    ) -> tuple[Missing, NDArray[np.bool_]]:
        """(n,): the rows that become samples."""
        known = ~gaps(self._target, ColumnType.NUMBER if task is Task.REGRESSION else ColumnType.CATEGORY)
        whole = known.copy()
        for column, plan in features:
            whole &= ~gaps(column, plan.type, plan.order)
        lost = int(known.sum() - whole.sum())
        missing = self._wish.missing
        if missing is None:
            many = lost > _LOSS_THAT_MATTERS * known.sum()
            missing = Missing.MEAN if many else Missing.DROP
            if lost:
                few = _("{lost:,} of {n:,} rows have missing cells, few enough to leave out")
                told = _("{lost:,} of {n:,} rows have missing cells, too many to lose") if many else few
                self._reasons["missing"] = told.format(lost=lost, n=int(known.sum()))
            else:
                self._reasons["missing"] = _("nothing is missing in the features")
        rows = whole if missing is Missing.DROP else known
        if int(rows.sum()) < FEWEST_ROWS and not self._problems:
            left = int(rows.sum())
            if int(known.sum()) >= FEWEST_ROWS:
                told = ngettext(
                    "{n} row would be left; at least {least} are needed; fill missing cells in instead of dropping "
                    "their rows",
                    "{n} rows would be left; at least {least} are needed; fill missing cells in instead of dropping "
                    "their rows",
                    left,
                )
            else:
                told = ngettext(
                    "{n} row would be left; at least {least} are needed",
                    "{n} rows would be left; at least {least} are needed",
                    left,
                )
            self._refuse(told.format(n=left, least=FEWEST_ROWS), "missing")
        return missing, rows

    def _complete(
        self, task: Task, missing: Missing, plans: tuple[ColumnPlan, ...], rows: NDArray[np.bool_]
    ) -> CsvSource | None:
        classes: tuple[str, ...] = ()
        sizes: tuple[int, ...] = ()
        if task is Task.REGRESSION:
            if len(np.unique(self._target.numbers[rows])) == 1:
                self._refuse(
                    _("{target_name} is the same in every row that is left").format(
                        target_name=shown(self._target.name)
                    ),
                    "target",
                )
        else:
            classes = self._target.categories(rows)
            codes = self._target.codes(classes)[rows]
            sizes = tuple(np.bincount(codes, minlength=len(classes)).tolist())
            self._check_classes(task, classes)
        columns = []
        signs = {column.name: column for column in self._wish.columns}
        decimals = {column.column: column.decimal for column in self._table.form.signs}
        for column, plan in zip(self._table.columns, plans, strict=True):
            is_category = plan.role is Role.FEATURE and plan.type is ColumnType.CATEGORY
            categories = column.categories(rows) if is_category else ()
            said = signs.get(plan.name, CsvColumn(name=plan.name))
            is_dates = plan.role is Role.FEATURE and plan.type is ColumnType.DATE
            columns.append(
                changed(
                    said,
                    role=plan.role,
                    type=plan.type,
                    categories=categories,
                    decimal=decimals.get(plan.name),
                    order=plan.order if is_dates else None,
                    parts=plan.parts if is_dates else (),
                    cyclic=plan.cyclic and is_dates,
                )
            )
        names = [name for column in columns for name in column.feature_names()]
        if len(names) > MAX_FEATURES:
            self._refuse(
                _("the columns would become {name_count:,} numbers; at most {max_features:,} are possible").format(
                    name_count=len(names), max_features=MAX_FEATURES
                ),
                "columns",
            )
        twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
        if twice:
            self._refuse(
                _("two inputs would be called {twice}; ignore one of the columns").format(twice=shown(twice[0])),
                "columns",
            )
        if self._problems:
            return None
        form = self._table.form
        return changed(
            self._wish,
            path=str(self._table.path),
            task=task,
            sheet=self._table.facts.sheet or None,
            encoding=form.encoding,
            separator=form.separator,
            decimal=form.decimal,
            header=form.header,
            layout=form.layout,
            missing=missing,
            columns=tuple(columns),
            classes=classes,
            class_sizes=sizes,
            rows=int(rows.sum()),
            sha256=self._table.facts.sha256,
        )

    def _check_classes(self, task: Task, classes: tuple[str, ...]) -> None:
        fitting = Task.BINARY if len(classes) == 2 else Task.MULTICLASS
        name = shown(self._target.name)
        if len(classes) < 2:
            self._refuse(
                _("{name} has one class alone in the rows that are left: there is nothing to tell apart").format(
                    name=name
                ),
                "target",
            )
        elif fitting is not task:
            self._refuse(
                _("{name} has {class_count} classes ({classes}); {task} does not fit, use {fitting}").format(
                    name=name, class_count=len(classes), classes=listed(classes), task=task, fitting=fitting
                ),
                "task",
            )

    def _summary(self, rows: NDArray[np.bool_], source: CsvSource) -> str:
        n, left, d = self._table.rows, int(rows.sum()), source.feature_count()
        numbers = ngettext("{d:,} number", "{d:,} numbers", d).format(d=d)
        if source.classes:
            told = _("{n:,} rows become {left:,} samples of {numbers}; {classes} classes.")
        else:
            told = _("{n:,} rows become {left:,} samples of {numbers}.")
        return told.format(n=n, left=left, numbers=numbers, classes=len(source.classes))


def gaps(column: ColumnData, kind: ColumnType, order: DateOrder | None = None) -> NDArray[np.bool_]:
    """(n,): where a column has nothing, read as this type."""
    if kind is ColumnType.DATE:
        return ~is_date(column, order)
    return ~column.is_number if kind is ColumnType.NUMBER else column.absent
