"""A table within a studio file keeps its name, however often the file is saved and opened again."""

import hashlib

import pytest

from nnstudio.data.opening import completed
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.kept_data import data_folder, packed, unpacked
from nnstudio.project.storage import parse_project, project_json
from tests.data.csv_files import mixed_text, written
from tests.hostile.studio_file import project_with


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = written(tmp_path, mixed_text(), "Käufe, 2024.csv")
    return completed(project_with({"kind": "csv", "path": str(path), "target": "bought"}))


def test_that_a_name_does_not_grow_with_every_saving(project):
    for _ in range(30):
        inside, files = packed(project)
        ((name, content),) = files.items()
        assert inside.data.source.path == f"data/{name}"
        project = unpacked(parse_project(project_json(inside)), {f"data/{name}": content}.__getitem__)
    assert project.data.source.name == "Käufe, 2024.csv"


def test_that_what_was_unpacked_before_is_mended_if_it_has_changed(project):
    inside, files = packed(project)
    (content,) = files.values()
    first = unpacked(inside, lambda entry: content)
    kept = data_folder() / first.data.source.sha256 / first.data.source.name
    kept.write_text("something else")
    assert unpacked(inside, lambda entry: content) == first
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == first.data.source.sha256
    kept.write_text("something else")
    with pytest.raises(InvalidProjectError, match="not the data"):
        unpacked(inside, lambda entry: b"neither")
