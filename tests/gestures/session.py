"""So many gestures in one window, and after each of them what must hold."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random

from nnstudio.session.commands import EditProject
from nnstudio.ui.app import open_window
from tests.gestures.learner import Learner, nothing_is_asked
from tests.gestures.watch import watched

_ALL_THE_WAY = 25
"""Every how many gestures all is undone and redone."""


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
