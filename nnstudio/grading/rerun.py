"""Running a learner's project again, within limits that no hand-in can go beyond."""

import gc
import json
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic_core import from_json

from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError, ProjectError
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.storage import project_json
from nnstudio.project.sweep import Sweep

if TYPE_CHECKING:
    from nnstudio.engine.metrics.result import Result
    from nnstudio.engine.sweeps.lesson_figures import SweepResult

LIMIT_S = 120.0
"""How long the runs of one hand-in may compute, all together. What else the machine does costs nobody anything."""
MAX_EPOCHS = 1_000_000
MAX_PARAMETERS = 5_000_000
MAX_WORK = 20_000_000_000
"""Samples times parameters: what an epoch, and each look at all samples, may cost."""
MAX_NUMBERS = 100_000_000
"""Samples times units: what a look at all samples takes of memory, at 4 bytes each."""
_KEPT = 16
_KEPT_SWEEPS = 4
_KEPT_NUMBERS = 20_000_000
"""Numbers in the data and the weights of the runs that are remembered: some three times as much of memory as at 4 bytes
each, for both are there in several forms."""


class TooLongError(ProjectError):
    """The time for a hand-in is used up."""


class Stopped(Exception):  # noqa: N818 - nothing is wrong
    """Whoever grades wants to stop."""


