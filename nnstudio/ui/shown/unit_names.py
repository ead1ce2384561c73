"""What units are called in texts."""

from collections.abc import Iterable, Sequence

from nnstudio.language import _, all_of
from nnstudio.session.run import Run

_MOST = 4


def unit_name(unit: tuple[int, int], titles: Sequence[str], features: Sequence[str]) -> str:
    """``(1, 2)`` as "ReLU, unit 3", by the layers' titles; of layer −1, the inputs, the feature's name."""
    layer, index = unit
    if layer < 0:
        return features[index] if index < len(features) else _("input {index}").format(index=index + 1)
    return (
        _("{titles}, unit {index}").format(titles=titles[layer], index=index + 1)
        if layer < len(titles)
        else _("layer {layer}, unit {index}").format(layer=layer + 1, index=index + 1)
    )


def units_names(units: Iterable[tuple[int, int]], titles: Sequence[str], features: Sequence[str]) -> str:
    """All of them in their order; how many, if they are more than can be listed."""
    ordered = sorted(units)
    if len(ordered) > _MOST:
        return _("{ordered_count} units").format(ordered_count=len(ordered))
    return all_of(unit_name(unit, titles, features) for unit in ordered)


def names_in(run: Run, units: Iterable[tuple[int, int]]) -> str:
    """The same, by the names of a run's network and data."""
    return units_names(units, [layer.title for layer in run.project.network.layers], run.dataset.feature_names)
