"""Lists on standard output: lines for people, or JSON."""

import json
from collections.abc import Sequence
from typing import Protocol


class Listed(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...


def print_list(entries: Sequence[Listed], as_json: bool) -> None:
    """A line for each entry, or a JSON array of objects with ``id``, ``title`` and ``summary``."""
    if as_json:
        print(json.dumps([{"id": each.id, "title": each.title, "summary": each.summary} for each in entries], indent=2))
        return
    width = max(len(each.id) for each in entries)
    for each in entries:
        print(f"{each.id:{width}}  {each.summary}")
