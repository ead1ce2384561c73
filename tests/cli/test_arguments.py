"""What is asked for wrongly is answered in one line that helps."""

import builtins
import ctypes
import os
import sys

import pytest

import nnstudio
from nnstudio.cli import devices, lessons, main
from nnstudio.cli.command import COMMANDS
from nnstudio.export.kinds import EXPORTERS, RUN_EXPORTERS
from nnstudio.export.names import KINDS
from nnstudio.project.examples import list_examples, open_source
from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.project.storage import write_project
from tests.project.examples import circles


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["train", "--help"], ["export", "-h"], ["lessons", "-h"]])
def test_that_help_is_help_and_no_error(command, arguments):
    status, out, err = command(*arguments)
    assert (status, err) == (0, "")
    assert out.startswith("usage: nnstudio")


def test_that_the_help_names_every_command(command):
    out = command("--help").out
    for name in ("train", "export", "predict", "lessons", "devices", "--version", "SOURCE"):
        assert name in out


def test_that_the_version_is_the_packages(command):
    assert command("--version") == (0, f"nnstudio {nnstudio.__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--bogus"], "--bogus"),
        (["train"], "SOURCE"),
        (["train", "linear-regression", "more"], "more"),
        (["linear-regression", "more"], "more"),
        (["train", "linear-regression", "--epoch", "3"], "--epoch"),
        (["train", "linear-regression", "--epochs"], "--epochs"),
        (["train", "linear-regression", "--epochs", "many"], "--epochs: many is not a whole number"),
        (["train", "linear-regression", "--epochs", "1.5"], "--epochs: 1.5 is not a whole number"),
        (["train", "linear-regression", "--epochs", "0"], "--epochs: 0 is too small"),
        (["train", "linear-regression", "--epochs", "-3"], "--epochs: -3 is too small"),
        (["train", "linear-regression", "--epochs", "1000001"], "--epochs: 1000001 is too large"),
        (["train", "linear-regression", "--seed", "-1"], "--seed: -1 is too small"),
        (["train", "linear-regression", "--seed", str(2**32)], "--seed: 4294967296 is too large"),
        (["train", "linear-regression", "--seed", "9" * 30], "--seed: "),
        (["train", "linear-regression", "--device", "tpu"], "tpu"),
        (["export", "linear-regression", "--to", "project"], "-o"),
        (["export", "linear-regression", "-o", "x.json"], "--to"),
        (["export", "linear-regression", "--to", "poem", "-o", "x"], "poem"),
        (["devices", "cpu"], "cpu"),
        (["train", ""], "empty"),
        ([""], "empty"),
        (["train", "a" * 5000], "neither a file nor an example"),
        (["train", "a\nb.json"], "a b.json: there is no such file"),
        (["train", "nul\0.json"], "nul"),
    ],
    ids=lambda value: " ".join(value)[:40].replace("\0", "0") if isinstance(value, list) else "",
)
def test_that_a_wrong_argument_is_named_in_one_line(command, arguments, part):
    assert part in command(*arguments).complaint


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("linear-regresion", "linear-regression"),
        ("multi-regression", "multiple-regression"),
        ("trian", "train"),
        ("lesson", "lessons"),
        ("device", "devices"),
    ],
)
def test_that_a_misspelt_word_is_guessed(command, word, meant):
    assert f"did you mean “{meant}”?" in command(word).complaint


def test_that_a_misspelt_command_is_guessed_with_its_arguments(command):
    assert "did you mean “train”?" in command("trian", "linear-regression", "--json").complaint


def test_that_a_word_like_nothing_is_pointed_to_the_lessons(command):
    assert "nnstudio examples" in command("qqqq").complaint


def test_that_unknown_exports_are_answered_with_the_known_ones(command, tmp_path):
    complaint = command("export", "linear-regression", "--to", "poem", "-o", tmp_path / "x").complaint
    assert all(kind in complaint for kind in KINDS)
    assert list(tmp_path.iterdir()) == []


def test_that_every_kind_has_its_line_in_the_help_and_a_writer(command):
    lines = command("export", "--help").out.splitlines()
    for name, kind in KINDS.items():
        (line,) = (line for line in lines if line.split()[:1] == [name])
        assert kind.summary in line
        assert line.endswith("*") is (not kind.needs_training)
        assert name in (RUN_EXPORTERS if kind.needs_training else EXPORTERS)
    assert len(EXPORTERS) + len(RUN_EXPORTERS) == len(KINDS)


def test_that_a_lesson_wins_over_a_file_unless_a_path_is_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_project(circles(), tmp_path / "linear-regression")
    write_project(circles(), tmp_path / "mine")
    assert open_source("linear-regression") != circles()
    assert open_source("./linear-regression".replace("./", f"{tmp_path}/")) == circles()
    assert open_source("mine") == circles()


@pytest.mark.parametrize(
    ("name", "entries"), [("examples", list_examples()), ("lessons", tuple(lesson for _, lesson in list_lessons()))]
)
def test_that_examples_and_lessons_are_listed_for_people_and_for_programs(command, name, entries):
    status, out, _ = command(name)
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == [entry.id for entry in entries]
    assert command(name, "--json").json == [
        {"id": entry.id, "title": entry.title, "summary": entry.summary} for entry in entries
    ]


