"""What the import dialog says of what will become of the data."""

from collections.abc import Callable

from nnstudio.language import ngettext
from nnstudio.project.data import DataSpec
from nnstudio.project.sources.csv import CsvSource
from nnstudio.ui.widgets.number_texts import percent


def told_of_testing(source: CsvSource | None, share_of: Callable[[CsvSource], float]) -> str:
    """How many samples will be kept for testing, in a sentence; empty if none are."""
    share = share_of(source) if source is not None else 0.0
    if source is None or not share:
        return ""
    kept = source.sample_count() - DataSpec(source=source, test_fraction=share).train_count()
    return ngettext(
        "{n:,} of them ({share}) is kept for testing.", "{n:,} of them ({share}) are kept for testing.", kept
    ).format(n=kept, share=percent(share))
