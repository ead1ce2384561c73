"""Wishes of the building panels, made into undoable edits of the document."""

from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, Slot

from nnstudio.language import _
from nnstudio.project import edits
from nnstudio.project.features import FeatureError, pretty
from nnstudio.project.hidden_activation import with_hidden_activation
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.losses.classification import ClassWeightedLoss
from nnstudio.project.losses.kinds import LOSS_KINDS
from nnstudio.project.losses.spec import LossSpec
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.painted_points import starter
from nnstudio.project.project import Project
from nnstudio.project.schedules import EarlyStopping
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.project.titles import class_title
from nnstudio.session.document import Document
from nnstudio.ui.editors.data.data_panel import DataPanel
from nnstudio.ui.editors.network.network_panel import NetworkPanel
from nnstudio.ui.editors.training.training_panel import TrainingPanel
from nnstudio.ui.layers.table import new_layer
from nnstudio.ui.widgets.dice import another_seed
from nnstudio.ui.window.resampling import another_draw

_WORDS = {
    "lr": _("learning rate"),
    "weight_decay": _("weight decay"),
    "batch_size": _("batch size"),
    "test_fraction": _("test share"),
    "standardize": _("standardising"),
    "standardize_target": _("standardising of the target"),
    "split_seed": _("split seed"),
    "bootstrap": _("bootstrap sample"),
    "l1": _("L1 penalty"),
    "l2": _("L2 penalty"),
    "min_delta": _("minimum delta"),
    "restore_best": _("restoring of the best"),
    "monitor": _("watched loss"),
    "step_size": _("step size"),
}


