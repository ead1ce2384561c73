"""The pictures of a report: losses, fit, decision regions, predicted against actual, confusion matrix."""

from collections.abc import Iterator
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix

from nnstudio.class_marks import class_mark
from nnstudio.data.dataset import Floats
from nnstudio.data.telling_features import telling_features
from nnstudio.data.value_span import ValueSpan
from nnstudio.engine.snapshots.outputs import predictions
from nnstudio.engine.views.frame import LINE_POINTS, Frame, make_frame, make_region
from nnstudio.export.outcome import Outcome
from nnstudio.export.surface import boundaries, png_uri, shades
from nnstudio.export.svg import Chart, thinned
from nnstudio.language import _
from nnstudio.palette import CLASS_COLORS, class_color
from nnstudio.project.loss_words import AFTER_EACH, DURING_EACH, SHARE_WORDS
from nnstudio.project.sources.spec import Task
from nnstudio.project.titles import class_title

_PLANE_POINTS = 120
_MOST_DOTS = 1500
_LOG_FROM = 40.0
"""Losses that fall by a greater factor than this are drawn over a logarithmic axis."""


def figures(outcome: Outcome) -> Iterator[str]:
    """The pictures that make sense for the run, each as HTML."""
    if outcome.epoch:
        yield loss_figure(outcome)
    d = len(outcome.dataset.columns)
    if d == 1:
        yield fit_figure(outcome)
    elif d == 2 or outcome.dataset.task is not Task.REGRESSION:
        yield plane_figure(outcome)
    if outcome.dataset.task is Task.REGRESSION:
        yield actual_figure(outcome)
    else:
        yield from confusion_tables(outcome)


def loss_figure(outcome: Outcome) -> str:
    """The loss over the epochs, train and test."""
    train, test = outcome.train_loss, outcome.test_loss
    low, high = min(train + test), max(train + test)
    log = low > 0 and high / low > _LOG_FROM
    chart = Chart(
        _("Loss"),
        (0, max(1, len(train))),
        (low / 1.3, high * 1.3) if log else (0.0, high * 1.05 or 1.0),
        x_label=_("epoch"),
        y_label=outcome.project.loss_label,
        log_y=log,
    )
    chart.line(*thinned(train), "var(--train)", _("train: {during_each}").format(during_each=DURING_EACH))
    if test:
        chart.line(*thinned(test), "var(--test)", _("test: {after_each}").format(after_each=AFTER_EACH))
    return chart.markup()


def fit_figure(outcome: Outcome) -> str:
    """One column: the samples, and the prediction as a line; for classes the probabilities."""
    dataset = outcome.dataset
    frame = _frame(outcome, (0,))
    values = dataset.task is Task.REGRESSION
    heights = [dataset.y_train, dataset.y_test] if values else [np.array([0.0, 1.0])]
    low, high = float(min(h.min() for h in heights if len(h))), float(max(h.max() for h in heights if len(h)))
    margin = 0.08 * (high - low) or 1.0
    chart = Chart(
        _("The fit") if values else _("Probabilities"),
        (frame.region.lows[0], frame.region.highs[0]),
        (low - margin, high + margin),
        x_label=dataset.columns[0],
        y_label=dataset.target_name if values else _("probability"),
    )
    for X, y, name in _splits(outcome):
        if values:
            chart.dots(X[:, 0], y, CLASS_COLORS[0], SHARE_WORDS[name], hollow=name == "test", opacity=0.6)
            continue
        for c in range(len(dataset.class_names)):
            # two classes lie at their own probability, more beside the axis
            at = np.full((y == c).sum(), float(c) if dataset.task is Task.BINARY else low - margin * (c + 1) / 12)
            chart.dots(X[y == c, 0], at, class_color(c), hollow=name == "test", mark=class_mark(c))
    x = frame.region.points[:, 0]
    if values:
        chart.line(x, frame.surface[:, 0], "var(--prediction)", _("prediction"), 2.5)
    else:
        for c in (1,) if dataset.task is Task.BINARY else range(len(dataset.class_names)):
            chart.line(x, frame.surface[:, c], class_color(c), f"p({dataset.class_names[c]})", 2.5)
    return chart.markup()


