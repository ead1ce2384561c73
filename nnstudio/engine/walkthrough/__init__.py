"""One step of training with every number in it: forward, loss, backward, update."""

from nnstudio.engine.equations.quantities import Equation, Quantity
from nnstudio.engine.walkthrough.gradient_check import GradientCheck
from nnstudio.engine.walkthrough.records import Stage, Walk, WalkError
from nnstudio.engine.walkthrough.step import state_at, walk_through

__all__ = ["Equation", "GradientCheck", "Quantity", "Stage", "Walk", "WalkError", "state_at", "walk_through"]
