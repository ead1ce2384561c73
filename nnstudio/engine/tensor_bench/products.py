"""Products of vectors and matrices by name; ``@`` is the operator."""

import numpy as np
import torch

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.operations import Codes, Operation, atom
from nnstudio.engine.tensor_bench.values import Value


def _product(name: str) -> Operation:
    def by_torch(input: Value, other: Value) -> Value:
        v.check_product(input, other)
        return getattr(torch, name)(input, other)

    def by_numpy(input: Value, other: Value) -> Value:
        v.check_product(input, other)
        return np.matmul(input, other)

    def code(codes: Codes) -> str:
        return f"{atom(codes['input'])} @ {atom(codes['other'])}"

    return Operation(name, by_torch, by_numpy, code, is_method=True)


PRODUCTS = [_product(name) for name in ("matmul", "mm", "mv", "dot", "bmm")]
