"""A run from beginning to end, as the subcommands need it."""

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from nnstudio.cli.exit_status import DIVERGED, DONE, INTERRUPTED
from nnstudio.cli.options import TrainingOptions
from nnstudio.language import _
from nnstudio.project import edits
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.loss_words import average_during
from nnstudio.project.names import harmless
from nnstudio.project.project import Project
from nnstudio.project.storage import problem_from, write_project

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.snapshots.snapshot import Snapshot
    from nnstudio.engine.training.history import History
    from nnstudio.engine.training.trainer import EpochReport, Trainer

EXIT_STATUS = {"finished": DONE, "early_stopping": DONE, "diverged": DIVERGED, "interrupted": INTERRUPTED}
"""By the reason why a run ended."""


def with_options(project: Project, options: TrainingOptions) -> Project:
    """The project with the options of the command line in place of its own.

    Raises:
        InvalidProjectError: an option is out of range.
    """
    return _with_option(_with_option(project, "epochs", options.epochs), "seed", options.seed)


def _with_option(project: Project, name: str, value: int | None) -> Project:
    if value is None:
        return project
    try:
        return edits.with_training(project, **{name: value})
    except ValidationError as error:
        problem = problem_from(error.errors()[0], {name: value})
        raise InvalidProjectError(f"--{name}: {problem.message}") from None


class Trained(NamedTuple):
    """A run that has come to its end."""

    dataset: "Dataset"
    trainer: "Trainer"
    history: "History"
    result: "Snapshot"
    """The network to keep: the last epoch's, or the best one's where early stopping restores it."""
    stop_reason: str
    stop_sentence: str | None
    seconds: float


class Training:
    """One run from beginning to end, with a progress bar where there is a terminal."""

    def __init__(
        self,
        source: str,
        project: Project,
        device: str,
        save: Path | None,
        interrupted: threading.Event,
        budget: int = 0,
    ) -> None:
        self._source, self._project, self._device, self._save = source, project, device, save
        self._interrupted = interrupted
        # of the snapshots mostly the last alone is wanted
        self._budget = budget

    def train(self) -> "Trained":
        """Trains, and keeps what there is when the loss diverges or Ctrl-C is pressed."""
        from nnstudio.data.load import load_dataset
        from nnstudio.engine.training.devices import require_device
        from nnstudio.engine.training.history import History
        from nnstudio.engine.training.trainer import Trainer
        from nnstudio.engine.training.whole_run import run_whole

        require_device(self._device)
        dataset = load_dataset(self._project.data)
        trainer = Trainer(self._project, dataset, self._device)
        if self._save is not None:
            # once nothing is left to refuse, and before the run: a path that can't be written costs no training
            write_project(self._project, self._save)
        history = History(trainer.initial, self._budget)
        started = time.perf_counter()
        with progress_bar(self._project.training.epochs) as show:
            ending = run_whole(trainer, history, self._interrupted.is_set, show)
        seconds = time.perf_counter() - started
        if ending.reason == "diverged":
            print(harmless(f"nnstudio: {ending.sentence}"), file=sys.stderr)
        stop_sentence = ending.sentence if ending.reason == "early_stopping" else None
        return Trained(dataset, trainer, history, ending.result, ending.reason, stop_sentence, seconds)

    def run(self) -> dict[str, Any]:
        """What `train --json` prints."""
        import torch

        from nnstudio.engine.metrics.result import Result
        from nnstudio.engine.snapshots.probe import Probe

        dataset, trainer, history, result, stop_reason, sentence, seconds = self.train()
        found = Result(self._project, dataset, history, Probe(trainer.model), trainer.layout, result)
        return {
            "source": self._source,
            "device": self._device,
            "torch": torch.__version__,
            "threads": trainer.threads,
            "epochs": history.last.epoch,
            "result_epoch": result.epoch,
            "stop_reason": stop_reason,
            "stop_sentence": sentence,
            "train_loss": history.train_loss,
            "test_loss": history.test_loss if len(dataset.X_test) else None,
            "metrics": found.metrics,
            "baseline": found.baseline,
            "parameters": found.parameters,
            "parameter_count": self._project.parameter_count(),
            "train_seconds": seconds,
        }


@contextmanager
def progress_bar(epochs: int) -> "Iterator[Callable[[Sequence[EpochReport]], None]]":
    """A bar to be told of each few epochs that are done; silent unless standard error is a terminal."""
    from tqdm import tqdm

    # disable=None: silent unless standard error is a terminal
    with tqdm(total=epochs, unit="epoch", disable=None, leave=False) as bar:

        def show(reports: "Sequence[EpochReport]") -> None:
            if not bar.disable:
                last = reports[-1]
                told = _("loss {train_loss:.4g} ({average_during})").format(
                    train_loss=last.train_loss, average_during=average_during(last.epoch)
                )
                bar.set_postfix_str(told, refresh=False)
                bar.update(len(reports))

        yield show
