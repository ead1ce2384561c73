"""The head of an ARFF file, as Weka writes it: the names of the columns, and the line in which the rows begin.

The rows are read like those of other tables. The format: https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/
"""

import re
from typing import NamedTuple

_ATTRIBUTE = re.compile(
    r"""\s*@attribute\s+(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\S+))\s*(\{.*|\S+)""", re.IGNORECASE
)
_DATA = re.compile(r"\s*@data\b", re.IGNORECASE)
_RELATION = re.compile(r"\s*@relation\b", re.IGNORECASE)


class ArffHead(NamedTuple):
    """What stands above the rows."""

    names: tuple[str, ...]
    last_line: int
    """The line of @data, counted from 1."""
    has_single_quotes: bool
    is_sparse: bool


def arff_head(lines: list[str]) -> ArffHead | None:
    """The head of a text's first lines; None if it is no ARFF file."""
    names: list[str] = []
    is_arff = False
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("%"):
            continue
        if not is_arff:
            if not _RELATION.match(line):
                return None
            is_arff = True
        elif found := _ATTRIBUTE.match(line):
            names.append(re.sub(r"\\(.)", r"\1", found[1] or found[2] or found[3]))
        elif _DATA.match(line):
            rows = [row for row in lines[number:] if row.strip() and not row.lstrip().startswith("%")]
            single = any("'" in row for row in rows)
            return ArffHead(tuple(names), number, single, any(row.lstrip().startswith("{") for row in rows[:5]))
    return None
