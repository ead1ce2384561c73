"""The studio never uses the network: not the window, nor a training, nor an export, nor a report."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

AFTERNOON = Path(__file__).with_name("afternoon.py")


def outcome_of(folder: Path | str, before: tuple[str, ...] = (), **environment: str) -> dict[str, Any]:
    command = [*before, sys.executable, str(AFTERNOON), str(folder)]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return outcome


@pytest.fixture
def nobodys(tmp_path) -> dict[str, str]:
    """The environment of somebody who has never worked with the studio."""
    return {"NNSTUDIO_PORTABLE": str(tmp_path / "kept"), "QT_QPA_PLATFORM": "offscreen"}


def test_that_a_whole_afternoon_tries_no_connection(tmp_path, nobodys):
    outcome = outcome_of(tmp_path, **nobodys)
    assert outcome["status"] == [0, 0]
    assert outcome["tried"] == []
    # Qt's own connections would be seen by no hook of Python's
    assert outcome["network"] == []
    assert {path.name for path in tmp_path.iterdir()} == {"kept", "it.html", "it.onnx", "headless.html"}


def test_that_a_connection_would_be_noticed():
    tried = " ".join(outcome_of("connect")["tried"])
    for event in ("socket.getaddrinfo", "socket.connect", "socket.bind", "urllib.Request"):
        assert event in tried


def has_namespaces() -> bool:
    """Whether a process can be shut off from the network, which containers and some distributions refuse."""
    try:
        return subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not has_namespaces(), reason="needs unshare -rn")
def test_that_a_whole_afternoon_needs_no_network(tmp_path, nobodys):
    # in there, not even the machine itself can be reached
    assert outcome_of(tmp_path, before=("unshare", "-rn"), **nobodys)["status"] == [0, 0]
