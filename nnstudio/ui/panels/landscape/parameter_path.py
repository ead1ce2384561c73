"""A run's path through its parameters, found in a thread of its own: a long path takes more than a frame's time."""

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.run import Run

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nnstudio.engine.views.landscape import Slice

MOST_POINTS = 400
_REST = 20
"""While training goes on, it rests so many times as long as it took."""


@dataclass(frozen=True, eq=False)
class ParameterPath:
    """What a run's parameters went through until an epoch."""

    run: Run
    epoch: int
    path: "NDArray[np.float64]"
    """(points, state): at most `MOST_POINTS` of the stored epochs; the first and the last are among them."""
    plane: "Slice | None"
    """In which it moved most; None until it has two directions."""


class PathFinder(QObject):
    """Keeps the path of a run that gets further."""

    found = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._task: BackgroundTask | None = None
        self._started, self._next = 0.0, 0.0
        self.path: ParameterPath | None = None
        """The run's, as of the last look; None until it is found."""

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    @property
    def is_behind(self) -> bool:
        """Whether the run has got further since."""
        return self._run is not None and (self.path is None or self.path.epoch != self._run.epoch)

    def set_run(self, run: Run | None) -> None:
        self._run, self.path = run, None

    def look(self, hurried: bool = False) -> None:
        """Goes after the run, if it has got further; one task at a time, and in a running training with pauses."""
        if self._run is None or self._task is not None or not self.is_behind:
            return
        if hurried and time.perf_counter() < self._next:
            return
        self._started = time.perf_counter()
        self._task = BackgroundTask(partial(_path_of, self._run))
        self._task.done.connect(self._on_task_done)
        self._task.failed.connect(self._on_task_failed)
        self._task.go()

    def rest(self, seconds: float) -> None:
        """Something has taken so long: the next path that is not asked for at rest comes after a multiple of it."""
        self._next = time.perf_counter() + _REST * seconds

    @Slot(ParameterPath)
    def _on_task_done(self, path: ParameterPath) -> None:
        self._task = None
        self.rest(time.perf_counter() - self._started)
        if path.run is self._run:
            self.path = path
            self.found.emit()
        else:
            self.look()

    @Slot(str)
    def _on_task_failed(self, sentence: str) -> None:
        self._task = None
        self.failed.emit(sentence)


def _path_of(run: Run) -> ParameterPath:
    import numpy as np

    from nnstudio.engine.views.landscape import learned_mask, principal_slice

    history = run.history
    epochs = history.epochs
    chosen = sorted({epochs[round(i)] for i in np.linspace(0, len(epochs) - 1, min(MOST_POINTS, len(epochs)))})
    path = np.array([history.nearest(epoch).vector for epoch in chosen], dtype=np.float64)
    return ParameterPath(run, epochs[-1], path, principal_slice(path, learned_mask(run.project, run.trainer.layout)))
