"""How one parameter's update is told."""

from collections.abc import Mapping
from typing import Any

from torch import Tensor

from nnstudio.engine.equations.quantities import Equation, Quantity, quantity, renewed
from nnstudio.engine.optimizers.table import OPTIMIZERS
from nnstudio.engine.optimizers.update import Update
from nnstudio.language import _
from nnstudio.project.optimizers.spec import OptimizerSpec


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
    words.
    """
    result = quantity(renewed(old.name), new, _("after the step"))
    update = Update(options, old, gradient, before, after, result)
    OPTIMIZERS[spec.kind].spell(update, spec)
    return update.equations
