"""Importing data by hand: what is guessed is shown and can be changed, and what can't be used changes nothing."""

import threading

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QTableView,
)

from nnstudio.data.csv import plan
from nnstudio.data.csv import rows as csv_rows
from nnstudio.data.csv import samples as csv_load
from nnstudio.data.csv.samples import load_csv
from nnstudio.project.examples import open_source
from nnstudio.project.losses.classification import BCEWithLogitsLoss, CrossEntropyLoss
from nnstudio.project.sources.csv import ColumnType, CsvSource, Missing, Role
from nnstudio.project.sources.spec import Task
from nnstudio.ui.editors.importing.column_model import NAME, REASON, ROLE, TYPE
from nnstudio.ui.editors.importing.import_dialog import ImportDialog
from nnstudio.ui.editors.importing.importing import reopened
from tests.data.csv_files import IRIS_LIKE, mixed_text, table_text, written
from tests.data.workbooks import TABLE, ods


class Hands:
    """A dialog and what a learner does with it."""

    def __init__(self, dialog, qtbot):
        self.dialog, self.qtbot = dialog, qtbot

    def wait(self):
        self.qtbot.waitUntil(lambda: not self.dialog.is_reading, timeout=30_000)
        return self

    def selector(self, name) -> QComboBox:
        return self.dialog.options.choice(name)

    def choose(self, name, value):
        selector = self.selector(name)
        assert selector.isEnabled()
        selector.setCurrentIndex(selector.findData(value))
        return self.wait()

    def cell(self, row, column):
        return self.dialog.tables.columns.index(row, column).data()

    def row(self, name):
        return next(row for row in range(self.dialog.tables.columns.rowCount()) if self.cell(row, NAME) == name)

    def set_cell(self, name, column, text):
        """Clicks a cell of the columns and chooses from the list that opens."""
        view = self.dialog.findChild(QTableView, "import_columns")
        index = self.dialog.tables.columns.index(self.row(name), column)
        view.scrollTo(index)
        self.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
        editor = view.indexWidget(index) or view.findChild(QComboBox)
        assert isinstance(editor, QComboBox)
        editor.hidePopup()
        editor.setCurrentIndex(editor.findText(text))
        editor.activated.emit(editor.currentIndex())
        return self

    @property
    def said(self):
        return self.dialog.findChild(QLabel, "import_summary").text()

    @property
    def noticed(self):
        return " ".join(label.text() for label in self.dialog.notes.findChildren(QLabel))

    @property
    def button(self):
        return self.dialog.accept_button


@pytest.fixture
def show(qtbot, tmp_path):
    def show_file(content, name="data.csv", encoding="utf-8", wait=True):
        dialog = ImportDialog(written(tmp_path, content, name, encoding))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        hands = Hands(dialog, qtbot)
        return hands.wait() if wait else hands

    return show_file


def test_that_what_was_guessed_is_shown_with_its_reasons(show):
    hands = show(mixed_text())
    assert [hands.selector(name).currentData() for name in ("encoding", "separator", "decimal", "header")] == [
        *("utf-8", ",", ".", "yes")
    ]
    assert hands.selector("target").currentData() == "bought"
    assert hands.selector("task").currentText() == "A class"
    columns = [[hands.cell(row, column) for column in (NAME, ROLE, TYPE)] for row in range(4)]
    assert columns == [
        ["age", "feature", "numbers"],
        ["color", "feature", "categories"],
        ["income", "feature", "numbers"],
        ["bought", "target", "categories"],
    ]
    assert hands.cell(1, REASON) == "5 missing; 3 inputs of 0 or 1"
    reasons = [label.text() for label in hands.dialog.options.findChildren(QLabel)]
    assert "It cuts the rows into 4 cells" in reasons
    assert hands.dialog.tables.preview.rowCount() == 60
    assert hands.dialog.tables.preview.index(3, 2).data() == "missing"
    assert hands.said == "60 rows become 60 samples of 5 numbers; 2 classes."
    assert hands.button.isEnabled()


