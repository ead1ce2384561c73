"""Going back to an epoch and training on is the same run."""

from hypothesis import given, reject, settings

from nnstudio.data.load import load_dataset
from nnstudio.engine.training.branch import trainer_at
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.schedules import EarlyStopping
from tests.project.examples import circles
from tests.strategies import projects

EPOCHS = 5


@settings(max_examples=10)
@given(projects(stopping=False))
def test_that_a_branch_goes_on_as_the_run_did(project):
    dataset = load_dataset(project.data)
    try:
        whole = list(Trainer(project, dataset).epochs(EPOCHS))
    except DivergedError:
        reject()
    branch = trainer_at(project, dataset, 2)
    assert branch is not None
    rest = list(branch.epochs(EPOCHS))
    assert [(r.epoch, r.train_loss, r.test_loss) for r in rest] == [
        (r.epoch, r.train_loss, r.test_loss) for r in whole[2:]
    ]
    assert (rest[-1].snapshot.vector == whole[-1].snapshot.vector).all()


def test_that_the_way_back_can_be_broken_off():
    project = open_source("binary-classification")
    assert trainer_at(project, load_dataset(project.data), 10, stop=lambda: True) is None


def test_that_an_epoch_beyond_an_early_stop_is_reached_as_by_training_on():
    project = edits.with_training(
        circles(), early_stopping=EarlyStopping(monitor="train_loss", patience=1, min_delta=1)
    )
    dataset = load_dataset(project.data)
    trainer = trainer_at(project, dataset, 9)
    assert trainer is not None
    plain = trainer_at(circles(), dataset, 9)
    assert trainer.snapshot().vector.tobytes() == plain.snapshot().vector.tobytes()
