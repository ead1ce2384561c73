"""What units are called in texts."""

from collections.abc import Iterable, Sequence

from nnstudio.session.run import Run

_MOST = 4


def unit_name(unit: tuple[int, int], titles: Sequence[str], features: Sequence[str]) -> str:
    """``(1, 2)`` as "ReLU, unit 3", by the layers' titles; of layer −1, the inputs, the feature's name."""
    layer, index = unit
    if layer < 0:
        return features[index] if index < len(features) else f"input {index + 1}"
    return f"{titles[layer]}, unit {index + 1}" if layer < len(titles) else f"layer {layer + 1}, unit {index + 1}"


def units_names(units: Iterable[tuple[int, int]], titles: Sequence[str], features: Sequence[str]) -> str:
    """All of them in their order; how many, if they are more than can be listed."""
    ordered = sorted(units)
    if len(ordered) > _MOST:
        return f"{len(ordered)} units"
    return " and ".join(unit_name(unit, titles, features) for unit in ordered)


def names_in(run: Run, units: Iterable[tuple[int, int]]) -> str:
    """The same, by the names of a run's network and data."""
    return units_names(units, [layer.title for layer in run.project.network.layers], run.dataset.feature_names)
