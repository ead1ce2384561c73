"""Sweeps beside one run of the same project, by the command: how many times as long, and how much more memory."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.project import Project
from nnstudio.project.storage import write_project
from tests.bench.speed import projects

_DIGITS = "digits 64-64-10 ReLU, batch 64"


class Cost(NamedTuple):
    """Of a command, from its start to its end."""

    seconds: float
    megabytes: float
    """The most that it had at a time."""


class Sweep(NamedTuple):
    """What is measured."""

    title: str
    project: Project
    options: tuple[str, ...]
    """Of the command, besides the project; without them it is one run."""


def sweeps(quick: bool) -> list[Sweep]:
    circles = edits.with_training(open_source("binary-classification"), epochs=20)
    curve = edits.with_training(open_source("nonlinear-regression"), epochs=200)
    digits = edits.with_training(projects()[_DIGITS], epochs=20 if quick else 200)
    rates = ("sweep", "--vary", "training.optimizer.lr=0.001..1:log:9", "--seeds", "5")
    return [
        Sweep("binary-classification, 16 seeds, 20 epochs", circles, ("train", "--seeds", "16")),
        Sweep("nonlinear-regression, 9 rates, 5 seeds, 200 epochs", curve, rates),
        Sweep(f"{_DIGITS}, 64 seeds, {digits.training.epochs} epochs", digits, ("train", "--seeds", "64")),
    ]


def measure(sweep: Sweep, repeats: int) -> tuple[Cost, Cost]:
    """One run, and all; the best of so many."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "project.json"
        write_project(sweep.project, path)
        name, *options = sweep.options
        commands = ["train", str(path)], [name, str(path), *options]
        costs = [[_cost(command) for command in commands] for _unused in range(repeats)]
    one, many = (min(found) for found in zip(*costs, strict=True))
    return one, many


def _cost(command: list[str]) -> Cost:
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "nnstudio", *command], stdout=subprocess.DEVNULL)
    _unused, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 3), command
    return Cost(time.perf_counter() - begun, used.ru_maxrss / 1024)
