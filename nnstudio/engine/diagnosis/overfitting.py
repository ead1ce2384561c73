"""Whether the run has learned its training samples instead of the rule behind them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.engine.diagnosis.run_facts import RunFacts
from nnstudio.language import _

_FEWEST_EPOCHS = 10
_LEARNED = 0.1
_SAMPLES_A_NUMBER = 10


def over_fitting(facts: RunFacts) -> Iterator[Finding]:
    """The test loss has risen since its lowest while the training loss went on falling; or they lie far apart.

    What is told are the history's own losses, and they decide. One lucky epoch can't: smoothed, the curves must say
    the same. A run that early stopping has ended has been kept from it.
    """
    if facts.stopped_early or facts.learned < _LEARNED or _is_too_small(facts):
        return
    test, train = np.array(facts.test_loss), np.array(facts.train_loss)
    n = len(test)
    if n < _FEWEST_EPOCHS or len(train) != n or not (np.isfinite(test).all() and np.isfinite(train).all()):
        return
    width = max(3, n // 20)
    smooth = _smooth(test, width), _smooth(train, width)
    if _has_risen(facts, test, train) and _has_risen(facts, *smooth) and _is_lasting(facts, *smooth):
        yield _risen(facts, test, train)
    elif _is_far_apart(facts, test, train) and _is_far_apart(facts, *smooth):
        yield _far_apart(facts, test, train)


def _is_too_small(facts: RunFacts) -> bool:
    """Whether the network has too few numbers to know its samples by heart: at most it becomes too sure of them."""
    return facts.project.parameter_count() < len(facts.dataset.X_train) / _SAMPLES_A_NUMBER


def _has_risen(facts: RunFacts, test: NDArray[np.float64], train: NDArray[np.float64]) -> bool:
    best = int(test.argmin())
    rise = float(test[-1] - test[best])
    falls = train[-1] < 0.97 * train[best]
    # a loss that is almost gone doubles easily: what counts is measured by what there is to learn
    return bool(best < 0.85 * len(test) and falls and rise > max(0.05 * test[best], 0.025 * facts.baseline))


def _is_lasting(facts: RunFacts, test: NDArray[np.float64], train: NDArray[np.float64]) -> bool:
    """Whether smoothed losses tell of more than a network that has become too sure of a few answers."""
    n, best = len(test), int(test.argmin())
    rise = float(test[-1] - test[best])
    if rise > max(0.09 * test[best], 0.15 * facts.baseline):
        return True
    # less is enough where it is long and even, and much is left to be learned of the test samples
    if n - best < 20 or train[-1] >= 0.85 * train[best] or test[-1] < 0.25 * facts.baseline:
        return False
    return float(np.corrcoef(np.arange(n - best), test[best:])[0, 1]) > 0.9


def _is_far_apart(facts: RunFacts, test: NDArray[np.float64], train: NDArray[np.float64]) -> bool:
    return bool(test[-1] - train[-1] > 0.35 * facts.baseline and test[-1] > 3 * train[-1])


def _smooth(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """The median of `width` values around each; fewer at the ends."""
    half = width // 2
    ends = [
        np.median(values[max(0, i - half) : i + half + 1])
        for i in (*range(half), *range(len(values) - half, len(values)))
    ]
    inner = np.median(np.lib.stride_tricks.sliding_window_view(values, 2 * half + 1), axis=1)
    return np.concatenate((ends[:half], inner, ends[half:]))


def _risen(facts: RunFacts, test: NDArray[np.float64], train: NDArray[np.float64]) -> Finding:
    best, last = int(test.argmin()) + 1, len(test)
    lowest = Figure(Measure.TEST_LOSS, float(test[best - 1]), epoch=best)
    epoch = Figure(Measure.BEST_TEST_EPOCH, best)
    if facts.project.training.early_stopping is None:
        advice = _(
            "Go back to epoch {epoch} on the timeline, where the test loss was {lowest}; early stopping would end the "
            "run by itself."
        )
    else:
        advice = _(
            "Go back to epoch {epoch} on the timeline, where the test loss was {lowest}; with less patience, early "
            "stopping on the test loss would have ended the run by itself."
        )
    return Finding(
        Fault.OVERFITTING,
        Told(_("Over-fitting")),
        tell(
            _(
                "The test loss was lowest, {lowest}, after epoch {epoch}, and is {now} after epoch {last}. "
                "Meanwhile the training loss went on falling: {before} average during epoch {epoch}, {after} "
                "during epoch {last}."
            ),
            lowest=lowest,
            epoch=epoch,
            now=Figure(Measure.TEST_LOSS, float(test[-1]), epoch=last),
            last=Figure(Measure.EPOCHS, last),
            before=Figure(Measure.MEAN_LOSS, float(train[best - 1]), epoch=best),
            after=Figure(Measure.MEAN_LOSS, float(train[-1]), epoch=last),
        ),
        tell(advice, epoch=epoch, lowest=lowest),
        # this very run shows it
        Basis.TRIED,
        panel="metrics",
        epoch=best,
    )


def _far_apart(facts: RunFacts, test: NDArray[np.float64], train: NDArray[np.float64]) -> Finding:
    last = len(test)
    return Finding(
        Fault.OVERFITTING,
        Told(_("Over-fitting")),
        tell(
            _(
                "The test loss is {test} after epoch {last}, but the training loss only {train} average during "
                "it: the network knows these samples rather than the rule behind them."
            ),
            test=Figure(Measure.TEST_LOSS, float(test[-1]), epoch=last),
            train=Figure(Measure.MEAN_LOSS, float(train[-1]), epoch=last),
            last=Figure(Measure.EPOCHS, last),
        ),
        Told(_("take more samples, a smaller network, dropout or L2.")),
        Basis.GUESS,
        panel="metrics",
        epoch=last,
    )
