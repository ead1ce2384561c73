"""ONNX's graph under construction."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

OPSET = 20
"""The first with GELU, and old enough for the runtimes of 2024."""


class Graph:
    """Nodes and constants in the order in which they are added."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def add(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Adds a node; its output's name."""
        self.nodes.append(helper.make_node(operator, inputs, [output], name=f"{operator}:{output}", **attributes))
        return output

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Adds a constant; its name."""
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name
