"""Numbers that several specs share, with their bounds."""

from typing import Annotated

from pydantic import Field

MAX_EPOCHS = 1_000_000

MAX_RATE = 1000.0

LearningRate = Annotated[float, Field(gt=0, le=MAX_RATE)]
EpochNumber = Annotated[int, Field(ge=0, le=MAX_EPOCHS)]
"""A moment between two epochs: so many are done; 0 is before training."""
