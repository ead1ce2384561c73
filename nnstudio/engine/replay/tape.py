"""Listens to a training step and writes down the kernel calls that repeat it."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode

from nnstudio.engine.replay.kernels import Call, CannotReplayError, Op, calls_of, is_constant, storage, tensors_in
from nnstudio.language import _

_WITHOUT_CONTENT = {"empty", "empty_like", "empty_strided", "new_empty", "new_empty_strided"}


class Tape(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Records every kernel that runs within ``with tape:``, whatever drives it: modules, autograd, an optimiser.

    The tensors themselves are written down. What a kernel returned becomes the buffer that its repetition writes
    to, so all addresses stay fixed, views need no repeating, and the tape is a mere list of calls.

    The step that is recorded runs as it would without the tape. Random numbers are drawn from `generator` when
    the calls are repeated.
    """

    def __init__(self, generator: torch.Generator) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.refusal: str | None = None
        """Why the step can't be repeated, as a clause; None if it can."""
        self._generator = generator
        self._ops: list[Op] = []
        self._calls: list[list[Call]] = []
        self._constants: set[int] = set()
        self._made: set[int] = set()
        self._written: set[int] = set()

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Nothing here is compiled; to say otherwise would load torch's compiler."""
        return False

    def __torch_dispatch__(
        self,
        func: OpOverload[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        if func.namespace == "aten" and self.refusal is None:
            try:
                self._record(Op(func, _detached(args), _detached(kwargs or {}), _detached(result)))
            except CannotReplayError as error:
                self.refusal = str(error)
        return result

    def _record(self, op: Op) -> None:
        if op.answers_python:
            raise CannotReplayError(_("{kernel} hands a number to Python").format(kernel=op.func))
        inputs = {storage(tensor) for tensor in tensors_in((op.args, op.kwargs))}
        new = {storage(tensor) for tensor in op.outs} - inputs
        self._made |= new
        calls: list[Call] = []
        if op.mutates:
            self._written |= op.written()
            calls = calls_of(op, self._generator)
        elif op.name in _WITHOUT_CONTENT:
            pass
        elif is_constant(op) or (inputs and inputs <= self._constants and not op.is_random):
            self._constants |= new
        elif new:
            calls = calls_of(op, self._generator)
        self._ops.append(op)
        self._calls.append(calls)

    def calls(self) -> list[Call]:
        """The step as a list of calls, in order.

        Raises:
            CannotReplayError: something in the step can't be repeated.
        """
        if self.refusal is None and self._constants & self._written:
            self.refusal = _("it writes to a constant")
        if self.refusal is not None:
            raise CannotReplayError(self.refusal)
        self._merge_products_with_one()
        return [call for calls in self._calls for call in calls]

    def written(self) -> list[Tensor]:
        """Everything that outlives the step and is changed by it: parameters, running means, counters."""
        found: dict[tuple[int, int], Tensor] = {}
        for op in self._ops:
            for tensor in op.written_tensors():
                if storage(tensor) not in self._made:
                    found[tensor.data_ptr(), tensor.numel()] = tensor
        return list(found.values())

    def _merge_products_with_one(self) -> None:
        """``b = a * 1; b /= n``, which autograd writes for a mean, becomes ``b = a / n``."""
        for i, (op, after) in enumerate(zip(self._ops, self._ops[1:], strict=False)):
            if str(op.func) != "aten.mul.Tensor" or str(after.func) != "aten.div_.Scalar":
                continue
            a, one = op.args
            if (
                isinstance(one, Tensor)
                and storage(one) in self._constants
                and bool((one == 1).all())
                and a.shape == op.outs[0].shape
                and after.args[0].data_ptr() == op.outs[0].data_ptr()
            ):
                self._calls[i] = []
                ((_, (_, divisor), _),) = self._calls[i + 1]
                self._calls[i + 1] = [(torch.div, (a, divisor), {"out": op.outs[0]})]


def _mapped(value: Any, change: Callable[[Tensor], Tensor]) -> Any:
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, tuple | list):
        return type(value)(_mapped(item, change) for item in value)
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    return value


def _detached(value: Any) -> Any:
    return _mapped(value, lambda tensor: tensor.detach())
