"""The learning rate below which theory says a run is stable is where the real engine turns."""

import numpy as np
import pytest

from nnstudio.data.load import load_dataset
from nnstudio.engine.diagnosis.stability import stable_rate
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.changes import SetParameter
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.adaptive import AdagradSpec, AdamSpec
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.schedules import StepSchedule
from nnstudio.project.sources.scikit_made import LinearSource
from tests.engine.diagnosis.runs import BINARY, LINE

SMALL = edits.with_training(
    edits.with_data(
        LINE.with_source(LinearSource(samples=40, n_features=3, noise=5.0)), standardize=False, test_fraction=0.0
    ),
    batch_size=40,
)
FAR = 1e6
NEAR = 0.03
EPOCHS = 500


def distance(project, lr):
    """How far the weights are, in the end, from 0 after a start far off."""
    away = SetParameter(epoch=0, parameter="0.weight", index=(0, 0), value=FAR)
    project = edits.with_training(edits.with_optimizer(project, lr=lr), changes=(away,), epochs=EPOCHS)
    trainer = Trainer(project, load_dataset(project.data))
    try:
        for epoch_batch in trainer.epoch_batches(EPOCHS):
            last = epoch_batch[-1].snapshot.vector
    except DivergedError:
        return np.inf
    return np.abs(last).max()


@pytest.mark.parametrize(
    ("options", "l2", "bias"),
    [
        ({}, 0.0, True),
        ({}, 0.0, False),
        ({"momentum": 0.5}, 0.0, True),
        ({"momentum": 0.9}, 0.0, True),
        ({"momentum": 0.5, "nesterov": True}, 0.0, True),
        ({"momentum": 0.9, "nesterov": True}, 0.0, True),
        ({"weight_decay": 1.0}, 0.0, True),
        ({}, 2.0, True),
        ({"momentum": 0.8, "nesterov": True, "weight_decay": 0.5}, 1.5, True),
    ],
)
def test_that_the_bound_is_where_the_engine_turns(options, l2, bias):
    project = edits.with_training(SMALL, optimizer=SGDSpec(lr=0.1, **options), l2=l2)
    project = edits.with_layers(project, (LinearLayer(bias=bias),))
    bound = stable_rate(project, load_dataset(project.data)).bound
    assert distance(project, (1 - NEAR) * bound) < FAR / 100
    assert distance(project, (1 + NEAR) * bound) > 100 * FAR


@pytest.mark.parametrize(
    "project",
    [
        edits.with_training(SMALL, batch_size=39),
        edits.with_training(SMALL, optimizer=AdamSpec(lr=0.1)),
        edits.with_training(SMALL, optimizer=AdagradSpec(lr=0.1)),
        edits.with_training(SMALL, l1=0.1),
        edits.with_training(SMALL, loss="l1"),
        edits.with_training(SMALL, loss="huber"),
        edits.with_training(SMALL, schedule=StepSchedule()),
        edits.with_layers(SMALL, (LinearLayer(units=3), LinearLayer())),
        edits.with_layers(SMALL, (LinearLayer(), ReLULayer())),
        edits.with_training(BINARY, batch_size=10_000, optimizer=SGDSpec(lr=0.1)),
    ],
)
def test_that_no_bound_is_claimed_where_no_closed_form_holds(project):
    assert stable_rate(project, load_dataset(project.data)) is None
