"""What all losses have in common."""

from collections.abc import Iterator
from enum import Enum, auto
from typing import ClassVar

from nnstudio.project.sources.spec import Task
from nnstudio.project.spec import Spec


class Takes(Enum):
    """What a loss takes the network's last numbers for. All that is told of outputs and targets follows from it."""

    VALUE = auto()
    """One number a sample: the predicted value."""
    PROBABILITY = auto()
    """One number a sample: the probability of class 1."""
    LOGIT = auto()
    """One number a sample, of any size: its sigmoid is the probability of class 1."""
    LOGITS = auto()
    """One number a class, of any size: their softmax are the probabilities. The target is the class's number."""

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What can be learned by a loss that takes such numbers."""
        return _TASKS[self]


_TASKS: dict[Takes, tuple[Task, ...]] = {
    Takes.VALUE: (Task.REGRESSION,),
    Takes.PROBABILITY: (Task.BINARY,),
    Takes.LOGIT: (Task.BINARY,),
    Takes.LOGITS: (Task.BINARY, Task.MULTICLASS),
}


class LossSpec(Spec):
    """A criterion, named as PyTorch's functional form."""

    kind: str = ""
    """What it is called in a file; each kind says it."""
    title: ClassVar[str]
    """PyTorch's class name."""
    summary: ClassVar[str]
    takes: ClassVar[Takes]
    squares_errors: ClassVar[bool] = False
    """Whether it is the mean of the squared errors: then what is best for a linear network has a closed form."""

    @property
    def label(self) -> str:
        """The title, and in a word what is special about its options."""
        return self.title

    def fits(self, task: Task) -> bool:
        """Whether the loss makes sense for the task."""
        return task in self.takes.tasks

    def as_weighted(self, other: "LossSpec") -> "LossSpec":
        """The loss with the classes balanced if they are so in the other, where it can weigh them."""
        return self

    def kept_for(self, class_count: int) -> "LossSpec":
        """What stays of the loss on other data of so many classes."""
        return self

    def problems(self, class_count: int) -> Iterator[str]:
        """What of its options does not fit data of so many classes."""
        yield from ()

    def output_count(self, task: Task, class_count: int) -> int:
        """How many numbers the network must put out for each sample."""
        return class_count if self.takes is Takes.LOGITS and task is not Task.REGRESSION else 1
