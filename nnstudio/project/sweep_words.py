"""What is varied, in words."""

from collections.abc import Mapping

from nnstudio.language import _, local_number
from nnstudio.project.sweep_fields import Value


def value_text(value: Value) -> str:
    """A value of a varied field, short."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return local_number(value, ",")
    return local_number(value, ".4g") if isinstance(value, float) else value


def last_part(field: str) -> str:
    """What a field is called within its object."""
    return field.rsplit(".", 1)[-1]


def group_name(values: Mapping[str, Value]) -> str:
    """``lr 0.01, units 5``: what runs have in common; empty where nothing but the seed is varied."""
    return ", ".join(f"{last_part(field)} {value_text(value)}" for field, value in values.items())
