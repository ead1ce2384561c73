"""Where a command may write, and what it refuses to write there, before anything heavy is loaded."""

import json
import os
import subprocess
import sys

import pytest

from nnstudio.export.names import KINDS

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
LESSON = "binary-classification"


def writing_to(path, kind):
    """The command that writes such a file, as quickly as it can be had."""
    if kind == "save":
        return ["train", LESSON, "--epochs", "1", "--save", path]
    if kind == "predict":
        rows = path.parent / "rows.csv"
        rows.write_text("x1,x2\n0,0\n")
        return ["predict", LESSON, rows, "-o", path, "--epochs", "1"]
    trains = ["--epochs", "1"] if KINDS[kind].needs_training else []
    return ["export", LESSON, "--to", kind, "-o", path, *trains]


def ending_of(kind):
    return {"save": ".json", "predict": ".csv"}.get(kind) or KINDS[kind].suffixes[0]


WRITERS = [*KINDS, "save", "predict"]


@posix
@pytest.mark.parametrize("kind", WRITERS)
def test_that_every_output_is_written_where_a_link_leads(command, tmp_path, kind):
    (tmp_path / "there").mkdir()
    real, path = tmp_path / "there" / "real", tmp_path / f"link{ending_of(kind)}"
    path.symlink_to(real)
    assert command(*writing_to(path, kind)).status == 0
    assert path.is_symlink()
    assert real.stat().st_size > 10
    assert list(real.parent.iterdir()) == [real]


@posix
@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", WRITERS)
def test_that_no_output_takes_the_place_of_a_pipe_or_a_device(command, tmp_path, monkeypatch, kind):
    monkeypatch.setattr("nnstudio.engine.training.trainer.Trainer.epoch_batches", None)
    pipe, device = (tmp_path / f"{name}{ending_of(kind)}" for name in ("pipe", "device"))
    os.mkfifo(pipe)
    device.symlink_to("/dev/null")
    assert "this is a pipe, not a plain file" in command(*writing_to(pipe, kind)).complaint
    assert "this is a device, not a plain file" in command(*writing_to(device, kind)).complaint
    assert pipe.is_fifo()
    assert device.is_symlink()


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("script", "x.json", "x.json: the name of script must end in .py"),
        ("script", "x.nnstudio", "x.nnstudio: the name of script must end in .py"),
        ("ddp", "X.JSON", "X.JSON: the name of ddp must end in .py"),
        ("project", "x.py", "x.py: the name of project must end in .json"),
        ("project", "x.nnstudio", "x.nnstudio: the name of project must end in .json"),
        ("history", "x.html", "x.html: the name of history must end in .csv"),
        ("report", ".json", ".json: the name of report must end in .html"),
        ("weights", "x.json", "x.json: the name of weights must end in .safetensors or .pt"),
        ("weights", "x", "x: the name of weights must end in .safetensors or .pt"),
        ("script", ".py", ".py: this is an ending without a name; write name.py"),
        ("predict", "x.json", "x.json: the name of predictions must end in .csv"),
        ("save", "x.py", "x.py must be a name that ends in .json, as in mine.json"),
        ("save", "x.nnstudio", "x.nnstudio must be a name that ends in .json, as in mine.json"),
        ("save", ".json", ".json must be a name that ends in .json, as in mine.json"),
        ("save", "x", "x must be a name that ends in .json, as in mine.json"),
    ],
)
def test_that_a_name_of_another_kind_of_file_is_refused(command, tmp_path, kind, name, said):
    path = tmp_path / name
    path.write_text("kept")
    assert command(*writing_to(path, kind)).complaint.endswith(said)
    assert path.read_text() == "kept"


@pytest.mark.parametrize("name", ["x.PY", "x", "x.txt", "x.backup", "my.network.py"])
def test_that_other_names_are_the_users_own_choice(command, tmp_path, name):
    assert command("export", LESSON, "--to", "script", "-o", tmp_path / name) == (0, "", "")
    assert "import torch" in (tmp_path / name).read_text()


_HEAVY = """
import json, sys
from nnstudio.cli import main
told = []
for arguments in json.loads(sys.argv[1]):
    status = main(arguments)
    told.append([status, sorted({"torch", "sklearn", "numpy", "PySide6"} & set(sys.modules))])
print(json.dumps(told))
"""


def test_that_what_can_be_told_at_once_is_told_before_anything_heavy_loads(tmp_path):
    folder = tmp_path / "folder.json"
    folder.mkdir()
    rows = tmp_path / "rows.csv"
    rows.write_text("x1,x2\n0,0\n")
    fine, none = str(tmp_path / "fine.csv"), str(tmp_path / "none" / "x.csv")
    wrong = [
        ["train", LESSON, "--device", "tpu"],
        ["train", LESSON, "--save", ".json"],
        ["train", LESSON, "--save", "x.py"],
        ["train", LESSON, "--save", str(folder)],
        ["train", LESSON, "--epochs", "0"],
        ["export", LESSON, "--to", "script", "-o", "x.json"],
        ["export", LESSON, "--to", "history", "-o", fine, "--device", "tpu"],
        ["export", LESSON, "--to", "history", "-o", none],
        ["export", LESSON, "--to", "poem", "-o", fine],
        ["predict", LESSON, str(rows), "-o", fine, "--device", "gpu"],
        ["predict", LESSON, str(rows), "-o", none],
        ["predict", LESSON, str(rows), "-o", "x.nnstudio"],
    ]
    process = subprocess.run(
        [sys.executable, "-c", _HEAVY, json.dumps(wrong)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert json.loads(process.stdout) == [[2, []]] * len(wrong)
    assert len(process.stderr.splitlines()) == len(wrong)
