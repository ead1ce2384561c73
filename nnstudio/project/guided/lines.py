"""Where in a JSON text each value stands, so that what is wrong with it can be found."""

import re
from collections.abc import Sequence
from functools import cached_property
from json.decoder import scanstring  # type: ignore[attr-defined]

_SPACE = re.compile(r"[ \t\r\n]*")
_OTHER = re.compile(r"[^,\]}\s]+")

Place = tuple[str | int, ...]


class Lines:
    """The lines of the values in a text, which is valid JSON and is gone through once, when the first is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> dict[Place, int]:
        return _Scanner(self._text).starts()

    def of(self, place: Sequence[str | int]) -> int:
        """The line, from 1, of the value at `place`, or of the nearest value around it."""
        known = tuple(place)
        while known not in self._starts:
            known = known[:-1]
        return self._text.count("\n", 0, self._starts[known]) + 1


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[Place, int] = {}

    def starts(self) -> dict[Place, int]:
        self._value(0, ())
        return self._starts

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self._text, at)
        assert match is not None
        return match.end()

    def _value(self, at: int, place: Place) -> int:
        """Notes where the value begins; returns where it ends."""
        at = self._skip(at)
        self._starts[place] = at
        character = self._text[at]
        if character == '"':
            return int(scanstring(self._text, at + 1)[1])
        if character not in "{[":
            match = _OTHER.match(self._text, at)
            assert match is not None
            return match.end()
        closing = "}" if character == "{" else "]"
        at = self._skip(at + 1)
        number = 0
        while self._text[at] != closing:
            key: str | int = number
            if closing == "}":
                key, at = scanstring(self._text, at + 1)
                at = self._skip(at) + 1
            at = self._skip(self._value(at, (*place, key)))
            if self._text[at] == ",":
                at = self._skip(at + 1)
            number += 1
        return at + 1
