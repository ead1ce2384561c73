"""The lessons that hand-ins are about: the teacher's, from a folder of their own, and those that ship."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nnstudio.data.lesson_files import open_lesson
from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.comparing import lesson_sha256, step_keys
from nnstudio.project.guided.hand_in import HandIn
from nnstudio.project.guided.kind import LESSON_FORMAT, LESSON_SUFFIX, format_of
from nnstudio.project.guided.lesson import GuidedLesson
from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.project.guided.walk import Stage, stages
from nnstudio.project.sources.csv import CsvSource


@dataclass(frozen=True)
class Taught:
    """A lesson, and what it comes to at each step."""

    lesson: GuidedLesson
    sha256: str

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return step_keys(self.lesson)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        return tuple(stages(self.lesson))

    @cached_property
    def tables(self) -> dict[str, str]:
        """Where the lesson's tables lie on this machine, by their hashes."""
        sources = (stage.given.data.source for stage in self.stages)
        return {source.sha256: source.path for source in sources if isinstance(source, CsvSource) and source.sha256}


class Lessons:
    """All that are known, several of one id included."""

    def __init__(self, own: Iterable[Path]) -> None:
        """`own` are the files of the teacher's folder, in their order; what can't be used is noted."""
        self.failed: dict[Path, str] = {}
        """Why a file of the teacher's can't be used."""
        self._known: dict[str, list[Taught]] = {}
        for path in own:
            try:
                # a teacher's folder may hold projects as well
                if path.suffix.lower() == LESSON_SUFFIX or format_of(path) == LESSON_FORMAT:
                    self._note(open_lesson(path))
            except ProjectError as error:
                self.failed[path] = str(error).removeprefix(f"{path}: ")
        for _, lesson in list_lessons():
            self._note(lesson)

    def _note(self, lesson: GuidedLesson) -> None:
        self._known.setdefault(lesson.id, []).append(Taught(lesson, lesson_sha256(lesson)))

    def find(self, hand_in: HandIn) -> Taught | None:
        """The lesson that was worked on; if it is another by now, the first of its id, the teacher's before ours."""
        known = self._known.get(hand_in.lesson, [])
        same = (taught for taught in known if taught.sha256 == hand_in.lesson_sha256)
        return next(same, known[0] if known else None)

    def __iter__(self) -> Iterator[Taught]:
        return (taught for known in self._known.values() for taught in known)


def mapping(hand_in: HandIn, taught: Taught) -> dict[int, int] | None:
    """Which step of the lesson each handed-in step is; steps that are others now are left out.

    None if nothing was revised, or if an earlier program did not say what was worked on.
    """
    if not hand_in.step_keys or hand_in.lesson_sha256 == taught.sha256:
        return None
    free: dict[str, list[int]] = {}
    for number, key in enumerate(taught.keys):
        free.setdefault(key, []).append(number)
    return {number: free[key].pop(0) for number, key in enumerate(hand_in.step_keys) if free.get(key)}
