"""Edits: each takes a spec and returns a new one, validated."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from nnstudio.project import feature_choice
from nnstudio.project.blocks import Block
from nnstudio.project.changes import AnyChange, SetLr, SetParameter, SetSeed, SetState, StateTensor
from nnstudio.project.folds import Fold
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.losses.classification import ClassWeightedLoss
from nnstudio.project.project import Project
from nnstudio.project.schedules import SCHEDULE_KINDS, Monitor, ScheduleSpec
from nnstudio.project.sources.csv import CsvColumn, CsvSource
from nnstudio.project.sources.spec import Task
from nnstudio.project.spec import Spec

S = TypeVar("S", bound=Spec)
USUAL_TEST_SHARE = 0.25
_LEAST_TEST_SHARE = 0.01
"""What is left of one of very many folds, for whatever goes by the test loss needs one."""
_FEWEST_STEPS, _FEWEST_STEPS_OF_FEW = 1000, 400
"""Of so many steps a network of measured data is in want, as they are small; from few samples it learns chance after
more of them."""
_FEW_SAMPLES = 100
_COARSE = 3
"""Who steps so many times as far as is usual with tables is given the usual rate."""
_FEWEST_SHARED = 12


def changed(spec: S, **fields: Any) -> S:
    """`spec` with other values in the named fields.

    Raises:
        pydantic.ValidationError: a value is out of range, or the fields no longer go together.
    """
    return type(spec).model_validate({**dict(spec), **fields})


def with_data(project: Project, **fields: Any) -> Project:
    return changed(project, data=changed(project.data, **fields)).without_lost_changes()


def with_source_options(project: Project, **fields: Any) -> Project:
    """The project with other options of its present source."""
    return project.with_source(changed(project.data.source, **fields))


def with_fold(project: Project, fold: Fold | None) -> Project:
    """The project tested on a fold in place of its test share; or on a share as large as the fold was."""
    left = project.data.fold
    share = project.data.test_fraction if left is None else max(_LEAST_TEST_SHARE, round(1 / left.folds, 2))
    return with_data(project, fold=fold, test_fraction=0.0 if fold is not None else share)


class Preparation(NamedTuple):
    """What is done about a table's target before training; each where the task knows it."""

    standardize_target: bool = False
    balance_classes: bool = False


def preparation_of(project: Project) -> Preparation:
    """What a project does."""
    loss = project.training.loss
    balanced = isinstance(loss, ClassWeightedLoss) and loss.class_weights == "balanced"
    return Preparation(project.data.standardize_target, balanced)


