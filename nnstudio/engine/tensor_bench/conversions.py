"""The same numbers as another dtype, on another device, in the other library."""

from typing import Any

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError, UnavailableError
from nnstudio.engine.tensor_bench.operations import Codes, Operation, atom, call
from nnstudio.engine.tensor_bench.values import DTYPES, Value
from nnstudio.language import _


def _cast(name: str) -> Operation:
    dtype = DTYPES[name]

    def by_torch(input: Value) -> Value:
        return input.to(dtype.torch)

    def by_numpy(input: Value) -> Value:
        return input.astype(dtype.numpy)

    def code(codes: Codes) -> str:
        return f"{atom(codes['input'])}.astype(np.{dtype.numpy.name})"

    return Operation(name, by_torch, by_numpy, code, is_function=False, is_method=True)


def _to(input: Value, target: Value) -> Value:
    if isinstance(target, v.DType):
        return input.to(target.torch)
    return input.to(v.as_device(target))


def _np_to(input: Value, target: Value) -> Value:
    if isinstance(target, v.DType):
        return input.astype(target.numpy)
    raise UnavailableError(_("NumPy's arrays are always in the CPU's memory"))


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


def _clone(input: Value) -> Value:
    return input.clone()


def _np_clone(input: Value) -> Value:
    return input.copy()


def _detach(input: Value) -> Value:
    return input.detach()


def _requires_grad(input: Value, requires_grad: Value = True) -> Value:
    flag = v.as_flag(requires_grad, "requires_grad")
    if flag and not input.is_floating_point():
        raise BenchError(_("only numbers with a point can have a gradient: .float() makes them so"))
    # not in place: the variable that it came from stays what it was
    return input.detach().clone().requires_grad_(flag)


def _item(input: Value) -> Value:
    if v.elements(input.shape) != 1:
        raise BenchError(_(".item() takes a tensor of one number, not {kind_of}").format(kind_of=v.kind_of(input)))
    return input.item()


def _tolist(input: Value) -> Value:
    if v.elements(input.shape) > 1000:
        raise BenchError(_(".tolist() is for at most 1,000 numbers here"))
    return input.tolist()


def _method(name: str, of_torch: Any, of_numpy: Any, suffix: str | None = None) -> Operation:
    def code(codes: Codes) -> str:
        return codes["input"] if suffix is None else f"{atom(codes['input'])}{suffix}"

    return Operation(name, of_torch, of_numpy, code, is_function=False, is_method=True, is_graphed=False)


CONVERSIONS = [
    *(_cast(name) for name in ("float", "double", "long", "int", "bool")),
    Operation(
        "to",
        _to,
        _np_to,
        lambda codes: call(f"{atom(codes['input'])}.astype", codes["target"].replace("torch.", "np.")),
        is_function=False,
        is_method=True,
    ),
    _method("numpy", _numpy, _itself),
    _method("cpu", _cpu, _itself),
    _method("clone", _clone, _np_clone, ".copy()"),
    _method("detach", _detach, _itself),
    _method("requires_grad_", _requires_grad, _itself),
    _method("item", _item, _item, ".item()"),
    _method("tolist", _tolist, _tolist, ".tolist()"),
]
