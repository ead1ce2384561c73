"""What "Do it" makes of a project is what was tried: the numbers that the advice tells are that project's."""

import pytest

from nnstudio.engine.diagnosis.finding import Basis, Fault
from nnstudio.engine.diagnosis.variants import with_training
from nnstudio.project import edits
from nnstudio.project.layers.activations import SigmoidLayer
from tests.engine.diagnosis.recomputed import Run
from tests.engine.diagnosis.runs import BINARY, FAULTY

TRIED = [
    "diverged, line at 500",
    "too large, circles at 5",
    "too small, line at 0.0001",
    "stuck, circles from seed 3",
    "dead, all units",
    "saturated by cancer as it is",
]


@pytest.mark.parametrize("name", TRIED)
def test_that_the_remedied_project_is_one_that_was_tried(name):
    run = Run(FAULTY[name][1])
    finding = next(found for found in run.diagnosis().findings if found.remedied is not None)
    assert finding.basis is Basis.TRIED
    assert finding.remedied != run.project
    tried = {figure.trial.project for figure in finding.figures if figure.trial is not None}
    assert with_training(finding.remedied, early_stopping=None) in tried


def test_that_a_layer_too_many_is_removed_and_the_fault_gone():
    run = Run(edits.with_layers(BINARY, (*BINARY.network.layers, SigmoidLayer())))
    (finding,) = (found for found in run.diagnosis().findings if found.fault is Fault.SIGMOID_TWICE)
    assert finding.remedied == BINARY
