"""Large matrices cut to what can be read: the first rows and columns, and the last."""

from dataclasses import dataclass

_FIRST, _LAST = 6, 2


@dataclass(frozen=True)
class Cut:
    """Which of a matrix's lines along one axis are shown; None stands for those left out."""

    shown: tuple[int | None, ...]

    @classmethod
    def of(cls, count: int, first: int = _FIRST, last: int = _LAST) -> "Cut":
        """All of `count` lines, or the first and the last of them."""
        if count <= first + last + 1:
            return cls(tuple(range(count)))
        return cls((*range(first), None, *range(count - last, count)))
