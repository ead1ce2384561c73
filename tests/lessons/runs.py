"""What a project's run comes to with each of twenty seeds: what a lesson says must hold whoever's luck it meets."""

import threading
from functools import cache

import torch

from nnstudio.cli.training_run import Training
from nnstudio.engine.metrics.result import Result
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.sweeps.figures import figures_of
from nnstudio.engine.sweeps.lesson_figures import SweepResult
from nnstudio.engine.sweeps.run_sweep import run_sweep
from nnstudio.project.edits import with_training
from nnstudio.project.examples import open_source
from nnstudio.project.guided.patch import patched

SEEDS = range(20)


class Run:
    """A run that has ended; `at` is any snapshot of it."""

    def __init__(self, project):
        self.project = project
        found = Training("", project, "cpu", None, threading.Event(), budget=1 << 26).train()
        self.dataset, self.history = found.dataset, found.history
        self.probe, self.layout = Probe(found.trainer.model), found.trainer.layout
        self.result = self._at(found.result)

    def at(self, epoch):
        return self._at(self.history.nearest(epoch))

    def _at(self, snapshot):
        return Result(self.project, self.dataset, self.history, self.probe, self.layout, snapshot)

    def __call__(self, figure):
        """The figure that a lesson may name."""
        from nnstudio.project.guided.figures import parse_figure

        return parse_figure(figure).value(self.result.look_up)


@cache
def _trained(project):
    return Run(project)


def runs(project, seeds=SEEDS):
    """The project with each seed in place of its own."""
    torch.set_num_threads(1)
    return [_trained(with_training(project, seed=seed)) for seed in seeds]


@cache
def _swept(project, sweep):
    ended = [None] * len(members := sweep.members(project))
    for number, run in run_sweep(members):
        ended[number] = run, figures_of(run)
    return SweepResult(sweep, ended)


def swept(project, sweep):
    """What comes of a sweep, as a lesson's figures have it."""
    return _swept(project, sweep)


def example(name, **change):
    """A project that ships, with fields set as a lesson's `change` does."""
    project = open_source(name)
    return patched(project, change) if change else project
