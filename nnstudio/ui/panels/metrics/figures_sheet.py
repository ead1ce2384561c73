"""The figures of the network beside scikit-learn's model, in a table."""

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from nnstudio.language import _, local_number, ngettext
from nnstudio.project.loss_words import SHARE_WORDS
from nnstudio.ui.panels.metrics.reliability_words import reliability_sentences
from nnstudio.ui.style.colors import CLASS_COLORS
from nnstudio.ui.widgets.number_texts import short
from nnstudio.ui.widgets.sheet import CENTRE, LEFT, RIGHT, Cell, Sheet, wrapped

if TYPE_CHECKING:
    from nnstudio.engine.metrics.evaluation import ClassReport
    from nnstudio.engine.metrics.reliability import Reliability
    from nnstudio.ui.panels.metrics.measured import Measured

_FIGURES = {
    "accuracy": (_("accuracy"), _("The share of samples whose class is predicted right")),
    "log_loss": (_("log loss"), _("Minus the mean log-probability of the actual class")),
    "precision_macro": (
        _("precision, macro"),
        _("Of what is taken for a class, the share that is one; the mean over classes"),
    ),
    "recall_macro": (_("recall, macro"), _("Of a class's samples, the share that is found; the mean over classes")),
    "f1_macro": (_("F1, macro"), _("The harmonic mean of precision and recall; the mean over classes")),
    "auc": (
        _("ROC AUC"),
        _("The area under the ROC curve; for more than two classes the mean of one against the rest"),
    ),
    "r2": ("R²", _("1 minus the squared errors' share of the targets' spread")),
    "mse": ("MSE", _("The mean of the squared errors")),
    "rmse": ("RMSE", _("The root of the mean squared error, in the target's own unit")),
    "mae": ("MAE", _("The mean of the absolute errors, in the target's own unit")),
}
UNKNOWN = "–"
ECE = _(
    "ECE, the expected calibration error, is the mean gap between how sure it is and how much is right, each range by "
    "its samples."
)
_Rows = list[tuple[str, str, list[float | str | None]]]


