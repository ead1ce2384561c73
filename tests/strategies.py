"""Hypothesis strategies for specs: every value they draw can be trained.

What an option may be is read from its spec, so that a new one is drawn without a word here. Its bounds, its default, 0
and 1 come up as often as anything between them: a value that is falsy, or the same as a default, is easily lost.
"""

import math
from collections.abc import Callable
from functools import cache
from itertools import cycle, islice
from typing import Any

from hypothesis import strategies as st

from nnstudio.project import edits
from nnstudio.project.changes import (
    CHANGE_KINDS,
    AnyChange,
    SetLr,
    SetParameter,
    SetSeed,
    SetState,
    StateTensor,
)
from nnstudio.project.data import DataSpec
from nnstudio.project.features import parse_feature
from nnstudio.project.folds import Fold
from nnstudio.project.layers.activations import SigmoidLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.losses.classification import BCELoss, ClassWeightedLoss
from nnstudio.project.losses.kinds import LOSSES_OF_TASK
from nnstudio.project.losses.spec import LossSpec
from nnstudio.project.network import NetworkSpec
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.spec import OptimizerSpec
from nnstudio.project.project import Project
from nnstudio.project.schedules import SCHEDULE_KINDS, AnySchedule, EarlyStopping
from nnstudio.project.sources.bundled import BundledSource
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.project.sources.points import PointsSource
from nnstudio.project.sources.spec import GeneratedSource, SourceSpec, Task
from nnstudio.project.spec import Spec
from nnstudio.project.training import TrainingSpec

_NARROWED: dict[str, tuple[float, float]] = {
    # so that a test is quick
    "samples": (10, 60),
    "n_features": (1, 5),
    "units": (1, 6),
    "epochs": (1, 5),
    # so that some samples are left
    "test_fraction": (0, 0.7),
    # so that the loss of a few epochs stays finite
    "lr": (1e-6, 1e-3),
    "eta_min": (0, 1e-3),
    "noise": (0, 20),
    "p": (0, 0.9),
}
"""Options that are drawn from less than their specs allow."""
_SHAPED: dict[str, st.SearchStrategy[Any]] = {"center_box": st.tuples(st.floats(-10, -1), st.floats(1, 10))}
"""Options that are neither a number nor one of a few values."""


@cache
def option(cls: type[Spec], name: str, wide: bool = False) -> st.SearchStrategy[Any]:
    """A value of a spec's field; with `wide` anything that the spec allows, even where the run may diverge."""
    if name in _SHAPED:
        return _SHAPED[name]
    schema = cls.model_json_schema()["properties"][name]
    default = cls.model_fields[name].default
    schema = next((form for form in schema.get("anyOf", ()) if form.get("type") != "null"), schema)
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    if schema["type"] == "boolean":
        return st.booleans()
    bounds = {
        key: schema[key] for key in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum") if key in schema
    }
    (below, low), (above, high) = bounds.items()
    is_open = below == "exclusiveMinimum", above == "exclusiveMaximum"
    if name in _NARROWED and not wide:
        least, most = _NARROWED[name]
        is_open = is_open[0] and least <= low, is_open[1] and high <= most
        low, high = max(low, least), min(high, most)
    edges = {low, high, 0, 1, *([default] if isinstance(default, int | float) else [])}
    shut = {bound for bound, outside in zip((low, high), is_open, strict=True) if outside}
    inside = [edge for edge in sorted(edges - shut) if low <= edge <= high]
    if schema["type"] == "integer":
        return st.sampled_from(inside) | st.integers(int(low), int(high))
    between = st.floats(low, high, exclude_min=is_open[0], exclude_max=is_open[1])
    return st.sampled_from(list(map(float, inside))) | between if inside else between


