"""All that scikit-learn can say about predictions, and in a sentence what it cannot say, and why."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics

from nnstudio.engine.metrics.metrics import QUICK, compute_metrics
from nnstudio.engine.snapshots.outputs import predictions, probabilities
from nnstudio.language import _, all_of
from nnstudio.project.output_words import USUAL_THRESHOLD
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Unmeasured:
    """Nothing can be said about these predictions."""

    reason: str


@dataclass(frozen=True, eq=False)
class RocCurve:
    """How many of a class are found (true positives) for how many false alarms, as the threshold falls."""

    false_positive: Floats
    true_positive: Floats
    """(t,) shares of 0 to 1, from the strictest threshold to the laxest."""
    auc: float
    decision: tuple[float, float]
    """(false positives, true positives) of the classes as they are predicted: threshold 0.5, or argmax."""


@dataclass(frozen=True, eq=False)
class ClassReport:
    """k classes."""

    accuracy: float
    log_loss: float | None
    confusion: Labels
    """(k, k) counts: rows are the actual classes, columns the predicted ones."""
    precision: Floats
    """(k,), NaN for a class that was never predicted."""
    recall: Floats
    """(k,), NaN for a class without samples."""
    f1: Floats
    """(k,), NaN for a class that is neither there nor predicted."""
    macro: tuple[float, float, float]
    """The means of precision, recall and F1 over the classes that are there or predicted; an undefined one counts 0,
    as in scikit-learn."""
    curves: tuple[RocCurve | None, ...]
    """(k,), each class against the rest; None where the class, or the rest, has no sample."""
    auc: float | None
    """Of class 1 for two classes; for more, the mean over the classes that have a curve."""
    confidence: Floats
    """(n,): the predicted class's probability."""
    is_right: NDArray[np.bool_]
    """(n,): whether it is the actual one."""
    notes: tuple[str, ...]

    def figures(self) -> dict[str, float]:
        """By scikit-learn's names; what can't be computed is left out."""
        precision, recall, f1 = self.macro
        found = {"accuracy": self.accuracy, "log_loss": self.log_loss}
        found |= {"precision_macro": precision, "recall_macro": recall, "f1_macro": f1, "auc": self.auc}
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, eq=False)
class ValueReport:
    """n predicted values."""

    r2: float | None
    mse: float
    rmse: float
    mae: float
    predicted: Floats
    """(n,)"""
    residuals: Floats
    """(n,): actual minus predicted."""
    notes: tuple[str, ...]

    def figures(self) -> dict[str, float]:
        """By scikit-learn's names; what can't be computed is left out."""
        found = {"r2": self.r2, "mse": self.mse, "rmse": self.rmse, "mae": self.mae}
        return {name: value for name, value in found.items() if value is not None}


Report = ClassReport | ValueReport


def evaluate(
    project: Project,
    outputs: NDArray[np.float32],
    y: Floats | Labels,
    class_names: tuple[str, ...],
    threshold: float = USUAL_THRESHOLD,
) -> Report | Unmeasured:
    """The network's outputs, (n, outputs), against the actual targets, (n,); `threshold` parts two classes."""
    if project.data.task is Task.REGRESSION:
        return evaluate_values(predictions(project, outputs).astype(np.float64), y.astype(np.float64))
    p = probabilities(project, outputs).astype(np.float64)
    return evaluate_classes(
        p, predictions(project, outputs, threshold).astype(np.int64), y.astype(np.int64), class_names
    )


def all_figures(
    project: Project, outputs: NDArray[np.float32], y: Floats | Labels, class_names: tuple[str, ...]
) -> dict[str, float]:
    """The quick metrics, as `compute_metrics` has them, and after them all others that can be computed; all finite."""
    report = evaluate(project, outputs, y, class_names)
    if isinstance(report, Unmeasured):
        return compute_metrics(project, outputs, y)
    found = {name: value for name, value in report.figures().items() if np.isfinite(value)}
    return {name: found[name] for name in (*QUICK, *found) if name in found}


