"""A lesson is shown in another language, and stays the same lesson."""

import json
import re
from pathlib import Path

import pytest

from nnstudio.language.choice import LONG
from nnstudio.language.pseudo import OPEN
from nnstudio.project.guided.comparing import lesson_sha256, step_keys
from nnstudio.project.guided.lesson_reading import list_lessons, read_lesson
from nnstudio.project.guided.translation import faults_in, said_in, texts_of, translations_beside
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS

LESSONS = list_lessons()


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A lesson with one of each text."""
    raw = {
        "format": "nnstudio-lesson",
        "version": 1,
        "id": "mine",
        "title": "Mine",
        "summary": "A lesson.",
        "start": "linear-regression",
        "steps": [
            {
                "title": "First",
                "text": ["Read $x$.", "Go on."],
                "wait_for": [{"kind": "trained", "epochs": 3, "hint": "Train it"}],
                "show": [{"label": "epochs", "figure": "epochs", "digits": 0}],
            },
            {
                "title": "Second",
                "text": "Think.",
                "wait_for": [{"kind": "selected", "control": "optimizer_selector", "text": "Adam"}],
                "quiz": {
                    "question": "Why?",
                    "choices": [{"text": "So", "why": "Yes", "right": True}, {"text": "No", "why": "Oh"}],
                },
            },
        ],
    }
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    return path


def say(path: Path, language: str, **texts: str) -> Path:
    beside = path.with_name(f"{path.stem}.{language}.nntexts")
    raw = {"format": "nnstudio-lesson-texts", "version": 1, "texts": {k.replace("_", " "): v for k, v in texts.items()}}
    beside.write_text(json.dumps(raw), encoding="utf-8")
    return beside


def test_that_a_lesson_is_shown_in_the_language_as_far_as_it_is_said(mine):
    say(mine, "de", Mine="Meine", So="Darum")
    told = said_in("de_AT", read_lesson(mine), mine)
    assert told.title == "Meine"
    assert told.summary == "A lesson."
    assert [choice.text for choice in told.steps[1].quiz.choices] == ["Darum", "No"]


NAMES = {spec.title for kinds in (LAYER_KINDS, OPTIMIZER_KINDS) for spec in kinds.values()} | {"DataLoader"}
CODE = re.compile("`[^`]*`")
"""What PyTorch calls its layers and optimisers stays."""


@pytest.mark.parametrize(("path", "lesson"), LESSONS, ids=lambda value: getattr(value, "stem", ""))
def test_that_a_lesson_in_another_language_is_the_same_lesson(path, lesson):
    told = said_in(LONG, lesson, path)
    assert told != lesson
    assert (lesson_sha256(told), step_keys(told)) == (lesson_sha256(lesson), step_keys(lesson))
    # names and code are PyTorch's in every language
    assert all(
        OPEN in text or text in NAMES or not any(c.isalpha() for c in CODE.sub("", text)) or "$" in text
        for text in texts_of(told)
    )
    # what is asked for stays
    for step, as_told in zip(lesson.steps, told.steps, strict=True):
        assert [one.model_dump(exclude={"hint"}) for one in step.wait_for] == [
            one.model_dump(exclude={"hint"}) for one in as_told.wait_for
        ]
        assert [aim.figure for aim in step.goal] == [aim.figure for aim in as_told.goal]


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format": "nnstudio-lesson-texts", "version": 1, "texts": {"Mine": 3}}']
)
def test_that_texts_that_cannot_be_used_count_for_nothing_and_are_told(mine, content):
    beside = say(mine, "de")
    beside.write_text(content, encoding="utf-8")
    lesson = read_lesson(mine)
    assert said_in("de", lesson, mine) is lesson
    assert len(list(faults_in(beside, lesson))) == 1


def test_that_faults_of_texts_are_found(mine):
    lesson = read_lesson(mine)
    beside = say(mine, "de", **{text: text for text in texts_of(lesson)})
    assert translations_beside(mine) == (beside,)
    assert list(faults_in(beside, lesson)) == []
    say(mine, "de", **{"Read $x$.": "Lies $y$.", "Never": "Nie"})
    assert [fault.partition(":")[0] for fault in faults_in(beside, lesson)] == [
        "other formulas than in the lesson",
        "the lesson does not say “Never”",
        "13 texts are not said yet, the first",
    ]