def test_that_the_form_can_be_changed(show):
    hands = show("a;b;y\n1,5;2;0\n2,5;3;1\n3,5;4;0\n4,5;9;1\n5,5;8;1\n")
    assert hands.dialog.source.feature_names() == ("a", "b")
    hands.choose("separator", ",")
    assert "the rows were not split where they should be" in hands.said.lower()
    assert not hands.button.isEnabled()
    hands.choose("separator", ";")
    assert hands.dialog.source.separator == ";"
    hands.choose("header", "no")
    assert hands.dialog.tables.preview.index(0, 0).data() == "a"
    hands.choose("header", "yes").choose("decimal", ",")
    assert hands.dialog.source.decimal == ","
    assert hands.selector("target").currentData() == "y"


def test_that_another_encoding_shows_other_letters(show):
    hands = show("größe,y\n1,2\n2,4\n3,7\n4,9\n", encoding="latin-1")
    assert hands.cell(0, NAME) == "größe"
    hands.choose("encoding", "windows-1252")
    assert hands.dialog.source.encoding == "windows-1252"
    hands.choose("encoding", "utf-8")
    assert "this is not text in utf-8" in hands.said
    assert not hands.button.isEnabled()
    hands.choose("encoding", "latin-1")
    assert hands.button.isEnabled()


def test_that_target_task_and_gaps_can_be_changed(show):
    hands = show(mixed_text()).choose("target", "age")
    assert hands.dialog.source.task is Task.REGRESSION
    assert hands.dialog.source.feature_names()[-2:] == ("bought=no", "bought=yes")
    hands.choose("target", "bought").choose("missing", "drop")
    assert hands.dialog.source.missing is Missing.DROP
    assert hands.said.startswith("60 rows become 47 samples")
    hands.choose("missing", "most_frequent")
    assert hands.said.startswith("60 rows become 60 samples")


def test_that_a_class_is_one_of_two_or_of_more_as_the_rows_say(show):
    rows = [(i, i % 2, i % 3) for i in range(60)]
    hands = show(table_text(("a", "two", "three"), rows)).choose("target", "two")
    hands.choose("task", "number")
    assert hands.dialog.source.task is Task.REGRESSION
    hands.choose("task", "class")
    assert hands.dialog.source.task is Task.BINARY
    hands.choose("target", "three").choose("task", "number").choose("task", "class")
    assert hands.dialog.source.task is Task.MULTICLASS


def test_that_roles_and_types_are_changed_in_the_table(show):
    hands = show(mixed_text())
    hands.set_cell("age", ROLE, "ignored")
    assert "age" not in hands.dialog.source.feature_names()
    hands.set_cell("age", ROLE, "feature")
    assert hands.dialog.source.feature_names()[0] == "age"
    hands.set_cell("age", TYPE, "categories")
    assert hands.dialog.source.columns[0].type is ColumnType.CATEGORY
    assert hands.dialog.source.columns[0].categories[0] == "20"
    hands.set_cell("color", ROLE, "target")
    assert hands.selector("target").currentData() == "color"
    assert hands.dialog.source.task is Task.MULTICLASS
    assert [column.role for column in hands.dialog.source.columns].count(Role.TARGET) == 1


def test_that_many_columns_are_changed_at_once_and_dates_turned(show):
    rows = [(f"2024-{1 + i % 12:02}-{1 + i:02}", i % 7, i * 3 % 11, i % 5, i * 0.5) for i in range(28)]
    hands = show(table_text(("when", "a", "b", "c", "y"), rows))

    def trigger(text, *names):
        view = hands.dialog.findChild(QTableView, "import_columns")
        view.clearSelection()
        for name in names:
            index = hands.dialog.tables.columns.index(hands.row(name), NAME)
            control = Qt.KeyboardModifier.ControlModifier
            view.scrollTo(index)
            hands.qtbot.mouseClick(
                view.viewport(), Qt.MouseButton.LeftButton, control, pos=view.visualRect(index).center()
            )
        menu = hands.dialog.tables.column_menu.menu()
        next(action for action in menu.actions() if action.text() == text).trigger()
        menu.deleteLater()

    trigger("Ignore", "a", "b", "y")
    assert [hands.cell(hands.row(name), ROLE) for name in "abcy"] == ["ignored", "ignored", "feature", "target"]
    trigger("Use as features", "b", "a")
    trigger("Categories", "a", "c")
    assert [hands.cell(hands.row(name), TYPE) for name in "abc"] == ["categories", "numbers", "categories"]
    trigger("Month, weekday and hour as sine and cosine", "when")
    names = hands.dialog.source.feature_names()
    assert names[:3] == ("when: day", "when: month sin", "when: month cos")
    trigger("Weekday", "when")
    trigger("Day, counted since 1970", "when")
    assert hands.dialog.source.columns[0].parts == ("month",)
    menu = hands.dialog.tables.column_menu.menu()
    parts = {action.text(): (action.isChecked(), action.isEnabled()) for action in menu.actions()}
    menu.deleteLater()
    assert [parts[name] for name in ("Month", "Weekday", "Hour")] == [(True, False), (False, True), (False, True)]
    trigger("Hour", "when")
    assert hands.dialog.source.columns[0].parts == ("month", "hour")


