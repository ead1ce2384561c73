"""What plots show, in words, computed from the numbers they draw: for those who can't see them, or wish to be told."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.project.sources.spec import Task
from nnstudio.project.titles import class_title
from nnstudio.ui.widgets.number_texts import percent, short

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.views.frame import Frame

_MOST_COLUMNS = 5


def about_losses(name: str, losses: Sequence[float]) -> str:
    """How a loss went over the epochs: from where to where, where it fell most, and where it was lowest."""
    values = np.asarray(losses, dtype=float)
    finite = np.isfinite(values)
    if not finite.any():
        return f"{name} is no number" if len(values) else ""
    if not finite.all():
        last = int(np.flatnonzero(~finite)[0])
        before = f"{about_losses(name, values[:last].tolist())}; then it" if last else f"{name}"
        return f"{before} is no number from epoch {last + 1:,} on"
    first, end, lowest = values[0], values[-1], int(values.argmin())
    if len(values) == 1:
        return f"{name} is {short(first)} at epoch 1"
    way = "falls" if end < first else "rises" if end > first else "ends where it began,"
    said = f"{name} {way} from {short(first)} to {short(end)} in {len(values):,} epochs"
    falls = values[:-1] - values[1:]
    if falls.max() > 0:
        said += f", steepest by epoch {int(falls.argmax()) + 2:,}"
    if lowest < len(values) - 1 and values[lowest] < end:
        said += f", lowest at epoch {lowest + 1:,} with {short(values[lowest])}"
    return said


def about_table(table: Mapping[str, Sequence[Any] | NDArray[Any]]) -> str:
    """From where to where the columns of numbers go."""
    said = []
    for name, column in table.items():
        numbers = [value for value in list(column) if isinstance(value, int | float | np.number)]
        values = np.asarray(numbers, dtype=float)
        values = values[np.isfinite(values)]
        if len(values):
            said.append(f"{name} from {short(float(values.min()))} to {short(float(values.max()))}")
    more = f", and {len(said) - _MOST_COLUMNS:,} more columns" if len(said) > _MOST_COLUMNS else ""
    return ", ".join(said[:_MOST_COLUMNS]) + more


def about_plane(dataset: "Dataset", frame: "Frame") -> str:
    """What the network says over the plane, and how many samples it is right about."""
    across, up = frame.region.projection.labels
    lead = f"At epoch {frame.epoch:,}, over {across} and {up}"
    if dataset.task is Task.REGRESSION:
        low, high = float(frame.surface[:, 0].min()), float(frame.surface[:, 0].max())
        return f"{lead}, the prediction lies between {short(low)} and {short(high)}. {about_errors(dataset, frame)}"
    largest = frame.surface.argmax(axis=1)
    shares = np.bincount(largest, minlength=len(dataset.class_names)) / len(largest)
    taken = [f"{class_title(dataset.class_names[c])} takes {percent(float(shares[c]))}" for c in np.flatnonzero(shares)]
    return f"{lead}, {', '.join(taken)} of the plane. {about_classes(dataset, frame)}"


def about_classes(dataset: "Dataset", frame: "Frame") -> str:
    """How many samples of each share are classified rightly."""
    said = []
    for share, y, predicted in _shares(dataset, frame):
        known = predicted >= 0
        if known.any():
            right = int((predicted[known] == y[known]).sum())
            said.append(f"{right:,} of {int(known.sum()):,} {share} samples are classified rightly")
    return _sentence(said)


def about_errors(dataset: "Dataset", frame: "Frame") -> str:
    """How far the predictions are from the targets."""
    said = []
    for share, y, predicted in _shares(dataset, frame):
        off = np.abs(predicted - y)[np.isfinite(predicted)]
        if len(off):
            mean, most = short(float(off.mean())), short(float(off.max()))
            said.append(f"the {share} samples are off by {mean} on average, by {most} at most")
    return _sentence(said)


def about_fit(dataset: "Dataset", frame: "Frame") -> str:
    """How the prediction runs over the one column."""
    x = frame.region.points[:, frame.region.axes[0]]
    is_value = dataset.task is Task.REGRESSION
    shown = [0] if is_value else [1] if len(dataset.class_names) == 2 else range(frame.surface.shape[1])
    said = []
    for c in shown:
        y = frame.surface[:, c]
        name = "the prediction" if is_value else f"the probability of {class_title(dataset.class_names[c])}"
        low, high = int(y.argmin()), int(y.argmax())
        said.append(
            f"{name} goes from {short(float(y[0]))} at {short(float(x[0]))} to {short(float(y[-1]))} at "
            f"{short(float(x[-1]))}, lowest {short(float(y[low]))} at {short(float(x[low]))}, highest "
            f"{short(float(y[high]))} at {short(float(x[high]))}"
        )
    errors = about_errors(dataset, frame) if is_value else about_classes(dataset, frame)
    return f"At epoch {frame.epoch:,}, over {dataset.columns[0]}, {'; '.join(said)}. {errors}"


def _shares(dataset: "Dataset", frame: "Frame") -> list[tuple[str, NDArray[Any], NDArray[Any]]]:
    return [
        ("train", dataset.y_train, frame.train_predictions),
        ("test", dataset.y_test, frame.test_predictions),
    ]


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