def options(cls: type[Spec], wide: bool = False, **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A spec of this class, each of its options as `fixed` has it, or drawn by `option`."""
    return st.builds(
        cls, **{name: fixed[name] if name in fixed else option(cls, name, wide) for name in cls.model_fields}
    )


SEEDS = option(TrainingSpec, "seed")
GENERATED_KINDS = tuple(kind for kind, cls in SOURCE_KINDS.items() if not issubclass(cls, BundledSource))
TEXTS = st.text(max_size=8)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def sources(kinds: tuple[str, ...] = tuple(SOURCE_KINDS), wide: bool = False) -> st.SearchStrategy[SourceSpec]:
    """A source of any of the kinds; a generated one has at most 60 samples."""
    samples = option(GeneratedSource, "samples")
    return st.one_of(
        *(
            options(cls, wide, **{"samples": samples} if "samples" in cls.model_fields else {})
            for cls in map(SOURCE_KINDS.__getitem__, kinds)
        )
    )


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
def data_specs(draw: st.DrawFn, kinds: tuple[str, ...] = tuple(SOURCE_KINDS), wide: bool = False) -> DataSpec:
    """A source with some of its columns and of what is made of them, standardised or not, with or without a test part.

    What is tested on is a share or a fold, and what is trained on may be a bootstrap sample.
    Derived features are not much larger than the columns, so that no loss grows beyond all bounds.
    """
    source = draw(sources(kinds, wide))
    names = source.feature_names()
    some = st.lists(feature_names(names), min_size=1, max_size=6, unique=True).map(tuple).filter(_all_different(names))
    fold = draw(st.none() | folds(source.sample_count()))
    return DataSpec(
        source=source,
        features=draw(st.none() | some),
        standardize=draw(st.booleans()),
        standardize_target=source.task is Task.REGRESSION and draw(st.booleans()),
        test_fraction=0.0 if fold else draw(st.just(0.0) | option(DataSpec, "test_fraction", wide)),
        split_seed=draw(SEEDS),
        fold=fold,
        bootstrap=draw(st.none() | SEEDS),
    )


@st.composite
def folds(draw: st.DrawFn, samples: int) -> Fold:
    """One of at most ten, and of no more than there are samples."""
    count = draw(st.integers(2, min(10, samples)))
    return Fold(folds=count, index=draw(st.integers(1, count)), shuffle=draw(st.booleans()))


def hidden_layers(batch_norm: bool, wide: bool = False) -> st.SearchStrategy[list[LayerSpec]]:
    """Up to four layers that fit behind one another at any width."""
    kinds = [cls for kind, cls in LAYER_KINDS.items() if batch_norm or kind != "batch_norm"]
    return st.lists(st.one_of(*(options(cls, wide, **_layer_options(cls)) for cls in kinds)), max_size=4)


def _layer_options(cls: type[LayerSpec]) -> dict[str, st.SearchStrategy[Any]]:
    return {"units": st.none() | option(LinearLayer, "units")} if cls is LinearLayer else {}


def optimizers(wide: bool = False) -> st.SearchStrategy[OptimizerSpec]:
    """Any optimiser, with steps small enough that the loss of a few epochs stays finite."""
    return st.sampled_from(tuple(OPTIMIZER_KINDS.values())).flatmap(lambda cls: _optimizer(cls, wide))


@st.composite
def _optimizer(draw: st.DrawFn, cls: type[OptimizerSpec], wide: bool) -> OptimizerSpec:
    drawn = {name: draw(option(cls, name, wide)) for name in cls.model_fields}
    if drawn.get("nesterov"):
        drawn["nesterov"] = drawn["momentum"] > 0
    return cls(**drawn)


def schedules(has_test: bool, wide: bool = False) -> st.SearchStrategy[AnySchedule | None]:
    """None, or any schedule, often quick enough to do something within a few epochs."""
    soon = {"step_size": st.integers(1, 3), "T_max": st.integers(1, 5), "patience": st.integers(0, 2)}
    return st.none() | st.one_of(
        *(
            options(
                cls,
                wide,
                **_watching(cls, has_test),
                **{n: s | option(cls, n) for n, s in soon.items() if n in cls.model_fields},
            )
            for cls in SCHEDULE_KINDS.values()
        )
    )


def stoppings(has_test: bool) -> st.SearchStrategy[EarlyStopping | None]:
    """None, or early stopping that often runs out of patience within a few epochs."""
    patience = st.integers(1, 3) | option(EarlyStopping, "patience")
    return st.none() | options(EarlyStopping, patience=patience, **_watching(EarlyStopping, has_test))


def _watching(cls: type[Spec], has_test: bool) -> dict[str, st.SearchStrategy[Any]]:
    return {} if has_test or "monitor" not in cls.model_fields else {"monitor": st.just("train_loss")}


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
            value = draw(st.sampled_from([0.0, -0.0, 1.0]) | st.floats(-1, 1))
            made.append(SetParameter(epoch=epoch, parameter=name, index=index, value=value))
        elif kind == "set_seed":
            made.append(SetSeed(epoch=epoch, seed=draw(SEEDS)))
        elif kind == "set_state":
            # a few values over and over, for a network has many
            values = st.sampled_from([0.0, -0.0, 1.0]) | st.floats(-1, 1, width=32)
            few = draw(st.lists(values, min_size=1, max_size=4))
            tensors = tuple(
                StateTensor(name=name, values=tuple(islice(cycle(few), math.prod(shape))))
                for name, shape in shapes.items()
            )
            made.append(SetState(epoch=epoch, tensors=tensors))
        elif kind == "set_lr":
            if project.training.schedule is None:
                made.append(SetLr(epoch=epoch, lr=draw(option(SetLr, "lr"))))
        else:
            raise KeyError(kind)
    return tuple(sorted(made, key=lambda change: change.epoch))


@st.composite
def losses(draw: st.DrawFn, task: Task, class_count: int) -> LossSpec:
    """One that fits the task; its classes may have weights."""
    loss = draw(st.sampled_from(LOSSES_OF_TASK[task]))
    if not isinstance(loss, ClassWeightedLoss) or draw(st.booleans()):
        return loss
    if draw(st.booleans()):
        return type(loss)(class_weights="balanced")
    return loss.with_given(tuple(draw(st.floats(0.1, 20)) for _ in range(class_count)))


@st.composite
def projects(
    draw: st.DrawFn,
    kinds: tuple[str, ...] = tuple(SOURCE_KINDS),
    changing: bool = True,
    stopping: bool = True,
    wide: bool = False,
) -> Project:
    """A small project that can be trained, over any source of `kinds`, layer, loss and optimiser.

    With `changing` it may have changes along the way, with `stopping` it may stop early. With `wide`, options are
    drawn from all that their specs allow: the run may diverge.
    """
    data = draw(data_specs(kinds, wide))
    n = data.train_count()
    # odd sizes leave an incomplete last batch; a size above n makes the batch the whole set
    batch_size = draw(st.sampled_from([n, n + 1, max(1, n - 1)]) | st.integers(max(1, n // 20), n + 3))
    loss = draw(losses(data.task, data.source.class_count()))
    smallest_batch = n % batch_size or min(n, batch_size)
    layers = draw(hidden_layers(smallest_batch > 1, wide))
    layers.append(LinearLayer())
    if loss == BCELoss():
        layers.append(SigmoidLayer())
    project = Project(
        data=data,
        network=NetworkSpec(layers=tuple(layers)),
        training=TrainingSpec(
            loss=loss,
            optimizer=draw(optimizers(wide)),
            batch_size=batch_size,
            epochs=draw(option(TrainingSpec, "epochs")),
            seed=draw(SEEDS),
            l1=draw(option(TrainingSpec, "l1")),
            l2=draw(option(TrainingSpec, "l2")),
            schedule=draw(schedules(data.has_test, wide)),
            early_stopping=draw(stoppings(data.has_test)) if stopping else None,
        ),
    )
    return edits.with_training(project, changes=draw(changes(project))) if changing else project
