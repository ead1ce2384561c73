"""Hypothesis strategies for specs: every value they draw can be trained."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from nnstudio.project import edits
from nnstudio.project.changes import CHANGE_KINDS, AnyChange, SetLr, SetParameter, SetSeed
from nnstudio.project.data import SOURCE_KINDS, BundledSource, DataSpec, LinearSource, SourceSpec, Task
from nnstudio.project.features import parse_feature
from nnstudio.project.network import LAYER_KINDS, LayerSpec, LinearLayer, NetworkSpec, SigmoidLayer
from nnstudio.project.points import PointsSource
from nnstudio.project.project import Project
from nnstudio.project.schedules import SCHEDULE_KINDS, AnySchedule, EarlyStopping
from nnstudio.project.training import LOSSES_OF_TASK, OPTIMIZER_KINDS, LossKind, OptimizerSpec, TrainingSpec

SEEDS = st.integers(0, 2**32 - 1)
PENALTIES = st.just(0.0) | st.floats(1e-4, 0.1)
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
def painted(draw: st.DrawFn, least: int = 0) -> PointsSource:
    """Points of classes, of values over the plane, or of a curve; from `least` points on."""
    task = draw(st.sampled_from(list(Task)))
    places = st.floats(-3, 3)
    last = places if task is Task.REGRESSION else st.sampled_from([0.0, 1.0])
    is_curve = task is Task.REGRESSION and draw(st.booleans())
    point = st.tuples(places, places) if is_curve else st.tuples(places, places, last)
    points = draw(st.lists(point, min_size=least, max_size=12))
    return PointsSource(task=task, points=tuple(points))


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


MONITORS = st.sampled_from(["train_loss", "test_loss"])


@st.composite
def schedules(draw: st.DrawFn, has_test: bool) -> AnySchedule | None:
    """None, or any schedule, quick enough to do something within a few epochs."""
    kind = draw(st.none() | st.sampled_from(tuple(SCHEDULE_KINDS)))
    if kind is None:
        return None
    options: dict[str, Any] = {
        "step_size": draw(st.integers(1, 3)),
        "gamma": draw(st.floats(0.1, 0.99)),
        "T_max": draw(st.integers(1, 5)),
        "eta_min": draw(st.floats(0, 1e-3)),
        "factor": draw(st.floats(0.1, 0.99)),
        "patience": draw(st.integers(0, 2)),
        "monitor": draw(MONITORS) if has_test else "train_loss",
    }
    cls = SCHEDULE_KINDS[kind]
    return cls(**{name: value for name, value in options.items() if name in cls.model_fields})


@st.composite
def stoppings(draw: st.DrawFn, has_test: bool) -> EarlyStopping | None:
    """None, or early stopping that may run out of patience within a few epochs."""
    if draw(st.booleans()):
        return None
    return EarlyStopping(
        monitor=draw(MONITORS) if has_test else "train_loss",
        patience=draw(st.integers(1, 3)),
        min_delta=draw(st.just(0.0) | st.floats(0, 0.01)),
        restore_best=draw(st.booleans()),
    )


@st.composite
def changes(draw: st.DrawFn, project: Project) -> tuple[AnyChange, ...]:
    """Up to four changes along the first epochs, sorted."""
    shapes = project.parameter_shapes()
    made: list[AnyChange] = []
    for kind in draw(st.lists(st.sampled_from(tuple(CHANGE_KINDS)), max_size=4)):
        epoch = draw(st.integers(0, 4))
        if kind == "set_parameter":
            name = draw(st.sampled_from(tuple(shapes)))
            index = tuple(draw(st.integers(0, size - 1)) for size in shapes[name])
            made.append(SetParameter(epoch=epoch, parameter=name, index=index, value=draw(st.floats(-1, 1))))
        elif kind == "set_seed":
            made.append(SetSeed(epoch=epoch, seed=draw(SEEDS)))
        elif project.training.schedule is None:
            made.append(SetLr(epoch=epoch, lr=draw(st.floats(1e-6, 1e-3))))
    return tuple(sorted(made, key=lambda change: change.epoch))


@st.composite
def projects(
    draw: st.DrawFn, kinds: tuple[str, ...] = tuple(SOURCE_KINDS), changing: bool = True, stopping: bool = True
) -> Project:
    """A small project that can be trained, over any source of `kinds`, layer, loss and optimiser.

    With `changing` it may have changes along the way, with `stopping` it may stop early.
    """
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
    project = Project(
        data=data,
        network=NetworkSpec(layers=tuple(layers)),
        training=TrainingSpec(
            loss=loss,
            optimizer=draw(optimizers()),
            batch_size=batch_size,
            epochs=draw(st.integers(1, 5)),
            seed=draw(SEEDS),
            l1=draw(PENALTIES),
            l2=draw(PENALTIES),
            schedule=draw(schedules(data.test_fraction > 0)),
            early_stopping=draw(stoppings(data.test_fraction > 0)) if stopping else None,
        ),
    )
    return edits.with_training(project, changes=draw(changes(project))) if changing else project
