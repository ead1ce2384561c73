"""The virtual environment: made when it is missing, brought up to date when pyproject.toml has changed."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
"""The checkout."""


class Extra(StrEnum):
    """What may be installed beside the program: the names are those in pyproject.toml."""

    TESTS = "tests"
    CHECKS = "checks"


class SetupError(Exception):
    """What stands in the way, in a sentence, and the exit status that goes with it."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


def say(line: str) -> None:
    """Tells how it is going; standard output belongs to the program."""
    print(f"==> {line}", file=sys.stderr, flush=True)


def is_checkout() -> bool:
    """Whether the package lies in a checkout, and not among installed packages."""
    return (ROOT / "pyproject.toml").is_file() and (ROOT / "tests").is_dir()


def venv_folder() -> Path:
    """Where the environment is, or will be."""
    return Path(os.environ.get("NNSTUDIO_VENV") or ROOT / ".venv").absolute()


def is_ready(extra: Extra | None = None) -> bool:
    """Whether the Python that runs now has what is needed: it is the environment's, or the program is installed."""
    if Path(sys.prefix).absolute() == venv_folder():
        return _stamp(extra).exists() and _stamp(extra).read_text() == _wanted_state()
    from importlib.metadata import PackageNotFoundError, distribution

    wanted = {None: "nnstudio", Extra.TESTS: "pytest-qt", Extra.CHECKS: "import-linter"}
    try:
        distribution("nnstudio")
        distribution(wanted[extra])
    except PackageNotFoundError:
        return False
    return True


def prepare(extra: Extra | None = None) -> Path:
    """The environment's Python, with the checkout installed, and what `extra` asks for.

    Raises:
        SetupError: the environment can't be made, or pip has failed.
    """
    venv = venv_folder()
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        _create(venv)
    state = _wanted_state()
    if not _stamp(extra).exists() or _stamp(extra).read_text() != state:
        _install(python, extra)
        for stamp in {_stamp(extra), _stamp(None)}:
            stamp.write_text(state)
    return python


def _stamp(extra: Extra | None) -> Path:
    """A file that says for which state of the checkout the environment was filled."""
    return venv_folder() / f"nnstudio-installed{f'-{extra}' if extra else ''}"


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
    if status := subprocess.call([sys.executable, "-P", "-m", "venv", str(venv)], stdout=sys.stderr):
        raise SetupError(f"{venv} could not be created.", status)


def _install(python: Path, extra: Extra | None) -> None:
    say("Installing NN Studio and what it needs (PyTorch is large: the first time takes a few minutes)")
    if subprocess.call([str(python), "-P", "-c", "import pip"], stderr=subprocess.DEVNULL):
        subprocess.call([str(python), "-P", "-m", "ensurepip"], stdout=sys.stderr)
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    command = [str(python), "-P", "-m", "pip", "install", "--disable-pip-version-check", "--editable", target]
    if status := subprocess.call(command, stdout=sys.stderr):
        raise SetupError("The installation failed; pip says why above.", status)
