"""Methods that change a tensor itself, and those that make gradients."""

from typing import Any

import torch

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.operations import Codes, Operation, atom
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _

_NO_GRADIENTS = _("NumPy knows of no gradients")


def _zero(input: Value) -> Value:
    return input.zero_()


def _np_zero(input: Value) -> Value:
    input[...] = 0
    return input


def _fill(input: Value, value: Value) -> Value:
    return input.fill_(value)


def _np_fill(input: Value, value: Value) -> Value:
    input[...] = value
    return input


def _copy(input: Value, source: Value) -> Value:
    return input.copy_(source)


def _np_copy(input: Value, source: Value) -> Value:
    input[...] = source
    return input


def _gradient(outputs: Value, inputs: Value) -> Value:
    return torch.autograd.grad(outputs, inputs)


def _of_two(name: str, sign: str) -> Operation:
    def by_torch(input: Value, other: Value) -> Value:
        return getattr(input, name)(other)

    def by_numpy(input: Value, other: Value) -> Value:
        return getattr(input, {"+": "__iadd__", "-": "__isub__", "*": "__imul__", "/": "__itruediv__"}[sign])(other)

    def code(codes: Codes) -> str:
        return f"{codes['input']} {sign}= {codes['other']}"

    return _changing(name, by_torch, by_numpy, code)


def _changing(name: str, by_torch: Any, by_numpy: Any, code: Any) -> Operation:
    return Operation(name, by_torch, by_numpy, code, is_function=False, is_method=True, is_graphed=False)


def _backward(input: Value, gradient: Value = None, retain_graph: Value = False) -> Value:
    if gradient is not None and not isinstance(gradient, torch.Tensor):
        raise BenchError(_("gradient should be a tensor, not {kind_of}").format(kind_of=v.kind_of(gradient)))
    input.backward(gradient, retain_graph=v.as_flag(retain_graph, "retain_graph"))


def _requires_grad(input: Value, requires_grad: Value = True) -> Value:
    flag = v.as_flag(requires_grad, "requires_grad")
    if flag and not input.is_floating_point():
        raise BenchError(_("only numbers with a point can have a gradient: .float() makes them so"))
    return input.requires_grad_(flag)


def _retain_grad(input: Value) -> Value:
    input.retain_grad()


def _itself(input: Value) -> Value:
    return input


def _gradients(name: str, by_torch: Any) -> Operation:
    return Operation(name, by_torch, None, is_function=False, is_method=True, why_not=_NO_GRADIENTS, is_graphed=False)


def _itself_code(codes: Codes) -> str:
    return atom(codes["input"])


CHANGES = [
    _changing("zero_", _zero, _np_zero, lambda codes: f"{atom(codes['input'])}[...] = 0"),
    _changing("fill_", _fill, _np_fill, lambda codes: f"{atom(codes['input'])}[...] = {codes['value']}"),
    _changing("copy_", _copy, _np_copy, lambda codes: f"{atom(codes['input'])}[...] = {codes['source']}"),
    Operation("autograd.grad", _gradient, None, why_not=_NO_GRADIENTS, is_graphed=False),
    *(_of_two(name, sign) for name, sign in (("add_", "+"), ("sub_", "-"), ("mul_", "*"), ("div_", "/"))),
    _gradients("backward", _backward),
    _gradients("retain_grad", _retain_grad),
    _changing("requires_grad_", _requires_grad, _itself, _itself_code),
]