def evaluate_values(predicted: Floats, y: Floats) -> ValueReport | Unmeasured:
    """Predicted values, (n,), against the actual ones."""
    if not len(y):
        return Unmeasured(_("There are no samples."))
    if not np.isfinite(predicted).all():
        return Unmeasured(_("The predictions are no longer finite numbers."))
    notes, r2 = [], None
    if len(y) < 2:
        notes.append(_("R² needs at least two samples."))
    elif np.ptp(y) == 0:
        notes.append(_("R² compares with the spread of the targets, and here all targets are the same."))
    else:
        r2 = float(metrics.r2_score(y, predicted))
    mse = float(metrics.mean_squared_error(y, predicted))
    rmse = float(metrics.root_mean_squared_error(y, predicted))
    mae = float(metrics.mean_absolute_error(y, predicted))
    return ValueReport(r2, mse, rmse, mae, predicted, y - predicted, tuple(notes))


def evaluate_classes(p: Floats, predicted: Labels, y: Labels, class_names: tuple[str, ...]) -> ClassReport | Unmeasured:
    """Probabilities, (n, k), and predicted labels, (n,), against the actual labels."""
    if not len(y):
        return Unmeasured(_("There are no samples."))
    if not np.isfinite(p).all():
        return Unmeasured(_("The probabilities are no longer finite numbers."))
    labels = np.arange(len(class_names))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        y, predicted, labels=labels, zero_division=np.nan
    )
    met = np.union1d(y, predicted)
    confusion = metrics.confusion_matrix(y, predicted, labels=labels)
    curves = tuple(
        None if len(labels) == 2 and c == 0 else _curve(p[:, c], y == c, confusion, c) for c in labels.tolist()
    )
    aucs = [curve.auc for curve in curves if curve is not None]
    return ClassReport(
        accuracy=float(np.mean(y == predicted)),
        log_loss=_log_loss(p, y, labels),
        confusion=confusion.astype(np.int64),
        precision=precision,
        recall=recall,
        f1=f1,
        macro=(_macro(precision, met), _macro(recall, met), _macro(f1, met)),
        curves=curves,
        auc=float(np.mean(aucs)) if aucs else None,
        confidence=p[np.arange(len(p)), predicted],
        is_right=predicted == y,
        notes=tuple(_class_notes(support, predicted, class_names)),
    )


def _macro(figures: Floats, met: Labels) -> float:
    """As scikit-learn's ``average="macro"`` has it for ``zero_division=0``, which would judge all samples again."""
    return float(np.nan_to_num(figures[met]).mean())


def _log_loss(p: Floats, y: Labels, labels: Labels) -> float | None:
    value = float(metrics.log_loss(y, p / p.sum(axis=1, keepdims=True), labels=labels))
    return value if np.isfinite(value) else None


def _curve(score: Floats, is_class: NDArray[np.bool_], confusion: NDArray[np.integer], c: int) -> RocCurve | None:
    if is_class.all() or not is_class.any():
        return None
    false_positive, true_positive, _unused = metrics.roc_curve(is_class, score)
    found = confusion[c, c] / confusion[c].sum()
    alarms = (confusion[:, c].sum() - confusion[c, c]) / (confusion.sum() - confusion[c].sum())
    # as roc_auc_score has it, without tracing the curve once more
    auc = float(metrics.auc(false_positive, true_positive))
    return RocCurve(false_positive, true_positive, auc, (float(alarms), float(found)))


def _class_notes(support: NDArray[np.integer], predicted: Labels, class_names: tuple[str, ...]) -> list[str]:
    notes = []
    there = np.flatnonzero(support)
    absent = [class_names[c] for c in np.flatnonzero(support == 0)]
    if len(there) == 1:
        notes.append(
            _(
                "All samples are of class {name}: a ROC curve needs samples of the class and of others, "
                "so there is none."
            ).format(name=class_names[there[0]])
        )
    if absent and len(there) > 1:
        notes.append(
            _("No sample of {absent}: recall and ROC curve are undefined there.").format(absent=_listed(absent))
        )
    silent = [class_names[c] for c in there if not (predicted == c).any()]
    if silent:
        notes.append(
            _("Never predicted: {silent}. Precision is undefined there and counts 0 in the mean.").format(
                silent=_listed(silent)
            )
        )
    return notes


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return _("class {name}").format(name=names[0])
    return _("classes {names}").format(names=all_of((", ".join(names[:-1]), names[-1])))
