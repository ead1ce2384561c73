"""Small projects that train in no time, and what a plain trainer makes of them."""

from nnstudio.data.load import load_dataset
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.data import DataSpec
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.classification import BCEWithLogitsLoss
from nnstudio.project.losses.regression import MSELoss
from nnstudio.project.network import NetworkSpec
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.project import Project
from nnstudio.project.sources.scikit_made import CirclesSource, LinearSource
from nnstudio.project.training import TrainingSpec


def small(epochs: int = 20, **training) -> Project:
    """60 points, 17 parameters, 6 batches an epoch."""
    spec = TrainingSpec(loss=BCEWithLogitsLoss(), optimizer=AdamSpec(lr=0.05), batch_size=10, epochs=epochs)
    return Project(
        data=DataSpec(source=CirclesSource(samples=60), test_fraction=0.2),
        network=NetworkSpec(layers=(LinearLayer(units=4), ReLULayer(), LinearLayer())),
        training=edits.changed(spec, **training),
    )


def slow(epochs: int, samples: int = 1500) -> Project:
    """Batches of one sample: an epoch takes a while, and a pause falls into the middle of it."""
    project = edits.with_source_options(small(epochs, batch_size=1), samples=samples)
    return edits.with_data(project, test_fraction=0.0)


def diverging() -> Project:
    """A line whose loss grows with every epoch, until float32 can't hold it."""
    return Project(
        data=DataSpec(source=LinearSource(samples=50)),
        network=NetworkSpec(layers=(LinearLayer(),)),
        training=TrainingSpec(loss=MSELoss(), optimizer=SGDSpec(lr=10.0), batch_size=10, epochs=200),
    )


def uninterrupted(project: Project, epochs: int | None = None) -> tuple[list[float], list[float]]:
    """The train and test losses of one run from beginning to end, as far as it goes."""
    train, test = [], []
    try:
        for report in Trainer(project, load_dataset(project.data)).epochs(epochs or project.training.epochs):
            train.append(report.train_loss)
            test.append(report.test_loss)
    except DivergedError as error:
        assert error.epoch == len(train) + 1
    return train, test
