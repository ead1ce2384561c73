"""So many gestures in one window, and after each of them what must hold."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random

from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import Trainer
from nnstudio.session.commands import EditProject
from nnstudio.session.training_session import State
from nnstudio.ui.app import open_window
from tests.gestures.learner import Learner, nothing_is_asked
from tests.gestures.watch import watched

_ALL_THE_WAY = 25
"""Every how many gestures all is undone and redone."""


_LONGEST_RUN, _LARGEST_DATA = 600, 20_000
"""Epochs and numbers of the samples up to which a run is trained again."""


class GestureError(AssertionError):
    """What did not hold, and the gestures that led there."""


def perform(seed: int, count: int, folder: Path, note: Callable[[str], object]) -> None:
    """Makes `count` gestures in a window of their own; `note` hears of each.

    Raises:
        GestureError: something went wrong.
    """
    random = Random(seed)
    done: list[str] = []
    with watched() as faults, ExitStack() as stack:
        for patch in nothing_is_asked(folder, random):
            stack.enter_context(patch)
        window = open_window("deep-regression")
        window.resize(1500, 950)
        stack.callback(window.close)
        learner = Learner(window, folder, random)
        while not window.parameters:
            learner.look_on()
        for number in range(count):
            gesture = learner.draw()
            note(f"{number} {gesture.__name__}")
            done.append(f"{gesture.__name__} {gesture() or ''}")
            note(f"    {done[-1]}")
            learner.look_on(random.choice((0, 1, 3)))
            if faults:
                break
            try:
                _check(learner)
                if number % _ALL_THE_WAY == 0:
                    _go_all_the_way(learner)
                elif number % _ALL_THE_WAY == _ALL_THE_WAY // 2:
                    _train_again(learner)
            except AssertionError as error:
                faults.append(str(error))
                break
    if faults:
        raise GestureError(f"seed {seed}, after {len(done)} gestures {done[-8:]}:\n" + "\n".join(faults[:3]))


def commands(stack) -> list[EditProject]:
    return [stack.command(i) for i in range(stack.count())]


def _check(learner: Learner) -> None:
    """Each step of undo joins the next, from the project that was opened to the one that is shown."""
    document = learner.window.document
    projects = [learner.opened]
    for command in commands(document.undo_stack):
        assert command._old == projects[-1], f"“{command.text()}” does not begin where the step before ended"
        projects.append(command._new)
    at = document.undo_stack.index()
    assert projects[at] == document.project, f"step {at} of undo is not the project shown"
    run = learner.window.session.run
    # quick steps of undo may have gone ahead of what is shown
    if run is not None and not document.is_ahead:
        assert run.project.run_key() == document.project.run_key(), "the run is not that of the project"
        assert run.trainer.project.run_key() == run.project.run_key(), "the training is not that of its run"


def _train_again(learner: Learner) -> None:
    """What the window has trained, a plain trainer trains from the project alone."""
    window = learner.window
    window.document.commit_pending()
    window.session.pause()
    while window.session.state is State.TRAINING or window.diagnosing or window.session.is_preparing:
        learner.look_on()
    run = window.session.run
    if run is None or run.epoch > _LONGEST_RUN or run.dataset.X_train.size > _LARGEST_DATA:
        return
    trainer, losses = Trainer(window.project, run.dataset, fast=False), []
    try:
        while trainer.epoch < run.epoch:
            trainer.train_on()
            losses += [report.train_loss for report in trainer.epochs(run.epoch)]
    except DivergedError:
        raise AssertionError("trained again, the run diverges") from None
    assert losses == run.history.train_loss, "trained again, the project gives other losses"


def _go_all_the_way(learner: Learner) -> None:
    document = learner.window.document
    document.commit_pending()
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    last = document.project
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.project == learner.opened, "undo does not lead back to the project that was opened"
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    assert document.project == last, "redo does not lead to the last project again"
