"""A quantity that is not made, but given, shown by the same view."""

from nnstudio.engine.equations.quantities import Equation, Quantity
from nnstudio.engine.equations.rules import Given


def given_equation(quantity: Quantity) -> Equation:
    """An equation without a right side."""
    return Equation(quantity, (), (), Given(), quantity.name.latex)
