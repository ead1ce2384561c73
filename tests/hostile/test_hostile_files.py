"""Whatever a file holds, it is opened as it is or refused in one sentence; nothing else happens, and soon."""

import io
import json
import os
import shutil
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.hostile.changes import HUGE
from tests.hostile.formats import FORMATS, hostile_pickles, saved
from tests.hostile.guard import guarded
from tests.hostile.trying import bench
from tests.hostile.zips import LEADING_ELSEWHERE, unzipped, zipped

_AS_MANY_AS_WANTED = settings(
    max_examples=200,
    # a seed does not become simpler by being smaller
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def benches(tmp_path_factory):
    return {name: bench(name, tmp_path_factory.mktemp(name)) for name in FORMATS}


@pytest.mark.parametrize("name", FORMATS)
def test_that_the_file_to_be_changed_is_a_sound_one(benches, name):
    assert benches[name].opened(benches[name].sound) == ""


@pytest.mark.parametrize("name", FORMATS)
@_AS_MANY_AS_WANTED
@given(seed=st.integers(0, 2**32 - 1))
def test_that_a_changed_file_is_opened_or_refused(benches, name, seed):
    here = benches[name]
    here.opened(here.changed(seed))


@pytest.mark.parametrize("name", FORMATS)
def test_that_a_file_cut_short_anywhere_is_refused(benches, name):
    sound = benches[name].sound
    for end in range(0, len(sound) - 1, max(1, len(sound) // 60)):
        complaint = benches[name].opened(sound[:end])
        # of a table, fewer rows are a table too
        assert complaint or name == "csv"


def test_that_the_guard_sees_what_it_is_there_for(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    with guarded(inside) as done:
        (inside / "x").write_text("may be")
        assert done == []
        (inside / ".." / "out").write_text("may not be")
        outside.unlink()
        os.system("true")
    assert [what.split()[0] for what in done] == ["open", "os.remove", "os.system"]


@pytest.mark.parametrize("number", range(len(hostile_pickles())))
@pytest.mark.parametrize("suffix", [".pt", ".pth", ".safetensors"])
def test_that_no_pickle_runs_anything_whatever_its_name(benches, monkeypatch, tmp_path, number, suffix):
    monkeypatch.chdir(tmp_path)
    benches["pt"].opened(hostile_pickles()[number])
    assert list(tmp_path.iterdir()) == []


def test_that_pickled_code_is_called_by_its_name(benches):
    complaint = benches["pt"].opened(saved({"0.weight": EvilOnce()}))
    assert "could run code" in complaint
    assert "model.state_dict()" in complaint


class EvilOnce:
    def __reduce__(self):
        return os.system, ("true",)


@pytest.mark.parametrize("claimed", [0, 1, 2**31, HUGE, 2**63, 2**64 - 1])
def test_that_a_header_that_claims_to_be_huge_is_not_believed(benches, claimed):
    sound = benches["safetensors"].sound
    assert benches["safetensors"].opened(struct.pack("<Q", claimed) + sound[8:])


@pytest.mark.parametrize(
    "inner", ["project.json", "manifest.json", "runs/0/history.safetensors", "runs/0/state.safetensors"]
)
def test_that_a_zip_bomb_within_a_studio_file_is_refused_without_being_unpacked(benches, inner):
    entries = unzipped(benches["nnstudio"].sound)
    # 60 MB of blanks that pack to 60 kB
    bomb = zipped([(name, b" " * 60_000_000 if name == inner else content) for name, content in entries.items()], 8)
    assert len(bomb) < 200_000
    assert benches["nnstudio"].opened(bomb)


@pytest.mark.parametrize("name", LEADING_ELSEWHERE)
@pytest.mark.parametrize("kind", ["nnstudio", "pt"])
def test_that_an_entry_that_leads_elsewhere_is_never_written(benches, kind, name):
    here = benches[kind]
    complaint = here.opened(zipped([*unzipped(here.sound).items(), (name, b"evil")]))
    assert complaint or kind == "pt"
    assert not any("evil" in str(path) for path in here.folder.rglob("*"))


@pytest.mark.parametrize("kind", ["json", "nnstudio"])
@pytest.mark.parametrize(
    "value",
    [
        "[" * 200_000,
        "[" * 5000 + "]" * 5000,
        '{"a":' * 5000 + "1" + "}" * 5000,
        "1" * 10_000,
        "1e999",
        "NaN",
        '"\\ud800"',
    ],
    ids=lambda text: text[:8],
)
@pytest.mark.parametrize("place", ["seed", "network", "format"])
def test_that_json_of_any_depth_and_any_number_is_refused(benches, kind, place, value):
    here = benches[kind]
    holes = {"seed": ("training", "seed"), "network": ("network",), "format": ("format",)}[place]

    def with_hole(content):
        raw = json.loads(content)
        holder = raw
        for key in holes[:-1]:
            holder = holder[key]
        holder[holes[-1]] = "HOLE"
        return json.dumps(raw).replace('"HOLE"', value).encode()

    if kind == "json":
        assert here.opened(with_hole(here.sound))
        return
    entries = unzipped(here.sound)
    manifest = json.loads(entries["manifest.json"])
    manifest["runs"][0]["facts"] = "HOLE"
    for changed in (
        {"project.json": with_hole(entries["project.json"])},
        {"manifest.json": json.dumps(manifest).replace('"HOLE"', value).encode()},
    ):
        complaint = here.opened(zipped(list({**entries, **changed}.items())))
        # of what a run only notes, what is no note at all counts as none
        assert complaint or "manifest.json" in changed


def test_that_two_copies_of_one_entry_are_refused(benches):
    entries = [*unzipped(benches["nnstudio"].sound).items()]
    assert "twice" in benches["nnstudio"].opened(zipped([*entries, entries[0]]))


def test_that_an_encrypted_entry_is_refused(benches):
    content = bytearray(benches["nnstudio"].sound)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        where = archive.getinfo("project.json").header_offset
    start = content.index(b"PK\x01\x02")
    content[where + 6] |= 1
    content[start + 8] |= 1
    assert benches["nnstudio"].opened(bytes(content))


@pytest.mark.parametrize(
    "name",
    [
        "x" * 300 + ".csv",
        "..",
        ".",
        "",
        "a\nb",
        "a\0b",
        "a/../../../evil",
        "/evil",
        "\\evil",
        "é" * 200,
        "\udcff",
        "a b",
    ],
)
def test_that_a_table_kept_under_any_name_stays_in_its_folder(benches, name):
    here = benches["nnstudio"]
    entries = unzipped(here.sound)
    (kept,) = (entry for entry in entries if entry.startswith("data/"))
    for place in ("project.json", "manifest.json"):
        entries[place] = entries[place].replace(json.dumps(kept).encode(), json.dumps(f"data/{name}").encode())
    table = entries.pop(kept)
    # what was unpacked before is not looked for in the file any more
    for folder in (here.folder / "home" / "nnstudio" / "data").iterdir():
        shutil.rmtree(folder)
    with suppress(UnicodeEncodeError):
        here.opened(zipped([*entries.items(), (f"data/{name}", table)]))
    assert here.opened(here.sound) == "", "what one file left behind keeps another from being opened"
