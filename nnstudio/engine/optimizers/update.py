"""What an optimiser makes of a gradient, term by term. Old and new memory and the new values are PyTorch's own.

Sources: the algorithms on the pages of ``torch.optim``.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from torch import Tensor

from nnstudio.engine.equations.quantities import (
    Equation,
    Name,
    Quantity,
    equation,
    name,
    owned,
    primed,
    quantity,
    renewed,
)
from nnstudio.engine.equations.rules import Each, latex, plain
from nnstudio.language import _


class Update:
    """One parameter on its way through the optimiser, and the equations so far."""

    def __init__(
        self,
        options: Mapping[str, Any],
        old: Quantity,
        gradient: Quantity,
        before: Mapping[str, Tensor],
        after: Mapping[str, Tensor],
        result: Quantity,
    ) -> None:
        self.options = options
        """The optimiser's parameter group: PyTorch's words for its settings, and their values."""
        self.lr = float(options["lr"])
        self.result = result
        self.old = old
        self.gradient = gradient
        self.before, self.after = before, after
        self.equations: list[Equation] = []

    def memory(self, key: str, letter: str, meaning: str) -> tuple[Quantity, Quantity]:
        """What the optimiser remembered before the step, 0 at first, and what after it."""
        shape = self.old.shape
        had = self.before.get(key)
        start = np.zeros(shape, np.float32) if had is None else owned(had).reshape(shape)
        return (
            quantity(name(letter), start, meaning),
            quantity(renewed(name(letter)), owned(self.after[key]).reshape(shape), meaning),
        )

    def decay_gradient(self, decay: float) -> None:
        """Weight decay as a part of the gradient; none if `decay` is 0."""
        if not decay:
            return
        grown = quantity(
            Name("g", "g"), self.gradient.values + np.float32(decay) * self.old.values, _("with weight decay")
        )
        self.equations.append(
            equation(
                grown,
                (self.gradient, self.old),
                (0, f"+ {plain(decay)} ·", 1),
                Each(f"{{0}} + {plain(decay)} · {{1}}"),
                f"@0 + {latex(decay)} \\, @1",
            )
        )
        self.gradient = grown

    def decay_weights(self, decay: float) -> None:
        """Weight decay taken from the parameter itself; none if `decay` is 0."""
        if not decay:
            return
        factor = 1 - self.lr * decay
        shrunk = quantity(
            primed(self.old.name),
            self.old.values * np.float32(factor),
            _("with weight decay"),
        )
        self.equations.append(
            equation(
                shrunk,
                (self.old,),
                (f"(1 − {plain(self.lr)} · {plain(decay)}) ·", 0),
                Each(f"(1 − {plain(self.lr)} · {plain(decay)}) · {{0}}"),
                rf"(1 - {latex(self.lr)} \cdot {latex(decay)}) \, @0",
            )
        )
        self.old = shrunk

    def running_mean(self, was: Quantity, now: Quantity, beta: float, squared: bool) -> None:
        """Of the gradient, or of its square."""
        square = "²" if squared else ""
        self.equations.append(
            equation(
                now,
                (was, self.gradient),
                (f"{plain(beta)} ·", 0, f"+ {plain(1 - beta)} ·" + " (" * squared, 1, *[")²"] * squared),
                Each(f"{plain(beta)} · {{0}} + {plain(1 - beta)} · {{1}}{square}"),
                f"{latex(beta)} \\, @0 + {latex(1 - beta)} \\, @1" + ("^2" if squared else ""),
            )
        )

    def divide(self, square: Quantity, step: Quantity | None = None) -> None:
        """The last equation: a step of lr times the gradient, or its mean, over the root of its mean square."""
        eps = float(self.options["eps"])
        self.equations.append(
            equation(
                self.result,
                (self.old, step or self.gradient, square),
                (0, f"− {plain(self.lr)} ·", 1, "/ (√", 2, f"+ {plain(eps)})"),
                Each(f"{{0}} − {plain(self.lr)} · {{1}} / (√{{2}} + {plain(eps)})"),
                rf"@0 - {latex(self.lr)} \, \frac{{@1}}{{\sqrt{{@2}} + {latex(eps)}}}",
            )
        )
