"""A run from where it stands to its end, and how it ended."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.history import History
from nnstudio.engine.training.trainer import EpochReport, Trainer, never

StopReason = Literal["finished", "interrupted", "diverged", "early_stopping"]


class Ending(NamedTuple):
    """How a run ended."""

    reason: StopReason
    sentence: str | None
    """Of a run that diverged or was stopped early."""
    result: Snapshot
    """The network to keep: the last epoch's, or the best one's where early stopping restores it."""


def run_whole(
    trainer: Trainer,
    history: History,
    stop: Callable[[], bool] = never,
    look: Callable[[Sequence[EpochReport]], object] | None = None,
) -> Ending:
    """Trains the project's epochs, or until it diverges, stops early, or `stop` says so.

    Args:
        trainer: what to train.
        history: takes in each epoch.
        stop: asked after each batch.
        look: is told of each few epochs, once the history has them.
    """
    until = trainer.project.training.epochs
    try:
        for reports in trainer.epoch_batches(until, stop):
            for report in reports:
                history.add(report)
            if look is not None:
                look(reports)
    except DivergedError as error:
        return Ending("diverged", str(error), history.last)
    early = trainer.early_stop(until)
    if early is not None:
        return Ending("early_stopping", early.sentence, early.best if early.is_restored else history.last)
    return Ending("finished" if history.last.epoch >= until else "interrupted", None, history.last)