def test_that_a_part_of_several_dates_is_chosen_with_one_plan(show, monkeypatch):
    rows = [(f"2024-{1 + i % 12:02}-{1 + i:02}", f"2023-{1 + i % 12:02}-03", i * 0.5) for i in range(28)]
    hands = show(table_text(("when", "then", "y"), rows))
    hands.dialog.tables.column_view.selectAll()
    menu = hands.dialog.tables.column_menu.menu()
    made = []
    monkeypatch.setattr(plan, "make_plan", lambda *of, make=plan.make_plan: made.append(make(*of)) or made[-1])
    next(action for action in menu.actions() if action.text() == "Month").trigger()
    menu.deleteLater()
    assert [column.parts for column in hands.dialog.source.columns[:2]] == [("day", "weekday"), ("day",)]
    assert len(made) == 1


def test_that_a_choice_that_cannot_be_is_said_where_it_was_made(show):
    hands = show(mixed_text()).set_cell("color", TYPE, "numbers")
    assert 'column "color" holds no numbers' in hands.cell(1, REASON)
    assert 'olumn "color" holds no numbers' in hands.said
    assert not hands.button.isEnabled()
    assert hands.button.toolTip() == hands.said
    hands.set_cell("color", ROLE, "ignored")
    assert hands.button.isEnabled()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (bytes(range(256)) * 20, "not text but a file of another kind"),
        (b"a,b\n" + b"1,2\n" * 9 + b"3,4,5\n" * 4, "4 of 13 lines do not have 2 cells as the others have"),
        (b"a,y\n1,inf\n2,3\n3,4\n4,6\n", "infinite"),
        (b"a,y\n1,x\n2,x\n3,x\n4,x\n", "Column"),
    ],
)
def test_that_a_file_that_cannot_be_used_is_said_and_cannot_be_imported(show, content, said):
    hands = show(content)
    if said == "Column":
        hands.choose("target", "y")
        said = "has one class alone"
    assert said in hands.said
    assert not hands.button.isEnabled()
    assert hands.button.toolTip() == hands.said
    hands.dialog.accept()
    assert hands.dialog.isVisible()


def test_that_lines_that_are_no_rows_can_be_looked_at(show):
    hands = show("A title\n\na,b,y\n" + "1,2.5,0\n3,4.5,1\n" * 9 + "1,2,3,4\nSource: me\n")
    notes = hands.dialog.notes
    assert notes.lines_button.text() == "Show the 3 lines left out"
    told = [label.text() for label in notes.findChildren(QLabel)]
    assert "1 line left out: 22 (it does not have 3 cells)." in told
    notes.lines_button.click()
    preview = hands.dialog.tables.preview
    shown = [
        (preview.headerData(row, Qt.Orientation.Vertical), preview.index(row, 0).data())
        for row in range(preview.rowCount())
    ]
    assert shown == [(1, "A title"), (22, "1 2 3 4"), (23, "Source: me")]
    notes.lines_button.click()
    assert preview.rowCount() == 18
    assert hands.button.isEnabled()


def offer(hands, text):
    buttons = hands.dialog.notes.findChildren(QPushButton, "import_offer_button")
    return next(button for button in buttons if text in button.text())


def test_that_another_reading_is_offered_and_keeps_the_separator(show):
    hands = show("a,y\n" + '"1,234",3\n"5,678",5\n' * 9)
    assert hands.dialog.tables.preview._plan.source is hands.dialog.source
    assert hands.selector("decimal").currentData() == "."
    offer(hands, "Read 1,234 as 1.234").click()
    hands.wait()
    assert (hands.dialog.source.decimal, hands.dialog.source.separator) == (",", ",")
    assert hands.dialog._reading.table.columns[0].numbers[0] == 1.234


