"""Hypothesis strategies for specs: every value they draw can be trained."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from nnstudio.project.data import SOURCE_KINDS, BundledSource, DataSpec, LinearSource, SourceSpec
from nnstudio.project.features import parse_feature
from nnstudio.project.network import LAYER_KINDS, LayerSpec, LinearLayer, NetworkSpec, SigmoidLayer
from nnstudio.project.project import Project
from nnstudio.project.training import LOSSES_OF_TASK, OPTIMIZER_KINDS, LossKind, OptimizerSpec, TrainingSpec

SEEDS = st.integers(0, 2**32 - 1)
GENERATED_KINDS = tuple(kind for kind, cls in SOURCE_KINDS.items() if not issubclass(cls, BundledSource))
TEXTS = st.text(max_size=8)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)

_SOURCE_OPTIONS: dict[str, st.SearchStrategy[Any]] = {
    "samples": st.integers(10, 60),
    "seed": SEEDS,
    "n_features": st.integers(1, 5),
    "factor": st.floats(0, 0.95),
    "centers": st.integers(3, 6),
    "center_box": st.tuples(st.floats(-10, -1), st.floats(1, 10)),
    "cluster_std": st.floats(0.05, 2),
}


@st.composite
def sources(draw: st.DrawFn, kinds: tuple[str, ...] = tuple(SOURCE_KINDS)) -> SourceSpec:
    """A source of any of the kinds; a generated one has at most 60 samples."""
    cls = SOURCE_KINDS[draw(st.sampled_from(kinds))]
    noise = st.floats(0, 20) if cls is LinearSource else st.floats(0, 0.5)
    options = {**_SOURCE_OPTIONS, "noise": noise}
    return cls(**{name: draw(options[name]) for name in cls.model_fields if name in options})


def feature_names(columns: tuple[str, ...]) -> st.SearchStrategy[str]:
    """A column, a product of powers of up to two, or the sine or cosine of one."""
    column = st.sampled_from(columns)
    factor = st.tuples(column, st.integers(1, 3)).map(lambda f: f[0] if f[1] == 1 else f"{f[0]}^{f[1]}")
    product = st.lists(factor, min_size=1, max_size=2).map("*".join)
    wave = st.tuples(st.sampled_from(("sin", "cos")), column).map(lambda w: f"{w[0]}({w[1]})")
    return column | product | wave


def _all_different(columns: tuple[str, ...]) -> Callable[[tuple[str, ...]], bool]:
    return lambda names: len({parse_feature(name, columns) for name in names}) == len(names)


@st.composite
def data_specs(draw: st.DrawFn, kinds: tuple[str, ...] = tuple(SOURCE_KINDS)) -> DataSpec:
    """A source with some of its columns and of what is made of them, standardised or not, with or without a test part.

    Derived features are not much larger than the columns, so that no loss grows beyond all bounds.
    """
    source = draw(sources(kinds))
    names = source.feature_names()
    some = st.lists(feature_names(names), min_size=1, max_size=6, unique=True).map(tuple).filter(_all_different(names))
    return DataSpec(
        source=source,
        features=draw(st.none() | some),
        standardize=draw(st.booleans()),
        test_fraction=draw(st.just(0.0) | st.floats(0.05, 0.7)),
        split_seed=draw(SEEDS),
    )


@st.composite
def hidden_layers(draw: st.DrawFn, batch_norm: bool) -> list[LayerSpec]:
    """Up to four layers that fit behind one another at any width."""
    kinds = [kind for kind in LAYER_KINDS if batch_norm or kind != "batch_norm"]
    layers: list[LayerSpec] = []
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=4)):
        options: dict[str, Any] = {}
        if kind == "linear":
            options = {"units": draw(st.integers(1, 6)), "bias": draw(st.booleans())}
        elif kind == "dropout":
            options = {"p": draw(st.floats(0, 0.9))}
        layers.append(LAYER_KINDS[kind](**options))
    return layers


@st.composite
def optimizers(draw: st.DrawFn) -> OptimizerSpec:
    """Any optimiser, with steps small enough that the loss of a few epochs stays finite."""
    kind = draw(st.sampled_from(tuple(OPTIMIZER_KINDS)))
    options: dict[str, Any] = {"lr": draw(st.floats(1e-6, 1e-3)), "weight_decay": draw(st.floats(0, 0.1))}
    if kind == "sgd":
        options["momentum"] = draw(st.just(0.0) | st.floats(0.1, 0.9))
        options["nesterov"] = options["momentum"] > 0 and draw(st.booleans())
    return OPTIMIZER_KINDS[kind](**options)


@st.composite
def projects(draw: st.DrawFn, kinds: tuple[str, ...] = tuple(SOURCE_KINDS)) -> Project:
    """A small project that can be trained, over any source of `kinds`, layer, loss and optimiser."""
    data = draw(data_specs(kinds))
    n = data.train_count()
    # odd sizes leave an incomplete last batch; a size above n makes the batch the whole set
    batch_size = draw(st.integers(max(1, n // 20), n + 3))
    loss = draw(st.sampled_from(LOSSES_OF_TASK[data.task]))
    smallest_batch = n % batch_size or min(n, batch_size)
    layers = draw(hidden_layers(batch_norm=smallest_batch > 1))
    layers.append(LinearLayer())
    if loss is LossKind.BCE:
        layers.append(SigmoidLayer())
    return Project(
        data=data,
        network=NetworkSpec(layers=tuple(layers)),
        training=TrainingSpec(
            loss=loss,
            optimizer=draw(optimizers()),
            batch_size=batch_size,
            epochs=draw(st.integers(1, 5)),
            seed=draw(SEEDS),
        ),
    )