class Budget:
    """The time that the runs of one hand-in may take."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._left = seconds

    def spend(self, seconds: float) -> None:
        self._left -= seconds

    @property
    def left(self) -> float:
        return max(0.0, self._left)


class Runner:
    """Trains, and remembers the latest runs: most of a class hand in the same ones."""

    def __init__(self, stop: Callable[[], bool]) -> None:
        self._stop = stop
        self._swept: OrderedDict[str, SweepResult] = OrderedDict()
        self._results: OrderedDict[str, Result | str] = OrderedDict()
        """The latest last. Of what could not be trained, the sentence: an error holds on to all that led there."""

    def run(self, project: Project, epochs: int, budget: Budget, weights_sha256: str = "") -> "Result":
        """What comes of a project after so many epochs.

        Where early stopping would have ended the run there, its result is the best epoch if that is restored, unless
        the last epoch's weights are those that `weights_sha256` names: then these were its last epochs anyway.

        Raises:
            ProjectError: it can't be trained, is too large, or diverges.
            TooLongError: it takes longer than is left.
            Stopped: as whoever grades wishes.
        """
        wanted = weights_sha256 if project.training.early_stopping is not None else ""
        key = json.dumps([from_json(project_json(project)), epochs, wanted], sort_keys=True)
        known = self._results.get(key)
        if known is None:
            try:
                known = self._train(project, epochs, budget, wanted)
            except (TooLongError, Stopped):
                raise
            except ProjectError as error:
                known = str(error)
            # modules and what watches them hold each other; the next run may need their memory
            gc.collect()
            self._results[key] = known
            while len(self._results) > _KEPT or (len(self._results) > 1 and self._numbers() > _KEPT_NUMBERS):
                self._results.popitem(last=False)
        self._results.move_to_end(key)
        if isinstance(known, str):
            raise InvalidProjectError(known)
        return known

    def sweep(self, project: Project, sweep: Sweep, budget: Budget) -> "SweepResult":
        """What comes of a sweep that a lesson asks for.

        Raises:
            ProjectError: a run is too large, or can't be trained.
            TooLongError: it takes longer than is left.
            Stopped: as whoever grades wishes.
        """
        key = json.dumps([from_json(project_json(project)), repr(sweep)], sort_keys=True)
        if key not in self._swept:
            self._swept[key] = self._sweep(project, sweep, budget)
            while len(self._swept) > _KEPT_SWEEPS:
                self._swept.popitem(last=False)
        self._swept.move_to_end(key)
        return self._swept[key]

    def _sweep(self, project: Project, sweep: Sweep, budget: Budget) -> "SweepResult":
        from nnstudio.engine.sweeps.figures import figures_of
        from nnstudio.engine.sweeps.lesson_figures import Ended, SweepResult
        from nnstudio.engine.sweeps.run_sweep import run_sweep

        members = sweep.members(project)
        for each in members:
            check_size(each.project, each.project.training.epochs)
        if not budget.left:
            raise TooLongError(_("the {seconds:g} s that a hand-in has are used up").format(seconds=budget.seconds))
        began = time.process_time()
        end = began + budget.left
        found: list[Ended | None] = [None] * len(members)
        try:
            for number, run in run_sweep(members, lambda: self._stop() or time.process_time() > end):
                if run.ending.reason != "interrupted":
                    found[number] = run, figures_of(run)
        finally:
            budget.spend(time.process_time() - began)
        ended = [each for each in found if each is not None]
        if len(ended) < len(members):
            if self._stop():
                raise Stopped
            told = _("{n:,} runs take longer than the {seconds:g} s that a hand-in has")
            raise TooLongError(told.format(n=len(members), seconds=budget.seconds))
        return SweepResult(sweep, ended)

    def _numbers(self) -> int:
        """How many numbers are remembered."""
        projects = [known.project for known in self._results.values() if not isinstance(known, str)]
        return sum(one.parameter_count() + one.data.source.sample_count() * one.data.input_count() for one in projects)

    def _train(self, project: Project, epochs: int, budget: Budget, weights_sha256: str) -> "Result":
        from nnstudio.data.load import load_dataset
        from nnstudio.engine.metrics.result import Result
        from nnstudio.engine.snapshots.fingerprint import fingerprint
        from nnstudio.engine.snapshots.probe import Probe
        from nnstudio.engine.training.divergence import DivergedError
        from nnstudio.engine.training.history import History
        from nnstudio.engine.training.trainer import Trainer

        check_size(project, epochs)
        if not budget.left:
            raise TooLongError(_("the {seconds:g} s that a hand-in has are used up").format(seconds=budget.seconds))
        began = time.process_time()
        end = began + budget.left
        try:
            dataset = load_dataset(project.data)
            trainer = Trainer(project, dataset, "cpu")
            # of the snapshots, the last alone is wanted
            history = History(trainer.initial, 0)
            while trainer.epoch < epochs and time.process_time() <= end and not self._stop():
                # whoever goes on after an early stop has patience counted afresh
                trainer.train_on()
                for epoch_batch in trainer.epoch_batches(epochs, lambda: self._stop() or time.process_time() > end):
                    for report in epoch_batch:
                        history.add(report)
        except DivergedError as error:
            raise InvalidProjectError(str(error)) from None
        finally:
            budget.spend(time.process_time() - began)
        if history.last.epoch < epochs:
            if self._stop():
                raise Stopped
            raise TooLongError(
                _("{epochs:,} epochs take longer than the {seconds:g} s that a hand-in has").format(
                    epochs=epochs, seconds=budget.seconds
                )
            )
        stop = trainer.early_stop(epochs + 1)
        is_best = stop is not None and stop.is_restored and fingerprint(history.last) != weights_sha256
        result = stop.best if stop is not None and is_best else history.last
        return Result(project, dataset, history, Probe(trainer.model), trainer.layout, result)


def check_size(project: Project, epochs: int) -> None:
    """Raises InvalidProjectError if a run would take far too much time or memory, before it takes any."""
    if epochs > MAX_EPOCHS:
        raise InvalidProjectError(
            _("{epochs:,} epochs are not run again; at most {max_epochs:,} are").format(
                epochs=epochs, max_epochs=MAX_EPOCHS
            )
        )
    parameters, samples = project.parameter_count(), project.data.source.sample_count()
    numbers = samples * sum(max(shape.inputs, shape.outputs) for shape in project.layer_shapes())
    if parameters > MAX_PARAMETERS or samples * parameters > MAX_WORK or numbers > MAX_NUMBERS:
        raise InvalidProjectError(
            _(
                "{parameters:,} parameters and {samples:,} samples are too many to be run again; use a smaller network"
            ).format(parameters=parameters, samples=samples)
        )


def with_table(project: Project, tables: dict[str, str]) -> Project:
    """The project with its table where this machine has it, found by its hash.

    Raises:
        InvalidProjectError: there is no such table.
    """
    source = project.data.source
    if not isinstance(source, CsvSource):
        return project
    if source.sha256 is None or source.sha256 not in tables:
        raise InvalidProjectError(_("its table is not the one that lies beside the lesson"))
    here = source.model_copy(update={"path": tables[source.sha256]})
    return project.model_copy(update={"data": project.data.model_copy(update={"source": here})})
