"""Optimisers that give each parameter a step size of its own."""

from typing import Any

import numpy as np
import torch

from nnstudio.engine.equations.quantities import Name, Quantity, equation, quantity
from nnstudio.engine.equations.rules import Each, latex, plain, raised
from nnstudio.engine.optimizers.entry import RATE, RATE_AND_DECAY, OptimizerEntry, foreach, fused, fused_on_cpu
from nnstudio.engine.optimizers.update import Update
from nnstudio.language import _
from nnstudio.project.optimizers.adaptive import AdagradSpec, AdamSpec, AdamWSpec, RMSpropSpec


def spell_adam(update: Update, spec: AdamSpec) -> None:
    update.decay_gradient(spec.weight_decay)
    _spell_means(update)


def spell_adamw(update: Update, spec: AdamWSpec) -> None:
    update.decay_weights(spec.weight_decay)
    _spell_means(update)


def _spell_means(update: Update) -> None:
    beta1, beta2 = update.options["betas"]
    first = update.memory("exp_avg", "m", _("the running mean of the gradient"))
    second = update.memory("exp_avg_sq", "v", _("the running mean of the squared gradient"))
    update.running_mean(*first, beta1, squared=False)
    update.running_mean(*second, beta2, squared=True)
    t = int(update.after["step"].item())
    m = _corrected(update, first[1], "m", beta1, t)
    v = _corrected(update, second[1], "v", beta2, t)
    update.divide(v, m)


def _corrected(update: Update, now: Quantity, letter: str, beta: float, t: int) -> Quantity:
    """Without the pull towards the 0 that the running mean began with."""
    true = quantity(
        Name(rf"\hat{{{letter}}}", f"{letter}̂"), now.values / np.float32(1 - beta**t), _("at step t = {t}").format(t=t)
    )
    update.equations.append(
        equation(
            true,
            (now,),
            (0, f"/ (1 − {plain(beta)}{raised(t)})"),
            Each(f"{{0}} / (1 − {plain(beta)}{raised(t)})"),
            rf"\frac{{@0}}{{1 - {latex(beta)}^{{{t}}}}}",
        )
    )
    return true


def spell_rmsprop(update: Update, spec: RMSpropSpec) -> None:
    update.decay_gradient(spec.weight_decay)
    square = update.memory("square_avg", "v", _("the running mean of the squared gradient"))
    update.running_mean(*square, float(update.options["alpha"]), squared=True)
    update.divide(square[1])


def spell_adagrad(update: Update, spec: AdagradSpec) -> None:
    update.decay_gradient(spec.weight_decay)
    was, now = update.memory("sum", "s", _("the sum of all squared gradients"))
    update.equations.append(
        equation(now, (was, update.gradient), (0, "+ (", 1, ")²"), Each("{0} + {1}²"), r"@0 + @1^2")
    )
    update.divide(now)


ENTRIES: dict[str, OptimizerEntry[Any]] = {
    "adam": OptimizerEntry(torch.optim.Adam, fused, RATE_AND_DECAY, usual_lr=0.001, spell=spell_adam),
    "adamw": OptimizerEntry(torch.optim.AdamW, fused, RATE_AND_DECAY, usual_lr=0.001, spell=spell_adamw),
    "rmsprop": OptimizerEntry(torch.optim.RMSprop, foreach, RATE, usual_lr=0.001, spell=spell_rmsprop),
    "adagrad": OptimizerEntry(torch.optim.Adagrad, fused_on_cpu, RATE_AND_DECAY, usual_lr=0.01, spell=spell_adagrad),
}
