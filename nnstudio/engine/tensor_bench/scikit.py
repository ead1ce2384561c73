"""The lecture's data and its linear models, by scikit-learn; the same on both sides."""

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


def _model(name: str) -> Callable[..., Value]:
    def make() -> Value:
        from sklearn import linear_model

        return getattr(linear_model, name)()

    return make


def is_model(value: Value) -> bool:
    """A model of scikit-learn, which is not imported before there is one."""
    return type(value).__module__.startswith("sklearn.linear_model") and type(value).__name__ in MODELS


def apply(model: Value, name: str, given: list[Value]) -> Value:
    """``model.fit(X, y)``, ``model.predict(X)``, ``model.score(X, y)``."""
    for value in given:
        if not v.is_array(value) and not isinstance(value, list):
            raise BenchError(_("{name} takes arrays, not {kind_of}").format(name=name, kind_of=v.kind_of(value)))
        if (
            v.is_array(value)
            and value.ndim == 2
            and value.shape[0] * value.shape[1] * min(value.shape) > v.MAX_PRODUCTS
        ):
            raise BenchError(_("this table is too large for here"))
    return getattr(model, name)(*given)


MAKERS = ("make_regression", "make_circles", "make_blobs", "make_moons")
MODELS = ("LinearRegression", "LogisticRegression")
METHODS = ("fit", "predict", "score")
ATTRIBUTES = ("coef_", "intercept_")
SCIKIT = {**{name: _maker(name) for name in MAKERS}, **{name: _model(name) for name in MODELS}}
"""By the names that are imported."""
