"""A kind of source of three or more classes says how many it has, or can't even be defined."""

from typing import ClassVar, Literal

import pytest

from nnstudio.project.sources.bundled import BundledSource
from nnstudio.project.sources.kinds import ALL_SOURCE_KINDS
from nnstudio.project.sources.spec import GeneratedSource, SourceSpec, Task, TaskField

REFUSED = "ToySource can have three or more classes, but doesn't say how many: give it a method class_count"


def test_that_a_multiclass_source_without_its_number_of_classes_is_refused_by_name():
    with pytest.raises(TypeError, match=f"^{REFUSED} that returns their number$"):

        class ToySource(GeneratedSource):
            task: ClassVar[Task] = Task.MULTICLASS
            kind: Literal["toy"] = "toy"


def test_that_a_source_whose_task_is_chosen_is_refused_without_it_too():
    with pytest.raises(TypeError, match=f"^{REFUSED}"):

        class ToySource(SourceSpec):
            kind: Literal["toy"] = "toy"
            task: TaskField = Task.BINARY  # type: ignore[misc]


def test_that_a_bundled_source_needs_but_its_classes():
    with pytest.raises(
        TypeError, match=r"^ToySource has three or more classes, .*: give it the attribute classes, their number$"
    ):

        class ToySource(BundledSource):
            task: ClassVar[Task] = Task.MULTICLASS
            kind: Literal["toy"] = "toy"


def test_that_a_source_that_says_its_number_of_classes_is_defined():
    class ToySource(GeneratedSource):
        task: ClassVar[Task] = Task.MULTICLASS
        kind: Literal["toy"] = "toy"

        def class_count(self) -> int:
            return 5

    assert ToySource().class_count() == 5


COUNTS = {"iris": 3, "wine": 3, "digits": 10, "breast_cancer": 2, "diabetes": 0}


@pytest.mark.parametrize(("kind", "classes"), COUNTS.items())
def test_that_the_task_tells_for_bundled_sources_of_fewer(kind, classes):
    assert ALL_SOURCE_KINDS[kind]().class_count() == classes
