"""How a file is read and what is learned from it: one choice below the other, each with its reason."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.project.edits import Preparation
from nnstudio.project.sources.csv import CsvSource, Missing
from nnstudio.project.sources.spec import Task
from nnstudio.ui.widgets.fields import CheckField, Choice, IntField, caption, heading, show_value
from nnstudio.ui.widgets.plain_text import tooltip

if TYPE_CHECKING:
    from nnstudio.data.csv.reading import Reading

_ENCODINGS = [
    ("utf-8", "UTF-8", _("Today's usual one")),
    ("latin-1", "Latin-1", _("Western European, as of old")),
    ("windows-1252", "Windows-1252", _("Western European, as Windows writes it")),
    ("utf-16", "UTF-16", _("With a mark at the beginning, as spreadsheets write it")),
    ("utf-16-le", _("UTF-16, little-endian"), _("Without a mark")),
    ("utf-16-be", _("UTF-16, big-endian"), _("Without a mark")),
    ("cp1250", "Windows-1250", _("Central European: Czech, Polish, Hungarian …")),
    ("iso-8859-2", "ISO 8859-2", _("Central European, as of old")),
    ("iso-8859-15", "ISO 8859-15", _("Western European, with the euro sign")),
    ("cp1251", "Windows-1251", _("Cyrillic")),
    ("koi8-r", "KOI8-R", _("Cyrillic, as of old")),
    ("cp866", "CP 866", _("Cyrillic, of DOS")),
    ("cp1253", "Windows-1253", _("Greek")),
    ("cp1254", "Windows-1254", _("Turkish")),
    ("cp1255", "Windows-1255", _("Hebrew")),
    ("cp1256", "Windows-1256", _("Arabic")),
    ("cp1257", "Windows-1257", _("Baltic")),
    ("gb18030", "GB 18030", _("Chinese, simplified")),
    ("gbk", "GBK", _("Chinese, simplified, as of old")),
    ("big5", "Big5", _("Chinese, traditional")),
    ("shift-jis", "Shift-JIS", _("Japanese")),
    ("euc-jp", "EUC-JP", _("Japanese, as of old")),
    ("euc-kr", "EUC-KR", _("Korean")),
    ("mac-roman", "Mac Roman", _("Western European, of old Macs")),
    ("cp850", "CP 850", _("Western European, of DOS")),
    ("cp437", "CP 437", _("American, of DOS")),
]
_SEPARATORS = [
    (",", _("Comma  ,"), ""),
    (";", _("Semicolon  ;"), ""),
    ("\t", _("Tab"), ""),
    ("tabs", _("Tabs, any number"), ""),
    (" ", _("One space"), ""),
    ("blanks", _("Spaces, any number"), _("Tabs, too")),
    ("fixed", _("Fixed widths"), _("Each column begins at the same place in every line")),
    ("|", _("Bar  |"), ""),
    (":", _("Colon  :"), ""),
    ("::", _("Two colons  ::"), ""),
]
_DECIMALS = [(".", _("Point  1.5"), ""), (",", _("Comma  1,5"), "")]
_YES, _NO = "yes", "no"
_HEADERS = [(_YES, _("Names of the columns"), ""), (_NO, _("Values like all others"), "")]
_FORM = ("sheet", "encoding", "separator", "decimal", "header")
"""How the file is read; all other choices are of what is learned."""
_MISSING = [
    (Missing.DROP.value, _("Leave such rows out"), ""),
    (Missing.MEAN.value, _("Fill in the mean"), _("Of the training rows; a category becomes the most frequent one")),
    (Missing.MOST_FREQUENT.value, _("Fill in the most frequent value"), _("Of the training rows")),
]
_MOST_LINES = 10_000_000
_PREPARATIONS = {
    "standardize_target": [
        (
            _YES,
            _("Standardised"),
            _("At mean 0 and standard deviation 1; predictions and metrics stay in the target's own units"),
        ),
        (_NO, _("As it is"), ""),
    ],
    "balance_classes": [
        (_NO, _("As often as they occur"), ""),
        (_YES, _("All alike"), _("By class weights: the rarer a class, the more each of its rows counts in the loss")),
    ],
}
CLASS, NUMBER = "class", "number"
_TASKS = [
    (CLASS, _("A class"), _("Classification: which of a few kinds a row is of")),
    (NUMBER, _("A number"), _("Regression: how much or how many")),
]


class ImportOptions(QWidget):
    """Shows a wish and what was guessed; tells what is wished instead."""

    form_chosen = Signal(str, object)
    """A field of CsvSource that decides how the file is read, and its new value."""
    plan_chosen = Signal(str, object)
    """The same for one that decides what becomes of the columns; for ``task`` CLASS or NUMBER."""
    preparation_chosen = Signal(str, bool)
    """A field of Preparation and its new value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reasons: dict[str, QLabel] = {}
        self._choices: dict[str, Choice] = {}
        self._lines: dict[str, IntField] = {}
        self._labels: dict[str, QLabel] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._layout.addWidget(heading(_("How the file is read")))
        self._add("sheet", _("Sheet"))
        self._add("encoding", _("Encoding"))
        self._add("separator", _("Between cells"))
        self._add("decimal", _("Decimal"))
        self._add("header", _("The first row holds"))
        self._add_line("first_line", _("The table begins in line"), _("found by itself"))
        self._add_line("last_line", _("and ends in line"), _("the last one"))
        self._uneven = CheckField(_("Leave out lines that don't fit"), option="skip_uneven")
        self._uneven.setObjectName("import_skip_uneven")
        self._uneven.option_changed.connect(self.form_chosen)
        self._layout.addWidget(self._uneven)
        self._layout.addSpacing(10)
        self._layout.addWidget(heading(_("What is learned")))
        self._add("target", _("Target: the column to predict"))
        self._add("task", _("It is"))
        self._add("missing", _("Missing cells"))
        self._add("standardize_target", _("The target is learned"))
        self._add("balance_classes", _("The classes count"))
        self._layout.addStretch(1)

    def choice(self, name: str) -> Choice:
        """The selector of a field."""
        return self._choices[name]

    def show_reading(self, reading: "Reading") -> None:
        """Shows a file that has been read."""
        assert reading.table is not None
        assert reading.guessed is not None
        form, reasons = reading.table.form, reading.guessed.reasons
        self._show("encoding", _ENCODINGS, form.encoding, reasons)
        self._show("separator", _SEPARATORS, form.separator, reasons)
        self._show("decimal", _DECIMALS, form.decimal, reasons)
        self._show("header", _HEADERS, _YES if form.header else _NO, reasons)
        self._show_sheets(reading.sheets, reading.table.facts.sheet)
        self._set_visible("encoding", reading.table.facts.kind is None)
        self._show_lines(reading.wish)
        names = [(name, name, "") for name in reading.table.names]
        self._show("target", names, reading.wish.target, {"target": reading.target_reason})

    def show_plan(self, wish: CsvSource, task: Task | None, missing: Missing, reasons: dict[str, str]) -> None:
        """Shows what becomes of the columns."""
        self._show("task", _TASKS, NUMBER if task is Task.REGRESSION else CLASS, reasons)
        self._show("missing", _MISSING, missing.value, reasons)
        choice = self.choice("target")
        with QSignalBlocker(choice):
            choice.setCurrentIndex(choice.findData(wish.target))

    def show_preparation(self, task: Task | None, chosen: Preparation, reasons: dict[str, str]) -> None:
        """Shows what is done about the target; what its task does not know is hidden."""
        is_value = task is Task.REGRESSION
        for name, fits in (("standardize_target", is_value), ("balance_classes", task is not None and not is_value)):
            self._show(name, _PREPARATIONS[name], _YES if getattr(chosen, name) else _NO, reasons if fits else {})
            self._set_visible(name, fits)

    def show_form(self, wish: CsvSource, sheets: Sequence[str]) -> None:
        """Shows what is wished of a file that can't be read; what is not wished is open."""
        self._show_sheets(sheets, wish.sheet or "")
        self._set_visible("encoding", not sheets)
        header = {True: _YES, False: _NO, None: ""}[wish.header]
        for name, items, value in (
            ("encoding", _ENCODINGS, wish.encoding or ""),
            ("separator", _SEPARATORS, wish.separator or ""),
            ("decimal", _DECIMALS, wish.decimal or ""),
            ("header", _HEADERS, header),
        ):
            self._show(name, items, value, {})
        self._show_lines(wish)

    def set_plannable(self, plannable: bool, why: str) -> None:
        """Whether what is learned can be changed now; `why` it can't is said. How the file is read always can."""
        for name, choice in self._choices.items():
            if name in _FORM:
                continue
            choice.setEnabled(plannable)
            if not plannable:
                choice.setToolTip(tooltip(why))

    def _show_sheets(self, sheets: Sequence[str], chosen: str) -> None:
        self._show("sheet", [(name, name, "") for name in sheets], chosen, {})
        self._set_visible("sheet", len(sheets) > 1)

    def _set_visible(self, name: str, is_visible: bool) -> None:
        for widget in (self._labels[name], self._choices[name]):
            widget.setVisible(is_visible)
        reason = self._reasons[name]
        reason.setVisible(is_visible and bool(reason.text()))

    def _add(self, name: str, title: str) -> None:
        choice = Choice(option=name)
        choice.setObjectName(f"import_{name}_selector")
        choice.setAccessibleName(title)
        choice.setPlaceholderText(_("to be guessed"))
        choice.option_changed.connect(self._on_choice_option_changed)
        reason = caption()
        reason.setWordWrap(True)
        font = reason.font()
        font.setPointSizeF(font.pointSizeF() * 0.88)
        font.setItalic(True)
        reason.setFont(font)
        label = caption(title)
        label.setBuddy(choice)
        self._layout.addWidget(label)
        self._layout.addWidget(choice)
        self._layout.addWidget(reason)
        self._layout.addSpacing(3)
        self._choices[name], self._reasons[name], self._labels[name] = choice, reason, label

    def _add_line(self, name: str, title: str, unset: str) -> None:
        field = IntField(0, _MOST_LINES, option=name)
        field.setObjectName(f"import_{name}")
        field.setAccessibleName(title)
        field.setSpecialValueText(unset)
        field.option_changed.connect(self._on_line_option_changed)
        label = caption(title)
        label.setBuddy(field)
        self._layout.addWidget(label)
        self._layout.addWidget(field)
        self._lines[name] = field

    def _show_lines(self, wish: CsvSource) -> None:
        show_value(self._lines["first_line"], wish.first_line or 0)
        show_value(self._lines["last_line"], wish.last_line or 0)
        self._uneven.show_checked(wish.skip_uneven)

    @Slot(str, object)
    def _on_line_option_changed(self, name: str, value: int) -> None:
        self.form_chosen.emit(name, value or None)

    def _show(self, name: str, items: list[tuple[str, str, str]], value: str, reasons: dict[str, str]) -> None:
        self._choices[name].fill(items, value)
        reason = reasons.get(name, "")
        self._reasons[name].setText(reason[:1].upper() + reason[1:])
        self._reasons[name].setVisible(bool(reason))

    @Slot(str, object)
    def _on_choice_option_changed(self, name: str, value: str | None) -> None:
        if value is None:
            return
        if name in _PREPARATIONS:
            self.preparation_chosen.emit(name, value == _YES)
        elif name in _FORM:
            self.form_chosen.emit(name, value == _YES if name == "header" else value)
        else:
            self.plan_chosen.emit(name, value)
