"""The numbers behind a picture over a line or plane."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.language import _
from nnstudio.project.loss_words import SHARE_WORDS
from nnstudio.project.sources.spec import Task

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.views.frame import Frame


def plane_table(
    dataset: "Dataset", frame: "Frame", unit: tuple[int, int] | None, rows: NDArray[np.intp]
) -> dict[str, list[Any]]:
    """First the points of the region, then the samples of `rows`; cells that do not apply are empty.

    A row says what it is (grid, train or test), where it lies in the picture and among the columns; for the grid what
    the network (or the unit) puts out there, for a sample its target and the prediction.
    """
    region = frame.region
    raw = dataset.raw[rows]
    k, n = len(region.points), len(dataset.raw_train)
    trained = int((rows < n).sum())
    table: dict[str, list[Any]] = {_("(row)"): [_("grid")] * k + shares_of(trained, len(rows) - trained)}
    places = np.concatenate((region.projection.to_plane(region.points), region.projection.to_plane(raw)))
    for label, values in zip(region.projection.labels, places.T, strict=True):
        table[_("{label} (drawn)").format(label=label)] = values.tolist()
    for name, values in zip(region.columns, np.concatenate((region.points, raw)).T, strict=True):
        table[name] = values.tolist()
    regression = dataset.task is Task.REGRESSION
    if unit is not None:
        name = _("layer {layer}, unit {unit}").format(layer=unit[0] + 1, unit=unit[1] + 1)
        table[name] = frame.layers[unit[0]][:, unit[1]].tolist()
    elif regression:
        name = _("predicted {target_name} there").format(target_name=dataset.target_name)
        table[name] = frame.surface[:, 0].tolist()
    else:
        for name, p in zip(dataset.class_names, frame.surface.T, strict=True):
            table[_("probability of {name}").format(name=name)] = p.tolist()
    y = np.concatenate((dataset.y_train, dataset.y_test))[rows]
    predicted = np.concatenate((frame.train_predictions, frame.test_predictions))[rows]

    def named(label: int) -> str | None:
        return dataset.class_names[label] if label >= 0 else None

    for title, values in (
        (_("actual {target_name}").format(target_name=dataset.target_name), y),
        (_("predicted {target_name}").format(target_name=dataset.target_name), predicted),
    ):
        told = values.tolist() if regression else [named(label) for label in values.tolist()]
        table[title] = [None] * k + told
    return table


def shares_of(trained: int, tested: int) -> list[str]:
    """For so many train samples, and then so many test samples, which each of them is."""
    return [SHARE_WORDS["train"]] * trained + [SHARE_WORDS["test"]] * tested
