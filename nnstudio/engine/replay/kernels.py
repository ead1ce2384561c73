"""One recorded kernel made into the cheapest call that writes the same bits into the same buffers."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch._ops import OpOverload

from nnstudio.language import _

Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]

Form = Callable[[list[Tensor]], list[Call]]
"""The calls that put a kernel's results into given tensors."""

_USE_OUT_AS_SCRATCH = {"mse_loss", "huber_loss", "smooth_l1_loss", "soft_margin_loss", "binary_cross_entropy"}


class CannotReplayError(Exception):
    """The step has a kernel that can't be repeated exactly; the message says which, as a clause."""


class Op(NamedTuple):
    """One kernel's run: what was called with what, and what came back."""

    func: OpOverload[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    result: Any

    @property
    def name(self) -> str:
        """``addmm``, ``div_``: without the overload's name."""
        return str(self.func.overloadpacket.__name__)

    @property
    def outs(self) -> list[Tensor]:
        return list(tensors_in(self.result))

    @property
    def answers_python(self) -> bool:
        """Whether a number or a flag comes back, not tensors, so that what follows may depend on it."""
        results = self.result if isinstance(self.result, tuple | list) else [self.result]
        return not all(isinstance(value, Tensor | None) for value in results)

    @property
    def mutates(self) -> bool:
        return self.func._schema.is_mutable or self.outs_are_new

    @property
    def outs_are_new(self) -> bool:
        """Batch norm updates its running means, of which its schema says nothing, and returns new tensors."""
        return self.name == "native_batch_norm"

    @property
    def is_random(self) -> bool:
        return torch.Tag.nondeterministic_seeded in self.func.tags

    def written_tensors(self) -> Iterator[Tensor]:
        """The arguments that the kernel changes."""
        if self.outs_are_new:
            yield from tensors_in(self.args[3:5])
        for i, argument in enumerate(self.func._schema.arguments):
            if argument.is_write:
                value = self.args[i] if i < len(self.args) else self.kwargs.get(argument.name)
                yield from tensors_in(value)

    def written(self) -> set[int]:
        return {storage(tensor) for tensor in self.written_tensors()}


def tensors_in(value: Any) -> Iterator[Tensor]:
    """The tensors in nested tuples, lists and dicts."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from tensors_in(item)
    elif isinstance(value, dict):
        yield from tensors_in(list(value.values()))


def storage(tensor: Tensor) -> int:
    """The address of the memory that the tensor is a view of."""
    return tensor.untyped_storage().data_ptr()


def same_bits(a: Tensor, b: Tensor) -> bool:
    """Whether both hold the same numbers to the last bit, NaN and the sign of 0 included."""
    return a.dtype == b.dtype and a.detach().numpy().tobytes() == b.detach().numpy().tobytes()


def is_constant(op: Op) -> bool:
    """Whether the kernel gives the same tensor each time."""
    return op.name in {"ones_like", "zeros_like", "full_like", "full", "zeros", "ones", "scalar_tensor", "lift_fresh"}


def calls_of(op: Op, generator: torch.Generator) -> list[Call]:
    """The calls that do what `op` did, on the same tensors.

    Raises:
        CannotReplayError: it draws random numbers from a generator of its own.
    """
    kwargs = op.kwargs
    if op.is_random:
        if not any(argument.name == "generator" for argument in op.func._schema.arguments):
            raise CannotReplayError(_("{kernel} draws from a generator that can't be chosen").format(kernel=op.func))
        kwargs = {**kwargs, "generator": generator}
    if op.name == "_foreach_addcdiv_":
        # by name, so that another learning rate can take its place
        *lists, value = op.args
        return [(_in_place(op), tuple(lists), {"value": value})]
    if op.func._schema.is_mutable:
        return [_step_adder(op) or (_in_place(op), _with_tensor_scalar(op), kwargs)]
    if op.name.startswith("_foreach_"):
        change = getattr(torch, f"{op.name}_")
        return [(torch._foreach_copy_, (op.outs, op.args[0]), {}), (change, (op.outs, *op.args[1:]), kwargs)]
    if op.outs_are_new:
        names = ("out", "save_mean", "save_invstd")
        return [(torch.ops.aten.native_batch_norm.out._op, op.args, dict(zip(names, op.outs, strict=True)))]
    for form in (*_by_hand(op), *_into_buffers(op, kwargs)):
        if _gives_the_same(form, op.outs):
            return form(op.outs)
    return [(_compute_and_copy, (op.func._op, op.args, kwargs, op.outs), {})]


def _in_place(op: Op) -> Callable[..., Any]:
    """PyTorch's own Python function where there is one: it costs less than the operator's general entrance."""
    found: Callable[..., Any] | None = getattr(torch, op.name, None) or getattr(Tensor, op.name, None)
    return found or op.func._op


def _with_tensor_scalar(op: Op) -> tuple[Any, ...]:
    """The arguments with a number to calculate with as a tensor, which PyTorch would make of it at every call."""
    if op.name in {"add_", "mul_", "div_"} and isinstance(op.args[1], int | float):
        return op.args[0], torch.tensor(op.args[1], dtype=op.args[0].dtype), *op.args[2:]
    return op.args


def _step_adder(op: Op) -> Call | None:
    """Adding 1 to each of the optimiser's step counters, at once where they lie side by side in one vector."""
    if str(op.func) != "aten._foreach_add_.Scalar" or any(tensor.dim() for tensor in op.args[0]):
        return None
    first = op.args[0][0]
    for i, tensor in enumerate(op.args[0]):
        if storage(tensor) != storage(first) or tensor.storage_offset() != first.storage_offset() + i:
            return None
    counters = first.as_strided((len(op.args[0]),), (1,))
    return Tensor.add_, (counters, torch.full_like(counters, op.args[1])), {}


def _by_hand(op: Op) -> Iterator[Form]:
    """What PyTorch computes within one kernel, written out, so that it can go to buffers."""
    if op.name == "mean" and len(op.args) == 1:
        yield lambda outs: _mean(op.args[0], outs[0])
    if op.name == "relu":
        yield lambda outs: [(torch.clamp_min, (op.args[0], 0), {"out": outs[0]})]
    if op.name == "mse_loss" and len(op.args) == 2:
        squares = torch.empty_like(op.args[0])
        yield lambda outs: [
            (torch._C._nn.mse_loss, (*op.args, 0), {"out": squares}),
            *_mean(squares, outs[0]),
        ]
    if op.name == "binary_cross_entropy_with_logits" and len(op.args) == 2:
        logits, target = op.args
        one, log_sigmoid, terms = torch.ones(()), torch.empty_like(logits), torch.empty_like(logits)
        yield lambda outs: [
            (torch._C._nn.log_sigmoid, (logits,), {"out": log_sigmoid}),
            (torch.sub, (one, target), {"out": terms}),
            (torch.mul, (terms, logits), {"out": terms}),
            (torch.sub, (terms, log_sigmoid), {"out": terms}),
            *_mean(terms, outs[0]),
        ]


def _mean(terms: Tensor, out: Tensor) -> list[Call]:
    """The mean of all terms in the two kernels that PyTorch's own consists of."""
    count = torch.tensor(float(terms.numel()))
    return [(torch.sum, (terms, list(range(terms.dim()))), {"out": out}), (torch.div, (out, count), {"out": out})]


def _into_buffers(op: Op, kwargs: dict[str, Any]) -> Iterator[Form]:
    """The kernel's form that writes into given tensors, by the cheapest entrance first."""
    if op.name in _USE_OUT_AS_SCRATCH:
        return
    for module in (torch, torch._C._nn):
        function = getattr(module, op.name, None)
        if function is not None:
            yield partial(_call_with_out, function, op.args, kwargs)
    wanted = [(argument.name, str(argument.type)) for argument in op.func._schema.arguments]
    packet = op.func.overloadpacket
    for overload in (getattr(packet, name) for name in packet.overloads()):
        arguments = overload._schema.arguments
        names = [argument.name for argument in arguments if argument.is_write]
        taken = [(argument.name, str(argument.type)) for argument in arguments if not argument.is_write]
        # PyTorch generates some of these forms; they compute into a new tensor and copy
        if len(names) == len(op.outs) and taken == wanted and torch.Tag.generated not in overload.tags:
            yield partial(_call_with_names, overload._op, op.args, kwargs, names)


def _call_with_out(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], outs: list[Tensor]
) -> list[Call]:
    return [(function, args, {**kwargs, "out": outs[0] if len(outs) == 1 else tuple(outs)})]


def _call_with_names(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], names: list[str], outs: list[Tensor]
) -> list[Call]:
    return [(function, args, {**kwargs, **dict(zip(names, outs, strict=True))})]


def _gives_the_same(form: Form, outs: list[Tensor]) -> bool:
    """Whether the calls, run again on other buffers, write the very bits that are in `outs`, and stay in place."""
    buffers = [torch.zeros_like(out) for out in outs]
    places = [(buffer.data_ptr(), buffer.shape, buffer.stride()) for buffer in buffers]
    try:
        for function, args, kwargs in form(buffers):
            function(*args, **kwargs)
    except (TypeError, RuntimeError):
        return False
    return all(map(same_bits, buffers, outs)) and places == [
        (buffer.data_ptr(), buffer.shape, buffer.stride()) for buffer in buffers
    ]


def _compute_and_copy(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], outs: list[Tensor]
) -> None:
    for out, result in zip(outs, tensors_in(function(*args, **kwargs)), strict=True):
        out.copy_(result)
