"""``python3 -m nnstudio`` and ``python3 -m tests`` in a checkout where nothing is installed yet."""

import ast
import os
import shutil
import subprocess
import sys

import pytest

from nnstudio.checkout import door
from nnstudio.checkout.environment import ROOT, Extra, prepare, venv_folder
from nnstudio.cli.command import COMMANDS

posix = pytest.mark.skipif(os.name != "posix", reason="the stand-in for a Python is a shell script")


@pytest.fixture
def ready_environment(tmp_path, monkeypatch):
    """An environment that looks filled, whose Python tells what it was asked for."""
    monkeypatch.setenv("NNSTUDIO_VENV", str(tmp_path / "venv"))
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\n[ "$2" = -c ] || { echo "$@"; exit 7; }\n')
    python.chmod(0o755)
    return python


def run(*arguments, package=ROOT):
    # without -S, the program is installed for this Python
    environment = {**os.environ, "PYTHONPATH": str(package)}
    words = [sys.executable, "-S", "-m", *arguments]
    return subprocess.run(words, cwd=package, env=environment, capture_output=True, text=True, timeout=60)


@posix
@pytest.mark.parametrize("module", ["nnstudio", "tests"])
def test_that_the_environment_is_filled_and_goes_on_with_the_same_words(ready_environment, module):
    failed = run(module, "train", "x y.json")
    assert failed.returncode == 7, "pip's own status"
    assert "--editable" in failed.stderr
    assert failed.stdout == "", "standard output belongs to the program"
    ready_environment.write_text(
        '#!/bin/sh\n[ "$2" = -c ] || [ "$3" = pip ] || { for word; do echo "$word"; done; exit 7; }\n'
    )
    done = run(module, "train", "x y.json")
    assert done.stdout.splitlines() == ["-m", module, "train", "x y.json"]
    assert done.returncode == 7
    assert "Installing" in done.stderr
    assert "Installing" not in run(module, "train").stderr, "the second time there is nothing to do"


@posix
def test_that_the_environment_is_brought_up_to_date_when_the_checkout_has_changed(ready_environment):
    ready_environment.write_text("#!/bin/sh\nexit 0\n")
    prepare(Extra.TESTS)
    assert "Installing" not in run("nnstudio", "devices").stderr
    for stamp in venv_folder().glob("nnstudio-installed*"):
        stamp.write_text("of another pyproject.toml")
    assert "Installing" in run("nnstudio", "devices").stderr


def test_that_a_package_without_its_libraries_says_how_to_install_them(tmp_path):
    shutil.copytree(ROOT / "nnstudio", tmp_path / "nnstudio", ignore=shutil.ignore_patterns("ui", "engine"))
    failed = run("nnstudio", package=tmp_path)
    assert failed.returncode == 1
    assert "pip install" in failed.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "nnstudio"]


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
@pytest.mark.parametrize("package", ["nnstudio", "tests"])
def test_that_an_old_python_can_read_what_turns_it_away(package, name):
    ast.parse((ROOT / package / name).read_text(encoding="utf-8"), feature_version=(3, 6))


def test_that_the_door_knows_which_commands_open_no_window():
    assert set(door.WINDOWLESS) == set(COMMANDS)
