"""What the optimiser makes of a gradient, term by term. Old and new memory and the new values are PyTorch's own."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from torch import Tensor

from nnstudio.engine.equations.quantities import Equation, Name, Quantity, equation, name, owned, quantity
from nnstudio.engine.equations.rules import Each, latex, plain, raised
from nnstudio.project.training import (
    AdagradSpec,
    AdamSpec,
    AdamWSpec,
    OptimizerSpec,
    RMSpropSpec,
    SGDSpec,
)


def spell_update(
    spec: OptimizerSpec,
    options: Mapping[str, Any],
    old: Quantity,
    gradient: Quantity,
    before: Mapping[str, Tensor],
    after: Mapping[str, Tensor],
    new: Tensor,
) -> list[Equation]:
    """The equations of one parameter's update.

    `options` is the optimiser's parameter group, `before` and `after` what it remembers of the parameter by PyTorch's
    words. Sources: the algorithms on the pages of ``torch.optim``.
    """
    lr = float(options["lr"])
    update = _Update(lr, old, gradient, before, after)
    result = quantity(Name(rf"{old.name.latex}_{{\text{{new}}}}", f"{old.name.plain} new"), new, "after the step")
    if spec.weight_decay and not isinstance(spec, AdamWSpec):
        update.decay_gradient(spec.weight_decay)
    match spec:
        case SGDSpec():
            update.sgd(spec, result)
        case AdamSpec() | AdamWSpec():
            if isinstance(spec, AdamWSpec) and spec.weight_decay:
                update.decay_weights(spec.weight_decay)
            update.adam(options["betas"], float(options["eps"]), result)
        case RMSpropSpec():
            alpha, eps = float(options["alpha"]), float(options["eps"])
            square = update.memory("square_avg", "v", "the running mean of the squared gradient")
            update.running_mean(*square, alpha, squared=True)
            update.divide(square[1], eps, result)
        case AdagradSpec():
            sums = update.memory("sum", "s", "the sum of all squared gradients")
            update.equations.append(
                equation(
                    sums[1],
                    (sums[0], update.gradient),
                    (0, "+ (", 1, ")²"),
                    Each("{0} + {1}²"),
                    r"@0 + @1^2",
                )
            )
            update.divide(sums[1], float(options["eps"]), result)
    return update.equations


class _Update:
    """One parameter on its way through the optimiser."""

    def __init__(
        self, lr: float, old: Quantity, gradient: Quantity, before: Mapping[str, Tensor], after: Mapping[str, Tensor]
    ) -> None:
        self.lr = lr
        self.old = old
        self.gradient = gradient
        self._before, self._after = before, after
        self.equations: list[Equation] = []

    def memory(self, key: str, letter: str, meaning: str) -> tuple[Quantity, Quantity]:
        """What the optimiser remembered before the step, 0 at first, and what after it."""
        shape = self.old.shape
        had = self._before.get(key)
        start = np.zeros(shape, np.float32) if had is None else owned(had).reshape(shape)
        return (
            quantity(name(letter), start, meaning),
            quantity(
                Name(rf"{letter}_{{\text{{new}}}}", f"{letter} new"), owned(self._after[key]).reshape(shape), meaning
            ),
        )

    def decay_gradient(self, decay: float) -> None:
        grown = quantity(
            Name("g", "g"), self.gradient.values + np.float32(decay) * self.old.values, "with weight decay"
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
        factor = 1 - self.lr * decay
        shrunk = quantity(
            Name(rf"{self.old.name.latex}'", f"{self.old.name.plain}′"),
            self.old.values * np.float32(factor),
            "with weight decay",
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

    def sgd(self, spec: SGDSpec, result: Quantity) -> None:
        step = self.gradient
        if spec.momentum:
            was, now = self.memory("momentum_buffer", "v", "the momentum")
            if "momentum_buffer" in self._before:
                right, how, signs = (
                    rf"{latex(spec.momentum)} \, @0 + @1",
                    f"{plain(spec.momentum)} · {{0}} + {{1}}",
                    (f"{plain(spec.momentum)} ·", 0, "+", 1),
                )
                self.equations.append(equation(now, (was, self.gradient), signs, Each(how), right))
            else:
                # PyTorch begins with the first gradient itself
                self.equations.append(equation(now, (self.gradient,), (0,), Each("{0}"), "@0"))
            step = now
            if spec.nesterov:
                ahead = quantity(
                    Name("u", "u"),
                    self.gradient.values + np.float32(spec.momentum) * now.values,
                    "a look ahead along the momentum",
                )
                self.equations.append(
                    equation(
                        ahead,
                        (self.gradient, now),
                        (0, f"+ {plain(spec.momentum)} ·", 1),
                        Each(f"{{0}} + {plain(spec.momentum)} · {{1}}"),
                        f"@0 + {latex(spec.momentum)} \\, @1",
                    )
                )
                step = ahead
        self.equations.append(
            equation(
                result,
                (self.old, step),
                (0, f"− {plain(self.lr)} ·", 1),
                Each(f"{{0}} − {plain(self.lr)} · {{1}}"),
                f"@0 - {latex(self.lr)} \\, @1",
            )
        )

    def running_mean(self, was: Quantity, now: Quantity, beta: float, squared: bool) -> None:
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

    def adam(self, betas: tuple[float, float], eps: float, result: Quantity) -> None:
        beta1, beta2 = betas
        first = self.memory("exp_avg", "m", "the running mean of the gradient")
        second = self.memory("exp_avg_sq", "v", "the running mean of the squared gradient")
        self.running_mean(*first, beta1, squared=False)
        self.running_mean(*second, beta2, squared=True)
        t = int(self._after["step"].item())
        m = self._corrected(first[1], "m", beta1, t)
        v = self._corrected(second[1], "v", beta2, t)
        self.divide(v, eps, result, m)

    def _corrected(self, now: Quantity, letter: str, beta: float, t: int) -> Quantity:
        """Without the pull towards the 0 that the running mean began with."""
        true = quantity(
            Name(rf"\hat{{{letter}}}", f"{letter}̂"), now.values / np.float32(1 - beta**t), f"at step t = {t}"
        )
        self.equations.append(
            equation(
                true,
                (now,),
                (0, f"/ (1 − {plain(beta)}{raised(t)})"),
                Each(f"{{0}} / (1 − {plain(beta)}{raised(t)})"),
                rf"\frac{{@0}}{{1 - {latex(beta)}^{{{t}}}}}",
            )
        )
        return true

    def divide(self, square: Quantity, eps: float, result: Quantity, step: Quantity | None = None) -> None:
        """The last equation: a step of lr times the gradient, or its mean, over the root of its mean square."""
        self.equations.append(
            equation(
                result,
                (self.old, step or self.gradient, square),
                (0, f"− {plain(self.lr)} ·", 1, "/ (√", 2, f"+ {plain(eps)})"),
                Each(f"{{0}} − {plain(self.lr)} · {{1}} / (√{{2}} + {plain(eps)})"),
                rf"@0 - {latex(self.lr)} \, \frac{{@1}}{{\sqrt{{@2}} + {latex(eps)}}}",
            )
        )
