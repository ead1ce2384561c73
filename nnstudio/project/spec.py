"""The base of all specs."""

from pydantic import BaseModel, ConfigDict


class Spec(BaseModel):
    """A frozen value: equal by content, strict about types, unknown keys refused. An edit is a new spec."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)


def is_empty(value: object) -> bool:
    """Whether a field is as in files of versions that did not know it: then it is not written."""
    return not value