class Editor(QObject):
    """Connects the panels to the document, both ways."""

    def __init__(
        self, document: Document, data: DataPanel, network: NetworkPanel, training: TrainingPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._data, self._network, self._training = data, network, training
        data.source_chosen.connect(self._on_source_chosen)
        data.source_option_changed.connect(self._on_source_option_changed)
        data.data_option_changed.connect(self._on_data_option_changed)
        data.feature_toggled.connect(self._on_feature_toggled)
        data.column_toggled.connect(self._on_column_toggled)
        data.degree_chosen.connect(self._on_degree_chosen)
        data.regenerate_requested.connect(self._on_regenerate_requested)
        data.seed_drawn.connect(self._on_data_seed_drawn)
        data.drag_started.connect(document.begin_gesture)
        data.drag_ended.connect(document.end_gesture)
        network.layer_added.connect(self._on_layer_added)
        network.hidden_activation.kind_chosen.connect(self._on_hidden_activation_chosen)
        network.stack.layer_changed.connect(self._on_layer_changed)
        network.stack.layer_removed.connect(self._on_layer_removed)
        network.stack.layer_duplicated.connect(self._on_layer_duplicated)
        network.stack.layer_moved.connect(self._on_layer_moved)
        training.option_changed.connect(self._on_training_option_changed)
        training.seed_drawn.connect(self._on_training_seed_drawn)
        training.optimizer_chosen.connect(self._on_optimizer_chosen)
        training.optimizer_option_changed.connect(self._on_optimizer_option_changed)
        more = training.more
        more.class_weights.loss_changed.connect(self._on_class_weights_changed)
        more.schedule_chosen.connect(self._on_schedule_chosen)
        more.schedule_option_changed.connect(self._on_schedule_option_changed)
        more.early_stopping_switched.connect(self._on_early_stopping_switched)
        more.early_stopping_option_changed.connect(self._on_early_stopping_option_changed)
        more.changes_dropped.connect(self._on_changes_dropped)
        document.project_changed.connect(self._on_project_changed)
        self._on_project_changed(document.project)

    @Slot(Project)
    def _on_project_changed(self, project: Project) -> None:
        self._data.set_data(project.data)
        self._network.set_project(project)
        names = tuple(map(class_title, project.data.source.class_names()))
        self._training.set_training(project.training, project.data.task, project.data.has_test, names)

    @Slot(str)
    def _on_source_chosen(self, kind: str) -> None:
        source = starter() if kind == "points" else SOURCE_KINDS[kind]()
        if kind != self._project.data.source.kind:
            self._document.edit(
                _("choose {source_title}").format(source_title=source.title),
                lambda project: project.with_source(source),
            )

    @Slot(str, object)
    def _on_source_option_changed(self, name: str, value: Any) -> None:
        title = type(self._project.data.source).model_fields[name].title or name
        self._try(
            _("change {title}").format(title=title.lower()),
            edits.with_source_options,
            f"source.{name}",
            **{name: value},
        )

    @Slot(str, object)
    def _on_data_option_changed(self, name: str, value: Any) -> None:
        if name == "fold":
            text = _("test on a share") if value is None else _("test on {fold}").format(fold=value.told())
            self._try(text, edits.with_fold, "data.fold" if value and self._project.data.fold else None, value)
            return
        self._try(_("change {word}").format(word=_word(name)), edits.with_data, f"data.{name}", **{name: value})

    @Slot(str)
    def _on_feature_toggled(self, name: str) -> None:
        columns = self._project.data.source.feature_names()
        used = [pretty(each, columns) for each in self._project.data.features or columns]
        does = "remove" if pretty(name, columns) in used else "add"
        self._try(
            _("{does} feature {pretty}").format(does=does, pretty=pretty(name, columns)),
            edits.toggle_feature,
            None,
            name,
        )

    @Slot(str)
    def _on_column_toggled(self, column: str) -> None:
        does = _("leave out") if column in self._project.data.columns() else "use"
        self._try(f"{does} {column}", edits.toggle_column, None, column)

    @Slot(int)
    def _on_degree_chosen(self, degree: int) -> None:
        self._try(
            _("use features to degree {degree}").format(degree=degree), edits.choose_degree, "data.degree", degree
        )

    @Slot()
    def _on_regenerate_requested(self) -> None:
        self._document.edit(_("draw other samples"), lambda project: edits.draw_again(project, another_draw(project)))

    @Slot(str)
    def _on_data_seed_drawn(self, name: str) -> None:
        self._document.commit_pending()
        if name == "split_seed":
            split_seed = another_seed(self._project.data.split_seed)
            self._try(_("draw another split seed"), edits.with_data, None, split_seed=split_seed)
        elif name == "bootstrap":
            seed = another_seed(self._project.data.bootstrap or 0)
            self._try(_("draw another bootstrap sample"), edits.with_data, None, bootstrap=seed)
        else:
            seed = another_seed(getattr(self._project.data.source, name, 0))
            self._try(_("draw another seed of the data"), edits.with_source_options, None, seed=seed)

    @Slot()
    def _on_training_seed_drawn(self) -> None:
        self._document.commit_pending()
        seed = another_seed(self._project.training.seed)
        self._try(_("draw another seed of the training"), edits.with_training, None, seed=seed)

    @Slot(str)
    def _on_hidden_activation_chosen(self, kind: str) -> None:
        self._document.commit_pending()
        activation = new_layer(kind)
        text = _("choose {activation} for all hidden layers").format(activation=activation.title)
        self._try(text, with_hidden_activation, None, activation)

    @Slot(LayerSpec)
    def _on_layer_added(self, layer: LayerSpec) -> None:
        place = edits.place_for(self._project, self._network.stack.selected_row())
        if self._try(_("add {layer_title}").format(layer_title=layer.title), edits.insert_layer, None, place, layer):
            self._network.stack.select_row(place)

    @Slot(int, object)
    def _on_layer_changed(self, row: int, layer: LayerSpec) -> None:
        old = self._project.network.layers[row]
        if type(old) is not type(layer):
            self._try(
                _("change {old_title} to {layer_title}").format(old_title=old.title, layer_title=layer.title),
                edits.replace_layer,
                None,
                row,
                layer,
            )
            return
        fields = {name: value for name, value in layer if value != getattr(old, name)}
        self._try(
            _("change {layer_title}").format(layer_title=layer.title),
            edits.with_layer_options,
            f"layer.{row}",
            row,
            **fields,
        )

    @Slot(int)
    def _on_layer_removed(self, row: int) -> None:
        layers = self._project.network.layers
        if len(layers) > 1 and self._try(
            _("remove {layers_title}").format(layers_title=layers[row].title), edits.remove_layer, None, row
        ):
            self._network.stack.select_row(min(row, len(layers) - 2))

    @Slot(int)
    def _on_layer_duplicated(self, row: int) -> None:
        title = self._project.network.layers[row].title
        if self._try(_("duplicate {title}").format(title=title), edits.duplicate_layer, None, row):
            self._network.stack.select_row(row + 1)

    @Slot(int, int)
    def _on_layer_moved(self, row: int, to: int) -> None:
        self._try(
            _("move {layers_title}").format(layers_title=self._project.network.layers[row].title),
            edits.move_layer,
            None,
            row,
            to,
        )

    @Slot(str, object)
    def _on_training_option_changed(self, name: str, value: Any) -> None:
        if name == "loss":
            value = LOSS_KINDS[value]().as_weighted(self._project.training.loss)
        self._try(_("change {word}").format(word=_word(name)), edits.with_training, f"training.{name}", **{name: value})

    @Slot(LossSpec)
    def _on_class_weights_changed(self, loss: LossSpec) -> None:
        both = (self._project.training.loss, loss)
        by_hand = all(isinstance(one, ClassWeightedLoss) and one.given_weights for one in both)
        key = "training.class_weights" if by_hand else None
        self._try(_("change the class weights"), edits.with_training, key, loss=loss)

    @Slot(str)
    def _on_optimizer_chosen(self, kind: str) -> None:
        self._document.commit_pending()
        old = self._project.training.optimizer
        new = OPTIMIZER_KINDS[kind](lr=old.lr, weight_decay=old.weight_decay)
        self._try(_("choose {new_title}").format(new_title=new.title), edits.with_training, None, optimizer=new)

    @Slot(str, object)
    def _on_optimizer_option_changed(self, name: str, value: Any) -> None:
        fields = {name: value}
        if name == "momentum" and value == 0:
            fields["nesterov"] = False
        self._try(_("change {word}").format(word=_word(name)), edits.with_optimizer, f"optimizer.{name}", **fields)

    @Slot(str)
    def _on_schedule_chosen(self, kind: str) -> None:
        self._document.commit_pending()
        schedule = edits.fitting_schedule(self._project, kind) if kind else None
        text = (
            _("choose {schedule_title}").format(schedule_title=schedule.title)
            if schedule is not None
            else _("choose no schedule")
        )
        self._try(text, edits.with_training, None, schedule=schedule)

    @Slot(str, object)
    def _on_schedule_option_changed(self, name: str, value: Any) -> None:
        self._try(
            _("change the schedule's {word}").format(word=_word(name)),
            edits.with_schedule,
            f"schedule.{name}",
            **{name: value},
        )

    @Slot(bool)
    def _on_early_stopping_switched(self, on: bool) -> None:
        self._document.commit_pending()
        stopping = EarlyStopping(monitor=edits.fitting_monitor(self._project)) if on else None
        self._try(_("stop early") if on else _("do not stop early"), edits.with_training, None, early_stopping=stopping)

    @Slot(str, object)
    def _on_early_stopping_option_changed(self, name: str, value: Any) -> None:
        key = f"early_stopping.{name}"
        self._try(
            _("change early stopping's {word}").format(word=_word(name)),
            edits.with_early_stopping,
            key,
            **{name: value},
        )

    @Slot()
    def _on_changes_dropped(self) -> None:
        self._try(_("forget changes by hand"), edits.with_training, None, changes=())

    @property
    def _project(self) -> Project:
        return self._document.project

    def _try(self, text: str, edit: Any, merge_key: str | None, *args: Any, **fields: Any) -> bool:
        """Pushes the edit; one that makes no valid spec is not done, and the panels show what still is."""
        try:
            self._document.edit(text, lambda project: edit(project, *args, **fields), merge_key)
        except (ValidationError, FeatureError):
            self._on_project_changed(self._project)
            return False
        return True


def _word(name: str) -> str:
    return _WORDS.get(name, name)
