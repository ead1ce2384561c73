"""Training a project to its end, for what has come of it."""

from nnstudio.data.load import load_dataset
from nnstudio.engine.metrics.result import Result
from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.history import History
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project.storage import project_from


def result_of(raw):
    """The result of a project given as JSON's values, and the hash of its weights."""
    project = project_from(raw)
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    history = History(trainer.initial)
    for report in trainer.epochs(project.training.epochs):
        history.add(report)
    return Result(project, dataset, history, Probe(trainer.model), trainer.layout), fingerprint(history.last)
