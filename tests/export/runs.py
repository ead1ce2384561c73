"""Runs to export."""

import subprocess
import sys
from pathlib import Path

from nnstudio.data.load import load_dataset
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.history import History
from nnstudio.engine.training.trainer import Trainer
from nnstudio.export.outcome import Outcome, outcome_at
from nnstudio.project.data import DataSpec
from nnstudio.project.layers.activations import SigmoidLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.classification import BCELoss
from nnstudio.project.losses.kinds import LOSSES_OF_TASK
from nnstudio.project.losses.spec import LossSpec
from nnstudio.project.network import NetworkSpec
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.project import Project
from nnstudio.project.training import TrainingSpec

UNSEEN = "import sys; sys.modules['nnstudio'] = None\n"
"""First in a program that is to run as if the studio were not installed."""


def trained(project: Project, epoch: int | None = None, name: str = "a run") -> Outcome:
    """The project's run, at its end or at an earlier epoch."""
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    history = History(trainer.initial)
    for report in trainer.epochs(project.training.epochs):
        history.add(report)
    epoch = history.last.epoch if epoch is None else epoch
    probe = Probe(trainer.model)
    return outcome_at(project, dataset, history, probe, epoch=epoch, name=name, device="cpu", threads=trainer.threads)


def project_on(source, *kinds: str, loss: LossSpec | None = None, epochs: int = 3, **data) -> Project:
    """A small network of layers of these kinds, each behind a Linear, on a source."""
    loss = loss or LOSSES_OF_TASK[source.task][0]
    layers = [layer for kind in kinds for layer in (LinearLayer(units=4), LAYER_KINDS[kind]())]
    layers.append(LinearLayer())
    if loss == BCELoss():
        layers.append(SigmoidLayer())
    return Project(
        data=DataSpec(source=source, **data),
        network=NetworkSpec(layers=tuple(layers)),
        training=TrainingSpec(loss=loss, optimizer=AdamSpec(lr=0.05), batch_size=50, epochs=epochs, seed=1),
    )


def run_outside(code: str, *arguments: object, cwd: Path) -> str:
    """What `code` prints in a fresh interpreter that can't see the studio."""
    command = [sys.executable, "-I", "-c", UNSEEN + code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=110, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout
