"""Whatever a file is called, a terminal only shows it: no letter of a name clears it, names it or turns it around."""

import json
import sys
import unicodedata

import pytest

from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.project.names import harmless
from tests.project.examples import CIRCLES

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no file can be called so there")

# a title for the window, a cleared screen, a line turned around, a byte that is no letter, two lines
HOSTILE = "a\x1b]0;evil\x07\x1b[2J\x9b\u202e\udcff\u2028b"


@pytest.fixture
def hostile(tmp_path):
    """A folder with a sound file of each kind, and a name for each; all of them hostile."""
    folder = tmp_path / HOSTILE
    (folder / "handed in").mkdir(parents=True)
    (folder / f"{HOSTILE}.json").write_text(json.dumps(CIRCLES))
    (folder / f"broken{HOSTILE}.json").write_text("{")
    (folder / f"{HOSTILE}.nnlesson").write_bytes(list_lessons()[0][0].read_bytes())
    (folder / f"broken{HOSTILE}.nnlesson").write_text('{"format": "nnstudio-lesson"}')
    (folder / "handed in" / f"{HOSTILE}.json").write_text("{}")
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ("{}.json", "too much"),
        ("none{}",),
        ("broken{}.json",),
        ("train", "broken{}.json"),
        ("train", "{}.json", "--epochs", "1", "--save", "new{}.json"),
        ("train", "{}.json", "--epochs", "{}"),
        ("train", "{}.json", "--device", "{}"),
        ("export", "{}.json", "--to", "script", "-o", "new{}.py"),
        ("export", "{}.json", "--to", "{}", "-o", "new{}"),
        ("predict", "{}.json", "none{}.csv", "-o", "new{}.csv"),
        ("lessons", "--check", "{}.nnlesson"),
        ("lessons", "--check", "broken{}.nnlesson"),
        ("grade", "handed in", "-o", "new{}.csv"),
        ("grade", "none{}", "-o", "new{}.csv"),
        ("--log", "none{}/x.log", "lessons"),
        ("--{}",),
    ],
    ids=" ".join,
)
def test_that_a_terminal_shows_names_and_does_nothing_else(command, monkeypatch, hostile, words):
    monkeypatch.chdir(hostile)
    done = command(*(word.replace("{}", HOSTILE) for word in words))
    assert done.status in (0, 2)
    said = done.out + done.err
    assert said or words[0] == "export"
    assert {c for c in said if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")} <= {"\n"}, ascii(said)
    # and can be printed wherever UTF-8 can
    said.encode()


def test_that_the_log_may_be_looked_at_in_a_terminal(command, tmp_path, hostile, monkeypatch):
    monkeypatch.chdir(hostile)
    command("--log", tmp_path / "it.log", "train", f"broken{HOSTILE}.json")
    logged = (tmp_path / "it.log").read_text(encoding="utf-8")
    assert r"broken" in logged
    assert "\x1b" not in logged
    assert "\u202e" not in logged


@pytest.mark.parametrize("text", ["", "plain", "Übung – 50 %\u202fof\xa0it ✓", "two\nlines\tand a tab"])
def test_that_ordinary_text_stays_as_it_is(text):
    assert harmless(text) == text
