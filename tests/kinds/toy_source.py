"""What a run on the new source of `test_new_loss_and_source` does; run there, in a copy that has it."""

import pytest
from PySide6.QtCore import Qt

from nnstudio.data.load import load_dataset
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.walkthrough import walk_through
from nnstudio.export.ddp import ddp_script_of
from nnstudio.export.names import FORMS
from nnstudio.export.script import script_of
from nnstudio.project import edits
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.examples import open_source
from nnstudio.project.losses.classification import CrossEntropyLoss
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.project.storage import parse_project, project_json
from tests.engine.diagnosis.recomputed import Run
from tests.export.runs import trained
from tests.export.test_onnx import assert_agrees
from tests.export.test_script import assert_prints_the_run, outputs_of
from tests.ui.conftest import studio  # noqa: F401

RINGS = SOURCE_KINDS["toy_rings"](rings=4)


@pytest.fixture
def project():
    project = open_source("binary-classification").with_source(RINGS)
    return edits.with_data(edits.with_training(project, epochs=5), test_fraction=0.25)


def test_that_rings_go_with_the_usual_loss_of_their_task(project):
    assert project.training.loss == CrossEntropyLoss()
    assert project.output_count() == 4


def test_that_rings_are_written_into_files_and_checked(project):
    text = project_json(project)
    assert parse_project(text) == project
    with pytest.raises(InvalidProjectError, match=r"^data\.source\.rings: 99 is too large; at most 9 is allowed$"):
        parse_project(text.replace('"rings": 4', '"rings": 99'))


def test_that_scripts_with_rings_print_the_runs_losses(project):
    scripts = [*(script_of(project, form) for form in FORMS), ddp_script_of(project)]
    for output in outputs_of(scripts):
        assert_prints_the_run(output, project)


def test_that_rings_are_walked_through_and_diagnosed(project):
    dataset = load_dataset(project.data)
    walk = walk_through(project, dataset, Trainer(project, dataset).state())
    assert "x1, x2" in walk.stages[0].text
    assert Run(project).diagnosis() is not None


def test_that_the_onnx_model_of_rings_agrees(project):
    assert_agrees(trained(project))


def test_that_the_gallery_has_rings_and_the_window_their_options(studio):  # noqa: F811
    here = studio()
    here.choose_source("Toy rings")
    card = here.picker.currentIndex()
    assert card.data() == "Toy rings"
    assert card.data(Qt.ItemDataRole.ToolTipRole).startswith("Toy rings: Rings within rings")
    here.wait(lambda: not card.data(Qt.ItemDataRole.DecorationRole).isNull())
    here.find("source_rings").setValue(5)
    assert here.window.project.data.source == SOURCE_KINDS["toy_rings"](rings=5)
    assert here.action("undo_action").text() == "Undo change rings"
    here.wait_for_run()
    here.train()
    assert here.window.state == "finished"
    assert here.find("decision_plot").isVisible()
