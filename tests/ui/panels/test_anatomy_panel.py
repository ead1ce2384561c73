"""The anatomy: layers, printed form and state_dict, in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableView

from nnstudio.engine.build import build_network
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.ui.widgets.number_texts import short


def rows(here):
    model = here.find("summary_table", QTableView).model()
    return [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]


def choose_page(here, page):
    here.panel.findChild(QPushButton, f"{page}_page_button").click()


def test_that_the_table_is_the_summary_and_follows_the_editor(opened):
    here = opened("anatomy")
    assert rows(here) == [
        ["0  Linear", "(50, 2)", "(50, 5)", "15", "750"],
        ["1  ReLU", "(50, 5)", "(50, 5)", "–", "–"],
        ["2  Linear", "(50, 5)", "(50, 1)", "6", "300"],
        ["in all", "(50, 2)", "(50, 1)", "21", "1,050"],
    ]
    window = here.window
    window.document.edit("narrower", edits.with_layers(window.project, (LinearLayer(),)))
    assert rows(here) == [["0  Linear", "(50, 2)", "(50, 1)", "3", "150"], ["in all", "(50, 2)", "(50, 1)", "3", "150"]]
    assert here.panel.printed.endswith(f">>> print(model)\n{build_network(window.project)}\n")


def test_that_a_layer_that_does_not_fit_is_marked_and_said(opened):
    layers = (LinearLayer(units=5), ReLULayer(), LinearLayer(units=3))
    project = edits.with_layers(open_source("binary-classification"), layers)
    here = opened("anatomy")
    here.window.document.edit("wrong", project)
    model = here.find("summary_table", QTableView).model()
    marked = [model.index(r, 0).data(Qt.ItemDataRole.BackgroundRole) is not None for r in range(4)]
    assert marked == [False, False, True, False]
    assert str(project.problems()[0]) in here.panel.problems.text()
    assert "can't build" in here.panel.printed
    assert "print(model)" not in here.panel.printed


def test_that_the_class_forms_are_printed_as_their_code_says(opened):
    here = opened("anatomy")
    choice = here.selector("anatomy_style_selector")
    choice.setCurrentIndex(choice.findData("module"))
    assert "BinaryClassifier(\n  (main): Sequential(" in here.panel.printed
    choice.setCurrentIndex(choice.findData("attributes"))
    assert "self.linear1 = nn.Linear(input_size, hidden_size)" in here.panel.printed
    assert "(linear1): Linear(in_features=2, out_features=5, bias=True)" in here.panel.printed


def test_that_the_state_dict_follows_the_timeline(opened):
    here = opened("anatomy", train=True)
    choose_page(here, "state")
    window, sheet = here.window, here.panel.sheet
    before = window.session.run.trainer.layout.arrays(window.session.run.history.nearest(0).vector)
    for epoch in (window.epoch, 3, 0):
        here.timeline.setValue(epoch)
        # the sheet takes its turn behind the big plot
        here.wait(lambda epoch=epoch: any(text.startswith(f"epoch {epoch}") for text in sheet.texts()))
        assert window.epoch == epoch
        texts = sheet.texts()
        for name, array in window.parameters.items():
            assert f'"{name}"' in texts
            for values in (before[name], array, array - before[name]):
                for value in values.ravel():
                    assert short(float(value)) in texts


def test_that_a_large_matrix_is_cut_and_told_by_its_statistics(opened):
    here = opened(
        "anatomy", edits.with_layers(open_source("binary-classification"), (LinearLayer(units=300), LinearLayer()))
    )
    choose_page(here, "state")
    texts = here.panel.sheet.texts()
    assert "…" in texts and "⋮" in texts
    assert len(texts) < 300
    weight = here.window.parameters["0.weight"]
    assert any(f"mean {short(float(weight.astype(float).mean()), 3)}" in text for text in texts)


def test_that_every_cell_lies_within_the_sheet_and_none_on_another(opened):
    here = opened("anatomy", train=True)
    choose_page(here, "state")
    sheet = here.panel.sheet
    filled = [cell.box for cell in sheet.cells if cell.fill is not None]
    assert filled
    for i, box in enumerate(filled):
        assert box.left() >= 0 and box.right() <= sheet.width()
        assert not any(box.adjusted(1, 1, -1, -1).intersects(other) for other in filled[:i])


@pytest.mark.parametrize("lesson", ["wide-deep-regression"])
def test_that_without_a_run_there_are_no_weights_to_show(opened, lesson):
    here = opened("anatomy", lesson)
    choose_page(here, "state")
    assert here.panel.sheet.texts()
    here.panel.set_run(None)
    assert here.panel.sheet.texts() == []
