"""The real data sets that scikit-learn brings along."""

from typing import Any

from sklearn import datasets

from nnstudio.data.samples import Maker, Samples
from nnstudio.project.sources.spec import SourceSpec


def load_iris(_: SourceSpec) -> Samples:
    return _bundled(datasets.load_iris(), "species")


def load_wine(_: SourceSpec) -> Samples:
    return _bundled(datasets.load_wine(), "grower")


def load_breast_cancer(_: SourceSpec) -> Samples:
    return _bundled(datasets.load_breast_cancer(), "diagnosis")


def load_digits(_: SourceSpec) -> Samples:
    return _bundled(datasets.load_digits(), "digit")


def load_diabetes(_: SourceSpec) -> Samples:
    return _bundled(datasets.load_diabetes(), "progression")


def _bundled(bunch: Any, target_name: str) -> Samples:
    class_names = tuple(str(name) for name in bunch.get("target_names", ()))
    return Samples(bunch.data, bunch.target, target_name, class_names)


ENTRIES: dict[str, Maker] = {
    "iris": load_iris,
    "wine": load_wine,
    "breast_cancer": load_breast_cancer,
    "digits": load_digits,
    "diabetes": load_diabetes,
}
