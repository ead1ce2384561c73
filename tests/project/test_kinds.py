"""Kinds are listed by their union, and every floor knows each of them."""

from typing import Annotated, Literal

import pytest
from pydantic import Field

from nnstudio.project.kinds import complete, kinds_of
from nnstudio.project.spec import Spec


class Shape(Spec):
    kind: str


class Circle(Shape):
    kind: Literal["circle"] = "circle"


class Square(Shape):
    kind: Literal["square"] = "square"


KINDS = {"circle": Circle, "square": Square}


def test_that_the_kinds_are_the_unions_in_its_order():
    assert list(kinds_of(Annotated[Square | Circle, Field(discriminator="kind")], Shape).items()) == [
        ("square", Square),
        ("circle", Circle),
    ]
    assert kinds_of(Circle | Square, Shape) == KINDS


def test_that_a_floors_entries_come_in_the_order_of_the_kinds():
    assert list(complete("ui/shapes", {"square": 4, "circle": 0}, KINDS).items()) == [("circle", 0), ("square", 4)]


def test_that_a_missing_entry_is_named_and_so_is_one_too_many():
    with pytest.raises(LookupError, match=r"^engine/shapes has no entry for 'square'$"):
        complete("engine/shapes", {"circle": 0}, KINDS)
    with pytest.raises(LookupError, match=r"^engine/shapes has an entry for 'oval', which is no kind$"):
        complete("engine/shapes", {"circle": 0, "square": 4, "oval": 1}, KINDS)
