"""Microseconds an epoch: the studio's trainer, the lecture's loop, and scikit-learn's MLP, in the same process."""

import time
import warnings
from collections.abc import Callable

import numpy as np
import torch
from sklearn.neural_network import MLPClassifier, MLPRegressor
from torch.utils.data import DataLoader, TensorDataset

from nnstudio.data.dataset import Dataset
from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_network, build_tensors
from nnstudio.engine.losses.table import build_criterion
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project.data import DataSpec
from nnstudio.project.examples import list_examples, open_source
from nnstudio.project.layers.kinds import LAYER_KINDS, AnyLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.kinds import LOSSES_OF_TASK
from nnstudio.project.network import NetworkSpec
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.project import Project
from nnstudio.project.sources.bundled import DigitsSource
from nnstudio.project.sources.drawn import GaussSource, SpiralSource, WaveSource, XorSource
from nnstudio.project.sources.kinds import AnySource
from nnstudio.project.sources.scikit_made import CirclesSource
from nnstudio.project.sources.spec import Task
from nnstudio.project.training import TrainingSpec

_SKLEARN_ACTIVATIONS = {"relu": "relu", "sigmoid": "logistic", "tanh": "tanh"}


def made(source: AnySource, hidden: list[int], activation: str, batch_size: int) -> Project:
    """A project with hidden layers of these sizes, trained by Adam."""
    layers: list[AnyLayer] = []
    for units in hidden:
        layers += [LinearLayer(units=units), LAYER_KINDS[activation]()]
    loss = LOSSES_OF_TASK[source.task][0]
    return Project(
        data=DataSpec(source=source),
        network=NetworkSpec(layers=(*layers, LinearLayer())),
        training=TrainingSpec(loss=loss, optimizer=AdamSpec(lr=0.01), batch_size=batch_size, seed=0),
    )


def projects() -> dict[str, Project]:
    """The lecture's eight trainings, and five networks of other sizes."""
    lessons = {lesson.id: open_source(lesson.id) for lesson in list_examples()}
    return lessons | {
        "2-4-2-1 tanh, 250, batch 10": made(GaussSource(samples=250), [4, 2], "tanh", 10),
        "1-20-20-1 sigmoid, 500, batch 50": made(WaveSource(), [20, 20], "sigmoid", 50),
        "2-8x6-1 tanh, 500, batch 10": made(SpiralSource(), [8] * 6, "tanh", 10),
        "2-64-64-1 tanh, 2000, batch 50": made(XorSource(samples=2000), [64, 64], "tanh", 50),
        "digits 64-64-10 ReLU, batch 64": made(DigitsSource(), [64], "relu", 64),
    }


def growing() -> dict[str, list[tuple[str, Project]]]:
    """The same network with one thing at a time doubled twice."""
    return {
        "samples": [(str(n), made(CirclesSource(samples=n), [5], "relu", 50)) for n in (300, 600, 1200)],
        "width": [(str(w), made(CirclesSource(), [w], "relu", 50)) for w in (16, 32, 64)],
        "depth": [(str(d), made(CirclesSource(), [8] * d, "relu", 50)) for d in (1, 2, 4)],
    }


def studio(project: Project, dataset: Dataset) -> Callable[[int], None]:
    """Trains by the studio's own trainer."""
    trainer = Trainer(project, dataset)

    def train(epochs: int) -> None:
        for _ in trainer.epoch_batches(trainer.epoch + epochs):
            pass

    return train


def lecture(project: Project, dataset: Dataset) -> Callable[[int], None]:
    """Trains as the lecture does: a DataLoader, modules, PyTorch's default optimiser, `loss.item()` a batch."""
    torch.manual_seed(project.training.seed)
    model = build_network(project)
    tensors = build_tensors(dataset, project.training.loss)
    loader = DataLoader(
        TensorDataset(tensors.X_train, tensors.y_train), batch_size=project.training.batch_size, shuffle=True
    )
    criterion = build_criterion(project.training.loss)
    spec = project.training.optimizer
    classes = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}
    optimizer = classes[spec.kind](model.parameters(), lr=spec.lr)

    def train(epochs: int) -> None:
        for _ in range(epochs):
            losses = 0.0
            for X, y in loader:
                optimizer.zero_grad()
                loss = criterion(model(X), y)
                loss.backward()
                optimizer.step()
                losses += loss.item()

    return train


def sklearn(project: Project, dataset: Dataset) -> Callable[[int], None]:
    """Trains scikit-learn's MLP of the same layers, optimiser and batches; it has no linear regression by steps."""
    layers = project.network.layers
    hidden = [layer.units for layer in layers[:-1] if isinstance(layer, LinearLayer)]
    activations = [layer.kind for layer in layers if layer.kind in _SKLEARN_ACTIVATIONS]
    spec = project.training.optimizer
    options = {
        "hidden_layer_sizes": tuple(hidden),
        "activation": _SKLEARN_ACTIVATIONS[activations[0]] if activations else "identity",
        "solver": spec.kind,
        "alpha": 0.0,
        "learning_rate_init": spec.lr,
        "batch_size": project.training.batch_size,
        "momentum": 0.0,
        "nesterovs_momentum": False,
        "random_state": 0,
        "n_iter_no_change": 10**9,
        "tol": 0.0,
    }
    mlp = MLPRegressor if project.data.task is Task.REGRESSION else MLPClassifier
    X = dataset.X_train.astype(np.float32)
    y = dataset.y_train.astype(np.float32) if project.data.task is Task.REGRESSION else dataset.y_train

    def train(epochs: int) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            mlp(max_iter=epochs, **options).fit(X, y)

    return train


def microseconds(train: Callable[[int], None], seconds: float) -> float:
    """The best time for an epoch, of some stretches of about `seconds` each."""
    (us,) = interleaved([train], seconds)
    return us


def interleaved(ways: list[Callable[[int], None]], seconds: float, repeats: int = 3) -> list[float]:
    """Each way's best time for an epoch; they take turns, so that a slow moment of the machine meets them all."""
    stretches = [_epochs_in(train, seconds) for train in ways]
    best = [float("inf")] * len(ways)
    for _ in range(repeats):
        for i, (train, epochs) in enumerate(zip(ways, stretches, strict=True)):
            best[i] = min(best[i], _timed(train, epochs) / epochs)
    return [1e6 * time_an_epoch for time_an_epoch in best]


def _epochs_in(train: Callable[[int], None], seconds: float) -> int:
    train(3)
    return max(3, int(3 * seconds / _timed(train, 3)))


def _timed(train: Callable[[int], None], epochs: int) -> float:
    started = time.perf_counter()
    train(epochs)
    return time.perf_counter() - started


def compare(project: Project, seconds: float) -> tuple[float, float, float]:
    """Microseconds an epoch of the studio, the lecture's loop and scikit-learn."""
    dataset = load_dataset(project.data)
    ours, theirs, mlp = interleaved([way(project, dataset) for way in (studio, lecture, sklearn)], seconds)
    return ours, theirs, mlp
