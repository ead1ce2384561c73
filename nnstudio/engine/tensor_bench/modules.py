"""Layers and losses of ``torch.nn``: PyTorch's own modules, and for NumPy what they compute, as a formula."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.elementwise import ELEMENTWISE
from nnstudio.engine.tensor_bench.errors import BenchError, UnavailableError
from nnstudio.engine.tensor_bench.operations import Operation
from nnstudio.engine.tensor_bench.random import Streams
from nnstudio.engine.tensor_bench.values import Formula, Value
from nnstudio.language import _

MAX_LAYERS = 200
_NO_LAYERS = _("NumPy has no layers: they are PyTorch's")
_FUNCTIONS = {operation.name: operation for operation in ELEMENTWISE}


def _activation(name: str, of: str = "", *options: str) -> Operation:
    """A layer without parameters; `of` is the function that computes it, where NumPy has its formula."""

    def by_torch(*given: Value, **named: Value) -> Value:
        for value in (*given, *named.values()):
            v.as_number(value, ", ".join(options))
        return getattr(nn, name)(*given, **named)

    def by_numpy(*given: Value, **named: Value) -> Value:
        function = _FUNCTIONS[of]
        assert function.numpy is not None and function.numpy_code is not None
        spell = function.numpy_code
        return Formula(function.numpy, lambda x: spell({"input": x}))

    return Operation(f"nn.{name}", by_torch, by_numpy if of else None, why_not=_NO_LAYERS, is_graphed=False)


def _softmax(dim: Value = None) -> Value:
    return nn.Softmax(None if dim is None else v.as_int(dim, "dim"))


def _np_softmax(dim: Value = None) -> Value:
    function = _FUNCTIONS["softmax"]
    assert function.numpy is not None and function.numpy_code is not None
    compute, spell = function.numpy, function.numpy_code
    if dim is None:
        raise UnavailableError(_("Softmax needs the dimension along which the numbers are to sum to 1: dim=1"))
    return Formula(lambda x: compute(x, dim), lambda x: spell({"input": x, "dim": str(dim)}))


def _linear(streams: Streams, in_features: Value, out_features: Value, bias: Value = True) -> Value:
    inputs, outputs = v.as_int(in_features, "in_features"), v.as_int(out_features, "out_features")
    v.make_room(outputs, inputs)
    layer: Any = torch.nn.utils.skip_init(nn.Linear, inputs, outputs, bias=v.as_flag(bias, "bias"))  # type: ignore
    # as nn.Linear does it, but by the bench's own generator
    generator = streams.torch_generator()
    nn.init.kaiming_uniform_(layer.weight, a=math.sqrt(5), generator=generator)
    if layer.bias is not None:
        bound = 1 / math.sqrt(inputs) if inputs else 0.0
        nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
    return layer


def _sequential(*layers: Value) -> Value:
    for layer in layers:
        if not isinstance(layer, nn.Module):
            raise BenchError(_("nn.Sequential takes layers, not {kind_of}").format(kind_of=v.kind_of(layer)))
    # the same layers can stand in it many times
    if sum(_layer_count(layer) for layer in layers) > MAX_LAYERS:
        raise BenchError(_("a network has at most {count} layers here").format(count=MAX_LAYERS))
    return nn.Sequential(*layers)


def _layer_count(module: nn.Module) -> int:
    return max(1, sum(map(_layer_count, module))) if isinstance(module, nn.Sequential) else 1


# losses


def _mse(input: Value, target: Value) -> Value:
    return np.mean((input - target) ** 2)


def _l1(input: Value, target: Value) -> Value:
    return np.mean(np.abs(input - target))


def _bce(input: Value, target: Value) -> Value:
    # PyTorch takes no logarithm below −100
    return -np.mean(target * np.maximum(np.log(input), -100) + (1 - target) * np.maximum(np.log(1 - input), -100))


def _bce_with_logits(input: Value, target: Value) -> Value:
    return np.mean(np.logaddexp(0, input) - input * target)


def _cross_entropy(input: Value, target: Value) -> Value:
    return np.mean(np.log(np.exp(input).sum(1)) - input[np.arange(len(target)), target])


_LOSSES: dict[str, tuple[str, Callable[..., Any] | None, str]] = {
    "MSELoss": ("mse_loss", _mse, "np.mean(({0} - {1}) ** 2)"),
    "L1Loss": ("l1_loss", _l1, "np.mean(np.abs({0} - {1}))"),
    "HuberLoss": ("huber_loss", None, ""),
    "BCELoss": (
        "binary_cross_entropy",
        _bce,
        "-np.mean({1} * np.maximum(np.log({0}), -100) + (1 - {1}) * np.maximum(np.log(1 - {0}), -100))",
    ),
    "BCEWithLogitsLoss": (
        "binary_cross_entropy_with_logits",
        _bce_with_logits,
        "np.mean(np.logaddexp(0, {0}) - {0} * {1})",
    ),
    "CrossEntropyLoss": (
        "cross_entropy",
        _cross_entropy,
        "np.mean(np.log(np.exp({0}).sum(1)) - {0}[np.arange(len({1})), {1}])",
    ),
}
"""By class: the function of ``torch.nn.functional``, the formula, and its text."""


def _loss(name: str, formula: Callable[..., Any] | None, text: str) -> Operation:
    def by_torch(reduction: Value = "mean") -> Value:
        if reduction not in ("mean", "sum", "none"):
            raise BenchError(_("reduction should be one of “mean”, “sum” and “none”"))
        return getattr(nn, name)(reduction=reduction)

    def by_numpy(reduction: Value = "mean") -> Value:
        if formula is None or reduction != "mean":
            raise UnavailableError(_NO_LAYERS)
        return Formula(formula, lambda *codes: text.format(*codes))

    return Operation(f"nn.{name}", by_torch, by_numpy, is_graphed=False)


def _functional_loss(name: str, formula: Callable[..., Any] | None, text: str) -> Operation:
    def by_torch(input: Value, other: Value) -> Value:
        v.make_room(*v.common_shape(input.shape, other.shape))
        return getattr(nn.functional, name)(input, other)

    def code(codes: dict[str, Any]) -> str:
        return text.format(codes["input"], codes["other"])

    return Operation(name, by_torch, formula and _renamed(formula), code, why_not=_NO_LAYERS)


def _renamed(formula: Callable[..., Any]) -> Callable[..., Any]:
    def by_numpy(input: Value, other: Value) -> Value:
        return formula(input, other)

    return by_numpy


def apply(module: nn.Module, *given: Value) -> Value:
    """What a layer or a loss makes of tensors, if that isn't too much."""
    for value in given:
        if not isinstance(value, torch.Tensor):
            raise BenchError(_("a layer takes tensors, not {kind_of}").format(kind_of=v.kind_of(value)))
    if given:
        rows = v.elements(given[0].shape[:-1])
        for layer in module.modules():
            if isinstance(layer, nn.Linear):
                v.make_room(rows, layer.out_features)
                if rows * layer.in_features * layer.out_features > v.MAX_PRODUCTS:
                    raise BenchError(_("this matrix product is too large for here"))
        v.make_room(*v.common_shape(*(value.shape for value in given)))
    return module(*given)


MODULES = [
    Operation("nn.Linear", _linear, None, why_not=_NO_LAYERS, draws=True, is_graphed=False),
    Operation("nn.Sequential", _sequential, None, why_not=_NO_LAYERS, is_graphed=False),
    Operation("nn.Softmax", _softmax, _np_softmax, is_graphed=False),
    *(_activation(name, name.lower()) for name in ("Sigmoid", "Tanh", "ReLU", "Softplus")),
    *(_activation(name) for name in ("GELU", "SiLU", "Identity", "Flatten")),
    _activation("LeakyReLU", "", "negative_slope"),
    _activation("ELU", "", "alpha"),
    *(_loss(name, formula, text) for name, (_unused, formula, text) in _LOSSES.items()),
    *(_functional_loss(name, formula, text) for name, formula, text in _LOSSES.values()),
]
