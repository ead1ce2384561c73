"""Telling files that hold a table from projects and lessons, without reading them as one."""

import re
from pathlib import Path

from nnstudio.project.bounded_reading import open_file
from nnstudio.project.errors import ProjectError

TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".dat", ".data", ".arff")
LINES_SUFFIXES = (".jsonl", ".ndjson")
"""Of records of JSON, one a line."""
OTHER_SUFFIXES = (*LINES_SUFFIXES, ".xlsx", ".xlsm", ".ods", ".xls")
"""Of tables that are no text; those that can't be read are refused in a sentence that says what to do."""
_START_BYTES = 4096
_RECORDS = re.compile(rb"(\xef\xbb\xbf)?\s*\[\s*\{")
"""How a list of objects begins."""


def is_table(path: Path) -> bool:
    """Whether a file holds a table: by its name's ending, or as a JSON list of records."""
    suffix = path.suffix.lower()
    if suffix in TEXT_SUFFIXES or suffix in OTHER_SUFFIXES:
        return True
    if suffix != ".json":
        return False
    try:
        with open_file(path) as file:
            # a project and a lesson are objects
            return _RECORDS.match(file.read(_START_BYTES)) is not None
    except (OSError, ProjectError):
        return False
