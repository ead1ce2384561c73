"""Faults that the network shows as it stands: its units, its answers, its gradients, its losses so far."""

from collections.abc import Iterator

import numpy as np

from nnstudio.engine.build import build_tensors
from nnstudio.engine.diagnosis.case import Case
from nnstudio.engine.diagnosis.finding import Fault, Finding, number
from nnstudio.engine.gradients import loss_gradients
from nnstudio.engine.outputs import predictions
from nnstudio.engine.unit_flags import unit_flags
from nnstudio.project.data import Task
from nnstudio.project.network import ACTIVATIONS

_MOST_GRADIENT_SAMPLES = 1024
_VANISHED = 1e-3
_SETTLED = 5
"""Epochs after which a class that is never predicted is more than a beginning."""


def state_findings(case: Case) -> Iterator[Finding]:
    """What is wrong with the network after its last epoch."""
    yield from _units(case)
    yield from _classes(case)
    yield from _over_fitting(case)


def _units(case: Case) -> Iterator[Finding]:
    flags = unit_flags(case.project, case.dataset, case.probe, case.snapshots[-1])
    shapes, layers = case.project.layer_shapes(), case.project.network.layers
    for place, (layer, shape) in enumerate(zip(layers, shapes, strict=True)):
        if layer.kind not in ACTIVATIONS:
            continue
        dead = [unit for unit in range(shape.outputs) if flags.get((place, unit), "").startswith("Dead")]
        saturated = [unit for unit in range(shape.outputs) if flags.get((place, unit), "").startswith("Saturated")]
        share = len(dead) / shape.outputs
        # a network that does well has units to spare
        if (dead and share >= 0.15 and case.learned < 0.5) or (share > 0.5 and not case.is_good) or share >= 0.75:
            yield Finding(
                Fault.DEAD_UNITS,
                f"{_units_text(dead)} of {shape.outputs} in layer {place + 1} ({layer.title}) "
                f"{'is' if len(dead) == 1 else 'are'} dead",
                f"{'Its' if len(dead) == 1 else 'Their'} output is 0 for every training sample, so no gradient "
                f"reaches {'its' if len(dead) == 1 else 'their'} weights any more.",
                "Try another seed, a smaller learning rate, or LeakyReLU.",
                panel="distributions",
                unit=(place, dead[0]),
            )
        if len(saturated) >= 0.5 * shape.outputs and not case.is_good:
            yield Finding(
                Fault.SATURATED_UNITS,
                f"{_units_text(saturated)} of {shape.outputs} in layer {place + 1} ({layer.title}) "
                f"{'is' if len(saturated) == 1 else 'are'} saturated",
                flags[place, saturated[0]].removeprefix("Saturated: ").capitalize(),
                "Standardise the inputs, or try a smaller learning rate; ReLU has no upper limit.",
                panel="activation_gallery",
                unit=(place, saturated[0]),
            )


def _units_text(units: list[int]) -> str:
    return "1 unit" if len(units) == 1 else f"{len(units)} units"


def _classes(case: Case) -> Iterator[Finding]:
    if case.project.data.task is Task.REGRESSION or case.epochs < _SETTLED:
        return
    dataset = case.dataset
    case.probe.load(case.snapshots[-1])
    predicted = predictions(case.project, case.probe.predict(dataset.X_train))
    sizes = np.bincount(dataset.y_train.astype(int), minlength=len(dataset.class_names))
    never = [c for c in np.flatnonzero(sizes) if c not in set(predicted.tolist())]
    if not never or case.is_good:
        return
    names = " and ".join(f"“{dataset.class_names[c]}”" for c in never[:3])
    count = int(sizes[never].sum())
    more = "" if len(never) <= 3 else f" and {len(never) - 3} more"
    yield Finding(
        Fault.CLASS_NEVER_PREDICTED,
        f"{names}{more} {'is' if len(never) == 1 else 'are'} never predicted",
        f"{count:,} of {len(dataset.y_train):,} training samples belong there, and the network puts none there.",
        "Train on, or try another seed; see whether the classes are of very different sizes.",
        panel="metrics",
    )


