"""A fold and a bootstrap sample are chosen where the test share is, and trained as the command trains them."""

from nnstudio.data.load import load_dataset
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project.folds import Fold


def test_that_a_fold_is_chosen_and_trained_as_by_the_command(here):
    before = here.window.project
    here.find("test_share").setValue(30)
    here.action("test_on_fold_action").trigger()
    assert (here.window.project.data.fold, here.window.project.data.test_fraction) == (Fold(), 0)
    assert here.find("test_fold").text() == "1 of 5"
    assert not here.find("test_share").isVisible()
    here.find("test_fold").setValue(5)
    here.find("folds").setValue(4)
    assert here.window.project.data.fold == Fold(folds=4, index=4)
    assert here.find("test_fold").text() == "4 of 4"
    here.action("shuffle_folds_action").trigger()
    here.action("bootstrap_action").trigger()
    here.find("bootstrap").setValue(7)
    project = here.window.project
    assert (project.data.fold, project.data.bootstrap) == (Fold(folds=4, index=4, shuffle=False), 7)
    # without shuffling there is no chance in the folds
    assert not here.find("split_seed").isVisible()
    here.train()
    reports = list(Trainer(project, load_dataset(project.data)).epochs(project.training.epochs))
    assert here.window.train_loss == [report.train_loss for report in reports]
    assert here.window.test_loss == [report.test_loss for report in reports]
    here.action("bootstrap_action").trigger()
    here.action("test_on_share_action").trigger()
    # a share as large as the fold
    assert here.find("test_share").value() == 25
    assert here.window.project.data.bootstrap is None
    while here.window.project != before:
        assert here.action("undo_action").isEnabled()
        here.action("undo_action").trigger()


def test_that_the_menu_says_what_holds(here):
    checked = {name: here.action(f"{name}_action") for name in ("test_on_share", "test_on_fold", "bootstrap")}
    assert [name for name, action in checked.items() if action.isChecked()] == ["test_on_share"]
    assert not here.action("shuffle_folds_action").isEnabled()
    checked["test_on_fold"].trigger()
    checked["test_on_fold"].trigger()
    assert [name for name, action in checked.items() if action.isChecked()] == ["test_on_fold"]
    assert here.action("shuffle_folds_action").isChecked()
    here.action("undo_action").trigger()
    assert [name for name, action in checked.items() if action.isChecked()] == ["test_on_share"]
