"""How every kind of source becomes arrays. The same seed gives the same samples on every machine."""

from nnstudio.data.csv.samples import load_csv
from nnstudio.data.samples import Maker, Samples
from nnstudio.data.sources import bundled, drawn, points, scikit_made
from nnstudio.project.kinds import complete
from nnstudio.project.sources.kinds import ALL_SOURCE_KINDS
from nnstudio.project.sources.spec import SourceSpec

MAKERS: dict[str, Maker] = complete(
    "data/sources",
    {
        **scikit_made.ENTRIES,
        **drawn.ENTRIES,
        **bundled.ENTRIES,
        **points.ENTRIES,
        "csv": load_csv,
    },
    ALL_SOURCE_KINDS,
)


def make_samples(source: SourceSpec) -> Samples:
    """All samples of `source`, in its own order."""
    return MAKERS[source.kind](source)
