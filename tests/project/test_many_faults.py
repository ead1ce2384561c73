"""A file in which everything is wrong is refused as soon as one in which one thing is."""

import json
import time
from pathlib import Path

import pytest

from nnstudio.data.lesson_files import check_lesson, open_lesson
from nnstudio.data.opening import open_source
from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.hand_in import read_hand_in
from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.project.storage import MOST_TOLD
from tests.project.examples import CIRCLES

HAND_IN = Path(__file__).parent / "earlier" / "hand-in.json"
COUNT = 10_000
KEYS = {f"k{i}": 0 for i in range(COUNT)}
PATIENCE_S = 5.0


def places(raw, path=()):
    """Where in JSON's values there is a list or an object."""
    if isinstance(raw, dict | list):
        yield path
        for key, value in raw.items() if isinstance(raw, dict) else enumerate(raw):
            yield from places(value, (*path, key))


def filled(raw, path, wrong):
    """The same with an object or list there that holds far too much."""
    raw = json.loads(json.dumps(raw))
    here = raw
    for key in path:
        here = here[key]
    if isinstance(here, dict):
        here.update(KEYS)
    else:
        here += [wrong] * COUNT
    return raw


LESSON = json.loads(list_lessons()[-1][0].read_text(encoding="utf-8"))
LESSON["start"] = CIRCLES
LESSON["steps"] = LESSON["steps"][:1]


def check(path):
    _, faults = check_lesson(path)
    assert 1 <= len(faults) <= 3 * MOST_TOLD
    raise ProjectError(str(faults[0]))


@pytest.mark.parametrize("wrong", [0, "a long text " * 9], ids=str)
@pytest.mark.parametrize(
    ("raw", "ending", "read"),
    [
        (CIRCLES, ".json", lambda path: open_source(str(path))),
        (LESSON, ".nnlesson", open_lesson),
        (LESSON, ".nnlesson", check),
        (json.loads(HAND_IN.read_text(encoding="utf-8")), ".json", read_hand_in),
    ],
    ids=["project", "lesson", "checked lesson", "hand-in"],
)
def test_that_a_file_full_of_faults_is_refused_soon(tmp_path, raw, ending, read, wrong):
    for place in places(raw):
        if "project" in place or place[-1:] == ("figures",):
            # what a hand-in claims is looked at when it is graded
            continue
        path = tmp_path / f"it{ending}"
        path.write_text(json.dumps(filled(raw, place, wrong)), encoding="utf-8")
        began = time.monotonic()
        with pytest.raises(ProjectError):
            read(path)
        assert time.monotonic() - began < PATIENCE_S, place
