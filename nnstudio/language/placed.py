"""A text whose places take numbers as the chosen language writes them."""

from collections.abc import Mapping, Sequence
from numbers import Number
from string import Formatter
from typing import Any

from nnstudio.language.numbers import local


class Placed(str):
    """A translated text with places in braces, before they are filled in."""

    __slots__ = ()

    def format(self, *args: Any, **kwargs: Any) -> str:
        """As a `str` does it, but ``{share:.1f}`` may become 0,5."""
        return _LocalFormatter().vformat(str(self), args, kwargs)

    def format_map(self, mapping: Any) -> str:
        return _LocalFormatter().vformat(str(self), (), mapping)


class _LocalFormatter(Formatter):
    def vformat(self, format_string: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
        return super().vformat(format_string, args, kwargs)

    def format_field(self, value: Any, format_spec: str) -> str:
        written = format(value, format_spec)
        return local(written) if isinstance(value, Number) else written
