"""What PyTorch is asked: which devices there are, and what it takes for granted."""

from collections.abc import Callable

import torch

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.operations import Codes, Operation
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _


def _asked(path: str, ask: Callable[[], Value]) -> Operation:
    def code(codes: Codes) -> str:
        return f"torch.{path}()"

    return Operation(path, ask, ask, code, is_torchs_alone=True, is_graphed=False)


def _device(type: Value, index: Value = None) -> Value:
    if not isinstance(type, str | torch.device):
        raise BenchError(_('a device is named by a text such as "cpu", not {kind_of}').format(kind_of=v.kind_of(type)))
    return torch.device(type) if index is None else torch.device(str(type), v.as_int(index, "index"))


def _has_cuda() -> Value:
    return torch.cuda.is_available()


def _cuda_count() -> Value:
    return torch.cuda.device_count()


def _has_mps() -> Value:
    return torch.backends.mps.is_available()


def _default_dtype() -> Value:
    return torch.get_default_dtype()


def _is_tensor(obj: Value) -> Value:
    return isinstance(obj, torch.Tensor)


DEVICES = [
    Operation(
        "device",
        _device,
        _device,
        lambda codes: f"torch.device({codes['type']})",
        is_torchs_alone=True,
        is_graphed=False,
    ),
    _asked("get_default_dtype", _default_dtype),
    Operation("is_tensor", _is_tensor, None, why_not=_("NumPy has no tensors"), is_graphed=False),
    _asked("cuda.is_available", _has_cuda),
    _asked("cuda.device_count", _cuda_count),
    _asked("backends.mps.is_available", _has_mps),
]
