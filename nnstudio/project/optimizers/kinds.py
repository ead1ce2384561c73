"""Every kind of optimiser there is, in the order in which they are offered."""

from typing import Annotated

from pydantic import Field

from nnstudio.project.kinds import kinds_of
from nnstudio.project.optimizers.adaptive import AdagradSpec, AdamSpec, AdamWSpec, RMSpropSpec
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.optimizers.spec import OptimizerSpec

AnyOptimizer = Annotated[SGDSpec | AdamSpec | AdamWSpec | RMSpropSpec | AdagradSpec, Field(discriminator="kind")]
"""A new one is listed here."""

OPTIMIZER_KINDS = kinds_of(AnyOptimizer, OptimizerSpec)
"""Each optimiser's spec by its kind."""
