"""The base of all specs."""

from pydantic import BaseModel, ConfigDict


class Spec(BaseModel):
    """A frozen value: equal by content, strict about types, unknown keys refused. An edit is a new spec."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)
