"""Telling files that hold a table from projects and lessons, without reading them as one."""

import re
from pathlib import Path
from typing import Literal

from nnstudio.project.bounded_reading import open_file
from nnstudio.project.errors import ProjectError

TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".dat", ".data", ".arff")
LINES_SUFFIXES = (".jsonl", ".ndjson")
"""Of records of JSON, one a line."""
OTHER_SUFFIXES = (*LINES_SUFFIXES, ".xlsx", ".xlsm", ".ods", ".xls")
"""Of tables that are no text; those that can't be read are refused in a sentence that says what to do."""
_START_BYTES = 2**18
_LIST = re.compile(rb"(\xef\xbb\xbf)?\s*\[\s*\{")
"""How a list of objects begins."""
_LINES = re.compile(rb"(\xef\xbb\xbf)?\{[ \t]*\".*\}[ \t]*\r?\n\{")
"""How objects begin of which each has a line of its own."""


def is_table(path: Path) -> bool:
    """Whether a file holds a table: by its name's ending, or as a JSON list of records."""
    suffix = path.suffix.lower()
    if suffix in TEXT_SUFFIXES or suffix in OTHER_SUFFIXES:
        return True
    if suffix != ".json":
        return False
    try:
        with open_file(path) as file:
            return records_in(file.read(_START_BYTES)) is not None
    except (OSError, ProjectError):
        return False


def records_in(start: bytes) -> Literal["list", "lines"] | None:
    """How records of JSON stand in a file that begins like this; None if it holds none, as a project or a lesson, which
    are one object."""
    if _LIST.match(start):
        return "list"
    return "lines" if _LINES.match(start) else None