def with_table(project: Project, source: CsvSource, preparation: Preparation | None = None) -> Project:
    """The project on a table that was imported: standardised, and a share of it kept for testing.

    A table that is new is trained on in small steps, for a rate that suits two drawn features is a coarse one there;
    and of a small one an epoch is a step or two: then there are more of them.
    """
    share, is_new = share_for_testing(project, source), not _is_in_use(project, source)
    chosen = preparation or Preparation()
    scaled = chosen.standardize_target and source.task is Task.REGRESSION
    edited = with_data(project.with_source(source), standardize=True, standardize_target=scaled, test_fraction=share)
    if is_new:
        samples, optimizer = edited.data.train_count(), edited.training.optimizer
        fewest = _FEWEST_STEPS if samples >= _FEW_SAMPLES else _FEWEST_STEPS_OF_FEW
        epochs = max(edited.training.epochs, -(-fewest // -(-samples // edited.training.batch_size)))
        usual = optimizer.usual_with_tables
        edited = with_training(edited, epochs=epochs)
        if usual is not None and optimizer.lr > _COARSE * usual:
            edited = with_optimizer(edited, lr=usual)
    loss = edited.training.loss
    if not isinstance(loss, ClassWeightedLoss) or chosen.balance_classes == preparation_of(edited).balance_classes:
        return edited
    return with_training(edited, loss=type(loss)(class_weights="balanced" if chosen.balance_classes else None))


def with_column_fields(
    wishes: tuple[CsvColumn, ...], names: tuple[str, ...], fields: dict[str, object]
) -> tuple[CsvColumn, ...]:
    """The wishes about columns, with others about those of these names."""
    known = {wish.name: wish for wish in wishes}
    return tuple((known | {n: changed(known.get(n, CsvColumn(name=n)), **fields) for n in names}).values())


def _is_in_use(project: Project, source: CsvSource) -> bool:
    before = project.data.source
    return isinstance(before, CsvSource) and before.path == source.path


def share_for_testing(project: Project, source: CsvSource) -> float:
    """Which share of a table is kept for testing once it is imported: a quarter, if it has samples to spare.

    A share that is there already stays, and so does none where the table was in use before.
    """
    data = project.data
    if _is_in_use(project, source) or data.has_test or source.sample_count() < _FEWEST_SHARED:
        return data.test_fraction
    return USUAL_TEST_SHARE


def toggle_feature(project: Project, name: str) -> Project:
    """The project with one more feature, or without it; the last one stays.

    Raises:
        FeatureError: it is not made of the source's columns.
    """
    columns = project.data.source.feature_names()
    return with_data(project, features=feature_choice.toggled(project.data.features or columns, name, columns))


def toggle_column(project: Project, column: str) -> Project:
    """The project with another column, to the degree of the others, or without all that is made of it."""
    columns = project.data.source.feature_names()
    return with_data(project, features=feature_choice.with_column(project.data.features or columns, column, columns))


def choose_degree(project: Project, degree: int) -> Project:
    """The project with all products of its columns up to a degree.

    Raises:
        FeatureError: there would be too many.
    """
    columns = project.data.source.feature_names()
    return with_data(project, features=feature_choice.with_degree(project.data.features or columns, degree, columns))


def draw_again(project: Project, seed: int) -> Project:
    """The project on other samples of its source, by another seed, or split otherwise where the samples are given."""
    if "seed" in type(project.data.source).model_fields:
        return with_source_options(project, seed=seed)
    return with_data(project, split_seed=seed)


def with_training(project: Project, **fields: Any) -> Project:
    edited = changed(project, training=changed(project.training, **fields))
    return edited if "changes" in fields else edited.without_lost_changes()


def with_optimizer(project: Project, **fields: Any) -> Project:
    """The project with other options of its present optimiser."""
    return with_training(project, optimizer=changed(project.training.optimizer, **fields))


def with_schedule(project: Project, **fields: Any) -> Project:
    """The project with other options of its present learning-rate schedule."""
    schedule = project.training.schedule
    return with_training(project, schedule=None if schedule is None else changed(schedule, **fields))


def with_early_stopping(project: Project, **fields: Any) -> Project:
    """The project with other options of its early stopping."""
    stopping = project.training.early_stopping
    return with_training(project, early_stopping=None if stopping is None else changed(stopping, **fields))


def fitting_schedule(project: Project, kind: str) -> ScheduleSpec:
    """A schedule of this kind that suits the number of epochs and the losses that there are."""
    options: dict[str, dict[str, Any]] = {
        "step": {"step_size": max(1, project.training.epochs // 3)},
        "cosine": {"T_max": project.training.epochs},
        "plateau": {"monitor": fitting_monitor(project)},
    }
    return SCHEDULE_KINDS[kind](**options.get(kind, {}))


def fitting_monitor(project: Project) -> Monitor:
    """The test loss where there is one."""
    return "test_loss" if project.data.has_test else "train_loss"


def with_layers(project: Project, layers: tuple[LayerSpec, ...]) -> Project:
    return changed(project, network=changed(project.network, layers=layers)).without_lost_changes()


def insert_layer(project: Project, index: int, layer: LayerSpec) -> Project:
    """The project with `layer` in front of the one that stood at `index`."""
    layers = project.network.layers
    return with_layers(project, (*layers[:index], layer, *layers[index:]))


def replace_layer(project: Project, index: int, layer: LayerSpec) -> Project:
    layers = project.network.layers
    return with_layers(project, (*layers[:index], layer, *layers[index + 1 :]))


def with_layer_options(project: Project, index: int, **fields: Any) -> Project:
    """The project with other options of a layer."""
    return replace_layer(project, index, changed(project.network.layers[index], **fields))


def remove_layer(project: Project, index: int) -> Project:
    layers = project.network.layers
    return with_layers(project, (*layers[:index], *layers[index + 1 :]))


def move_layer(project: Project, index: int, to: int) -> Project:
    """The project with the layer at `index` taken out and put back so that it stands at `to`."""
    layers = list(project.network.layers)
    layers.insert(to, layers.pop(index))
    return with_layers(project, tuple(layers))


def duplicate_layer(project: Project, index: int) -> Project:
    """The project with a copy of the layer right behind it; a copied output layer keeps its size explicitly."""
    layer = project.network.layers[index]
    if isinstance(layer, LinearLayer) and layer.units is None:
        layer = changed(layer, units=project.layer_shapes()[index].outputs)
        return insert_layer(project, index, layer)
    return insert_layer(project, index + 1, layer)


def place_for(project: Project, after: int | None) -> int:
    """Where a new layer goes: behind the selected one, else in front of the output layer."""
    if after is not None:
        return after + 1
    layers = project.network.layers
    outputs = [i for i, layer in enumerate(layers) if isinstance(layer, LinearLayer)]
    return outputs[-1] if outputs else len(layers)


def with_parameter(project: Project, epoch: int, parameter: str, index: tuple[int, ...], value: float) -> Project:
    """The project in which one number of a parameter is set by hand when `epoch` epochs are done.

    What was changed later belonged to the run as it was, and is dropped.
    """
    return _with_changes(project, SetParameter(epoch=epoch, parameter=parameter, index=index, value=value))


def with_state(project: Project, epoch: int, tensors: Mapping[str, Sequence[float]]) -> Project:
    """The project in which all weights are set to those given, when `epoch` epochs are done."""
    kept = tuple(StateTensor(name=name, values=tuple(values)) for name, values in tensors.items())
    return _with_changes(project, SetState(epoch=epoch, tensors=kept))


def draw_again_for(project: Project, seed: int, tensors: Mapping[str, Sequence[float]]) -> Project:
    """The project on other samples, as `draw_again` has it, for a network that begins with the weights given.

    What was changed by hand along the way is dropped: the weights are what came of it.
    """
    return with_state(with_training(draw_again(project, seed), changes=()), 0, tensors)


def with_branch(project: Project, epoch: int, lr: float | None = None, seed: int | None = None) -> Project:
    """The project that trains on from `epoch` with another learning rate, another seed, or both; None keeps either.

    What was changed later is dropped.
    """
    changes: list[AnyChange] = []
    if lr is not None:
        changes.append(SetLr(epoch=epoch, lr=lr))
    if seed is not None:
        changes.append(SetSeed(epoch=epoch, seed=seed))
    return _with_changes(project, *changes, after=epoch)


def _with_changes(project: Project, *new: AnyChange, after: int | None = None) -> Project:
    epoch = new[0].epoch if after is None else after
    places = {change.place for change in new}
    old = (c for c in project.training.changes if c.epoch < epoch or (c.epoch == epoch and c.place not in places))
    return with_training(project, changes=(*old, *new))


def branch_point(old: Project, new: Project) -> int | None:
    """The greatest epoch k for which both runs are the same until k epochs are done and k's changes are to be made.

    Where the changes are the same throughout, that is the end of the shorter run. None if the projects differ in
    anything other than their changes and their number of epochs.
    """

    def bare(project: Project) -> Project:
        return changed(project, training=changed(project.training, changes=(), epochs=1))

    if bare(old) != bare(new):
        return None
    by_epoch = [
        {epoch: tuple(group) for epoch, group in groupby(project.training.changes, lambda change: change.epoch)}
        for project in (old, new)
    ]
    differing = [k for k in by_epoch[0].keys() | by_epoch[1].keys() if by_epoch[0].get(k) != by_epoch[1].get(k)]
    return min(differing, default=min(old.training.epochs, new.training.epochs))


def with_units(project: Project, index: int, units: int) -> Project:
    """The project with `units` units in the Linear at `index`."""
    return with_layer_options(project, index, units=units)


def insert_layers(project: Project, index: int, *new: LayerSpec) -> Project:
    """The project with the layers of `new`, in their order, in front of the one that stood at `index`."""
    layers = project.network.layers
    return with_layers(project, (*layers[:index], *new, *layers[index:]))


def remove_block(project: Project, block: Block) -> Project:
    """The project without a Linear and what is done to its outputs."""
    layers = project.network.layers
    return with_layers(project, (*layers[: block.first], *layers[block.last + 1 :]))
