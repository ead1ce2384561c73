"""What every unit puts out on the samples."""

import numpy as np
import torch

from nnstudio.engine.snapshots.sampled import MOST_SAMPLES, evenly_taken, layers_over_samples
from nnstudio.project.examples import open_source
from nnstudio.session.run import prepare_run


def test_that_the_outputs_are_what_the_modules_compute_at_the_snapshot():
    run = prepare_run(open_source("binary-classification"), "cpu")
    for _ in run.trainer.epochs(2):
        pass
    X = run.dataset.X_train
    H = torch.tensor(X, dtype=torch.float32)
    outputs = layers_over_samples(run.probe, run.history.last, X)
    # the history has not been told of the epochs: its last snapshot is the initial one
    weights = run.trainer.layout.arrays(run.history.last.vector)
    first = torch.nn.functional.linear(H, torch.tensor(weights["0.weight"]), torch.tensor(weights["0.bias"]))
    assert np.array_equal(outputs[0], first.numpy())
    assert np.array_equal(outputs[1], torch.relu(first).numpy())
    assert len(outputs) == 3


def test_that_of_many_samples_some_are_taken_from_everywhere():
    X = np.arange(10_001.0)[:, None]
    taken = evenly_taken(X)
    assert len(taken) <= MOST_SAMPLES
    assert taken[0, 0] == 0
    assert taken[-1, 0] > 9_900
    assert len(set(np.diff(taken[:, 0]))) == 1
    few = np.ones((7, 2))
    assert np.array_equal(evenly_taken(few), few)
