"""How a script makes the samples of every kind of source: the very arrays that the studio trains on, as `X` and `y`."""

from collections.abc import Callable

from nnstudio.export.script_lines import ScriptLines, SourceWriter
from nnstudio.export.sources import bundled, drawn, points, scikit_made
from nnstudio.export.sources.csv import add_arrays
from nnstudio.project.data import DataSpec
from nnstudio.project.kinds import complete
from nnstudio.project.sources.kinds import ALL_SOURCE_KINDS

Writer = Callable[[ScriptLines, DataSpec], None]


def _of_source(write: SourceWriter) -> Writer:
    """A writer that needs to know the source alone."""
    return lambda script, spec: write(script, spec.source)


_FROM_SOURCE = {**scikit_made.ENTRIES, **drawn.ENTRIES, **bundled.ENTRIES, **points.ENTRIES}

WRITERS: dict[str, Writer] = complete(
    "export/sources",
    {**{kind: _of_source(write) for kind, write in _FROM_SOURCE.items()}, "csv": add_arrays},
    ALL_SOURCE_KINDS,
)
