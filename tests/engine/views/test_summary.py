"""The layer summary agrees with the modules themselves."""

import pytest
import torch
from hypothesis import given, settings

from nnstudio.engine.build import build_network
from nnstudio.engine.views.summary import summarise
from nnstudio.project.examples import open_source
from tests.strategies import projects


@given(projects())
@settings(max_examples=25)
def test_that_every_row_describes_its_module(project):
    summary = summarise(project, samples=7)
    H = torch.zeros(7, project.data.input_count())
    input_bytes = H.nbytes
    model = build_network(project).eval()
    pass_bytes = 0
    for row, module in zip(summary.layers, model, strict=True):
        H = module(H)
        parameters = sum(p.numel() for p in module.parameters())
        assert (row.name, row.output_shape) == (type(module).__name__, tuple(H.shape))
        assert (row.parameters, row.mult_adds) == (parameters, 7 * parameters)
        pass_bytes += 2 * H.nbytes if parameters else 0
    assert summary.parameters == sum(p.numel() for p in model.parameters())
    assert summary.mult_adds == sum(row.mult_adds for row in summary.layers)
    sizes = (summary.input_mb, summary.pass_mb, summary.parameters_mb)
    assert sizes == pytest.approx((input_bytes / 1e6, pass_bytes / 1e6, summary.parameters * 4 / 1e6))
    assert summary.total_mb == pytest.approx(sum(sizes))


def test_that_the_figures_are_those_of_torchinfo():
    summary = summarise(open_source("wide-deep-regression"))
    assert [row.output_shape for row in summary.layers] == [(50, 20)] * 4 + [(50, 1)]
    assert [row.parameters for row in summary.layers] == [40, 0, 420, 0, 21]
    assert (summary.parameters, summary.mult_adds) == (481, 24_050)
    assert (summary.pass_mb, summary.parameters_mb) == pytest.approx((0.0164, 0.001924))
