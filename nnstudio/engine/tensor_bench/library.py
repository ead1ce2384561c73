"""All that can be called, by name."""

from nnstudio.engine.tensor_bench.conversions import CONVERSIONS
from nnstudio.engine.tensor_bench.creation import CREATION
from nnstudio.engine.tensor_bench.elementwise import ELEMENTWISE
from nnstudio.engine.tensor_bench.operations import Operation
from nnstudio.engine.tensor_bench.reductions import REDUCTIONS
from nnstudio.engine.tensor_bench.shaping import SHAPING

_ALL = [*CREATION, *ELEMENTWISE, *REDUCTIONS, *SHAPING, *CONVERSIONS]
FUNCTIONS: dict[str, Operation] = {operation.name: operation for operation in _ALL if operation.is_function}
METHODS: dict[str, Operation] = {operation.name: operation for operation in _ALL if operation.is_method}
ATTRIBUTES = ("shape", "ndim", "dtype", "device", "T", "requires_grad", "grad", "values", "indices")
