"""Portable: all that the program keeps lies in one folder, and nothing anywhere else."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from nnstudio.data.opening import open_source
from nnstudio.engine.files.archive import Archive, write_archive
from nnstudio.project.kept_data import packed
from tests.cli.test_own_data import two_keys
from tests.data.csv_files import mixed_text

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "nnstudio"]
AFTERNOON = [sys.executable, str(Path(__file__).with_name("afternoon.py"))]


class Machine(NamedTuple):
    """A machine on which nobody has worked yet."""

    home: Path
    context: Path
    """The working folder."""
    written: Path
    """Where exports go."""
    environment: dict[str, str]

    def run(self, *command: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        words = list(map(str, command))
        return subprocess.run(
            words, cwd=cwd or self.context, env=self.environment, capture_output=True, text=True, timeout=110
        )

    def left_behind(self) -> list[Path]:
        """What lies in the home folder, in that of temporary files, and in the working folder."""
        return [path for place in (self.home, self.home.parent / "tmp", self.context) for path in place.rglob("*")]


@pytest.fixture
def machine(tmp_path) -> Machine:
    names = ("home", "tmp", "desk", "written")
    for name in names:
        (tmp_path / name).mkdir()
    home, temporary, context, written = (tmp_path / name for name in names)
    kept = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "OMP_NUM_THREADS")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {name: str(home) for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA")}
    environment |= {name: str(temporary) for name in ("TMPDIR", "TEMP", "TMP")}
    # without it Qt makes one of its own among the temporary files, with a warning
    environment["XDG_RUNTIME_DIR"] = str(tmp_path)
    environment |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return Machine(home, context, written, environment)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def spend_afternoon(machine: Machine, *arguments: object) -> None:
    done = machine.run(*AFTERNOON, machine.written, *arguments)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["status"] == [0, 0]
    assert names_in(machine.written) == {"it.html", "it.onnx", "headless.html"}


def check_what_is_kept(folder: Path) -> None:
    settings = (folder / "settings" / "nnstudio" / "nnstudio.ini").read_text(encoding="utf-8")
    assert "geometry=" in settings
    assert "a-lesson" in settings
    assert any(path.suffix == ".nnstudio" for path in (folder / "recovery").iterdir())
    assert [path.suffix for path in (folder / "pasted").iterdir()] == [".tsv"]


def test_that_a_whole_afternoon_leaves_its_traces_in_the_folder_alone(machine, tmp_path):
    stick = tmp_path / "a stick" / "näher"
    spend_afternoon(machine, "--portable", stick, "binary-classification")
    check_what_is_kept(stick)
    assert machine.left_behind() == []


def test_that_without_it_the_same_afternoon_leaves_its_traces_at_home(machine):
    # or the test before could not fail
    spend_afternoon(machine)
    assert machine.left_behind() != []


@pytest.mark.parametrize("content", ["[portable]\nfolder = elsewhere\n", "[portable\n"])
def test_that_a_marker_in_the_working_folder_counts_for_nothing(machine, content):
    (machine.context / "nnstudio.ini").write_text(content)
    for words in (["--version"], ["lessons"]):
        done = machine.run(*COMMAND, *words)
        assert (done.returncode, done.stderr) == (0, "")
    assert names_in(machine.context) == {"nnstudio.ini"}


def test_that_modules_in_the_working_folder_are_not_imported(machine):
    for module in ("torch", "numpy", "sklearn", "subprocess", "pydantic", "argparse", "json", "pathlib", "PySide6"):
        (machine.context / f"{module}.py").write_text("raise SystemExit('imported')")
    for words in (["--version"], ["train", "linear-regression", "--epochs", "1", "--json"]):
        done = machine.run(*COMMAND, *words)
        assert (done.returncode, done.stderr) == (0, "")


def test_that_the_window_of_the_plain_command_is_portable(machine, tmp_path):
    stick = tmp_path / "stick"
    command = [*COMMAND, f"--portable={stick}", "linear-regression"]
    process = subprocess.Popen(command, cwd=machine.context, env=machine.environment)
    try:
        end = time.monotonic() + 60
        # the lock of the window's copy
        while not list(stick.glob("recovery/*.lock")):
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
    assert machine.left_behind() == []


@pytest.fixture
def with_own_data(tmp_path) -> Path:
    """A studio file that brings its data file along, made on another machine."""
    raw, path = two_keys(tmp_path, mixed_text(), "bought")
    path.write_text(json.dumps(raw), encoding="utf-8")
    project, files = packed(open_source(str(path)))
    assert files
    write_archive(Archive(project, files=files), tmp_path / "brought.nnstudio")
    (tmp_path / "data.csv").unlink()
    return tmp_path / "brought.nnstudio"


def test_that_the_commands_without_a_window_keep_to_the_folder(machine, with_own_data):
    stick = machine.home.parent / "stick"
    train = ("train", with_own_data, "--epochs", 2, "--json")
    done = machine.run(*COMMAND, "--portable", stick, *train)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["epochs"] == 2
    assert list(stick.glob("data/*/*data.csv"))
    assert machine.left_behind() == []
    assert machine.run(*COMMAND, *train).returncode == 0
    assert list(machine.home.rglob("*data.csv"))


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [
        (["--portable", "new"], "desk/new"),
        (["--portable", "there.d"], "desk/there.d"),
        (["--portable", "../stick/deep"], "stick/deep"),
        (["--portable=train"], "desk/train"),
    ],
    ids=" ".join,
)
def test_that_the_folder_is_told_from_the_command_that_follows(machine, arguments, folder):
    (machine.context / "there.d").mkdir()
    done = machine.run(*COMMAND, *arguments, "lessons")
    assert (done.returncode, done.stderr) == (0, "")
    assert "binary-classification" in done.stdout
    assert (machine.home.parent / folder).is_dir()
    assert names_in(machine.home.parent) >= {"home", "desk"}


@pytest.fixture
def installed(machine) -> Path:
    """The folder of a program that was put on a stick: a command that lies beside nothing else."""
    folder = machine.home.parent / "installed"
    folder.mkdir()
    script = "import sys\nfrom nnstudio.cli import main\nsys.exit(main())\n"
    (folder / "nnstudio").write_text(script, encoding="utf-8")
    return folder


@pytest.mark.parametrize("words", [["lessons"], ["--help"], ["export", "binary-classification", "--to", "script"]])
def test_that_without_a_name_the_folder_lies_beside_the_program(machine, installed, words):
    words = [*words, "-o", str(machine.written / "it.py")] if "export" in words else words
    done = machine.run(sys.executable, installed / "nnstudio", "--portable", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert names_in(installed) == {"nnstudio", "nnstudio-data"}
    assert machine.left_behind() == []


def test_that_a_marker_beside_the_program_is_enough_and_may_name_the_folder(machine, installed):
    (installed / "nnstudio.ini").write_text("\ufeff[portable]\nfolder = ../kept\n", encoding="utf-8")
    assert machine.run(sys.executable, installed / "nnstudio", "lessons").returncode == 0
    assert (machine.home.parent / "kept").is_dir()
    # the option comes first
    assert machine.run(sys.executable, installed / "nnstudio", "--portable", "named", "lessons").returncode == 0
    assert names_in(machine.context) == {"named"}


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--portable", "binary-clasification"], "did you mean “binary-classification”?"),
        (["--portable", "trian", "x"], "did you mean “train”?"),
        (["--portable", "missing.json"], "missing.json: there is no such file"),
        (["--portable="], "the folder's name is missing"),
        (["lessons", "--portable"], "--portable comes first"),
        (["linear-regression", "--portable=x"], "--portable comes first"),
        (["--portable=taken", "lessons"], "taken: nothing can be kept there"),
        (["--portable=taken/below", "lessons"], "nothing can be kept there"),
        (["--portable=a\0b", "lessons"], "nothing can be kept there"),
    ],
    ids=lambda value: " ".join(value).replace("\0", "0") if isinstance(value, list) else "",
)
def test_that_a_wrong_folder_is_refused_in_one_sentence(command, tmp_path, monkeypatch, arguments, part):
    (tmp_path / "taken").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "nnstudio")])
    # what the command sets is set back
    for name in ("NNSTUDIO_PORTABLE", "TORCHINDUCTOR_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    assert part in command(*arguments).complaint
    assert names_in(tmp_path) <= {"taken", "nnstudio-data"}


@pytest.mark.parametrize("content", [b"[portable\n", b"folder = x\n", b"\xff\xfe\x00", b"[portable]\nfolder\n"])
def test_that_a_broken_marker_is_named(command, tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NNSTUDIO_PORTABLE", raising=False)
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "nnstudio")])
    (tmp_path / "nnstudio.ini").write_bytes(content)
    assert command("--version").status == 0
    complaint = command("lessons").complaint
    assert str(tmp_path / "nnstudio.ini") in complaint
    assert "[portable]" in complaint
