"""What has been graded before grading was interrupted: kept aside until the table is complete.

It lies among what the program keeps for the user, and not beside the table, where a learner's file could pass for it.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nnstudio.grading.judge import Grade, Tally
from nnstudio.project.bounded_reading import parse_json, read_file
from nnstudio.project.errors import ProjectError
from nnstudio.project.kept_data import data_folder
from nnstudio.project.writing import write_text

_MOST_BYTES = 50 * 2**20
_TALLIES = ("quiz", "predictions", "goals", "claims")


class Resume:
    """The grades of one table, by what they depend on."""

    def __init__(self, output: Path) -> None:
        name = hashlib.sha256(str(output.absolute()).encode("utf-8", "replace")).hexdigest()[:32]
        self._path = data_folder().parent / "grading" / f"{name}.json"
        self._grades: dict[str, Any] = self._read()

    def find(self, key: str) -> Grade | None:
        """The grade that depends on `key`, if it was found before."""
        raw = self._grades.get(key)
        try:
            return None if raw is None else _grade_from(raw)
        except (KeyError, TypeError, ValueError):
            return None

    def keep(self, key: str, grade: Grade) -> None:
        """Notes a grade, to be saved with others."""
        self._grades[key] = asdict(grade)

    def save(self) -> None:
        """Writes all that is noted. Where nothing can be kept, an interrupted grading begins anew."""
        with suppress(OSError, ProjectError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_text(json.dumps(self._grades), self._path)

    def forget(self) -> None:
        """Everything is in the table."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _read(self) -> dict[str, Any]:
        try:
            raw = parse_json(read_file(self._path, _MOST_BYTES))
        except (ProjectError, ValueError):
            return {}
        return raw if isinstance(raw, dict) else {}


def _grade_from(raw: dict[str, Any]) -> Grade:
    tallies = {name: Tally(int(raw[name]["right"]), int(raw[name]["asked"])) for name in _TALLIES}
    steps = {int(number): int(points) for number, points in raw["steps"].items()}
    return Grade(
        **tallies, steps=steps, word=[str(text) for text in raw["word"]], remarks=list(map(str, raw["remarks"]))
    )
