"""A project's settings as a flat table, so that two runs can be told apart at a glance."""

from collections.abc import Iterable, Mapping
from typing import Any

from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project

_WORDS = {
    "data.source.kind": "data",
    "training.loss": "loss",
    "training.optimizer.kind": "optimiser",
    "training.optimizer.lr": "learning rate",
    "training.batch_size": "batch size",
    "training.seed": "seed",
    "data.source.seed": "data seed",
    "data.test_fraction": "test share",
    "data.split_seed": "split seed",
    "data.standardize": "standardised",
}
_ALWAYS = ("network", "optimiser", "learning rate")


def settings_of(project: Project) -> dict[str, str]:
    """What decides the run's numbers, each setting as a short text under its name."""
    found: dict[str, str] = {"network": network_text(project)}
    dumped = project.model_dump(mode="json", exclude={"format": True, "version": True, "network": True})
    dumped["training"].pop("epochs")
    _flatten(dumped, "", found)
    return found


def network_text(project: Project) -> str:
    """The stack in a line: "5 · ReLU · 1"."""
    parts = []
    for layer, shape in zip(project.network.layers, project.layer_shapes(), strict=True):
        parts.append(str(shape.outputs) if isinstance(layer, LinearLayer) else layer.title)
    return " · ".join(parts)


def telling_settings(settings: Iterable[Mapping[str, str]]) -> list[str]:
    """The settings worth a column: the usual ones, and whatever is not the same in all."""
    settings = list(settings)
    names = list(dict.fromkeys(name for each in settings for name in each))
    return [name for name in names if name in _ALWAYS or len({each.get(name) for each in settings}) > 1]


def _flatten(value: Any, place: str, found: dict[str, str]) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _flatten(inner, f"{place}.{key}" if place else str(key), found)
    elif value not in (None, [], ()):
        name = _WORDS.get(place, place.rpartition(".")[2].replace("_", " "))
        found[name if name not in found else place] = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        shown = ", ".join(map(_text, value[:6]))
        return f"{shown} and {len(value) - 6} more" if len(value) > 6 else shown
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_text(inner)}" for key, inner in value.items())
    return f"{value:.15g}" if isinstance(value, float) else str(value)