def test_that_lines_that_do_not_fit_can_be_left_out(show):
    hands = show("a,b\n" + "1,2\n4,3\n" * 9 + "3,4,5\n" * 4)
    assert not hands.button.isEnabled()
    offer(hands, "Leave these lines out").click()
    hands.wait()
    assert hands.dialog._reading.table.rows == 18
    assert hands.dialog.findChild(QCheckBox, "import_skip_uneven").isChecked()
    assert hands.button.isEnabled()


def test_that_a_value_that_stands_for_nothing_is_offered_and_remembered(show):
    rows = [(-200 if i % 8 == 3 else i % 7 + 0.5, i % 5, i * 0.5) for i in range(40)]
    hands = show(table_text(("co", "b", "y"), rows))
    offer(hands, "Count -200 as missing").click()
    hands.wait()
    assert hands.cell(0, REASON).startswith("5 missing")
    source = hands.dialog.source
    assert source.columns[0].missing == ("-200",)
    csv_load._kept.clear()
    assert np.nanmin(csv_load.load_csv(source).X[:, 0]) == 0.5
    assert reopened(source).columns[0].missing == ("-200",)


def test_that_a_cell_is_counted_as_missing_and_as_a_value_again(show):
    hands = show(table_text(("size", "b", "y"), [("big small unknown".split()[i % 3], i % 5, i) for i in range(30)]))
    view = hands.dialog.findChild(QTableView, "import_preview")

    def choose_from_menu():
        place = view.visualRect(hands.dialog.tables.preview.index(2, 0)).center()
        view.customContextMenuRequested.emit(place)
        (action,) = view.findChild(QMenu).actions()
        text = action.text()
        action.trigger()
        view.findChild(QMenu).close()
        hands.wait()
        hands.qtbot.waitUntil(lambda: view.findChild(QMenu) is None)
        return text

    assert choose_from_menu() == 'Count "unknown" as missing in "size"'
    assert hands.dialog.source.feature_names()[:2] == ("size=big", "size=small")
    assert choose_from_menu() == 'Count "unknown" as a value in "size"'
    assert hands.dialog.source.columns[0].categories == ("big", "small", "unknown")


def test_that_a_columns_decimal_sign_is_chosen(show):
    hands = show("a;b;y\n" + "1.234;2,5;0\n5.678;3,25;1\n" * 9)
    assert hands.dialog.tables.preview.index(0, 0).data() == "1.234"
    assert hands.dialog.source.decimal == ","

    def choose(text):
        hands.dialog.tables.column_view.selectRow(hands.row("a"))
        menu = hands.dialog.tables.column_menu.menu()
        next(action for action in menu.actions() if action.text() == text).trigger()
        menu.deleteLater()
        return hands.wait()

    choose("Decimal point: 1.5")
    assert [column.decimal for column in hands.dialog.source.columns] == [".", None, None]
    assert 'In "a", the decimal sign is "."' in hands.noticed
    assert load_csv(hands.dialog.source).X[0].tolist() == [1.234, 2.5]
    # a sign chosen for the file holds for all its columns
    hands.choose("decimal", ".")
    assert [column.decimal for column in hands.dialog.source.columns] == [None, None, None]


def test_that_another_sheet_of_a_workbook_is_chosen(show):
    sheets = {"Read me": [["Made by the lab"]], "Run 1": TABLE, "Run 2": [["u", "v", "y"], *TABLE[1:]], "Empty": []}
    hands = show(ods(sheets), "lab.ods")
    assert hands.selector("sheet").currentText() == "Run 1"
    assert "Of 4 sheets" in hands.noticed
    assert not hands.selector("encoding").isVisible()
    assert "The file itself is no text" not in [
        label.text() for label in hands.dialog.options.findChildren(QLabel) if label.isVisible()
    ]
    hands.choose("sheet", "Empty")
    assert 'the sheet "Empty" is empty' in hands.said
    assert not hands.button.isEnabled()
    hands.choose("sheet", "Run 2")
    assert hands.dialog.source.feature_names() == ("u", "v")
    assert (hands.dialog.source.sheet, reopened(hands.dialog.source).sheet) == ("Run 2", "Run 2")
    hands = show("a,b,y\n" + "1,2,0\n3,5,1\n" * 9)
    assert not hands.selector("sheet").isVisible()
    assert hands.selector("encoding").isVisible()


