"""The same numbers in another shape, and several tensors put together."""

from typing import Any

import numpy as np
import torch

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError, UnavailableError
from nnstudio.engine.tensor_bench.operations import Codes, Operation, atom, call, shape_code
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _


def _reshape(input: Value, *shape: Value) -> Value:
    return input.reshape(v.as_shape(shape))


def _view(input: Value, *shape: Value) -> Value:
    return input.view(v.as_shape(shape))


def _reshape_code(codes: Codes) -> str:
    return call(f"{atom(codes['input'])}.reshape", shape_code(codes["shape"]))


def _flatten(input: Value) -> Value:
    return input.flatten()


def _np_flatten(input: Value) -> Value:
    return input.reshape(-1)


def _squeeze(input: Value, dim: Value = None) -> Value:
    return torch.squeeze(input) if dim is None else torch.squeeze(input, v.as_int(dim, "dim"))


def _np_squeeze(input: Value, dim: Value = None) -> Value:
    if dim is None:
        return np.squeeze(input)
    axis = v.as_int(dim, "dim")
    # torch leaves a dimension of another size as it is, where NumPy refuses
    return input if -input.ndim <= axis < input.ndim and input.shape[axis] != 1 else np.squeeze(input, axis=axis)


def _unsqueeze(input: Value, dim: Value) -> Value:
    return torch.unsqueeze(input, v.as_int(dim, "dim"))


def _np_unsqueeze(input: Value, dim: Value) -> Value:
    return np.expand_dims(input, v.as_int(dim, "dim"))


def _transpose(input: Value, dim0: Value, dim1: Value) -> Value:
    return torch.transpose(input, v.as_int(dim0, "dim0"), v.as_int(dim1, "dim1"))


def _np_transpose(input: Value, dim0: Value, dim1: Value) -> Value:
    return np.swapaxes(input, v.as_int(dim0, "dim0"), v.as_int(dim1, "dim1"))


def _permute(input: Value, *dims: Value) -> Value:
    return input.permute(v.as_shape(dims))


def _np_permute(input: Value, *dims: Value) -> Value:
    return np.transpose(input, v.as_shape(dims))


def _expand(input: Value, *size: Value) -> Value:
    shape = v.as_shape(size)
    # −1 leaves a dimension as it is
    v.make_room(*_full_shape(input, shape))
    return input.expand(shape)


def _np_expand(input: Value, *size: Value) -> Value:
    shape = _full_shape(input, v.as_shape(size))
    v.make_room(*shape)
    return np.broadcast_to(input, shape)


def _full_shape(input: Value, shape: tuple[int, ...]) -> tuple[int, ...]:
    lead = len(shape) - input.ndim
    return tuple(input.shape[i - lead] if size == -1 and i >= lead >= 0 else size for i, size in enumerate(shape))


def _expand_code(codes: Codes) -> str:
    return call("np.broadcast_to", codes["input"], shape_code(codes["size"]))


def _parts(tensors: Value, kind: type) -> list[Any]:
    if not isinstance(tensors, list | tuple) or not tensors:
        raise BenchError(_("a list of tensors should stand here, not {kind_of}").format(kind_of=v.kind_of(tensors)))
    for each in tensors:
        if not isinstance(each, (kind, np.generic) if kind is np.ndarray else kind):
            raise BenchError(
                _("the list should hold tensors of one library only, not {kind_of}").format(kind_of=v.kind_of(each))
            )
    v.make_room(sum(v.elements(each.shape) for each in tensors))
    return list(tensors)


def _cat(tensors: Value, dim: Value = 0) -> Value:
    return torch.cat(_parts(tensors, torch.Tensor), v.as_int(dim, "dim"))


def _np_cat(tensors: Value, dim: Value = 0) -> Value:
    return np.concatenate(_parts(tensors, np.ndarray), axis=v.as_int(dim, "dim"))


def _stack(tensors: Value, dim: Value = 0) -> Value:
    return torch.stack(_parts(tensors, torch.Tensor), v.as_int(dim, "dim"))


def _np_stack(tensors: Value, dim: Value = 0) -> Value:
    return np.stack(_parts(tensors, np.ndarray), axis=v.as_int(dim, "dim"))


