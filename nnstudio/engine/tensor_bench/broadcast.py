"""How two shapes are brought to one: from the right, a size of 1 is stretched, a missing one is taken for 1."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Stretch:
    """Two shapes, and what comes of them (`Broadcasting semantics
    <https://docs.pytorch.org/docs/stable/notes/broadcasting.html>`_)."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    result: tuple[int, ...]

    @property
    def is_needed(self) -> bool:
        """Whether anything is repeated."""
        return self.left != self.right

    def told(self) -> str:
        """In words: “(3, 1) and (1, 4) → (3, 4): …”."""
        parts = [self._told(side, shape) for side, shape in (("left", self.left), ("right", self.right))]
        said = "; ".join(part for part in parts if part) or "nothing is repeated"
        return f"{_shape(self.left)} and {_shape(self.right)} → {_shape(self.result)}: {said}"

    def _told(self, side: str, shape: tuple[int, ...]) -> str:
        if not shape:
            return f"the single number at the {side} stands for all" if self.result else ""
        full = (1,) * (len(self.result) - len(shape)) + shape
        repeated = [
            f"{size} times along dim {i}"
            for i, (own, size) in enumerate(zip(full, self.result, strict=True))
            if own == 1 and size != 1
        ]
        return f"the {side} is repeated {' and '.join(repeated)}" if repeated else ""


def stretch(left: Sequence[int], right: Sequence[int]) -> Stretch | None:
    """How the two shapes go together; None if they do not."""
    a, b = tuple(left), tuple(right)
    n = max(len(a), len(b))
    pairs = list(zip((1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b, strict=True))
    if any(x != y and 1 not in (x, y) for x, y in pairs):
        return None
    return Stretch(a, b, tuple(y if x == 1 else x for x, y in pairs))


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