def test_that_the_first_and_last_line_can_be_chosen(show):
    hands = show("p,q\n1,2\n" * 3 + "a,b\n" + "1,2\n4,3\n5,5\n" * 4 + "7,8\n")
    hands.dialog.findChild(QSpinBox, "import_first_line").setValue(7)
    hands.wait()
    hands.dialog.findChild(QSpinBox, "import_last_line").setValue(19)
    hands.wait()
    assert [column.name for column in hands.dialog.source.columns] == ["a", "b"]
    assert hands.dialog._reading.table.rows == 12
    csv_load._kept.clear()
    assert len(csv_load.load_csv(hands.dialog.source).y) == 12


def test_that_the_lines_of_a_file_that_makes_no_table_are_shown(show):
    hands = show("a,b\n1,2\n" + "3\n" * 5 + "1,2,3\n" * 4)
    assert [hands.dialog.tables.preview.index(row, 0).data() for row in range(3)] == ["a,b", "1,2", "3"]
    assert not hands.selector("target").isEnabled()
    assert hands.selector("target").toolTip() == "The file can't be read as it is"


@pytest.fixture
def slow_reading(monkeypatch):
    """Files whose reading waits, after each chunk, until the test lets it go on."""
    gate = threading.Event()
    begun = threading.Event()
    real = csv_rows.Rows.__iter__

    def checked_rows(self):
        for i, row in enumerate(real(self)):
            if i == 5:
                begun.set()
                gate.wait(20)
            yield row

    monkeypatch.setattr(csv_rows.Rows, "__iter__", checked_rows)
    gate.begun = begun
    yield gate
    gate.set()


def test_that_the_window_lives_while_a_file_is_read(show, slow_reading, qtbot):
    hands = show(mixed_text(), wait=False)
    qtbot.waitUntil(slow_reading.begun.is_set, timeout=20_000)
    assert hands.dialog.is_reading
    assert hands.dialog.progress.isVisible()
    assert not hands.button.isEnabled()
    assert hands.button.toolTip() == "The file is being read"
    slow_reading.set()
    hands.wait()
    assert hands.button.isEnabled()
    assert not hands.dialog.progress.isVisible()


def test_that_cancel_ends_the_reading(show, slow_reading, qtbot):
    hands = show(table_text(("a", "y"), [(i, i) for i in range(100_000)]), wait=False)
    thread = hands.dialog._task
    qtbot.waitUntil(slow_reading.begun.is_set, timeout=20_000)
    threading.Timer(0.05, slow_reading.set).start()
    hands.dialog.reject()
    assert thread.isFinished()
    assert not hands.dialog.isVisible()
    assert hands.dialog.source is None


# within the window


def dialog_of(here) -> Hands:
    here.wait(lambda: any(dialog.isVisible() for dialog in here.window.findChildren(ImportDialog)))
    dialog = next(dialog for dialog in here.window.findChildren(ImportDialog) if dialog.isVisible())
    return Hands(dialog, here.qtbot).wait()


@pytest.fixture
def choose_file(monkeypatch):
    def choose(path):
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))

    return choose


def test_that_a_file_is_imported_trained_on_and_undone(here, tmp_path, choose_file):
    before = here.window.project
    head, rows = IRIS_LIKE.split("\n", 1)
    choose_file(written(tmp_path, f"{head}\n{rows * 4}", "iris.csv"))
    here.action("import_action").trigger()
    hands = dialog_of(here)
    assert "9 of them (25 %) are kept for testing." in hands.said
    assert here.window.project == before
    here.qtbot.mouseClick(hands.button, Qt.MouseButton.LeftButton)
    project = here.window.project
    assert isinstance(project.data.source, CsvSource)
    assert project.data.source.path == str(tmp_path / "iris.csv")
    assert project.data.standardize
    assert project.data.test_fraction == 0.25
    assert project.training.loss == CrossEntropyLoss()
    assert project.problems() == ()
    assert here.action("undo_action").text() == "Undo import iris.csv"
    assert here.picker.currentIndex().data() == "CSV"
    here.wait_for_run()
    assert here.rows()[-1].startswith("Linear 5 → 3")
    here.train()
    assert here.window.state == "finished"
    here.action("undo_action").trigger()
    assert here.window.project == before


