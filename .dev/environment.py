"""The virtual environment: made when it is missing, brought up to date when pyproject.toml has changed."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SetupError(Exception):
    """What stands in the way, in a sentence, and the exit status that goes with it."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


def say(line: str) -> None:
    print(f"==> {line}", flush=True)


def prepare(tests: bool) -> Path:
    """The environment's Python, with the checkout installed; with the tools for its tests too, if wanted.

    Raises:
        SetupError: the environment can't be made, or pip has failed.
    """
    venv = Path(os.environ.get("NNSTUDIO_VENV") or ROOT / ".venv").absolute()
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        _create(venv)
    stamps = {False: venv / "nnstudio-installed", True: venv / "nnstudio-tests-installed"}
    state = _wanted_state()
    if not stamps[tests].exists() or stamps[tests].read_text() != state:
        _install(python, tests)
        for stamp in stamps.values() if tests else [stamps[False]]:
            stamp.write_text(state)
    return python


def _wanted_state() -> str:
    """Changes whenever the checkout must be installed anew: it has moved, or pyproject.toml says something else."""
    return hashlib.sha256(os.fsencode(ROOT) + (ROOT / "pyproject.toml").read_bytes()).hexdigest()


def _create(venv: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise SetupError(
            f"{sys.executable} can't make virtual environments; on Debian and Ubuntu: sudo apt install {package}"
        )
    say(f"Creating {venv}")
    if status := subprocess.call([sys.executable, "-m", "venv", str(venv)]):
        raise SetupError(f"{venv} could not be created.", status)


def _install(python: Path, tests: bool) -> None:
    say("Installing NN Studio and what it needs (PyTorch is large: the first time takes a few minutes)")
    if subprocess.call([str(python), "-c", "import pip"], stderr=subprocess.DEVNULL):
        subprocess.call([str(python), "-m", "ensurepip"])
    target = f"{ROOT}[tests]" if tests else str(ROOT)
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--editable", target]
    if status := subprocess.call(command):
        raise SetupError("The installation failed; pip says why above.", status)
