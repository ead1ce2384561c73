"""Python's own functions, as far as lines about tensors need them."""

from collections.abc import Callable, Sequence
from typing import Any

from torch.nn import Sequential
from torch.utils.data import DataLoader

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _

MAX_LISTED = 1000
"""Rows or batches that are listed one by one."""
MAX_DIGITS = 20
_OF_SEVERAL: dict[str, Callable[..., Any]] = {"isinstance": isinstance, "round": round, "min": min, "max": max}
_OF_ONE: dict[str, Callable[..., Any]] = dict(
    zip(
        ("type", "len", "float", "int", "bool", "abs", "sum", "str", "repr", "id"),
        (type, len, float, int, bool, abs, sum, str, repr, id),
        strict=True,
    )
)
_LISTING: dict[str, Callable[..., Any]] = {"list": list, "tuple": tuple, "iter": iter}


def _numbers(*ends: Value) -> range:
    numbers = range(*(v.as_int(end, "range") for end in ends))
    if len(numbers) > MAX_LISTED:
        raise BenchError(_("a range has at most {count:,} numbers here").format(count=MAX_LISTED))
    return numbers


def items_of(values: Value, what: str) -> list[Value]:
    """What is gone through one by one: the rows of a tensor, the batches of a loader, the items of a list."""
    is_row = v.is_array(values) and values.ndim
    if not is_row and not isinstance(values, range | list | tuple | dict | DataLoader | Sequential):
        raise BenchError(
            _("{what} goes through lists, tensors and loaders, not {kind_of}").format(
                what=what, kind_of=v.kind_of(values)
            )
        )
    if len(values) > MAX_LISTED:
        raise BenchError(
            _("{what} goes through at most {count:,} here; these are {value_count:,}").format(
                what=what, count=MAX_LISTED, value_count=len(values)
            )
        )
    return list(values)


def _enumerated(values: Value, start: Value = 0) -> list[Value]:
    return list(enumerate(items_of(values, "enumerate"), v.as_int(start, "start")))


def _zipped(*several: Value) -> list[Value]:
    return list(zip(*(items_of(values, "zip") for values in several), strict=False))


_SPECIAL_FLOATS = ("inf", "-inf", "nan")
_GOING: dict[str, Callable[..., Any]] = {"range": _numbers, "enumerate": _enumerated, "zip": _zipped}
_COMPUTING: dict[str, Callable[..., Any]] = {**_OF_SEVERAL, **_OF_ONE, **_LISTING, **_GOING, "next": next}
PYTHONS = ("print", *_COMPUTING)
"""``print`` is the evaluator's own: it keeps what is written."""


def compute(name: str, values: Sequence[Value]) -> Value:
    """Calls one of them after a look at what it is given."""
    if len(values) != 1 and name not in (*_OF_SEVERAL, *_GOING):
        raise BenchError(_("{name} takes one value").format(name=name))
    for value in values:
        if isinstance(value, str) and name in ("int", "float", *_LISTING) and value not in _SPECIAL_FLOATS:
            raise BenchError(_("{name} takes numbers here, not {kind_of}").format(name=name, kind_of=v.kind_of(value)))
    if name == "round" and len(values) > 1 and abs(v.as_int(values[1], "ndigits")) > MAX_DIGITS:
        raise BenchError(_("round keeps at most {count} digits here").format(count=MAX_DIGITS))
    if (
        name in _LISTING
        and not (isinstance(values[0], range) and len(values[0]) <= MAX_LISTED)
        and not isinstance(values[0], list | tuple)
    ):
        is_row = v.is_array(values[0]) and values[0].ndim and len(values[0]) <= MAX_LISTED
        is_short = isinstance(values[0], DataLoader) and (name == "iter" or len(values[0]) <= MAX_LISTED)
        if not is_row and not is_short:
            raise BenchError(_("{name} takes no {kind_of}").format(name=name, kind_of=v.kind_of(values[0])))
    return _COMPUTING[name](*values)
