"""The command as a process of its own: interrupts, pipes, terminals."""

import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nnstudio.project.examples import list_examples
from nnstudio.project.guided.lesson_reading import list_lessons

COMMAND = [sys.executable, "-m", "nnstudio"]
FULL = Path("/dev/full")
unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals and signals")


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": ""}


@pytest.fixture
def terminal():
    """Both ends of a terminal of 80 columns: without a width no progress bar is drawn."""
    import fcntl
    import termios

    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    yield ours, theirs
    os.close(ours)


def read_until(terminal: int, wanted: bytes, patience: float = 60) -> bytes:
    """What comes from the terminal up to and including `wanted`."""
    seen = b""
    end = time.monotonic() + patience
    while wanted not in seen:
        readable, _, _ = select.select([terminal], [], [], end - time.monotonic())
        assert readable, seen
        seen += os.read(terminal, 4096)
    return seen


@unix
def test_that_ctrl_c_ends_a_real_run_with_its_results(terminal):
    ours, theirs = terminal
    arguments = ["train", "nonlinear-regression", "--epochs", "1000000", "--json"]
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=theirs, env=environment())
    os.close(theirs)
    try:
        # the progress bar shows a loss once epochs have been done
        assert b"epoch/s" in read_until(ours, b"loss ")
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert process.returncode == 130
    result = json.loads(out)
    assert result["stop_reason"] == "interrupted"
    assert 0 < result["epochs"] < 1_000_000
    assert len(result["train_loss"]) == result["epochs"]


@unix
def test_that_nothing_but_the_result_is_printed_when_piped():
    result = subprocess.run(
        [*COMMAND, "train", "linear-regression", "--json"], capture_output=True, env=environment(), timeout=60
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert json.loads(result.stdout)["epochs"] == 30


@unix
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_that_a_closed_pipe_is_no_failure(unbuffered):
    ours, theirs = os.pipe()
    os.close(ours)
    settings = {**environment(), "PYTHONUNBUFFERED": unbuffered}
    process = subprocess.run([*COMMAND, "lessons"], stdout=theirs, stderr=subprocess.PIPE, env=settings, timeout=60)
    os.close(theirs)
    assert (process.returncode, process.stderr) == (0, b"")


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
def test_that_a_full_disk_is_one_sentence():
    with FULL.open("w") as full:
        process = subprocess.run([*COMMAND, "lessons"], stdout=full, stderr=subprocess.PIPE, env=environment())
    assert process.returncode == 2
    assert len(process.stderr.splitlines()) == 1


def test_that_the_help_needs_nothing_but_the_standard_library():
    code = "import sys; from nnstudio.cli import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    loaded = {name.split(".")[0] for name in result.stderr.split()}
    assert "nnstudio" in loaded
    assert not loaded & {"pydantic", "numpy", "torch", "sklearn", "PySide6", "tqdm"}


@pytest.mark.parametrize("what", ["examples", "lessons"])
def test_that_listing_what_ships_loads_no_arrays(what):
    code = f"import sys; from nnstudio.cli import main; main(['{what}']); print(*sys.modules, file=sys.stderr)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert len(result.stdout.splitlines()) == len({"examples": list_examples, "lessons": list_lessons}[what]())
    assert not {name.split(".")[0] for name in result.stderr.split()} & {"numpy", "torch", "sklearn", "PySide6"}
