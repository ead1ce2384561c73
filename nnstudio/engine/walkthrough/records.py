"""What a walk through one step is told in: its stages."""

from dataclasses import dataclass

from nnstudio.engine.equations.quantities import Equation, Quantity
from nnstudio.engine.walkthrough.gradient_check import GradientCheck


@dataclass(frozen=True, eq=False)
class Stage:
    """One stop on the way."""

    part: str
    """``forward``, ``loss``, ``backward``, ``check`` or ``update``."""
    title: str
    text: str
    """What happens here, in a sentence or two."""
    equations: tuple[Equation, ...]
    shown: tuple[Quantity, ...] = ()
    """Quantities that are given, not made, here."""
    check: GradientCheck | None = None
    """Of the stage that holds the gradient against finite differences."""


@dataclass(frozen=True, eq=False)
class Walk:
    """One whole step: forward, loss, backward, update."""

    epoch: int
    """Whole epochs done before the step."""
    rows: tuple[int, ...]
    """Which train samples it is taken on."""
    is_next_batch: bool
    """Whether these are the samples that the run takes next."""
    stages: tuple[Stage, ...]

    def find(self, plain: str) -> Quantity:
        """The quantity of that plain name, as it is last made or given on the way.

        Raises:
            KeyError: there is none.
        """
        for stage in reversed(self.stages):
            for quantity in (*(e.result for e in reversed(stage.equations)), *stage.shown):
                if quantity.name.plain == plain:
                    return quantity
        raise KeyError(plain)


class WalkError(ValueError):
    """Why there is no walk through this step, in a sentence."""
