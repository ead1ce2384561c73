"""A layer's options are numbers and switches with the bounds of their spec."""

from typing import Annotated, ClassVar

import pytest
from pydantic import Field

from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import MAX_UNITS, LayerSpec
from nnstudio.ui.layers.options import NumberRange, number_names, number_range, option_names, switch_names
from nnstudio.ui.layers.table import new_layer


class Toy(LayerSpec):
    title: ClassVar[str] = "Toy"
    kind: str = "toy"
    slope: Annotated[float, Field(gt=0, le=1)] = 0.5
    groups: Annotated[int, Field(ge=1, lt=9)] = 2
    limit: Annotated[float, Field(ge=-1, le=1)] | None = None
    flipped: bool = False


def test_that_numbers_and_switches_are_told_apart():
    assert option_names(Toy) == ("slope", "groups", "limit", "flipped")
    assert number_names(Toy) == ("slope", "groups", "limit")
    assert switch_names(Toy) == ("flipped",)
    assert (number_names(LinearLayer), switch_names(LinearLayer)) == (("units",), ("bias",))


@pytest.mark.parametrize(
    ("spec", "name", "expected"),
    [
        (Toy, "slope", NumberRange(0.05, 1, is_whole=False, can_be_none=False)),
        (Toy, "groups", NumberRange(1, 8, is_whole=True, can_be_none=False)),
        (LinearLayer, "units", NumberRange(0, MAX_UNITS, is_whole=True, can_be_none=True)),
        (DropoutLayer, "p", NumberRange(0, 0.95, is_whole=False, can_be_none=False)),
    ],
)
def test_that_a_field_goes_as_far_as_the_spec(spec, name, expected):
    assert number_range(spec, name, 0.05) == expected


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_that_both_ends_of_every_range_are_allowed_and_a_new_layer_lies_between(kind):
    spec, new = LAYER_KINDS[kind], new_layer(kind)
    for name in number_names(spec):
        found = number_range(spec, name, 0.05)
        for value in (found.low or (None if found.can_be_none else 0), found.high):
            assert getattr(spec.model_validate({name: value}), name) == value
        assert found.low <= getattr(new, name) <= found.high
