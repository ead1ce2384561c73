"""How two shapes are brought to one: from the right, a size of 1 is stretched, a missing one is taken for 1."""

from collections.abc import Sequence
from dataclasses import dataclass

from nnstudio.language import _, all_of


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
        parts = [
            self._told(shape, alone, repeated)
            for shape, alone, repeated in (
                (self.left, _("the single number at the left stands for all"), _("the left is repeated {times}")),
                (self.right, _("the single number at the right stands for all"), _("the right is repeated {times}")),
            )
        ]
        said = "; ".join(part for part in parts if part) or _("nothing is repeated")
        return _("{left} and {right} → {result}: {said}").format(
            left=_shape(self.left), right=_shape(self.right), result=_shape(self.result), said=said
        )

    def _told(self, shape: tuple[int, ...], alone: str, repeated: str) -> str:
        if not shape:
            return alone if self.result else ""
        full = (1,) * (len(self.result) - len(shape)) + shape
        times = [
            _("{size} times along dim {number}").format(size=size, number=i)
            for i, (own, size) in enumerate(zip(full, self.result, strict=True))
            if own == 1 and size != 1
        ]
        return repeated.format(times=all_of(times)) if times else ""


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