def plane_figure(outcome: Outcome) -> str:
    """Two columns: shades of what the network says, the boundary between classes, and the samples."""
    dataset = outcome.dataset
    axes = telling_features(dataset)
    frame = _frame(outcome, axes)
    values = dataset.task is Task.REGRESSION
    if len(dataset.columns) > 2 and values:
        title = _("The prediction over two of {count} columns, the others at their mean")
    elif len(dataset.columns) > 2:
        title = _("Decision regions over two of {count} columns, the others at their mean")
    else:
        title = _("The prediction") if values else _("Decision regions")
    (x0, y0), (x1, y1) = frame.region.lows, frame.region.highs
    chart = Chart(
        title.format(count=len(dataset.columns)),
        (x0, x1),
        (y0, y1),
        x_label=dataset.columns[axes[0]],
        y_label=dataset.columns[axes[1]],
    )
    chart.image(png_uri(shades(frame, ValueSpan.of(dataset.y_train))))
    lines = boundaries(frame)
    if len(lines):
        chart.line(lines[:, 0], lines[:, 1], "var(--text)", width=1.5)
    for X, y, name in _splits(outcome):
        at = X[:, list(axes)]
        if values:
            for sign, color, said in (
                (y <= 0, CLASS_COLORS[0], _("below zero")),
                (y > 0, CLASS_COLORS[1], _("above zero")),
            ):
                key = said if name == "train" else ""
                chart.dots(at[sign, 0], at[sign, 1], color, key, hollow=name == "test", opacity=0.9)
            continue
        for c, title in enumerate(dataset.class_names):
            key = class_title(title) if name == "train" else ""
            own, hollow = at[y == c], name == "test"
            chart.dots(own[:, 0], own[:, 1], class_color(c), key, hollow=hollow, opacity=0.9, mark=class_mark(c))
    if len(dataset.y_test):
        chart.key_of_test()
    return chart.markup()


def actual_figure(outcome: Outcome) -> str:
    """Regression: what is predicted against what is so; a perfect prediction lies on the line."""
    dataset = outcome.dataset
    parts = [(name, y, predictions(outcome.project, outcome.outputs(X))) for X, y, name in _splits(outcome)]
    low = float(min(min(y.min(), p.min()) for _unused, y, p in parts))
    high = float(max(max(y.max(), p.max()) for _unused, y, p in parts))
    margin = 0.05 * (high - low) or 1.0
    span = (low - margin, high + margin)
    chart = Chart(
        _("Predicted against actual"),
        span,
        span,
        x_label=_("actual {target_name}").format(target_name=dataset.target_name),
        y_label=_("predicted {target_name}").format(target_name=dataset.target_name),
    )
    chart.line(span, span, "var(--muted)", _("as it should be"), 1)
    for name, y, p in parts:
        color = "var(--text)" if name == "train" else "var(--test)"
        chart.dots(y, p, color, SHARE_WORDS[name], hollow=name == "test", opacity=0.6)
    return chart.markup()


def confusion_tables(outcome: Outcome) -> Iterator[str]:
    """Classes: how many samples of each class (rows) were taken for which (columns); train, and test where it is."""
    dataset = outcome.dataset
    names = dataset.class_names
    for X, y, split in _splits(outcome, most=None):
        counts = confusion_matrix(y, predictions(outcome.project, outcome.outputs(X)), labels=range(len(names)))
        head = "".join(f"<th>{escape(name)}</th>" for name in names)
        rows = ""
        for i, name in enumerate(names):
            of_class = max(1, counts[i].sum())
            cells = "".join(
                f'<td style="--share:{count / of_class:.3f}" class="{"right" if i == j else "wrong"}">{count}</td>'
                for j, count in enumerate(counts[i])
            )
            rows += f"<tr><th>{escape(name)}</th>{cells}</tr>"
        title = _("Confusion matrix, test samples") if split == "test" else _("Confusion matrix, train samples")
        yield (
            f'<figure><figcaption>{escape(title)}</figcaption><table class="confusion">'
            f"<tr><th>{escape(_('actual ↓ predicted →'))}</th>{head}</tr>{rows}</table></figure>"
        )


def _frame(outcome: Outcome, axes: tuple[int, ...]) -> Frame:
    resolution = LINE_POINTS if len(axes) == 1 else _PLANE_POINTS
    region = make_region(outcome.dataset, axes, resolution)
    return make_frame(outcome.project, outcome.dataset, outcome.probe, outcome.snapshot, region, with_metrics=False)


def _splits(outcome: Outcome, most: int | None = _MOST_DOTS) -> Iterator[tuple[Floats, NDArray[Any], str]]:
    """(raw, y, name) of train and, where there is one, test; evenly thinned to `most` samples."""
    dataset = outcome.dataset
    for raw, y, name in (
        (dataset.raw_train, dataset.y_train, "train"),
        (dataset.raw_test, dataset.y_test, "test"),
    ):
        if len(y):
            every = max(1, -(-len(y) // most)) if most else 1
            yield raw[::every], y[::every], name
