"""Texts of code that differ in some numbers made into one text with names in their places."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Generic, NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)

# what stands in a text or a remark stays as it is; a minus between two spaces is a subtraction, and no part of a number
_TOKEN = re.compile(
    r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\#[^\n]*|(?<![\w.)\]])-?\d[\w.]*(?:(?<=e)[+-]\d+)?|\w+|\W"""
)
_LITERAL = re.compile(r"-?\d.*|True|False|None")
_MASK = "0"


class Variant(NamedTuple, Generic[Key]):
    """A text, and what the named values are in it, as they are written in code."""

    key: Key
    text: str
    values: Mapping[str, str]


class Merged(NamedTuple, Generic[Key]):
    """One text for several, which has their values' names where they differ."""

    keys: tuple[Key, ...]
    text: str
    names: tuple[str, ...]
    """Those of the values that stand in the text."""


def merge(variants: Iterable[Variant[Key]], names: Mapping[str, str]) -> list[Merged[Key]]:
    """As few texts as it takes; with the names replaced by the values of a variant, each is that variant's very text.

    Args:
        variants: what to merge.
        names: what each of the values is called in the merged texts.
    """
    groups: dict[tuple[str, ...], list[tuple[Variant[Key], list[str]]]] = {}
    for variant in variants:
        tokens = _TOKEN.findall(variant.text)
        shape = tuple(_MASK if _LITERAL.fullmatch(token) else token for token in tokens)
        groups.setdefault(shape, []).append((variant, tokens))
    merged: list[Merged[Key]] = []
    for group in groups.values():
        places = _places(group)
        # where no value tells the difference, there is a text for each
        parts: dict[tuple[str, ...], list[tuple[Variant[Key], list[str]]]] = {}
        for variant, tokens in group:
            told = tuple(tokens[place] for place, name in places.items() if name is None)
            parts.setdefault(told, []).append((variant, tokens))
        merged += [_merged(part, names) for part in parts.values()]
    return merged


def _places(group: Sequence[tuple[Variant[Key], list[str]]]) -> dict[int, str | None]:
    """The places where the texts differ, each with the value that stands there in all of them; None if none does."""
    found: dict[int, str | None] = {}
    for place, tokens in enumerate(zip(*(tokens for _unused, tokens in group), strict=True)):
        if len(set(tokens)) > 1:
            wanted = list(tokens)
            names = group[0][0].values
            found[place] = next(
                (name for name in names if [variant.values[name] for variant, _unused in group] == wanted), None
            )
    return found


def _merged(part: Sequence[tuple[Variant[Key], list[str]]], names: Mapping[str, str]) -> Merged[Key]:
    places = {place: name for place, name in _places(part).items() if name is not None}
    tokens = list(part[0][1])
    for place, name in places.items():
        tokens[place] = names[name]
    return Merged(
        tuple(variant.key for variant, _unused in part),
        "".join(tokens),
        tuple(name for name in names if name in places.values()),
    )


def telling(rows: Sequence[Mapping[str, Hashable]], groups: Sequence[int]) -> tuple[str, ...]:
    """The fewest columns by which it can be told to which group each row belongs."""
    columns = tuple(rows[0])
    for count in range(len(columns) + 1):
        for chosen in combinations(columns, count):
            pairs = {(tuple(row[name] for name in chosen), group) for row, group in zip(rows, groups, strict=True)}
            if len(pairs) == len({values for values, _unused in pairs}):
                return chosen
    return columns
