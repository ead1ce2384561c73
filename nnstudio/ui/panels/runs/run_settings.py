"""A project's settings as a flat table, so that two runs can be told apart at a glance."""

from collections.abc import Iterable, Mapping
from typing import Any

from nnstudio.language import _, local_number
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project

_WORDS = {
    "data.source.kind": _("data"),
    "training.loss": _("loss"),
    "training.loss.kind": _("loss"),
    "training.loss.class_weights": _("class weights"),
    "training.loss.weight": _("class weights"),
    "training.loss.pos_weight": _("weight of class 1"),
    "training.optimizer.kind": _("optimiser"),
    "training.optimizer.lr": _("learning rate"),
    "training.batch_size": _("batch size"),
    "training.seed": _("seed"),
    "data.source.seed": _("data seed"),
    "data.test_fraction": _("test share"),
    "data.split_seed": _("split seed"),
    "data.fold.folds": _("folds"),
    "data.fold.index": _("test fold"),
    "data.fold.shuffle": _("shuffled"),
    "data.bootstrap": _("bootstrap seed"),
    "data.standardize": _("standardised"),
    "data.standardize_target": _("target standardised"),
}
_ALWAYS = (_("network"), _("optimiser"), _("learning rate"))


def settings_of(project: Project) -> dict[str, str]:
    """What decides the run's numbers, each setting as a short text under its name."""
    found: dict[str, str] = {_("network"): network_text(project)}
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
    """The settings worth a column: whatever is not the same in all, as one looks for that, and then the usual ones."""
    settings = list(settings)
    names = list(dict.fromkeys(name for each in settings for name in each))
    telling = [name for name in names if len({each.get(name) for each in settings}) > 1]
    return [*telling, *(name for name in names if name in _ALWAYS and name not in telling)]


def _flatten(value: Any, place: str, found: dict[str, str]) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _flatten(inner, f"{place}.{key}" if place else str(key), found)
    elif value not in (None, [], ()):
        name = _WORDS.get(place, place.rpartition(".")[2].replace("_", " "))
        found[name if name not in found else place] = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        shown = ", ".join(map(_text, value[:6]))
        return _("{shown} and {count} more").format(shown=shown, count=len(value) - 6) if len(value) > 6 else shown
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_text(inner)}" for key, inner in value.items())
    return local_number(value, ".15g") if isinstance(value, float) else str(value)
