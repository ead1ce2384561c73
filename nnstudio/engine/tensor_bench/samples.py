"""The lecture's data, made by scikit-learn; the same arrays on both sides."""

from collections.abc import Callable
from typing import Any

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _

_OPTIONS = (
    *("n_samples", "n_features", "noise", "factor", "random_state", "centers", "center_box", "cluster_std"),
    *("n_informative", "bias", "shuffle"),
)


def _maker(name: str) -> Callable[..., Value]:
    def make(n_samples: Value = 100, **options: Value) -> Value:
        from sklearn import datasets

        count = v.as_int(n_samples, "n_samples")
        v.make_room(count, v.as_int(options.get("n_features", 2), "n_features"))
        for option, value in options.items():
            _check(option, value)
        # without it each call would draw from NumPy's global generator, which belongs to all of the program
        if not isinstance(options.get("random_state"), int):
            raise BenchError(_("{name} needs a seed here: random_state=0").format(name=name))
        made: Any = getattr(datasets, name)(count, **options)
        return made

    return make


def _check(option: str, value: Value) -> None:
    if option not in _OPTIONS:
        raise BenchError(_("the option {name} is not known here").format(name=option))
    parts = value if isinstance(value, list | tuple) else [value]
    for part in parts:
        if abs(v.as_number(part, option)) > v.MAX_LISTED and option != "random_state":
            raise BenchError(_("{what} is too large a number").format(what=option))


SAMPLES = {name: _maker(name) for name in ("make_regression", "make_circles", "make_blobs", "make_moons")}
