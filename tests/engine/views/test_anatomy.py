"""What a network is told to be made of is what PyTorch builds."""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_network
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.views.anatomy import compare_states, printed_model, state_dtypes
from nnstudio.export.names import FORMS
from nnstudio.export.script import class_parts, model_code
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.normalisation import BatchNormLayer
from tests.project.examples import circles
from tests.strategies import projects


@given(projects())
@settings(max_examples=25)
def test_that_the_printed_model_is_what_pytorch_prints(project):
    assert printed_model(project) == str(build_network(project))


@given(projects(), st.sampled_from(list(FORMS)))
@settings(max_examples=25)
def test_that_the_code_beside_it_makes_the_model_that_is_printed(project, form):
    scope: dict = {"nn": torch.nn}
    exec(model_code(project, form), scope)  # noqa: S102
    assert printed_model(project, *class_parts(project, form)) == str(scope["model"])


def test_that_printing_draws_nothing_from_the_random_generator():
    before = torch.get_rng_state()
    printed_model(open_source("wide-deep-regression"))
    assert torch.equal(before, torch.get_rng_state())


def test_that_states_are_those_of_the_two_epochs():
    project = edits.insert_layer(circles(), 1, BatchNormLayer())
    trainer = Trainer(project, load_dataset(project.data))
    probe = Probe(trainer.model)
    expected = {name: tensor.clone() for name, tensor in trainer.model.state_dict().items()}
    *_, report = trainer.epochs(3)
    states = compare_states(trainer.layout, state_dtypes(probe), trainer.initial, report.snapshot)
    assert [state.name for state in states] == list(expected)
    trained = trainer.model.state_dict()
    for state in states:
        assert (state.shape, state.dtype) == (tuple(expected[state.name].shape), str(expected[state.name].dtype))
        assert np.array_equal(state.before, expected[state.name].numpy())
        assert np.array_equal(state.now, trained[state.name].numpy())
        assert np.array_equal(state.change, state.now - state.before)
    assert {state.dtype for state in states} == {"torch.float32", "torch.int64"}
