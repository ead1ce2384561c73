"""Whatever a project file holds: exit status 2 and one line that names the file and the place."""

import json
import os
import sys

import pytest

from nnstudio.project.examples import list_examples, open_source
from nnstudio.project.storage import project_json, read_project
from tests.project.examples import CIRCLES, MISSING, with_value

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made otherwise there")
LAYER = ("network", "layers", 0)
SOUND = json.dumps(CIRCLES)


def value(*path) -> str:
    return json.dumps(with_value(*path))


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("", "not valid JSON"),
        (SOUND[:100], "not valid JSON"),
        (SOUND[:-1], "not valid JSON"),
        ("hello", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        (b"\xff\xfe\x00", "not valid JSON"),
        (b"PK\x03\x04 zip", "zip"),
        ("[]", "not a project"),
        ("null", "not a project"),
        ("{}", "format"),
        (value("format", "other"), "format"),
        (value("version", 2), "version"),
        (value("version", "1"), "version"),
        (value("network", MISSING), "network: is missing"),
        (value("surprise", 1), "surprise: unknown key"),
        (value("data", "source", "kind", "circle"), "data.source.kind"),
        (value(*LAYER, "kind", "conv2d"), "network.layers[0].kind"),
        (value("training", "optimizer", "kind", "lion"), "training.optimizer.kind"),
        (value(*LAYER, "units", 0), "network.layers[0].units"),
        (value(*LAYER, "units", -5), "network.layers[0].units"),
        (value(*LAYER, "units", 10**9), "network.layers[0].units"),
        (value(*LAYER, "units", 10**30), "network.layers[0].units"),
        (value(*LAYER, "units", 2.5), "network.layers[0].units"),
        (value(*LAYER, "units", "5"), "network.layers[0].units"),
        (value(*LAYER, "units", True), "network.layers[0].units"),
        (value("network", "layers", []), "network.layers"),
        (value("network", "layers", {}), "network.layers"),
        (value("network", "layers", 2, "units", 3), "network.layers[2].units"),
        (value("training", "optimizer", "lr", float("nan")), "training.optimizer.lr"),
        (value("training", "optimizer", "lr", float("inf")), "training.optimizer.lr"),
        (value("training", "optimizer", "lr", -0.1), "training.optimizer.lr"),
        (value("training", "optimizer", "lr", None), "training.optimizer.lr"),
        (value("training", "loss", "mse"), "training.loss"),
        (value("training", "loss", "bce"), "network.layers[2]"),
        (value("training", "epochs", 0), "training.epochs"),
        (value("training", "batch_size", 10**12), "training.batch_size"),
        (value("training", "seed", -1), "training.seed"),
        (value("data", "features", ["x1", "x9"]), "data.features"),
        (value("data", "features", []), "data.features"),
        (value("data", "test_fraction", 1.5), "data.test_fraction"),
        (value("data", "source", "samples", 10**10), "data.source.samples"),
        (value("data", "source", "noise", "much"), "data.source.noise"),
    ],
    ids=lambda text: repr(text[-60:])[:40] if len(text) > 40 else repr(text),
)
def test_that_an_unsound_file_is_refused_by_its_place(command, tmp_path, content, place):
    path = tmp_path / "bad.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    complaint = command("train", path, "--json").complaint
    assert complaint.startswith(f"{path}: ")
    assert place in complaint
    for other in (["export", path, "--to", "project", "-o", tmp_path / "out.json"], [path]):
        assert command(*other).complaint == complaint
    assert not (tmp_path / "out.json").exists()


def test_that_what_cannot_be_read_is_refused(command, tmp_path):
    assert "no such file" in command("train", tmp_path / "none.json").complaint
    assert "folder" in command("train", tmp_path).complaint
    assert command("train", f"{tmp_path}/{'a' * 300}.json").complaint


@pytest.mark.parametrize("suffix", [".csv", ".TSV", ".data", ".xlsx"])
def test_that_a_table_in_a_projects_place_is_called_one(command, tmp_path, suffix):
    path = tmp_path / f"mine{suffix}"
    path.write_text("x,y\n1,2\n", encoding="utf-8")
    for before, after in ((("train",), ()), (("predict",), (path, "-o", tmp_path / "o.csv"))):
        assert command(*before, path, *after).complaint.startswith(f"{path}: a table is no project yet")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="whoever runs this may read everything")
def test_that_a_file_of_others_is_refused(command, tmp_path):
    path = tmp_path / "secret.json"
    path.write_text(SOUND)
    path.chmod(0)
    assert "can't be read" in command("train", path).complaint


@pytest.mark.parametrize("lesson", [lesson.id for lesson in list_examples()])
def test_that_a_lesson_can_be_exported_and_opened_again(command, tmp_path, lesson):
    path = tmp_path / "copy.json"
    assert command("export", lesson, "--to", "project", "-o", path) == (0, "", "")
    assert read_project(path) == open_source(lesson)
    assert path.read_text(encoding="utf-8") == project_json(open_source(lesson))


def test_that_an_output_that_cannot_be_written_is_refused(command, tmp_path):
    file = tmp_path / "file"
    file.write_text("kept")
    folder = tmp_path / "folder.json"
    folder.mkdir()
    for path in (folder, tmp_path / "none" / "x.json", file / "x.json"):
        assert str(path) in command("export", "linear-regression", "--to", "project", "-o", path).complaint
    assert file.read_text() == "kept"
    assert sorted(tmp_path.iterdir()) == [file, folder]
    assert list(folder.iterdir()) == []


def test_that_a_failed_export_keeps_the_old_file(command, tmp_path, monkeypatch):
    path = tmp_path / "old.json"
    path.write_text("old")

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    complaint = command("export", "linear-regression", "--to", "project", "-o", path).complaint
    assert "No space left" in complaint
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def circle(tmp_path):
    """What makes a link that leads to itself, below a name."""

    def link(name):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.symlink_to(path.name)
        return path

    return link


@needs_links
@pytest.mark.parametrize("ending", [".json", ".nnstudio", ".nnlesson"])
def test_that_a_link_to_itself_is_no_file(command, circle, ending):
    path = circle(f"x{ending}")
    assert "symbolic links" in command(path).complaint
    if ending != ".nnlesson":
        assert "symbolic links" in command("train", path).complaint
        assert "symbolic links" in command("train", circle("folder") / "x.json").complaint


@needs_links
def test_that_a_link_to_itself_among_hand_ins_and_lessons_costs_nobody_anything(command, circle, tmp_path):
    circle("handed in/x.json")
    (tmp_path / "handed in" / "lessons").mkdir()
    circle("handed in/lessons/y.nnlesson")
    (tmp_path / "handed in" / "z.json").write_text("{}")
    table = tmp_path / "r.csv"
    for lessons in (circle("handed in/lessons/sub").parent, tmp_path):
        done = command("grade", tmp_path / "handed in", "-o", table, "--lessons", lessons)
        assert (done.status, done.err) == (0, "")
        assert table.read_text(encoding="utf-8-sig").count("\n") >= 3


@needs_links
def test_that_a_project_that_is_a_device_has_nobody_look_around_in_its_folder(command, tmp_path, monkeypatch):
    looked = []
    true_scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: looked.append(str(folder)) or true_scan(folder))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for ending in (".json", ".nnstudio"):
        path = tmp_path / f"x{ending}"
        path.symlink_to(pipe)
        assert "pipe" in command("train", path).complaint
    assert looked == []