def test_that_the_file_in_use_is_shown_again_with_what_was_chosen(here, tmp_path, choose_file):
    choose_file(written(tmp_path, mixed_text()))
    here.choose_source("CSV")
    hands = dialog_of(here)
    hands.set_cell("age", ROLE, "ignored").choose("missing", "drop")
    hands.dialog.accept()
    first = here.window.project.data.source
    choose_file("")
    here.choose_source("CSV")
    hands = dialog_of(here)
    assert hands.dialog.source == first
    hands.set_cell("age", ROLE, "feature")
    hands.dialog.accept()
    assert here.window.project.data.source.feature_names()[0] == "age"


def test_that_the_gallery_shows_what_is_in_use_if_nothing_is_imported(here, choose_file):
    choose_file("")
    here.choose_source("CSV")
    assert here.picker.currentIndex().data() == "Circles"
    assert here.window.project == open_source("binary-classification")


def test_that_a_table_is_opened_as_any_other_source(here, tmp_path):
    before = here.window.project
    assert here.window.files.open_source(str(written(tmp_path, IRIS_LIKE, "iris.data")))
    hands = dialog_of(here)
    assert hands.dialog.source.classes == ("setosa", "versicolor", "virginica")
    hands.dialog.reject()
    assert here.window.project == before


@pytest.mark.parametrize("name", ["data.csv", "data.TSV", "data.txt", "data.data"])
def test_that_a_dropped_data_file_is_shown(here, tmp_path, name):
    path = written(tmp_path, IRIS_LIKE.replace(",", "\t"), name)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    nothing = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, nothing)
    here.window.dropEvent(drop)
    hands = dialog_of(here)
    assert hands.dialog.source.separator == "\t"
    hands.dialog.reject()
    assert here.window.project == open_source("binary-classification")


def test_that_rows_copied_from_a_spreadsheet_are_pasted(here, monkeypatch, tmp_path):
    monkeypatch.setattr("nnstudio.ui.editors.importing.importing.own_folder", lambda: tmp_path)
    QGuiApplication.clipboard().setText("Größe\tGewicht\tArt\n1,5\t2\ta\n2,5\t3\tb\n3,5\t5\ta\n4,5\t6\tb\n")
    here.action("paste_data_action").trigger()
    hands = dialog_of(here)
    assert hands.dialog.source.decimal == ","
    hands.dialog.accept()
    source = here.window.project.data.source
    assert source.feature_names() == ("Größe", "Gewicht")
    assert source.path.startswith(str(tmp_path / "pasted"))
    here.wait_for_run()
    assert_array_equal(here.window.session.run.dataset.raw[:, 0], [1.5, 2.5, 3.5, 4.5])


def test_that_an_empty_clipboard_is_said(here):
    QGuiApplication.clipboard().setText(" ")
    here.action("paste_data_action").trigger()
    box = next(box for box in here.window.findChildren(QMessageBox, "complaint") if box.isVisible())
    assert "holds no text" in box.text()
    box.accept()


def test_that_an_imported_file_is_not_read_again(here, tmp_path, monkeypatch, choose_file):
    choose_file(written(tmp_path, mixed_text(40, seed=5)))
    here.action("import_action").trigger()
    hands = dialog_of(here)
    reads = []
    monkeypatch.setattr(csv_load, "read_table", lambda *args: reads.append(args))
    hands.dialog.accept()
    here.wait_for_run()
    assert reads == []
    assert np.isfinite(here.window.session.run.dataset.X).all()


def test_that_a_saved_project_opens_with_its_file_and_says_if_it_has_changed(here, tmp_path, choose_file):
    path = written(tmp_path, IRIS_LIKE, "iris.csv")
    choose_file(path)
    here.action("import_action").trigger()
    dialog_of(here).dialog.accept()
    saved = tmp_path / "mine.json"
    here.window.document.save(saved)
    project = here.window.project
    here.window.files.open_source("linear-regression")
    assert here.window.files.open_source(str(saved))
    assert here.window.project == project
    here.wait_for_run()
    here.window.files.open_source("linear-regression")
    path.write_text(IRIS_LIKE.replace("5.1", "5.15"), encoding="utf-8")
    assert here.window.files.open_source(str(saved))
    here.wait_for_state("failed")
    assert "the file has changed since it was imported; import it again" in here.window.session.problem
    here.choose_source("CSV")
    dialog_of(here).dialog.accept()
    here.wait_for_run()
    assert here.window.session.problem == ""


