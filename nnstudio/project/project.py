"""The whole design: data, network and training together, and whether they fit each other."""

from collections.abc import Iterator
from typing import Literal

from nnstudio.language import _, one_of
from nnstudio.project.changes import change_problem, change_problems
from nnstudio.project.data import DataSpec
from nnstudio.project.layers.activations import SigmoidLayer
from nnstudio.project.layers.spec import LayerShape
from nnstudio.project.losses.kinds import LOSSES_OF_TASK
from nnstudio.project.losses.spec import Takes
from nnstudio.project.network import NetworkSpec, Problem
from nnstudio.project.schedules import Monitor, PlateauSchedule
from nnstudio.project.sources.spec import SourceSpec, Task
from nnstudio.project.spec import Spec
from nnstudio.project.training import TrainingSpec

FORMAT: Literal["nnstudio"] = "nnstudio"
VERSION: Literal[1] = 1


class Project(Spec):
    """All that a run depends on besides the device, the torch build and the thread count."""

    format: Literal["nnstudio"] = FORMAT
    version: Literal[1] = VERSION
    data: DataSpec
    network: NetworkSpec
    training: TrainingSpec

    def output_count(self) -> int:
        """How many numbers the network must put out for each sample of this data under this loss."""
        return self.training.loss.output_count(self.data.task, self.data.source.class_count())

    @property
    def loss_label(self) -> str:
        """What the loss is called, with what it is of where that is not the target as the data has it."""
        label = self.training.loss.label
        return _("{loss_title}, standardised").format(loss_title=label) if self.data.standardize_target else label

    def layer_shapes(self) -> tuple[LayerShape, ...]:
        return self.network.shapes(self.data.input_count(), self.output_count())

    def parameter_count(self) -> int:
        return self.network.parameter_count(self.data.input_count(), self.output_count())

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of everything that is learned, by its name in the state_dict: ``0.weight``."""
        return {
            f"{i}.{name}": shape
            for i, (layer, sizes) in enumerate(zip(self.network.layers, self.layer_shapes(), strict=True))
            for name, shape in layer.parameter_shapes(sizes.inputs, sizes.outputs).items()
        }

    def problems(self) -> tuple[Problem, ...]:
        """Everything that keeps the project from being trained; empty when it can be."""
        return tuple(self._find_problems())

    def _find_problems(self) -> Iterator[Problem]:
        loss, task, layers = self.training.loss, self.data.task, self.network.layers
        n = self.data.train_count()
        yield from self.data.problems()
        yield from self.network.problems(self.data.input_count(), self.output_count())
        if not loss.fits(task):
            fitting = one_of(other.title for other in LOSSES_OF_TASK[task])
            yield Problem(
                ("training", "loss"),
                _("{loss_title} does not fit {task}; use {fitting}").format(
                    loss_title=loss.title, task=task, fitting=fitting
                ),
            )
        for told in loss.problems(self.data.source.class_count()) if loss.fits(task) else ():
            yield Problem(("training", "loss"), told)
        if loss.takes is Takes.PROBABILITY and not isinstance(layers[-1], SigmoidLayer):
            yield Problem(
                ("network", "layers", len(layers) - 1),
                _("{loss_title} needs a probability: end with a Sigmoid, or use BCEWithLogitsLoss").format(
                    loss_title=loss.title
                ),
            )
        smallest_batch = n % self.training.batch_size or min(n, self.training.batch_size)
        if smallest_batch == 1:
            for i, layer in enumerate(layers):
                if layer.needs_several_samples:
                    yield Problem(
                        ("network", "layers", i),
                        _(
                            "{layer_title} can't train on a batch of one sample, but "
                            "{n} samples in batches of {batch_size} "
                            "leave one; change the batch size"
                        ).format(layer_title=layer.title, n=n, batch_size=self.training.batch_size),
                    )
        if isinstance(self.training.schedule, PlateauSchedule):
            yield from self._monitor_problems(self.training.schedule.monitor, "schedule")
        if self.training.early_stopping is not None:
            yield from self._monitor_problems(self.training.early_stopping.monitor, "early_stopping")
        if self.training.changes:
            has_schedule = self.training.schedule is not None
            yield from change_problems(self.training.changes, self.parameter_shapes(), has_schedule)

    def _monitor_problems(self, monitor: Monitor, field: str) -> Iterator[Problem]:
        if monitor == "test_loss" and not self.data.has_test:
            yield Problem(
                ("training", field, "monitor"),
                _("there is no test loss to watch; keep a share of the samples for testing, or watch the train loss"),
            )

    def without_lost_changes(self) -> "Project":
        """The project without the changes along the way that an edit has deprived of their place."""
        if not self.training.changes:
            return self
        shapes = self.parameter_shapes()
        has_schedule = self.training.schedule is not None
        kept = tuple(c for c in self.training.changes if change_problem(c, shapes, has_schedule) is None)
        return self.model_copy(update={"training": self.training.model_copy(update={"changes": kept})})

    def with_source(self, source: SourceSpec) -> "Project":
        """The project on other data: features are chosen anew, and the loss follows if it no longer fits.

        Measurements come in all units, so another real data set is standardised; a generated one is left as it is.
        """
        data = self.data.model_copy(update={"source": source})
        if type(source) is not type(self.data.source):
            data = data.model_copy(update={"standardize": source.is_measured, "standardize_target": False})
        elif source.task is not Task.REGRESSION:
            data = data.model_copy(update={"standardize_target": False})
        training = self.training
        if type(source) is not type(self.data.source) or source.feature_names() != self.data.source.feature_names():
            data = data.model_copy(update={"features": None})
            training = training.model_copy(update={"loss": training.loss.kept_for(source.class_count())})
        elif source.class_count() != self.data.source.class_count():
            training = training.model_copy(update={"loss": training.loss.kept_for(source.class_count())})
        if not training.loss.fits(source.task):
            training = training.model_copy(update={"loss": LOSSES_OF_TASK[source.task][0]})
        return self.model_copy(update={"data": data, "training": training}).without_lost_changes()

    def run_key(self) -> "Project":
        """What decides a run's numbers: the project with the number of epochs left out of account."""
        return self.model_copy(update={"training": self.training.model_copy(update={"epochs": 1})})


__all__ = ["FORMAT", "VERSION", "Project"]
