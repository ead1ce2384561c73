"""Gradient descent, with or without momentum."""

import numpy as np
import torch

from nnstudio.engine.equations.quantities import Name, equation, quantity
from nnstudio.engine.equations.rules import Each, latex, plain
from nnstudio.engine.optimizers.entry import RATE_AND_DECAY, OptimizerEntry, fused
from nnstudio.engine.optimizers.update import Update
from nnstudio.language import _
from nnstudio.project.optimizers.sgd import SGDSpec


def spell_sgd(update: Update, spec: SGDSpec) -> None:
    update.decay_gradient(spec.weight_decay)
    step = update.gradient
    if spec.momentum:
        was, now = update.memory("momentum_buffer", "v", _("the momentum"))
        if "momentum_buffer" in update.before:
            right, how, signs = (
                rf"{latex(spec.momentum)} \, @0 + @1",
                f"{plain(spec.momentum)} · {{0}} + {{1}}",
                (f"{plain(spec.momentum)} ·", 0, "+", 1),
            )
            update.equations.append(equation(now, (was, update.gradient), signs, Each(how), right))
        else:
            # PyTorch begins with the first gradient itself
            update.equations.append(equation(now, (update.gradient,), (0,), Each("{0}"), "@0"))
        step = now
        if spec.nesterov:
            ahead = quantity(
                Name("u", "u"),
                update.gradient.values + np.float32(spec.momentum) * now.values,
                _("a look ahead along the momentum"),
            )
            update.equations.append(
                equation(
                    ahead,
                    (update.gradient, now),
                    (0, f"+ {plain(spec.momentum)} ·", 1),
                    Each(f"{{0}} + {plain(spec.momentum)} · {{1}}"),
                    f"@0 + {latex(spec.momentum)} \\, @1",
                )
            )
            step = ahead
    update.equations.append(
        equation(
            update.result,
            (update.old, step),
            (0, f"− {plain(update.lr)} ·", 1),
            Each(f"{{0}} − {plain(update.lr)} · {{1}}"),
            f"@0 - {latex(update.lr)} \\, @1",
        )
    )


ENTRIES = {"sgd": OptimizerEntry(torch.optim.SGD, fused, RATE_AND_DECAY | {"momentum"}, usual_lr=0.01, spell=spell_sgd)}