class FiguresSheet(Sheet):
    """Pages: ``overview``, ``classes`` (precision, recall and F1 of each), ``reliability`` (how sure, how often right)
    and ``weights`` (of a linear regression)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("figures_sheet")
        self.setAccessibleName(_("Metrics"))
        self._measured: Measured | None = None
        self._page = "overview"
        self.dress()

    def set_page(self, page: str) -> None:
        self._page = page
        self.refresh()

    def set_measured(self, measured: "Measured | None") -> None:
        self._measured = measured
        self.refresh()

    def lay_out(self, width: float) -> Iterator[Cell]:
        measured = self._measured
        if measured is None:
            return
        bottom = 0.0
        pages = {
            "overview": self._overview,
            "classes": self._classes,
            "reliability": self._reliability,
            "weights": self._weights,
        }
        for cell in pages[self._page](measured, width):
            bottom = max(bottom, cell.box.bottom())
            yield cell
        notes = [ECE, *measured.notes()] if self._page == "reliability" else measured.notes()
        yield from self._paragraphs(notes, bottom + self.line * 0.4, width)

    def _paragraphs(self, notes: Iterable[str], y: float, width: float, ink: QColor | None = None) -> Iterator[Cell]:
        for note in notes:
            for line in wrapped(note, self.metrics, width):
                yield Cell(QRectF(0, y, width, self.line), line, align=LEFT, ink=ink)
                y += self.metrics.height()
            y += self.line * 0.25

    def _overview(self, measured: "Measured", width: float) -> Iterator[Cell]:
        reference = measured.reference
        shares = [share for share in ("train", "test") if share == "train" or measured.test is not None]
        groups = [(_("network"), [getattr(measured, share) for share in shares])]
        if reference is not None:
            groups.append((reference.title, [getattr(reference, share) for share in shares]))
        columns = [
            each.figures() if hasattr(each, "figures") else {} for _unused, reports in groups for each in reports
        ]
        names = [name for name in _FIGURES if any(name in column for column in columns)]
        rows: _Rows = [(*_FIGURES[name], [column.get(name) for column in columns]) for name in names]
        yield from self._table(
            rows, [(title, [SHARE_WORDS[share] for share in shares]) for title, _unused in groups], width, {}
        )

    def _classes(self, measured: "Measured", width: float) -> Iterator[Cell]:
        reports = measured.class_reports()
        rows: _Rows = []
        for c, name in enumerate(measured.class_names):
            values = [value for report in reports.values() for value in _of_class(report, c)]
            support = ", ".join(
                ngettext("{share}: {n:,} sample", "{share}: {n:,} samples", int(report.confusion[c].sum())).format(
                    share=SHARE_WORDS[share], n=int(report.confusion[c].sum())
                )
                for share, report in reports.items()
            )
            rows.append((name, _("class {name}: {support}").format(name=name, support=support), values))
        marks = {c: QColor(CLASS_COLORS[c % len(CLASS_COLORS)]) for c in range(len(rows))}
        yield from self._table(
            rows, [(SHARE_WORDS[share], [_("prec."), _("recall"), "F1"]) for share in reports], width, marks
        )

    def _reliability(self, measured: "Measured", width: float) -> Iterator[Cell]:
        found = [(SHARE_WORDS[share], measured.reliability[share]) for share in measured.shares_with_reliability]
        if not found:
            return
        bottom = 0.0
        for cell in self._paragraphs(reliability_sentences(measured), 0.0, width, QColor(self.scheme.text)):
            bottom = cell.box.bottom()
            yield cell
        groups = [(share, [_("sure"), _("right"), "n"]) for share, _unused in found]
        for cell in self._table(_bins([each for _unused, each in found]), groups, width, {}, bottom + self.line * 0.2):
            bottom = max(bottom, cell.box.bottom())
            yield cell
        errors: _Rows = [("ECE", ECE, [each.error for _unused, each in found])]
        yield from self._grid(errors, [("", [share for share, _unused in found])], width, {}, bottom + self.line * 0.4)

    def _weights(self, measured: "Measured", width: float) -> Iterator[Cell]:
        closed = measured.reference.weights if measured.reference is not None else ()
        rows: _Rows = []
        for i, value in enumerate(measured.weights):
            name = _("w0  (intercept)") if i == 0 else f"w{i}  {measured.feature_names[i - 1]}"
            other = closed[i] if i < len(closed) else None
            rows.append((name, name, [value, other, value - other if other is not None else None]))
        yield from self._table(rows, [("", [_("network"), _("closed form"), _("difference")])], width, {})

    def _table(
        self, rows: _Rows, groups: list[tuple[str, list[str]]], width: float, marks: dict[int, QColor], y: float = 0.0
    ) -> Iterator[Cell]:
        """Rows of (name, tooltip, values) under headings of two lines: groups, and the columns in each.

        Groups that do not fit beside each other come one below the other.
        """
        names, cell = self._widths(rows, groups)
        if len(groups) < 2 or names + cell * sum(len(group) for _unused, group in groups) <= width:
            yield from self._grid(rows, groups, width, marks, y)
            return
        first = 0
        for title, group in groups:
            part: _Rows = [(name, tip, values[first : first + len(group)]) for name, tip, values in rows]
            for made in self._grid(part, [(title, group)], width, marks, y):
                yield made
                y_next = made.box.bottom()
            y, first = y_next + self.line * 0.4, first + len(group)

    def _widths(self, rows: _Rows, groups: list[tuple[str, list[str]]]) -> tuple[float, float]:
        """How wide the names are, and a column of numbers."""
        said = [_said(value) for _name, _tip, values in rows for value in values]
        cell = self.wide("0.0000", *(heading for _unused, group in groups for heading in group), *said) + 6
        for title, group in groups:
            # in bold it is wider
            cell = max(cell, 1.15 * self.wide(title) / len(group))
        return max(self.wide(*(name for name, _tip, _values in rows)) + 14, 60.0), cell

    def _grid(
        self, rows: _Rows, groups: list[tuple[str, list[str]]], width: float, marks: dict[int, QColor], y: float
    ) -> Iterator[Cell]:
        text = QColor(self.scheme.text)
        headings = [heading for _unused, group in groups for heading in group]
        names, cell = self._widths(rows, groups)
        names = max(40.0, min(names, width - cell * len(headings)))
        line = self.line
        said = [[_said(value) for value in values] for _name, _tip, values in rows]
        if any(title for title, _unused in groups):
            x = names
            for title, group in groups:
                box = QRectF(x, y, cell * len(group), line)
                yield Cell(box, title, align=RIGHT if len(group) == 1 else CENTRE, ink=text, bold=True)
                x += box.width()
            y += line
        for i, heading in enumerate(headings):
            yield Cell(QRectF(names + i * cell, y, cell - 5, line), heading, align=RIGHT)
        y += line
        for r, (name, tip, values) in enumerate(rows):
            indent = 0.0
            if r in marks:
                yield Cell(QRectF(0, y + line * 0.3, line * 0.4, line * 0.4), fill=marks[r])
                indent = line * 0.4 + 6
            shown = self.metrics.elidedText(name, Qt.TextElideMode.ElideRight, names - indent)
            yield Cell(QRectF(indent, y, names - indent, line), shown, align=LEFT, tip=tip)
            for i, value in enumerate(values):
                box = QRectF(names + i * cell, y, cell - 5, line)
                tip = _("Not defined here") if said[r][i] == UNKNOWN else str(value)
                yield Cell(box, said[r][i], align=RIGHT, ink=text, tip=tip)
            y += line


def _bins(found: "list[Reliability]") -> _Rows:
    """A row for each bin that has a sample in one of them."""
    rows: _Rows = []
    edges = found[0].edges
    for b in np.flatnonzero(np.sum([each.counts for each in found], axis=0)).tolist():
        low, high = (local_number(edge, ".1f") for edge in (edges[b], edges[b + 1]))
        values: list[float | str | None] = []
        for each in found:
            values += [float(each.sure[b]), float(each.right[b]), local_number(int(each.counts[b]), ",")]
        tip = _("Probabilities from {low} to {high}: how sure on average, the share that is right, and of how many")
        rows.append((_("{low}–{high}").format(low=low, high=high), tip.format(low=low, high=high), values))
    return rows


def _said(value: float | str | None) -> str:
    if isinstance(value, str):
        return value
    return UNKNOWN if value is None or math.isnan(value) else short(value)


def _of_class(report: "ClassReport", c: int) -> list[float | str | None]:
    return [float(report.precision[c]), float(report.recall[c]), float(report.f1[c])]
