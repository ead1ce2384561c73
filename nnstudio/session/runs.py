"""All runs of the open project that have been trained: the current one, and those put away."""

from PySide6.QtCore import QObject, Signal

from nnstudio.language import _
from nnstudio.project.project import Project
from nnstudio.session.run import Run

KEPT_RUNS = 24
MEMORY_BUDGET = 512 * 2**20
"""Bytes that the snapshots of all kept runs may take together."""
_SMALL = 16 * 2**20


class RunBook(QObject):
    """Numbers the runs in the order in which they were first trained, and keeps them within a memory budget."""

    changed = Signal()
    """A run was added, renamed or forgotten."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: list[Run] = []
        self._count = 0
        self._name: tuple[object, str] | None = None

    @property
    def runs(self) -> tuple[Run, ...]:
        """In the order of their numbers."""
        return tuple(self._runs)

    def name_next(self, project: Project, name: str) -> None:
        """What the next run of `project` is called that begins to train, if it has no name yet."""
        self._name = project.run_key(), name

    def enter(self, run: Run) -> None:
        """Takes in a run that begins to train, and gives it its name; the oldest make way."""
        if run in self._runs:
            return
        self._count += 1
        wished, self._name = self._name, None
        if not run.name and wished is not None and wished[0] == run.project.run_key():
            run.name = wished[1]
        run.name = run.name or _("Run {count}").format(count=self._count)
        self._runs.append(run)
        del self._runs[:-KEPT_RUNS]
        self._save_memory()
        self.changed.emit()

    def rename(self, run: Run, name: str) -> None:
        run.name = name.strip() or run.name
        self.changed.emit()

    def forget(self, run: Run) -> None:
        """Drops a run for good."""
        if run in self._runs:
            self._runs.remove(run)
            self.changed.emit()

    def clear(self) -> None:
        self._runs.clear()
        self._count = 0
        self.changed.emit()

    def latest(self, project: Project) -> Run | None:
        """The run of `project` that was begun last and not set aside, whatever its number of epochs."""
        key = project.run_key()
        runs = (run for run in reversed(self._runs) if not run.is_set_aside and run.project.run_key() == key)
        return next(runs, None)

    def _save_memory(self) -> None:
        """Thins the snapshots of the oldest runs; every epoch's losses stay."""
        total = sum(run.history.nbytes for run in self._runs)
        for run in self._runs[:-1]:
            if total <= MEMORY_BUDGET:
                return
            total -= run.history.nbytes
            run.history.shrink(_SMALL)
            total += run.history.nbytes
