"""The options of a layer as its spec has them: which are numbers, switches or words, and between which bounds."""

from types import UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

from nnstudio.project.layers.spec import LayerSpec


class NumberRange(NamedTuple):
    """Which numbers an option can be."""

    low: float
    """0 where the option can be None, for which it stands."""
    high: float
    is_whole: bool
    can_be_none: bool


def option_names(spec: type[LayerSpec]) -> tuple[str, ...]:
    """All of them, in the spec's order."""
    return tuple(name for name in spec.model_fields if name != "kind")


def switch_names(spec: type[LayerSpec]) -> tuple[str, ...]:
    """Those that are on or off."""
    return tuple(name for name in option_names(spec) if spec.model_fields[name].annotation is bool)


def number_names(spec: type[LayerSpec]) -> tuple[str, ...]:
    """Those that are numbers."""
    others = (*switch_names(spec), *choice_names(spec))
    return tuple(name for name in option_names(spec) if name not in others)


def choice_names(spec: type[LayerSpec]) -> tuple[str, ...]:
    """Those that are one of a few words."""
    return tuple(name for name in option_names(spec) if get_origin(spec.model_fields[name].annotation) is Literal)


def number_range(spec: type[LayerSpec], name: str, step: float) -> NumberRange:
    """The range of a number that has a lower and an upper bound; a bound that is not in it is kept away by a step."""
    info = spec.model_fields[name]
    annotation, rules = info.annotation, list(info.metadata)
    members = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    can_be_none = type(None) in members
    (number,) = (member for member in members if member is not type(None))
    if get_origin(number) is not None or not isinstance(number, type):
        # Annotated[int, Field(...)]
        number, *fields = get_args(number)
        rules += [rule for field in fields for rule in field.metadata]
    bounds: dict[str, Any] = {}
    for rule in rules:
        bounds |= {key: getattr(rule, key) for key in ("ge", "gt", "le", "lt") if hasattr(rule, key)}
    is_whole = number is int
    away = 1 if is_whole else step
    low = bounds["ge"] if "ge" in bounds else bounds["gt"] + away
    high = bounds["le"] if "le" in bounds else bounds["lt"] - away
    return NumberRange(0 if can_be_none else low, high, is_whole, can_be_none)
