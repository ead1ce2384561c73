"""What a network with the new activation of `test_new_layer` does; run there, in a copy that has it."""

import numpy as np
import pytest
import torch
from PySide6.QtGui import QAction
from torch.nn import functional

from nnstudio.data.load import load_dataset
from nnstudio.engine.diagnosis.design import output_findings
from nnstudio.engine.diagnosis.variants import is_linear
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.views.unit_flags import FlagKind, unit_flags
from nnstudio.engine.walkthrough import walk_through
from nnstudio.export.ddp import ddp_script_of
from nnstudio.export.names import FORMS
from nnstudio.export.script import script_of
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.storage import parse_project, project_json
from nnstudio.ui.widgets.glossary import explanation
from tests.export.test_script import assert_prints_the_run, outputs_of
from tests.ui.conftest import studio  # noqa: F401

TOY = LAYER_KINDS["toy_activation"]()
LAYERS = (LinearLayer(units=5), TOY, LinearLayer())


@pytest.fixture
def project():
    return edits.with_training(edits.with_layers(open_source("binary-classification"), LAYERS), epochs=5)


def test_that_the_toy_is_written_into_files(project):
    assert parse_project(project_json(project)) == project


def test_that_scripts_with_the_toy_print_the_runs_losses(project):
    scripts = [*(script_of(project, form) for form in FORMS), ddp_script_of(project)]
    assert all("nn.modules.Softsign()" in script for script in scripts)
    for output in outputs_of(scripts):
        assert_prints_the_run(output, project)


def test_that_the_toy_is_walked_through_both_ways_as_autograd_has_it(project):
    dataset = load_dataset(project.data)
    walk = walk_through(project, dataset, Trainer(project, dataset).state())
    z = torch.tensor(walk.find("Z⁽¹⁾").values, requires_grad=True)
    out = functional.softsign(z)
    assert walk.find("H⁽¹⁾").values == pytest.approx(out.detach().numpy(), abs=1e-6)
    out.backward(torch.tensor(walk.find("∂L/∂H⁽¹⁾").values))
    assert walk.find("∂L/∂Z⁽¹⁾").values == pytest.approx(z.grad.numpy(), abs=1e-7)


def test_that_the_diagnosis_knows_the_toy(project):
    assert not is_linear(project)
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    assert unit_flags(project, dataset, Probe(trainer.model), trainer.initial) == {}
    with torch.no_grad():
        trainer.model[0].bias[0] = 2000.0
    flags = unit_flags(project, dataset, Probe(trainer.model), trainer.snapshot())
    assert {unit: flag.kind for unit, flag in flags.items()} == {(1, 0): FlagKind.SATURATED}
    ending = edits.insert_layer(project, 3, TOY)
    (finding,) = output_findings(ending, dataset)
    assert "Softsign" in finding.title and "never below 0.2689 or above 0.7311" in finding.sentence


def test_that_the_toy_is_in_the_glossary():
    assert explanation("modules.Softsign") == TOY.summary


def test_that_the_window_offers_the_toy_and_shows_it(studio, project):  # noqa: F811
    here = studio(project)
    assert here.rows()[1] == "modules.Softsign 5 → 5"
    assert TOY.summary in here.card(1).toolTip()
    menu = here.button("add_layer_button").menu()
    assert menu.findChild(QAction, "add_toy_activation_action").toolTip() == TOY.summary
    diagram = here.find("network_diagram")
    assert diagram.scene.columns[1].heading == "Linear 5 · modules.Softsign"
    assert "Linear + modules.Softsign" in [action.text() for action in diagram.heads.menu.actions()]
    here.train()
    here.window.drawers.show("activation_gallery")
    gallery = here.window.drawers["activation_gallery"].panel
    here.wait(lambda: gallery.inputs is not None)
    assert gallery.kind == "toy_activation"
    x, y = gallery.plot.curve.getData()
    assert y == pytest.approx(x / (1 + np.abs(x)), abs=1e-6)