def test_that_devices_are_listed_for_people_and_for_programs(command):
    devices = command("devices", "--json").json
    assert [device["kind"] for device in devices] == ["cpu", "cuda", "mps"]
    assert set(devices[0]) == {"kind", "name", "available", "reason"}
    status, out, _ = command("devices")
    assert status == 0
    for device, line in zip(devices, out.splitlines(), strict=True):
        assert line.startswith(device["kind"])
        assert device["name"] in line if device["available"] else device["reason"] in line


def test_that_a_defect_is_one_sentence_unless_debugging(command, monkeypatch):
    def fail(args):
        raise ZeroDivisionError("by\nzero")

    monkeypatch.delenv("NNSTUDIO_DEBUG", raising=False)
    monkeypatch.setattr(devices, "run", fail)
    status, _, err = command("devices")
    assert status == 1
    assert len(err.splitlines()) == 1
    assert "ZeroDivisionError: by zero" in err
    monkeypatch.setenv("NNSTUDIO_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        command("devices")


@pytest.fixture
def linux(monkeypatch):
    """A Linux machine whose screen nobody has said anything about."""
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    # a window in a test would never be closed
    monkeypatch.setattr("nnstudio.ui.app.run_app", lambda source: 0)
    return monkeypatch


def test_that_a_machine_without_a_screen_is_told(linux, command):
    assert "no screen" in command("linear-regression").complaint
    assert "no screen" in command().complaint


def test_that_a_missing_xcb_library_is_named(linux, command):
    linux.setenv("DISPLAY", ":0")

    def cannot_load(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    linux.setattr(ctypes, "CDLL", cannot_load)
    assert "libxcb-cursor0" in command("linear-regression").complaint


@pytest.mark.parametrize("screen", ["WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_that_the_window_opens_where_there_is_a_screen(linux, command, screen):
    opened = []
    linux.setattr("nnstudio.ui.app.run_app", lambda source: opened.append(source) or 7)
    linux.setenv(screen, "x")
    assert command("linear-regression").status == 7
    assert command().status == 7
    assert opened == ["linear-regression", None]


def test_that_a_wrong_file_is_refused_before_any_window(linux, command, tmp_path):
    linux.setenv("QT_QPA_PLATFORM", "offscreen")
    assert "no such file" in command(tmp_path / "none.json").complaint


def test_that_torch_comes_before_qt_on_windows(linux):
    linux.setattr(sys, "platform", "win32")
    order = []
    real = builtins.__import__

    def noting(name, *rest):
        order.append(name)
        return real(name, *rest)

    linux.setattr(builtins, "__import__", noting)
    assert main(["linear-regression"]) == 0
    assert order.index("torch") < order.index("nnstudio.ui.app")


@pytest.mark.parametrize("name", COMMANDS)
def test_that_each_command_has_a_module_and_tells_its_options(command, name):
    status, out, _ = command(name, "--help")
    assert status == 0
    assert out.startswith(f"usage: nnstudio {name} ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--log", "it.log"],
        ["--log=it.log"],
        ["--log", "it.log", "--portable", "./kept"],
        ["--portable", "./kept", "--log", "it.log"],
    ],
    ids=" ".join,
)
def test_that_a_command_logs_into_the_file_that_is_named(command, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    # so that it is as before afterwards
    for name in ("NNSTUDIO_PORTABLE", "TORCHINDUCTOR_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, "")
    assert command(*arguments, "lessons").status == 0
    text = (tmp_path / "it.log").read_text(encoding="utf-8")
    assert "started: NN Studio" in text
    assert "ended" in text


@pytest.mark.faults
def test_that_what_should_not_happen_is_one_line_on_the_terminal_and_a_traceback_in_the_log(
    command, tmp_path, monkeypatch
):
    monkeypatch.setattr(lessons, "run", lambda args: {}["units"])
    status, out, err = command("--log", tmp_path / "it.log", "lessons")
    assert (status, out) == (1, "")
    assert err.splitlines() == ["nnstudio: this should not happen: KeyError: 'units' (NNSTUDIO_DEBUG=1 shows where)"]
    text = (tmp_path / "it.log").read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "KeyError: 'units'" in text


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--log"], "the file's name is missing"),
        (["--log="], "the file's name is missing"),
        (["--log", "", "lessons"], "the file's name is missing"),
        (["--log", "lessons"], "the file's name is missing"),
        (["--log", "--portable", "lessons"], "the file's name is missing"),
        (["lessons", "--log", "it.log"], "--log comes first"),
        (["--log", "it.log", "--log", "it.log", "lessons"], "--log comes first"),
        (["--log", "/dev/null", "lessons"], "/dev/null"),
        (["--log", ".", "lessons"], "folder"),
        (["--log", "no/such/folder/it.log", "lessons"], "no/such/folder/it.log"),
        (["--log", "a\0b", "lessons"], "can't be written"),
        (["--log", "mine.json", "lessons"], "no log of NN Studio"),
        (["--log", "pipe", "lessons"], "pipe"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_that_a_log_that_can_not_be_is_one_line(command, tmp_path, monkeypatch, arguments, part):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.json").write_text("{}", encoding="utf-8")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    assert part in command(*arguments).complaint
    assert (tmp_path / "mine.json").read_text(encoding="utf-8") == "{}"


def test_that_the_window_opens_on_a_table(monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr("nnstudio.cli.window._run_window", lambda source: opened.append(source) or 0)
    path = tmp_path / "my.data"
    path.write_text("1,2\n3,4\n", encoding="utf-8")
    assert main([str(path)]) == 0
    assert opened == [str(path)]
    assert main([str(tmp_path / "none.csv")]) == 2
