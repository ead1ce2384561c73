"""L1 and L2 regularisation: what is added to the loss before the gradient is taken."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from nnstudio.project.training import TrainingSpec


class Penalty:
    """``l1 * sum |w| + l2 / 2 * sum w²`` over the weights of all Linear layers; biases go free.

    As in TensorFlow Playground, whose L2 is ½w² a weight, so that its gradient is just l2 times the weight.
    """

    def __init__(self, model: nn.Module, l1: float, l2: float) -> None:
        self._weights = [module.weight for module in model.modules() if isinstance(module, nn.Linear)]
        # tensors, so that a recording of `add_gradient` finds other numbers in their place
        self._step, self._slope = (torch.zeros((), dtype=torch.float64) for _unused in range(2))
        self.set(l1, l2)

    def set(self, l1: float, l2: float) -> None:
        """Goes on with other numbers."""
        self._l1, self._l2 = l1, l2
        self._step.fill_(l1)
        # half of l2 is what autograd rounds to float32, before the 2 of the square's derivative doubles it
        self._slope.fill_(2 * float(np.float32(l2 / 2)))

    def __call__(self) -> Tensor:
        """(): of the weights as they are now, with its gradient."""
        terms = []
        if self._l1:
            terms.append(self._l1 * sum(w.abs().sum() for w in self._weights))
        if self._l2:
            terms.append(self._l2 / 2 * sum((w**2).sum() for w in self._weights))
        total: Tensor = terms[0] if len(terms) == 1 else terms[0] + terms[1]  # type: ignore[assignment]
        return total

    def add_gradient(self, parameters: Sequence[Tensor], gradients: Sequence[Tensor]) -> list[Tensor]:
        """The gradients with the penalty's added, in the fewest kernels that round as autograd does."""
        penalised = {id(weight) for weight in self._weights}
        with torch.no_grad():
            return [
                self._gradient(parameter) + gradient if id(parameter) in penalised else gradient
                for parameter, gradient in zip(parameters, gradients, strict=True)
            ]

    def _gradient(self, w: Tensor) -> Tensor:
        if not self._l1:
            return w * self._slope
        signs = w.sgn() * self._step
        return w * self._slope + signs if self._l2 else signs


def build_penalty(spec: TrainingSpec, model: nn.Module) -> Penalty | None:
    """The penalty that the spec asks for; None for no regularisation, or where there is no weight."""
    if not (spec.l1 or spec.l2) or not any(isinstance(module, nn.Linear) for module in model.modules()):
        return None
    return Penalty(model, spec.l1, spec.l2)
