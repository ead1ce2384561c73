"""Has a race trained beside the window, until it is over or nobody wants it any more."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.language import _
from nnstudio.project.project import Project
from nnstudio.project.sweep import Member
from nnstudio.session.background_task import ProgressTask
from nnstudio.session.run import Run

if TYPE_CHECKING:
    from nnstudio.engine.views.race_map import RaceMap


class RaceSession(QObject):
    """One race at a time. It goes when the project becomes one that does not race in it."""

    changed = Signal()
    """One has begun, is over, or has been dropped."""
    progressed = Signal(int)
    """How much of it is done, in thousandths."""
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._members: tuple[Member, ...] = ()
        self._task: ProgressTask | None = None
        self._stopped = threading.Event()
        self.map: RaceMap | None = None
        """The race that is over; None while there is none."""

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    @property
    def projects(self) -> list[Project]:
        """Who races."""
        return [member.project for member in self._members]

    def place_of(self, project: Project) -> int | None:
        """Which of the racers a project is, however many epochs it is to be trained; None if it does not race."""
        keys = [each.run_key() for each in self.projects]
        return keys.index(project.run_key()) if project.run_key() in keys else None

    def start(self, members: Sequence[Member], run: Run) -> None:
        """Begins a race of these, in place of any other; `run` has their network and data."""
        self._drop()
        self._members = tuple(members)
        stopped = self._stopped = threading.Event()
        task = ProgressTask(partial(_race, self._members, run, stopped), _("The race could not be run"), False)
        self._task = task
        task.progressed.connect(self.progressed)
        task.done.connect(self._on_task_done)
        task.failed.connect(self._on_task_failed)
        task.go()
        self.changed.emit()

    @Slot()
    def drop(self) -> None:
        """Ends the race, or forgets it."""
        if self._task is not None or self.map is not None:
            self._drop()
            self.changed.emit()

    @Slot(Project)
    def follow(self, project: Project) -> None:
        """The project has become another one."""
        if self.place_of(project) is None:
            self.drop()

    def close(self) -> None:
        """Ends the race; returns when its threads have ended."""
        task = self._task
        self._drop()
        if task is not None:
            task.wait()

    def _drop(self) -> None:
        self._stopped.set()
        if self._task is not None:
            self._task.cancel()
        self._task, self.map, self._members = None, None, ()

    @Slot(object)
    def _on_task_done(self, found: "tuple[threading.Event, RaceMap | None]") -> None:
        stopped, race = found
        # another may have been begun while this was on its way here
        if stopped is self._stopped and not stopped.is_set():
            self._task, self.map = None, race
            self.changed.emit()

    @Slot(str)
    def _on_task_failed(self, sentence: str) -> None:
        self._drop()
        self.changed.emit()
        self.failed.emit(sentence)


def _race(
    members: Sequence[Member], run: Run, stopped: threading.Event, tell: Callable[[float], None]
) -> "tuple[threading.Event, RaceMap | None]":
    from nnstudio.engine.sweeps.race import run_race
    from nnstudio.engine.views.landscape import learned_mask
    from nnstudio.engine.views.race_map import race_map

    race = run_race(members, tell, stopped.is_set, run.trainer.device.type)
    found = None if race is None else race_map(race, learned_mask(run.project, run.trainer.layout))
    return stopped, found
