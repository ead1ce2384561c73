"""What a search for causes goes by, and when a trial training confirms one."""

from dataclasses import dataclass, replace

from nnstudio.engine.diagnosis.finding import Finding
from nnstudio.engine.diagnosis.run_facts import RunFacts
from nnstudio.engine.diagnosis.trials import Outcome, TrialRunner
from nnstudio.project.project import Project

RATIO, GAP = 0.72, 0.12
"""A run falls short if it has learned less than this share of what can be learned, by at least so much."""
ENOUGH = 0.85
"""A cause that gets so much of what can be learned explains the run; nothing is looked for behind it."""


@dataclass(frozen=True, eq=False)
class Search:
    """A run, the trials, and what there is to learn."""

    facts: RunFacts
    trial_runner: TrialRunner
    goal: float
    """The yardstick's sure share: what is learned beyond it is these samples, not the rule behind them."""

    def share(self, outcome: Outcome) -> float:
        """Which share of the constant answer's loss a trial has got rid of, as far as that can be learned."""
        return min(outcome.learned, self.goal)

    def is_better(self, outcome: Outcome, ratio: float = RATIO) -> bool:
        """Whether a trial has learned so much more than the run that chance is no explanation.

        Where there are test samples, it has to do better on them, too: what it learns may be the training samples.
        """
        if outcome.diverged or not falls_short(self.facts.learned, self.share(outcome), ratio):
            return False
        known, now = self.facts.test_loss, outcome.test_loss
        if not known or now is None or outcome.target_scaled:
            return True
        return known[self.facts.epochs - 1] - now >= GAP / 2 * self.facts.baseline


@dataclass(frozen=True)
class Confirmed:
    """A cause that a trial has confirmed."""

    finding: Finding
    share: float
    """Which share of the constant answer's loss is gone without it, as far as that can be learned."""
    remedied: Project | None = None
    """The project without the cause, which was tried; None where no edit leads to what was tried."""

    def told(self) -> Finding:
        """The finding, with what was tried."""
        return replace(self.finding, remedied=self.remedied)


def falls_short(learned: float, goal: float, ratio: float = RATIO) -> bool:
    """Whether that much has been learned less than `goal` that chance is no explanation."""
    return learned < ratio * goal and goal - learned >= GAP
