"""The same numbers as another dtype, on another device, in the other library; and what is known of a tensor."""

from typing import Any

import torch

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.operations import Codes, Operation, atom
from nnstudio.engine.tensor_bench.values import DTYPES, Value
from nnstudio.language import _


def _cast(name: str) -> Operation:
    def by_torch(input: Value) -> Value:
        return input.to(getattr(torch, DTYPES[name]))

    def by_numpy(input: Value) -> Value:
        return input.astype(DTYPES[name])

    def code(codes: Codes) -> str:
        return f"{atom(codes['input'])}.astype(np.{DTYPES[name]})"

    return Operation(name, by_torch, by_numpy, code, is_function=False, is_method=True)


def _to(input: Value, target: Value = None, dtype: Value = None, *, device: Value = None) -> Value:
    if isinstance(target, torch.Tensor):
        return input.to(target)
    kind = dtype if target is None or not v.is_dtype(target) else target
    where = device if target is None or v.is_dtype(target) else target
    return input.to(input.device if where is None else v.as_device(where), v.torch_dtype(kind) or input.dtype)


def _np_to(input: Value, target: Value = None, dtype: Value = None, *, device: Value = None) -> Value:
    kind = target.dtype if v.is_array(target) else dtype if target is None or not v.is_dtype(target) else target
    return input if kind is None else input.astype(v.numpy_dtype(kind), copy=False)


def _to_code(codes: Codes) -> str:
    """Devices are none of NumPy's business: its arrays are in the CPU's memory."""
    kind = codes["dtype"] or codes["target"] or ""
    is_dtype = kind.startswith(("np.", "float", "int", "bool"))
    return f"{atom(codes['input'])}.astype({kind})" if is_dtype else codes["input"]


def _type(input: Value, dtype: Value = None) -> Value:
    return input.type() if dtype is None else input.type(v.torch_dtype(dtype))


def _np_type(input: Value, dtype: Value = None) -> Value:
    return str(input.dtype) if dtype is None else input.astype(v.numpy_dtype(dtype))


def _type_code(codes: Codes) -> str:
    kind = codes["dtype"]
    return f"str({codes['input']}.dtype)" if kind is None else f"{atom(codes['input'])}.astype({kind})"


def _numpy(input: Value) -> Value:
    if input.requires_grad:
        raise BenchError(_("this tensor takes part in a gradient: .detach().numpy() lets it go first"))
    if input.device.type != "cpu":
        raise BenchError(_("this tensor is on another device: .cpu().numpy() brings it back first"))
    return input.numpy()


def _itself(input: Value) -> Value:
    return input


def _cpu(input: Value) -> Value:
    return input.cpu()


def _cuda(input: Value) -> Value:
    return input.to(v.as_device("cuda"))


def _contiguous(input: Value) -> Value:
    return input.contiguous()


def _clone(input: Value) -> Value:
    return input.clone()


def _np_clone(input: Value) -> Value:
    return input.copy()


def _detach(input: Value) -> Value:
    return input.detach()


def _item(input: Value) -> Value:
    if v.elements(input.shape) != 1:
        raise BenchError(_(".item() takes a tensor of one number, not {kind_of}").format(kind_of=v.kind_of(input)))
    return input.item()


def _tolist(input: Value) -> Value:
    if v.elements(input.shape) > 1000:
        raise BenchError(_(".tolist() is for at most 1,000 numbers here"))
    return input.tolist()


# what is known of it


def _numel(input: Value) -> Value:
    return int(input.numel())


def _np_numel(input: Value) -> Value:
    return int(input.size)


def _dim(input: Value) -> Value:
    return int(input.ndim)


def _element_size(input: Value) -> Value:
    return int(input.element_size())


def _np_element_size(input: Value) -> Value:
    return int(input.itemsize)


def _size(input: Value, dim: Value = None) -> Value:
    return input.size() if dim is None else input.size(v.as_int(dim, "dim"))


def _np_size(input: Value, dim: Value = None) -> Value:
    return input.shape if dim is None else input.shape[v.as_int(dim, "dim")]


def _size_code(codes: Codes) -> str:
    place = "" if codes["dim"] is None else f"[{codes['dim']}]"
    return f"{atom(codes['input'])}.shape{place}"


def _method(name: str, of_torch: Any, of_numpy: Any, suffix: str | None = None) -> Operation:
    def code(codes: Codes) -> str:
        return codes["input"] if suffix is None else f"{atom(codes['input'])}{suffix}"

    return Operation(name, of_torch, of_numpy, code, is_function=False, is_method=True, is_graphed=False)


CONVERSIONS = [
    *(_cast(name) for name in v.SHORT),
    _cast("bool"),
    Operation("to", _to, _np_to, _to_code, is_function=False, is_method=True),
    Operation("type", _type, _np_type, _type_code, is_function=False, is_method=True, is_graphed=False),
    _method("numpy", _numpy, _itself),
    _method("cpu", _cpu, _itself),
    _method("cuda", _cuda, _itself),
    _method("contiguous", _contiguous, _itself),
    _method("clone", _clone, _np_clone, ".copy()"),
    _method("detach", _detach, _itself),
    _method("item", _item, _item, ".item()"),
    _method("tolist", _tolist, _tolist, ".tolist()"),
    _method("numel", _numel, _np_numel, ".size"),
    _method("dim", _dim, _dim, ".ndim"),
    _method("element_size", _element_size, _np_element_size, ".itemsize"),
    Operation("size", _size, _np_size, _size_code, is_function=False, is_method=True, is_graphed=False),
]