def test_that_more_classes_than_colours_are_trained_on_and_drawn(here, tmp_path, choose_file):
    draw = np.random.RandomState(0)
    rows = [(*(draw.randn(2) * 0.2 + (i % 12, i % 5)).round(3), "abcdefghijkl"[i % 12]) for i in range(240)]
    choose_file(written(tmp_path, table_text(("a", "b", "letter"), rows)))
    here.action("import_action").trigger()
    dialog_of(here).dialog.accept()
    assert here.window.project.data.source.class_count() == 12
    here.train()
    assert here.window.state == "finished"
    assert here.find("decision_plot").isVisible()


def test_that_a_script_is_saved_with_its_arrays(here, tmp_path, choose_file, monkeypatch):
    choose_file(written(tmp_path, mixed_text(4000)))
    here.action("import_action").trigger()
    dialog_of(here).dialog.accept()
    folder = tmp_path / "scripts"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(folder / "run.py"), ""))
    here.window.drawers.show("code")
    panel = here.window.drawers["code"].panel
    here.wait(lambda: "data-prepared.npz" in panel.code)
    here.window.files.ask_save_script(panel.code)
    assert sorted(path.name for path in folder.iterdir()) == ["data-prepared.npz", "run.py"]
    here.window.drawers["code"].hide()


def test_that_there_is_no_script_of_a_file_that_has_gone(here, tmp_path, choose_file):
    path = written(tmp_path, mixed_text(50, seed=9))
    choose_file(path)
    here.action("import_action").trigger()
    dialog_of(here).dialog.accept()
    here.wait_for_run()
    path.unlink()
    here.window.drawers.show("code")
    panel = here.window.drawers["code"].panel
    here.wait(lambda: panel.code.startswith("# There is no script: "))
    assert "there is no such file" in panel.code
    here.window.drawers["code"].hide()


PRICES = "area,rooms,price\n" + "".join(
    f"{40 + 7 * i % 113},{1 + i % 5},{100_000 + 1500 * (7 * i % 113) + 9000 * (i % 5)}\n" for i in range(60)
)
RARE = "a,b,fraud\n" + "".join(f"{i % 17},{i * 7 % 23},{int(i % 40 == 0)}\n" for i in range(120))


def test_that_a_large_target_is_learned_standardised_unless_one_says_otherwise(here, tmp_path, choose_file):
    choose_file(written(tmp_path, PRICES, "prices.csv"))
    here.action("import_action").trigger()
    hands = dialog_of(here)
    choice = hands.dialog.options.choice("standardize_target")
    assert choice.isVisible()
    assert choice.currentData() == "yes"
    assert not hands.dialog.options.choice("balance_classes").isVisible()
    here.qtbot.mouseClick(hands.button, Qt.MouseButton.LeftButton)
    assert here.window.project.data.standardize_target
    here.wait_for_run()
    here.train()
    figures = here.window.session.run.history.last
    assert figures.epoch == here.window.project.training.epochs
    here.action("import_action").trigger()
    hands = dialog_of(here).choose("standardize_target", "no")
    here.qtbot.mouseClick(hands.button, Qt.MouseButton.LeftButton)
    assert not here.window.project.data.standardize_target
    here.action("import_action").trigger()
    # what was chosen is kept
    assert dialog_of(here).dialog.options.choice("standardize_target").currentData() == "no"


def test_that_rare_classes_are_balanced_by_one_choice(here, tmp_path, choose_file):
    choose_file(written(tmp_path, RARE, "rare.csv"))
    here.action("import_action").trigger()
    hands = dialog_of(here)
    assert "is rare" in hands.noticed
    assert not hands.dialog.options.choice("standardize_target").isVisible()
    hands.choose("balance_classes", "yes")
    here.qtbot.mouseClick(hands.button, Qt.MouseButton.LeftButton)
    assert here.window.project.training.loss == BCEWithLogitsLoss(class_weights="balanced")
    here.action("undo_action").trigger()
    assert here.window.project.training.loss == BCEWithLogitsLoss()