def _over_fitting(case: Case) -> Iterator[Finding]:
    """The test loss has risen since its best while the training loss went on falling; or they lie far apart."""
    test, train = np.array(case.test_loss), np.array(case.train_loss)
    n = len(test)
    if n < 10 or not (np.isfinite(test).all() and np.isfinite(train).all()) or case.learned < 0.1:
        return
    width = max(3, n // 20)
    test, train = _smooth(test, width), _smooth(train, width)
    best = int(test.argmin())
    rise = float(test[-1] - test[best])
    falls = train[-1] < 0.97 * train[best]
    # a lone sure mistake among few test samples makes a loss jump: what counts is measured by what there is to learn
    much = rise > 0.09 * test[best] and rise > 0.04 * case.baseline
    # less is enough where the rise is long and even, and the training loss goes its own way
    since = test[best:]
    even = len(since) >= 20 and float(np.corrcoef(np.arange(len(since)), since)[0, 1]) > 0.9 if rise > 0 else False
    some = even and train[-1] < 0.85 * train[best] and rise > 0.05 * test[best] and rise > 0.025 * case.baseline
    if best < 0.85 * n and falls and (much or some):
        yield _over_fitted(
            f"The test loss was at its best, {number(case.test_loss[best])}, in epoch {best + 1:,}, and has risen to "
            f"{number(case.test_loss[-1])} since, while the training loss fell from {number(case.train_loss[best])} "
            f"to {number(case.train_loss[-1])}.",
            best + 1,
        )
    elif test[-1] - train[-1] > 0.35 * case.baseline and test[-1] > 3 * train[-1]:
        yield _over_fitted(
            f"The loss is {number(case.train_loss[-1])} on the training samples but {number(case.test_loss[-1])} on "
            "the test samples: what was learned is these samples, not the rule behind them.",
            None,
        )


def _smooth(values: np.ndarray, width: int) -> np.ndarray:
    """The median of `width` values around each; fewer at the ends."""
    half = width // 2
    return np.array([np.median(values[max(0, i - half) : i + half + 1]) for i in range(len(values))])


def _over_fitted(sentence: str, epoch: int | None) -> Finding:
    return Finding(
        Fault.OVERFITTING,
        "Over-fitting",
        sentence,
        "Stop early, take more samples, a smaller network, dropout or L2.",
        panel="metrics",
        epoch=epoch,
    )


def vanishing(case: Case) -> Iterator[Finding]:
    """Whether hardly any gradient reaches the first Linear layer, compared with the last one."""
    rows = slice(None, None, max(1, -(-len(case.dataset.X_train) // _MOST_GRADIENT_SAMPLES)))
    tensors = build_tensors(case.dataset, case.project.training.loss)
    case.probe.load(case.snapshots[-1])
    gradients = loss_gradients(case.probe, case.criterion, tensors.X_train[rows], tensors.y_train[rows])
    linear = [i for i, layer in enumerate(case.project.network.layers) if layer.kind == "linear"]
    if len(linear) < 3:
        return
    sizes = [float(np.sqrt((gradients[f"{i}.weight"].astype(float) ** 2).mean())) for i in (linear[0], linear[-1])]
    if 0 < sizes[0] < _VANISHED * sizes[1]:
        yield Finding(
            Fault.VANISHING_GRADIENTS,
            "The gradient vanishes on its way back",
            f"In the first Linear layer the loss's gradient is {number(sizes[0])} a weight, in the last one "
            f"{number(sizes[1])}: {round(sizes[1] / sizes[0]):,} times as much.",
            "Use ReLU or Tanh for the hidden layers, fewer of them, or batch norm between them.",
            panel="distributions",
        )
