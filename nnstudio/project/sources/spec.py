"""What all sources of data have in common."""

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, PlainSerializer

from nnstudio.language import _
from nnstudio.project.names import shown
from nnstudio.project.network import Problem
from nnstudio.project.spec import Spec

Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]
Samples = Annotated[int, Field(ge=4, le=100_000, title=_("Samples"), description=_("How many samples are drawn"))]
SampleSeed = Annotated[
    Seed,
    Field(title=_("Seed"), description=_("Another seed draws other samples; the same seed always draws the same")),
]
NOISE = Field(title=_("Noise"), description=_("How far chance moves the samples from where they belong"))
"""The words for how strongly a source scatters its samples; each has bounds of its own."""


class Task(StrEnum):
    """What is to be predicted."""

    REGRESSION = "regression"
    BINARY = "binary classification"
    MULTICLASS = "multiclass classification"

    def __str__(self) -> str:
        """In the chosen language; the value itself is a name that files know."""
        return _TITLES[self]

    def __format__(self, form: str) -> str:
        return format(str(self), form)

    @property
    def chief_metric(self) -> str:
        """What networks are compared by first, as ``train --json`` names it."""
        return "r2" if self is Task.REGRESSION else "accuracy"


_TITLES = {
    Task.REGRESSION: _("regression"),
    Task.BINARY: _("binary classification"),
    Task.MULTICLASS: _("multiclass classification"),
}
_SHORT = {Task.REGRESSION: "regression", Task.BINARY: "binary", Task.MULTICLASS: "multiclass"}


def _to_task(value: Any) -> Any:
    if isinstance(value, Task):
        return value
    for task, short in _SHORT.items():
        if value in (short, task.value):
            return task
    raise ValueError(
        _("{value} is not a task; use {values}").format(value=shown(value), values=", ".join(_SHORT.values()))
    )


TaskField = Annotated[Task, BeforeValidator(_to_task), PlainSerializer(_SHORT.__getitem__, str, when_used="json")]
"""A task as a field: ``regression``, ``binary`` or ``multiclass`` in a file."""


class SourceSpec(Spec):
    """Where samples come from. The facts about its shape are known without loading anything.

    An option that has a title and a description, as pydantic's ``Field`` takes them, is offered in the window.
    """

    kind: str = ""
    """The spec's name in files; each has its own."""
    title: ClassVar[str]
    summary: ClassVar[str]
    if TYPE_CHECKING:
        # most kinds have one task for good; for the learner's own data it is a field
        task: ClassVar[Task]
    stays_a_plane: ClassVar[bool] = False
    """Whether pictures span both columns of a source that has two, even if the network gets only one of them."""

    is_measured: ClassVar[bool] = False
    """Whether its columns have units of their own: then they are standardised when the source is chosen."""
    image_shape: ClassVar[tuple[int, int] | None] = None
    """Rows and columns of the pixels, where a sample is an image."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if cls._can_be_multiclass() and cls.class_count is SourceSpec.class_count:
            raise TypeError(
                f"{cls.__name__} can have three or more classes, but doesn't say how many: "
                "give it a method class_count that returns their number"
            )

    @classmethod
    def _can_be_multiclass(cls) -> bool:
        return "task" in cls.model_fields or getattr(cls, "task", None) is Task.MULTICLASS

    def feature_count(self) -> int:
        """d, the number of columns that the source has (before any are deselected)."""
        return 2

    def feature_names(self) -> tuple[str, ...]:
        """The d columns' names, in the source's order."""
        return tuple(f"x{i}" for i in range(1, self.feature_count() + 1))

    def class_count(self) -> int:
        """How many classes there are; 0 for regression. A source of three or more says it itself."""
        return {Task.REGRESSION: 0, Task.BINARY: 2}[self.task]

    def class_names(self) -> tuple[str, ...]:
        """What the classes are called, as far as that is known without loading anything; else their numbers."""
        return tuple(str(label) for label in range(self.class_count()))

    def sample_count(self) -> int:
        """n, the number of rows that the source has."""
        raise NotImplementedError

    def description(self) -> str:
        """A line about this very source."""
        return self.summary

    def problems(self) -> Iterator[Problem]:
        """What keeps the source from being trained on."""
        yield from ()

    def is_complete(self) -> bool:
        """Whether all these facts are known; a file's are not before it has been read."""
        return True


class GeneratedSource(SourceSpec):
    """A source that is computed from a seed."""

    stays_a_plane: ClassVar[bool] = True
    samples: Samples = 500
    seed: SampleSeed = 0

    def sample_count(self) -> int:
        return self.samples
