"""What can be read at a point of a plot, in a few lines of text."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nnstudio.language import _, local_number
from nnstudio.project.rounding import rounded, short_of_certain
from nnstudio.project.sources.spec import Task

if TYPE_CHECKING:
    from nnstudio.data.plane import Projection
    from nnstudio.session.run import Run
    from nnstudio.ui.shown.selection import Point


def figure(value: float) -> str:
    """A number with four significant digits."""
    return local_number(value, ".4g").replace("-", "−")


def describe(
    run: "Run",
    projection: "Projection",
    point: "Point",
    outputs: list[NDArray[np.float32]],
    unit: tuple[int, int] | None,
) -> str:
    """Where the point is, what the network (or one of its units) says there, and what a sample is in truth.

    `outputs` are all layers' for this point alone, (1, units) each.
    """
    from nnstudio.data.plane import sample_name
    from nnstudio.engine.snapshots.outputs import predictions, probabilities

    dataset = run.dataset
    where = projection.to_plane(point.raw[None])[0]
    lines = [", ".join(f"{name} = {figure(value)}" for name, value in zip(projection.names, where, strict=True))]
    predicted = predictions(run.project, dataset.to_values(outputs[-1]))[0]
    if unit is not None:
        lines.append(f"{unit_title(run, unit)}: {figure(outputs[unit[0]][0, unit[1]])}")
    elif dataset.task is Task.REGRESSION:
        lines.append(
            _("predicted {target_name}: {figure}").format(target_name=dataset.target_name, figure=figure(predicted))
        )
    else:
        p = probabilities(run.project, outputs[-1])[0]
        label = int(predicted)
        lines.append(
            _("predicted: {class_name}, with probability {p}").format(
                class_name=dataset.class_names[label], p=rounded(short_of_certain(float(p[label])), ".2%")
            )
        )
    if point.sample is not None:
        actual = np.concatenate((dataset.y_train, dataset.y_test))[point.sample]
        name = sample_name(dataset, point.sample)
        if dataset.task is Task.REGRESSION:
            lines.append(
                _("{name}: {target_name} is {figure}").format(
                    name=name, target_name=dataset.target_name, figure=figure(actual)
                )
            )
        else:
            is_right = int(actual) == int(predicted)
            told = _("{name}: {class_name}") if is_right else _("{name}: {class_name}, wrongly classified")
            lines.append(told.format(name=name, class_name=dataset.class_names[int(actual)]))
    return "\n".join(lines)


def unit_title(run: "Run", unit: tuple[int, int]) -> str:
    """What a unit is called: ``ReLU, unit 3``."""
    layer, number = unit
    return _("{layer}, unit {number}").format(layer=run.project.network.layers[layer].title, number=number + 1)
