"""A guided lesson, as its file describes it (resources/lessons/guided/FORMAT.md)."""

from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr, field_validator, model_validator

from nnstudio.language import _
from nnstudio.project.guided.conditions import AnyCondition
from nnstudio.project.guided.tasks import MOST_ENTRIES, Aim, Prediction, Quiz, Shown, Text
from nnstudio.project.spec import Spec

LESSON_VERSION = 1


class SetUp(Spec):
    """What a step does to the studio before the learner's turn. Undo takes it back."""

    project: str | dict[str, Any] | None = None
    """An example's id, or a project of the lesson's own."""
    change: dict[str, Any] | None = None
    """Fields to set in the open project: objects are merged, all else replaced (RFC 7396)."""
    open: Annotated[tuple[str, ...], Field(strict=False, max_length=MOST_ENTRIES)] = ()
    """Panels of the drawer to open; the last comes to the front."""
    close: Annotated[tuple[str, ...], Field(strict=False, max_length=MOST_ENTRIES)] = ()
    """Panels to close."""
    epoch: Annotated[int, Field(ge=0)] | None = None
    """The timeline's epoch."""
    reset: bool = False
    """Whether training begins anew."""


class Step(Spec):
    """A few sentences, and at most one thing to do."""

    title: Text
    text: Annotated[tuple[Text, ...], Field(strict=False, min_length=1, max_length=MOST_ENTRIES)]
    """Paragraphs, of the mark-up that FORMAT.md describes."""
    point_at: str | None = None
    """The object name of a control or a view, which gets an outline."""
    set_up: SetUp | None = None
    predict: Prediction | None = None
    wait_for: Annotated[tuple[AnyCondition, ...], Field(strict=False, max_length=MOST_ENTRIES)] = ()
    goal: Annotated[tuple[Aim, ...], Field(strict=False, max_length=MOST_ENTRIES)] = ()
    quiz: Quiz | None = None
    show: Annotated[tuple[Shown, ...], Field(strict=False, max_length=MOST_ENTRIES)] = ()
    """Figures of the run, shown when the step is done."""

    @field_validator("text", mode="before")
    @classmethod
    def _one_paragraph_is_enough(cls, text: Any) -> Any:
        return (text,) if isinstance(text, str) else text

    @model_validator(mode="after")
    def _asks_one_question(self) -> "Step":
        if self.predict is not None and self.quiz is not None:
            raise ValueError(_("a step asks for a prediction or has a quiz, not both"))
        return self

    @property
    def asks(self) -> bool:
        """Whether the learner has to do anything."""
        return bool(self.predict or self.wait_for or self.goal or self.quiz)


class GuidedLesson(Spec):
    """A lesson: where it starts, and its steps."""

    format: Literal["nnstudio-lesson"]
    version: Annotated[int, Field(ge=1, le=LESSON_VERSION)]
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
    title: Text
    summary: Text
    minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    start: str | dict[str, Any]
    """An example's id, or a project of the lesson's own."""
    hide: Annotated[tuple[str, ...], Field(strict=False, max_length=MOST_ENTRIES)] = ()
    """Object names of controls and views that do not show while the lesson is open."""
    steps: Annotated[tuple[Step, ...], Field(strict=False, min_length=1, max_length=MOST_ENTRIES)]
    _original: "GuidedLesson | None" = PrivateAttr(None)

    @property
    def original(self) -> "GuidedLesson":
        """The lesson as its file has it, by which it is known; itself unless it is said in another language."""
        return self._original or self

    def remember(self, original: "GuidedLesson") -> None:
        """Notes what this lesson says in another language."""
        self._original = original
