"""All that was handed in, before any of it is graded: what is no hand-in, what is a copy of another's work."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nnstudio.language import _
from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.hand_in import HandIn, read_hand_in, seal_of, work_of
from nnstudio.project.guided.kind import LESSON_SUFFIX, is_lesson
from nnstudio.project.links import real_path
from nnstudio.project.names import printable
from nnstudio.project.storage import STUDIO_SUFFIX

SUFFIXES = (".json", LESSON_SUFFIX, STUDIO_SUFFIX)


@dataclass
class Entry:
    """One file that was handed in."""

    path: Path
    shown: str
    problem: str = ""
    """Why it can't be graded; empty if it can."""
    name: str = ""
    identifier: str = ""
    lesson: str = ""
    lesson_sha256: str | None = None
    work: str | None = None
    handed_in: str = ""
    content: str = ""
    """A hash of the work alone."""
    digest: str = ""
    """A hash of all."""
    is_sealed: bool = False
    is_copy: bool = False
    remarks: list[str] = field(default_factory=list)

    @property
    def who(self) -> tuple[str, str]:
        return " ".join(self.name.casefold().split()), self.identifier.casefold().strip()

    @property
    def told(self) -> str:
        return f"{self.shown} ({printable(self.name)})"


def register(folder: Path, own: Path | None) -> list[Entry]:
    """The files in a folder and those within it, by their names; `own` is the teacher's folder, and is left out."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and not path.is_dir())
    paths = sorted(path for path in found if own is None or not real_path(path).is_relative_to(real_path(own)))
    entries = [_read(path, str(path.relative_to(folder))) for path in paths]
    _note_copies([entry for entry in entries if not entry.problem and entry.content])
    return entries


def _read(path: Path, shown: str) -> Entry:
    entry = Entry(path, shown)
    try:
        if path.suffix.lower() == STUDIO_SUFFIX:
            raise ProjectError(_("a project, and not a hand-in; a hand-in is written by Lessons, Hand in"))
        if is_lesson(path):
            raise ProjectError(_("a lesson, and not a hand-in; lessons are taken from the folder that --lessons names"))
        hand_in = read_hand_in(path)
    except ProjectError as error:
        entry.problem = str(error)
        return entry
    entry.name, entry.identifier, entry.lesson = hand_in.name, hand_in.identifier, hand_in.lesson
    entry.lesson_sha256, entry.work, entry.handed_in = hand_in.lesson_sha256, hand_in.work, hand_in.handed_in
    entry.digest = hashlib.sha256(hand_in.model_dump_json().encode()).hexdigest()
    if hand_in.answers or hand_in.claims:
        entry.content = work_of(hand_in)
    entry.is_sealed = hand_in.seal is not None and hand_in.seal == seal_of(hand_in)
    if hand_in.seal is not None and not entry.is_sealed:
        entry.remarks.append(_("the file was changed after it was handed in"))
    return entry


def _note_copies(entries: Sequence[Entry]) -> None:
    """Marks all but one of those that are the same work under several names."""
    for group in _groups(entries):
        people = {entry.who for entry in group}
        if len(people) == 1:
            for entry in group:
                others = ", ".join(other.shown for other in group if other is not entry)
                entry.remarks.append(_("handed in more than once: {others}").format(others=others))
            continue
        first, *rest = sorted(group, key=_likely_first)
        for entry in rest:
            if entry.who != first.who:
                entry.is_copy = True
                entry.remarks.append(
                    _("the same work as {first_told}, and counted there").format(first_told=first.told)
                )
        copies = ", ".join(entry.told for entry in rest)
        first.remarks.append(_("the same work was handed in as {copies}").format(copies=copies))


def _groups(entries: Sequence[Entry]) -> Iterable[list[Entry]]:
    groups: list[list[Entry]] = []
    for entry in entries:
        same = [group for group in groups if any(_is_same_work(entry, other) for other in group)]
        groups = [group for group in groups if group not in same]
        groups.append([*(one for group in same for one in group), entry])
    return (group for group in groups if len(group) > 1)


def _is_same_work(a: Entry, b: Entry) -> bool:
    if a.lesson != b.lesson:
        return False
    if a.work is not None and a.work == b.work:
        return True
    # two learners may by chance have done the same in the same time, each in their own way
    is_chance = a.is_sealed and b.is_sealed and a.work != b.work
    return a.content == b.content and not is_chance


def _likely_first(entry: Entry) -> tuple[bool, str, float, str]:
    """Whose work it is, as far as the files tell: the one that was not changed, was handed in first, or is older."""
    try:
        modified = entry.path.stat().st_mtime
    except OSError:
        modified = 0.0
    return not entry.is_sealed, entry.handed_in or "~", modified, entry.shown


def without_work(hand_in: HandIn) -> HandIn:
    """The hand-in of somebody who has done nothing."""
    return hand_in.model_copy(update={"answers": (), "claims": ()})
