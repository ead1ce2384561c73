"""A lesson in the chosen language: its texts lie in a file beside it, which says each of them in another language.

Beside ``mine.json`` lies ``mine.de.nntexts``, which is JSON (FORMAT.md beside the lessons describes it). What a text is
not said for stays as the lesson has it, so a lesson that was revised shows the old texts nowhere. What a lesson asks
for and is graded by are the originals.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from nnstudio.language import ENGLISH, _, chosen, ngettext
from nnstudio.language.choice import LONG, PSEUDO
from nnstudio.language.pseudo import pseudo
from nnstudio.project.bounded_reading import parse_json, read_file
from nnstudio.project.errors import InvalidProjectError, ProjectError
from nnstudio.project.guided.conditions import Condition
from nnstudio.project.guided.kind import MAX_LESSON_BYTES
from nnstudio.project.guided.lesson import GuidedLesson
from nnstudio.project.names import printable
from nnstudio.project.spec import Spec

SUFFIX = ".nntexts"
FORMAT = "nnstudio-lesson-texts"
_VERSION = 1
_TEXTS = {"title", "summary", "text", "question", "because", "why", "label", "hint"}
_FORMULA = re.compile(r"\$[^$]+\$")
_Any = TypeVar("_Any", bound=Spec)


def in_chosen_language(lesson: GuidedLesson, path: Path) -> GuidedLesson:
    """The lesson in the file at `path` as it is shown."""
    return said_in(chosen(), lesson, path)


def said_in(language: str, lesson: GuidedLesson, path: Path) -> GuidedLesson:
    """The lesson in a language; a file of texts that can't be used counts for nothing."""
    if language == ENGLISH:
        return lesson
    if language in PSEUDO:
        return _said(lesson, lambda text: pseudo(text, language == LONG))
    try:
        texts = _read(_beside(path, language))
    except ProjectError:
        return lesson
    return _said(lesson, lambda text: texts.get(text, text))


def texts_of(lesson: GuidedLesson) -> tuple[str, ...]:
    """All that the lesson says, each text once, in its order."""
    found: dict[str, None] = {}

    def note(text: str) -> str:
        found[text] = None
        return text

    _mapped(lesson, note)
    return tuple(found)


def translations_beside(path: Path) -> tuple[Path, ...]:
    """The files of texts for the lesson's file at `path`."""
    return tuple(
        sorted(other for other in path.parent.glob(f"*{SUFFIX}") if other.stem.rpartition(".")[0] == path.stem)
    )


def faults_in(path: Path, lesson: GuidedLesson) -> Iterator[str]:
    """What is wrong with a file of texts for a lesson; what is not said yet is told as well."""
    try:
        texts = _read(path)
    except ProjectError as error:
        yield str(error)
        return
    own = texts_of(lesson)
    for text in texts:
        if text not in own:
            yield _("the lesson does not say “{text}”").format(text=printable(text))
        elif Counter(_FORMULA.findall(text)) != Counter(_FORMULA.findall(texts[text])):
            yield _("other formulas than in the lesson: “{text}”").format(text=printable(text))
    missing = [text for text in own if text not in texts]
    if missing:
        told = ngettext(
            "{n} text is not said yet, the first: “{text}”",
            "{n} texts are not said yet, the first: “{text}”",
            len(missing),
        )
        yield told.format(n=len(missing), text=printable(missing[0]))


def _beside(path: Path, language: str) -> Path:
    """The file of texts in a language, or in the one that it is a variety of."""
    exact = path.with_name(f"{path.stem}.{language}{SUFFIX}")
    return exact if exact.is_file() else path.with_name(f"{path.stem}.{language.partition('_')[0]}{SUFFIX}")


def _read(path: Path) -> dict[str, str]:
    try:
        raw = parse_json(read_file(path, MAX_LESSON_BYTES, _("a file of a lesson's texts")))
    except ValueError as error:
        raise InvalidProjectError(_("not valid JSON ({error})").format(error=error)) from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT or raw.get("version") != _VERSION:
        raise InvalidProjectError(
            _('no texts of a lesson; "format" must be "{format}", "version" {version}').format(
                format=FORMAT, version=_VERSION
            )
        )
    texts = raw.get("texts")
    if not isinstance(texts, dict) or not all(isinstance(said, str) and said.strip() for said in texts.values()):
        raise InvalidProjectError(_("texts: each text of the lesson should stand beside what it is in the language"))
    return texts


def _said(lesson: GuidedLesson, say: Callable[[str], str]) -> GuidedLesson:
    told = _mapped(lesson, say)
    told.remember(lesson)
    return told


def _mapped(spec: _Any, say: Callable[[str], str]) -> _Any:
    """The spec with every text in it through `say`."""
    # of what a condition watches, a text is a name
    names = {"hint"} if isinstance(spec, Condition) else _TEXTS
    changed: dict[str, object] = {}
    for name, value in spec:
        if isinstance(value, Spec):
            changed[name] = _mapped(value, say)
        elif isinstance(value, tuple) and any(isinstance(one, Spec) for one in value):
            changed[name] = tuple(_mapped(one, say) for one in value)
        elif name in names and isinstance(value, str):
            changed[name] = say(value)
        elif name in names and isinstance(value, tuple):
            changed[name] = tuple(map(say, value))
    return spec.model_copy(update=changed)
