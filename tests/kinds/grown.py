"""A copy of the studio that knows one kind more, by the entries that CONTRIBUTING asks for.

All of its kinds are toys by name, too: they stand beside whatever the studio really comes to know.
Their titles are PyTorch's classes, as scripts need it, but with the module in front: ``modules.Softsign``.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Addition:
    """What is put in front of, or behind, a text of a file that is there once; without either, a new file."""

    file: str
    """From the package on."""
    text: str
    before: str = ""
    behind: str = ""

    def make(self, package: Path) -> None:
        path, place = package / self.file, self.before or self.behind
        if not place:
            assert not path.exists()
            path.write_text(self.text, encoding="utf-8")
            return
        content = path.read_text(encoding="utf-8")
        assert content.count(place) == 1, f"{self.file} has {place!r} {content.count(place)} times"
        new = self.text + place if self.before else place + self.text
        path.write_text(content.replace(place, new), encoding="utf-8")


def grow(folder: Path, additions: Iterable[Addition]) -> Path:
    """Copies the checkout into a folder and makes the additions there; the folder."""
    leave = shutil.ignore_patterns("__pycache__", ".hypothesis")
    for name in ("nnstudio", "tests", "resources"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for addition in additions:
        addition.make(folder / "nnstudio")
    return folder


def run_grown(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs Python within the copy."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )


def assert_refused(folder: Path, module: str, *words: str) -> None:
    """The module can't be imported within the copy, and the last line of what Python says has these words."""
    done = run_grown(folder, "-c", f"import {module}")
    assert done.returncode != 0, f"{module} was imported without complaint; did the studio know the kind before?"
    last = done.stderr.rstrip().rpartition("\n")[2]
    assert all(word in last for word in words), done.stderr
