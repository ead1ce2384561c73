"""Watching a loss, and running out of patience with it."""

from dataclasses import dataclass

from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.language import _, ngettext
from nnstudio.project.schedules import MONITOR_WORDS, EarlyStopping


@dataclass(frozen=True, eq=False)
class Watch:
    """What has been seen so far."""

    best_loss: float
    best: Snapshot
    """The network after the best epoch."""
    waited: int
    """Epochs in a row without an improvement."""


@dataclass(frozen=True, eq=False)
class EarlyStop:
    """The end of a run that was stopped early."""

    sentence: str
    """Why, after which epoch, and what came of it."""
    best: Snapshot
    is_restored: bool
    """Whether the best is the run's result, or its last epoch."""


class Patience:
    """Follows the losses of a run epoch by epoch, and remembers the best. It changes nothing in the run."""

    def __init__(self, spec: EarlyStopping) -> None:
        self.spec = spec
        self.watch: Watch | None = None
        """None before the first epoch."""

    def look(self, train_loss: float, test_loss: float | None, snapshot: Snapshot) -> None:
        """Takes in the next epoch."""
        loss = test_loss if self.spec.monitor == "test_loss" else train_loss
        assert loss is not None
        seen = self.watch
        if seen is None or loss < seen.best_loss - self.spec.min_delta:
            self.watch = Watch(loss, snapshot, 0)
        else:
            self.watch = Watch(seen.best_loss, seen.best, seen.waited + 1)

    @property
    def is_out(self) -> bool:
        """Whether the run is to end here, if epochs are left."""
        return self.watch is not None and self.watch.waited >= self.spec.patience

    def begin_afresh(self) -> None:
        """Counts from 0 again; the best so far stays the one to beat."""
        if self.watch is not None:
            self.watch = Watch(self.watch.best_loss, self.watch.best, 0)

    def stop(self, epoch: int) -> EarlyStop | None:
        """How the run ends after `epoch`; None while there is patience left."""
        if self.watch is None or not self.is_out:
            return None
        spec, best = self.spec, self.watch.best.epoch
        waited = ngettext("1 epoch", "{waited:,} epochs", self.watch.waited).format(waited=self.watch.waited)
        if spec.min_delta:
            form = _(
                "Stopped early after epoch {epoch:,}: the {loss} has not improved by more than {delta:g} for {waited}"
            )
        else:
            form = _("Stopped early after epoch {epoch:,}: the {loss} has not improved for {waited}")
        stopped = form.format(epoch=epoch, loss=MONITOR_WORDS[spec.monitor], delta=spec.min_delta, waited=waited)
        if spec.restore_best:
            form = _("{stopped}; the best was epoch {best:,}, whose weights were restored.")
        else:
            form = _("{stopped}; the best was epoch {best:,}.")
        sentence = form.format(stopped=stopped, best=best)
        return EarlyStop(sentence, self.watch.best, spec.restore_best)
