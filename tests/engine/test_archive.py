"""Studio files: what was written is read again, and whatever else comes is refused with a sentence."""

import json
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.engine import archive as module
from nnstudio.engine.archive import Archive, ArchivedRun, parse_archive, read_archive, write_archive
from nnstudio.project.errors import ProjectError, TooNewProjectError
from nnstudio.project.lessons import open_source

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
    return Archive(project, (run,), 0, 4, {"cats.csv": b"a,b\n1,2\n"}, {"name": "cats"})


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
    wanted, found = example(), parse_archive(content)
    assert (found.project, found.current, found.epoch) == (wanted.project, 0, 4)
    assert dict(found.files) == dict(wanted.files) and dict(found.layout) == dict(wanted.layout)
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
        parse_archive(bytes(mangled[:end]))
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


def test_that_a_bomb_is_not_unpacked(content, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 1_000_000)
    path = tmp_path / "bomb.nnstudio"
    path.write_bytes(content)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("data/big.csv", bytes(50_000_000))
    with pytest.raises(ProjectError, match="too large"):
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
