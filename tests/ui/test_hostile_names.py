"""Names from files are text everywhere: no label, tooltip, box or plot takes them for HTML."""

import csv
import json

import pytest
from PySide6.QtWidgets import QMessageBox

from nnstudio.data.csv.complete import complete
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.storage import write_project
from nnstudio.ui.diagram.spots import NodeSpot
from nnstudio.ui.diagram.unit_menu import UnitMenu
from nnstudio.ui.editors.importing.import_dialog import ImportDialog
from nnstudio.ui.widgets.plain_text import action_text, tooltip
from nnstudio.ui.window.panel_list import PANELS
from tests.ui.markup_finder import markup

TAG = "<img src="
EPOCHS = 3


@pytest.fixture
def hostile(tmp_path):
    """What makes a name hostile: a picture that Qt would fetch, and a link."""
    return f"""{TAG}"file://{tmp_path}/spy.png"><a href='http://nnstudio.invalid'>&go</a>"""


@pytest.fixture
def table(tmp_path, hostile):
    """A file whose three columns and two classes have hostile names, and which has one itself."""
    path = tmp_path / f"data {TAG}x>.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"a{hostile}", f"b{hostile}", f"class{hostile}"])
        writer.writerows([i % 7, (i * i) % 5, f"{'yes' if i % 3 else 'no'}{hostile}"] for i in range(30))
    return path


@pytest.fixture
def classes(table, hostile):
    source = complete(CsvSource(path=str(table), target=f"class{hostile}"), table.parent)
    project = edits.with_data(open_source("binary-classification").with_source(source), test_fraction=0.2)
    return edits.with_training(project, epochs=EPOCHS)


@pytest.fixture
def values(table, hostile):
    columns = [{"name": f"class{hostile}", "role": "ignore"}]
    source = complete(
        CsvSource.model_validate({"path": str(table), "target": f"b{hostile}", "columns": columns}), table.parent
    )
    return edits.with_training(open_source("nonlinear-regression").with_source(source), epochs=EPOCHS)


@pytest.mark.parametrize("kind", ["classes", "values"])
def test_that_columns_classes_and_runs_are_text_in_every_view(studio, request, tmp_path, hostile, kind):
    path = tmp_path / f"project {TAG}y>.json"
    write_project(request.getfixturevalue(kind), path)
    here = studio(str(path))
    window = here.window
    for name in PANELS:
        window.drawers.show(name)
        window.drawers[name].setFloating(True)
    here.train()
    assert window.state == "finished"
    window.session.run.name = f"run{hostile}"
    window.session.run.origin = window.session.run.failure = hostile
    window.session.book.changed.emit()
    here.wait_for_rest()
    assert list(markup(TAG)) == []
    for layer in (-1, 0, len(window.project.network.layers) - 1):
        window.selection.choose_unit((layer, 0))
        window.result_panel.grab()
        assert list(markup(TAG)) == []
    window.selection.choose_unit(None)
    menu = UnitMenu(window.diagram.scene, NodeSpot(1, 0), False, False, window)
    assert list(markup(TAG)) == []
    menu.deleteLater()
    head = here.find("fit_plot") if kind == "values" else here.find("decision_plot")
    head.show_hint(f"a{hostile}")
    assert list(markup(TAG)) == []
    assert head.grab() and not head.show_hint("")


def test_that_the_import_dialog_shows_text(qtbot, table):
    dialog = ImportDialog(table, None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.is_reading, timeout=30_000)
    assert list(markup(TAG)) == []
    dialog.close()


@pytest.mark.parametrize("place", ["kind", "option", "path"])
def test_that_a_box_says_what_is_wrong_as_text(here, tmp_path, hostile, place):
    raw = open_source("binary-classification").model_dump(mode="json")
    if place == "kind":
        raw["network"]["layers"][0]["kind"] = hostile
    elif place == "option":
        raw["training"][hostile] = 1
    else:
        raw["data"]["source"] = {"kind": "csv", "path": f"none{hostile}.csv".replace("/", "_"), "target": hostile}
    path = tmp_path / f"{TAG}z>.json"
    path.write_text(json.dumps(raw))
    here.window.files.open_source(str(path))
    box = here.window.findChildren(QMessageBox, "complaint")[-1]
    if place != "path":
        assert box is not None
        assert TAG in box.text()
    assert list(markup(TAG)) == []
    if box is not None:
        box.close()


def test_that_a_lesson_shows_text_and_fetches_nothing(here, tmp_path, hostile):
    lesson = {
        "format": "nnstudio-lesson",
        "version": 1,
        "id": "hostile",
        "title": f"title{hostile}",
        "summary": f"summary{hostile}",
        "start": "binary-classification",
        "steps": [
            {
                "title": f"step{hostile}",
                "text": [
                    f"text{hostile}",
                    f"- item{hostile}",
                    f"**bold{hostile}** *{hostile}* `{hostile}`",
                    rf"$\frac{{{hostile}$",
                    f"${hostile}$",
                ],
            }
        ],
    }
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(lesson))
    here.window.files.open_source(str(path))
    assert here.find("lesson_next_button").isVisible()
    here.window.lessons.show_overview()
    assert list(markup(TAG)) == []
    here.window.lessons.close()


@pytest.mark.parametrize(
    "text", ["", "plain", "a < b & c > d", "<b>bold</b>", "line\n<i>other</i>", "<img src='x'>", "&lt;b&gt;"]
)
def test_that_a_tooltip_shows_just_its_text(text):
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QTextDocument

    shown = tooltip(text)
    if Qt.mightBeRichText(shown):
        document = QTextDocument()
        document.setHtml(shown)
        shown = document.toPlainText()
    assert shown == text
    assert action_text("a & b") == "a && b"
