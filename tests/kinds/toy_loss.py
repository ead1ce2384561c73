"""What a run by the new loss of `test_new_loss_and_source` does; run there, in a copy that has it."""

import json

import numpy as np
import pytest
import torch
from torch import nn

from nnstudio.data.load import load_dataset
from nnstudio.engine.diagnosis.design import output_findings
from nnstudio.engine.losses.table import constant_loss
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.walkthrough import walk_through
from nnstudio.export.ddp import ddp_script_of
from nnstudio.export.names import FORMS
from nnstudio.export.script import script_of
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.guided.condition_check import texts_of
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.losses.kinds import LOSS_KINDS
from nnstudio.project.output_words import output_meaning
from nnstudio.project.storage import parse_project, project_json
from nnstudio.ui.widgets.glossary import explanation
from tests.engine.diagnosis.recomputed import Run
from tests.export.runs import trained
from tests.export.test_onnx import assert_agrees
from tests.export.test_script import assert_prints_the_run, outputs_of
from tests.ui.conftest import studio  # noqa: F401

TOY = LOSS_KINDS["toy_loss"]()


@pytest.fixture
def project():
    return edits.with_training(open_source("nonlinear-regression"), loss=TOY, epochs=5)


def test_that_the_toy_is_written_into_files_by_its_name(project):
    assert json.loads(project_json(project))["training"]["loss"] == "toy_loss"
    assert parse_project(project_json(project)) == project


def test_that_scripts_with_the_toy_print_the_runs_losses(project):
    scripts = [*(script_of(project, form) for form in FORMS), ddp_script_of(project)]
    assert all("criterion = nn.SmoothL1Loss()" in script for script in scripts)
    for output in outputs_of(scripts):
        assert_prints_the_run(output, project)


def test_that_the_toy_is_walked_through_both_ways_as_autograd_has_it(project):
    dataset = load_dataset(project.data)
    walk = walk_through(project, dataset, Trainer(project, dataset).state())
    out = torch.tensor(walk.find("Ŷ").values, requires_grad=True)
    loss = nn.SmoothL1Loss()(out, torch.tensor(walk.find("y").values))
    loss.backward()
    assert walk.find("L").values.item() == pytest.approx(loss.item(), rel=1e-6)
    assert walk.find("∂L/∂Ŷ").values == pytest.approx(out.grad.numpy(), abs=1e-7)
    assert any("modules.SmoothL1Loss. A parabola" in stage.text for stage in walk.stages)


def test_that_the_diagnosis_knows_the_toy(project):
    dataset = load_dataset(project.data)
    y = torch.tensor(dataset.y_train)
    grid = torch.linspace(float(y.min()), float(y.max()), 2001, dtype=torch.float64)
    costs = nn.SmoothL1Loss(reduction="none")(grid[:, None].expand(-1, len(y)), y.expand(len(grid), -1)).mean(dim=1)
    assert constant_loss(TOY, dataset.y_train) == pytest.approx(float(costs.min()), rel=1e-4)
    assert np.isfinite(Run(project).facts().learned)
    assert Run(project).diagnosis() is not None
    ending = edits.insert_layer(project, len(project.network.layers), ReLULayer())
    (finding,) = output_findings(ending, dataset)
    assert "every prediction is 0 or more" in finding.sentence
    assert output_meaning(project) == "the predicted value"


def test_that_the_onnx_model_of_a_run_by_the_toy_agrees(project):
    assert_agrees(trained(project))


def test_that_the_toy_is_a_term_and_a_choice_of_lessons(project):
    assert explanation("modules.SmoothL1Loss") == TOY.summary
    assert "modules.SmoothL1Loss" in texts_of("loss_selector", project)


def test_that_the_window_offers_the_toy_and_trains_by_it(studio, project):  # noqa: F811
    here = studio(edits.with_training(project, loss="mse"))
    selector = here.selector("loss_selector")
    selector.setCurrentIndex(selector.findData("toy_loss"))
    assert selector.currentText() == "modules.SmoothL1Loss"
    assert here.window.project.training.loss == TOY
    here.wait_for_run()
    here.train()
    assert here.window.state == "finished"
    trainer = Trainer(project, load_dataset(project.data))
    assert list(here.window.train_loss) == [report.train_loss for report in trainer.epochs(5)]
