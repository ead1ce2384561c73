"""What plots show, in words, computed from the numbers they draw: for those who can't see them, or wish to be told."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.language import _
from nnstudio.project.loss_words import SHARE_WORDS
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
        return _("{name} is no number").format(name=name) if len(values) else ""
    if not finite.all():
        last = int(np.flatnonzero(~finite)[0])
        before = (
            _("{about_losses}; then it").format(about_losses=about_losses(name, values[:last].tolist()))
            if last
            else name
        )
        return _("{before} is no number from epoch {last:,} on").format(before=before, last=last + 1)
    first, end, lowest = values[0], values[-1], int(values.argmin())
    if len(values) == 1:
        return _("{name} is {first} at epoch 1").format(name=name, first=short(first))
    if end < first:
        told = _("{name} falls from {first} to {end} in {count:,} epochs")
    elif end > first:
        told = _("{name} rises from {first} to {end} in {count:,} epochs")
    else:
        told = _("{name} ends where it began, from {first} to {end} in {count:,} epochs")
    said = told.format(name=name, first=short(first), end=short(end), count=len(values))
    falls = values[:-1] - values[1:]
    if falls.max() > 0:
        said += _(", steepest by epoch {argmax:,}").format(argmax=int(falls.argmax()) + 2)
    if lowest < len(values) - 1 and values[lowest] < end:
        said += _(", lowest at epoch {lowest:,} with {values}").format(lowest=lowest + 1, values=short(values[lowest]))
    return said


def about_table(table: Mapping[str, Sequence[Any] | NDArray[Any]]) -> str:
    """From where to where the columns of numbers go."""
    said = []
    for name, column in table.items():
        numbers = [value for value in list(column) if isinstance(value, int | float | np.number)]
        values = np.asarray(numbers, dtype=float)
        values = values[np.isfinite(values)]
        if len(values):
            said.append(
                _("{name} from {min} to {max}").format(
                    name=name, min=short(float(values.min())), max=short(float(values.max()))
                )
            )
    more = (
        _(", and {said_count:,} more columns").format(said_count=len(said) - _MOST_COLUMNS)
        if len(said) > _MOST_COLUMNS
        else ""
    )
    return ", ".join(said[:_MOST_COLUMNS]) + more


def about_plane(dataset: "Dataset", frame: "Frame") -> str:
    """What the network says over the plane, and how many samples it is right about."""
    across, up = frame.region.projection.labels
    lead = _("At epoch {epoch:,}, over {across} and {up}").format(epoch=frame.epoch, across=across, up=up)
    if dataset.task is Task.REGRESSION:
        low, high = float(frame.surface[:, 0].min()), float(frame.surface[:, 0].max())
        return _("{lead}, the prediction lies between {low} and {high}. {about_errors}").format(
            lead=lead, low=short(low), high=short(high), about_errors=about_errors(dataset, frame)
        )
    largest = frame.surface.argmax(axis=1)
    shares = np.bincount(largest, minlength=len(dataset.class_names)) / len(largest)
    taken = [
        _("{class_title} takes {shares}").format(
            class_title=class_title(dataset.class_names[c]), shares=percent(float(shares[c]))
        )
        for c in np.flatnonzero(shares)
    ]
    return _("{lead}, {taken} of the plane. {about_classes}").format(
        lead=lead, taken=", ".join(taken), about_classes=about_classes(dataset, frame)
    )


def about_classes(dataset: "Dataset", frame: "Frame") -> str:
    """How many samples of each share are classified rightly."""
    said = []
    for share, y, predicted in _shares(dataset, frame):
        known = predicted >= 0
        if known.any():
            right = int((predicted[known] == y[known]).sum())
            said.append(
                _("{right:,} of {sum:,} {share} samples are classified rightly").format(
                    right=right, sum=int(known.sum()), share=share
                )
            )
    return _sentence(said)


def about_errors(dataset: "Dataset", frame: "Frame") -> str:
    """How far the predictions are from the targets."""
    said = []
    for share, y, predicted in _shares(dataset, frame):
        off = np.abs(predicted - y)[np.isfinite(predicted)]
        if len(off):
            mean, most = short(float(off.mean())), short(float(off.max()))
            said.append(
                _("the {share} samples are off by {mean} on average, by {most} at most").format(
                    share=share, mean=mean, most=most
                )
            )
    return _sentence(said)


def about_fit(dataset: "Dataset", frame: "Frame") -> str:
    """How the prediction runs over the one column."""
    x = frame.region.points[:, frame.region.axes[0]]
    is_value = dataset.task is Task.REGRESSION
    shown = [0] if is_value else [1] if len(dataset.class_names) == 2 else range(frame.surface.shape[1])
    said = []
    for c in shown:
        y = frame.surface[:, c]
        name = (
            _("the prediction")
            if is_value
            else _("the probability of {class_title}").format(class_title=class_title(dataset.class_names[c]))
        )
        low, high = int(y.argmin()), int(y.argmax())
        said.append(
            _("{name} goes from {y} at {x} to {y2} at {x2}, lowest {y3} at {x3}, highest {y4} at {x4}").format(
                name=name,
                y=short(float(y[0])),
                x=short(float(x[0])),
                y2=short(float(y[-1])),
                x2=short(float(x[-1])),
                y3=short(float(y[low])),
                x3=short(float(x[low])),
                y4=short(float(y[high])),
                x4=short(float(x[high])),
            )
        )
    errors = about_errors(dataset, frame) if is_value else about_classes(dataset, frame)
    return _("At epoch {epoch:,}, over {columns}, {said}. {errors}").format(
        epoch=frame.epoch, columns=dataset.columns[0], said="; ".join(said), errors=errors
    )


def _shares(dataset: "Dataset", frame: "Frame") -> list[tuple[str, NDArray[Any], NDArray[Any]]]:
    return [
        (SHARE_WORDS["train"], dataset.y_train, frame.train_predictions),
        (SHARE_WORDS["test"], dataset.y_test, frame.test_predictions),
    ]


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