def _beside(name: str) -> Operation:
    def by_torch(tensors: Value) -> Value:
        return getattr(torch, name)(_parts(tensors, torch.Tensor))

    def by_numpy(tensors: Value) -> Value:
        return getattr(np, name)(_parts(tensors, np.ndarray))

    return Operation(name, by_torch, by_numpy, lambda codes: call(f"np.{name}", codes["tensors"]))


def _sorted(input: Value, dim: Value = -1, descending: Value = False) -> Value:
    return torch.sort(input, dim=v.as_int(dim, "dim"), descending=v.as_flag(descending, "descending"))


def _np_sorted(input: Value, dim: Value = -1, descending: Value = False) -> Value:
    if v.as_flag(descending, "descending"):
        raise UnavailableError(_("NumPy sorts upwards only"))
    axis = v.as_int(dim, "dim")
    return v.Pair(np.sort(input, axis), np.argsort(input, axis, kind="stable"))


def _sorted_code(codes: Codes) -> str:
    places = call("np.argsort", codes["input"], codes["dim"] or "-1", kind='"stable"')
    return f"({call('np.sort', codes['input'], codes['dim'] or '-1')}, {places})"


def _argsort(input: Value, dim: Value = -1, descending: Value = False, stable: Value = False) -> Value:
    flags = {"descending": v.as_flag(descending, "descending"), "stable": v.as_flag(stable, "stable")}
    return torch.argsort(input, dim=v.as_int(dim, "dim"), **flags)


def _np_argsort(input: Value, dim: Value = -1, descending: Value = False, stable: Value = False) -> Value:
    if v.as_flag(descending, "descending"):
        raise UnavailableError(_("NumPy sorts upwards only"))
    return np.argsort(input, v.as_int(dim, "dim"), kind="stable")


def _argsort_code(codes: Codes) -> str:
    return call("np.argsort", codes["input"], codes["dim"] or "-1", kind='"stable"')


def _t(input: Value) -> Value:
    return torch.t(input)


def _np_t(input: Value) -> Value:
    return input.T


SHAPING = [
    Operation("t", _t, _np_t, lambda codes: f"{atom(codes['input'])}.T", is_method=True),
    Operation("reshape", _reshape, _reshape, _reshape_code, is_function=False, is_method=True),
    Operation("view", _view, _reshape, _reshape_code, is_function=False, is_method=True),
    Operation("ravel", _flatten, _np_flatten, lambda codes: f"{atom(codes['input'])}.reshape(-1)", is_method=True),
    Operation("sort", _sorted, _np_sorted, _sorted_code, is_method=True),
    Operation("argsort", _argsort, _np_argsort, _argsort_code, is_method=True),
    _beside("vstack"),
    _beside("hstack"),
    Operation("flatten", _flatten, _np_flatten, lambda codes: f"{atom(codes['input'])}.reshape(-1)", is_method=True),
    Operation(
        "squeeze",
        _squeeze,
        _np_squeeze,
        lambda codes: call("np.squeeze", codes["input"], axis=codes["dim"]),
        is_method=True,
    ),
    Operation(
        "unsqueeze",
        _unsqueeze,
        _np_unsqueeze,
        lambda codes: call("np.expand_dims", codes["input"], codes["dim"]),
        is_method=True,
    ),
    Operation(
        "transpose",
        _transpose,
        _np_transpose,
        lambda codes: call("np.swapaxes", codes["input"], codes["dim0"], codes["dim1"]),
        is_method=True,
    ),
    Operation(
        "permute",
        _permute,
        _np_permute,
        lambda codes: call("np.transpose", codes["input"], shape_code(codes["dims"])),
        is_function=False,
        is_method=True,
    ),
    Operation("expand", _expand, _np_expand, _expand_code, is_function=False, is_method=True),
    Operation("cat", _cat, _np_cat, lambda codes: call("np.concatenate", codes["tensors"], axis=codes["dim"])),
    Operation("stack", _stack, _np_stack, lambda codes: call("np.stack", codes["tensors"], axis=codes["dim"])),
]
