"""Studio files: what was written is read again, and whatever else comes is refused with a sentence."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.data.csv.complete import complete
from nnstudio.engine.files.archive import Archive, ArchivedRun, parse_archive, read_archive, write_archive
from nnstudio.project.bounded_zip import MAX_INFLATED_NUMBERS
from nnstudio.project.errors import ProjectError, TooNewProjectError
from nnstudio.project.examples import open_source
from nnstudio.project.kept_data import packed
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.studio_zip import MAX_ENTRIES

_EPOCHS = 6


def example() -> Archive:
    project = open_source("binary-classification")
    run = ArchivedRun(
        "Run 1",
        project,
        np.linspace(0.7, 0.1, _EPOCHS),
        np.empty(0),
        np.array([0, 2, 4, _EPOCHS]),
        np.arange(4 * 21, dtype=np.float32).reshape(4, 21),
        {"parameters": np.zeros(21, np.float32), "step": np.array(3.0, np.float32)},
        {"state": {"epoch": _EPOCHS, "lr": 0.1}},
    )
    return Archive(project, (run,), 0, 4, {"name": "cats"})


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    path = tmp_path_factory.mktemp("archive") / "x.nnstudio"
    write_archive(example(), path)
    return path.read_bytes()


def rewritten(content, tmp_path, **entries):
    """The archive with entries replaced, added, or with None taken out."""
    path = tmp_path / "other.nnstudio"
    (tmp_path / "old.zip").write_bytes(content)
    with zipfile.ZipFile(tmp_path / "old.zip") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if name not in entries:
                new.writestr(name, old.read(name))
        for name, value in entries.items():
            if value is not None:
                new.writestr(name, value)
    return path


def test_that_what_was_written_is_read_again(content):
    wanted, found = example(), parse_archive(io.BytesIO(content))
    assert (found.project, found.current, found.epoch) == (wanted.project, 0, 4)
    assert dict(found.layout) == dict(wanted.layout)
    old, new = wanted.runs[0], found.runs[0]
    for name in ("train_loss", "test_loss", "epochs", "snapshots"):
        assert np.array_equal(getattr(old, name), getattr(new, name))
    assert {name: (array.shape, array.tolist()) for name, array in new.state.items()} == {
        name: (array.shape, array.tolist()) for name, array in old.state.items()
    }
    assert new.facts == old.facts


@given(st.data())
def test_that_no_change_of_bytes_brings_more_than_a_sentence(content, data):
    mangled = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        mangled[data.draw(st.integers(0, len(mangled) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(mangled)) | st.just(len(mangled)))
    try:
        parse_archive(io.BytesIO(bytes(mangled[:end])))
    except ProjectError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/passwd", "data/../../x", "data\\..\\x", "run.py", "data/a/b"])
def test_that_a_name_that_leads_elsewhere_is_refused(content, tmp_path, name):
    path = rewritten(content, tmp_path, **{name: b"x"})
    with pytest.raises(ProjectError, match="does not belong"):
        read_archive(path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["old.zip", "other.nnstudio"]


@pytest.mark.parametrize("name", ["project.json", "manifest.json", "runs/0/history.safetensors"])
def test_that_what_is_missing_is_named(content, tmp_path, name):
    with pytest.raises(ProjectError, match=name):
        read_archive(rewritten(content, tmp_path, **{name: None}))


@pytest.mark.parametrize("name", ["data/big.csv", "runs/1/history.safetensors", "runs/9999/state.safetensors"])
def test_that_what_nothing_in_the_file_is_about_is_refused_unread(content, tmp_path, monkeypatch, name):
    read = []
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda entry, n: read.append(entry.name) or true_read(entry, n))
    path = tmp_path / "more.nnstudio"
    path.write_bytes(content)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as more:
        more.writestr(name, bytes(1000))
    with pytest.raises(ProjectError, match="nothing in it is about that"):
        read_archive(path)
    assert set(read) == {"project.json", "manifest.json"}


true_read = zipfile.ZipExtFile.read


def test_that_tensors_that_were_compressed_may_become_so_much_and_no_more(content, tmp_path):
    name = "runs/0/history.safetensors"
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        others = {entry: old.read(entry) for entry in old.namelist()}
    for size, is_bomb in ((len(others[name]), False), (MAX_INFLATED_NUMBERS + 1, True)):
        path = tmp_path / f"{size}.nnstudio"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for entry, value in others.items():
                new.writestr(entry, value if entry != name else value.ljust(size, b"\0"))
        if is_bomb:
            assert path.stat().st_size < 2**20
            with pytest.raises(ProjectError, match="too large"):
                read_archive(path)
        else:
            assert np.array_equal(read_archive(path).runs[0].snapshots, example().runs[0].snapshots)


def test_that_a_directory_of_millions_of_entries_is_not_read(content, tmp_path):
    path = tmp_path / "many.nnstudio"
    with zipfile.ZipFile(path, "w") as many:
        for number in range(MAX_ENTRIES + 1):
            many.writestr(f"data/{number}", b"")
    with pytest.raises(ProjectError, match="more than"):
        read_archive(path)
    # the end of the archive says how long its directory is
    mangled = bytearray(content)
    end = mangled.rindex(b"PK\x05\x06")
    mangled[end + 12 : end + 16] = (2**31 - 1).to_bytes(4, "little")
    path.write_bytes(mangled)
    with pytest.raises(ProjectError, match="not a sound studio file"):
        read_archive(path)


def test_that_a_table_is_read_out_of_the_file_once_and_only_if_it_is_the_right_one(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    table = b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * i) for i in range(20))
    (tmp_path / "t.csv").write_bytes(table)
    source = complete(CsvSource(path=str(tmp_path / "t.csv"), target="b"), tmp_path)
    project, files = packed(open_source("linear-regression").with_source(source))
    assert list(files) == [f"{hashlib.sha256(table).hexdigest()[:16]}-t.csv"]
    path = tmp_path / "x.nnstudio"
    write_archive(replace(example(), project=project, runs=(), current=None, files=files), path)
    (tmp_path / "t.csv").unlink()
    found = read_archive(path)
    assert found.files == {} and Path(found.project.data.source.path).read_bytes() == table
    Path(found.project.data.source.path).unlink()
    write_archive(replace(example(), project=project, runs=(), current=None, files={next(iter(files)): b"x"}), path)
    with pytest.raises(ProjectError, match="not the data that the project was made with"):
        read_archive(path)


def test_that_a_later_version_is_said_to_be_one(content, tmp_path):
    manifest = json.dumps({"format": "nnstudio-archive", "version": 99, "runs": []})
    with pytest.raises(TooNewProjectError, match="99"):
        read_archive(rewritten(content, tmp_path, **{"manifest.json": manifest}))


@pytest.mark.parametrize(
    "change",
    [
        {"current": 7},
        {"current": "first"},
        {"epoch": -1},
        {"runs": {}},
        {"runs": [{"name": "x"}]},
        {"runs": [{"name": "x", "project": {"format": "nnstudio"}}]},
    ],
)
def test_that_a_manifest_that_contradicts_itself_is_refused(content, tmp_path, change):
    (tmp_path / "old.zip").write_bytes(content)
    with zipfile.ZipFile(tmp_path / "old.zip") as old:
        manifest = json.loads(old.read("manifest.json"))
    with pytest.raises(ProjectError):
        read_archive(rewritten(content, tmp_path, **{"manifest.json": json.dumps({**manifest, **change})}))
