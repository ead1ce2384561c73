"""A learning-rate range test: a step at each rate, from a small one to a large one, and the loss met at each.

Source: L. N. Smith, Cyclical Learning Rates for Training Neural Networks, 2017 (https://arxiv.org/abs/1506.01186).
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import build_network, build_tensors, criterion_of
from nnstudio.engine.steps.penalty import build_penalty
from nnstudio.engine.steps.plain import PlainSteps
from nnstudio.engine.steps.protocol import StepParts
from nnstudio.engine.steps.random_state import GLOBAL_GENERATORS, RandomState
from nnstudio.engine.training.optimizer_driver import OptimizerDriver
from nnstudio.engine.training.threads import choose_threads
from nnstudio.project.project import Project

STEPS = 100
_WORSE = 4.0
"""The ramp ends where the loss is so many times the first one."""


@dataclass(frozen=True, eq=False)
class Ramp:
    """Both (steps,)."""

    rates: NDArray[np.float64]
    losses: NDArray[np.float64]
    """Each batch's loss, met before its step."""


def rate_ramp(project: Project, dataset: Dataset, low: float, high: float, steps: int = STEPS) -> Ramp:
    """Takes plain steps from the project's initial weights, each with a larger rate, until the loss is far worse.

    Raises:
        InvalidProjectError: the project has a problem.
    """
    torch.set_num_threads(choose_threads(project))
    with GLOBAL_GENERATORS:
        torch.manual_seed(project.training.seed)
        model = build_network(project)
        random = RandomState(torch.device("cpu"))
    tensors = build_tensors(dataset, project.training.loss)
    driver = OptimizerDriver(project.training, model)
    penalty = build_penalty(project.training, model)
    criterion = criterion_of(project, tensors)
    parts = StepParts(model, criterion, driver.optimizer, tensors, project.training.batch_size, random, penalty)
    plain = PlainSteps(parts)
    rates = np.geomspace(low, high, steps)
    losses: list[float] = []

    def is_over() -> bool:
        """After each step: notes its loss, and sets the next step's rate."""
        losses.append(plain.losses()[-1])
        done = len(losses)
        if done == steps or not math.isfinite(losses[-1]) or losses[-1] > _WORSE * losses[0]:
            return True
        driver.set_lr(float(rates[done]))
        return False

    driver.set_lr(float(rates[0]))
    while True:
        plain.shuffle()
        before = len(losses)
        plain.run(0, is_over)
        # an epoch that was broken off, or came to its end with the last step
        if len(losses) - before < plain.batch_count or len(losses) == steps:
            break
    found = np.array(losses)
    sound = np.isfinite(found)
    return Ramp(rates[: len(found)][sound], found[sound])
