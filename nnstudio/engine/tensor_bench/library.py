"""All that can be called, by name."""

from nnstudio.engine.tensor_bench.changes import CHANGES
from nnstudio.engine.tensor_bench.conversions import CONVERSIONS
from nnstudio.engine.tensor_bench.creation import CREATION
from nnstudio.engine.tensor_bench.devices import DEVICES
from nnstudio.engine.tensor_bench.elementwise import ELEMENTWISE
from nnstudio.engine.tensor_bench.modules import MODULES
from nnstudio.engine.tensor_bench.operations import Operation
from nnstudio.engine.tensor_bench.products import PRODUCTS
from nnstudio.engine.tensor_bench.random import RANDOM
from nnstudio.engine.tensor_bench.reductions import REDUCTIONS
from nnstudio.engine.tensor_bench.shaping import SHAPING
from nnstudio.engine.tensor_bench.training import TRAINING

_ALL = [
    *(*CREATION, *RANDOM, *ELEMENTWISE, *REDUCTIONS, *PRODUCTS, *SHAPING, *CONVERSIONS, *CHANGES),
    *(*DEVICES, *MODULES, *TRAINING),
]
FUNCTIONS: dict[str, Operation] = {operation.name: operation for operation in _ALL if operation.is_function}
"""By their paths in torch; a function that only ``torch.nn.functional`` has stands without its path."""
METHODS: dict[str, Operation] = {operation.name: operation for operation in _ALL if operation.is_method}
ATTRIBUTES = (
    *("shape", "ndim", "dtype", "device", "T", "mT", "requires_grad", "grad", "is_leaf", "data", "nbytes", "itemsize"),
    *("grad_fn", "is_cuda"),
)
"""Of tensors."""
BARE = {name.rpartition(".")[2]: name for name in FUNCTIONS if name.startswith("utils.data.")}
"""Names that the lecture imports from their modules."""
