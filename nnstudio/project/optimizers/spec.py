"""What all optimisers have in common."""

from typing import Annotated, ClassVar

from pydantic import Field

from nnstudio.project.bounds import LearningRate
from nnstudio.project.spec import Spec


class OptimizerSpec(Spec):
    """One of ``torch.optim``'s optimisers.

    Options that PyTorch has besides those named here keep its defaults. Those named have defaults of their own, the
    same for every optimiser: where PyTorch's differ (AdamW decays weights by 0.01 unless told), the spec's hold.
    """

    kind: str = ""
    """The spec's name in files; each has its own."""
    title: ClassVar[str]
    """PyTorch's class name."""
    summary: ClassVar[str]
    usual_with_tables: ClassVar[float | None] = None
    """The rate by which measured, standardised data are learned well; None where it depends on them too much."""
    lr: LearningRate = 0.01
    weight_decay: Annotated[float, Field(ge=0, le=10)] = 0.0

    def remembered(self) -> int:
        """How many numbers it keeps for each parameter from step to step."""
        raise NotImplementedError

    def speedup(self) -> float:
        """How many times lr the steps grow to, where the gradient stays the same."""
        return 1.0
