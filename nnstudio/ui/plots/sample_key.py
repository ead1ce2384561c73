"""What samples look like in a plot, as entries of its key."""

from typing import TYPE_CHECKING

from nnstudio.class_marks import class_mark
from nnstudio.data.drawn_rows import drawn_rows
from nnstudio.language import _
from nnstudio.palette import class_color
from nnstudio.project.titles import class_title
from nnstudio.ui.plots.key_strip import Entry, Sample
from nnstudio.ui.style.theme import theme

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset


def sample_entries(dataset: "Dataset", color: str) -> list[Entry]:
    """The classes' shapes and colours, or the training samples in `color`; then the test samples, if there are any.

    They go by the names ``class 0`` and so on, ``train`` and ``test``.
    """
    entries = [
        Entry(class_title(name), class_color(c), class_mark(c).sign, name=class_key(c))
        for c, name in enumerate(dataset.class_names)
    ]
    test = Entry(_("test"), theme().scheme.muted if entries else color, Sample.RING, name="test")
    samples = (entries or [Entry(_("train"), color, name="train")]) + ([test] if len(dataset.y_test) else [])
    return [*samples, *drawn_entry(dataset)]


def drawn_entry(dataset: "Dataset") -> list[Entry]:
    """How many of a large table's samples are drawn; nothing where all are."""
    n, m = len(dataset.y_train), len(dataset.y_test)
    drawn = sum(map(len, drawn_rows(n, m)))
    return [Entry(_("{drawn:,} of {n:,} drawn").format(drawn=drawn, n=n + m), name="drawn")] if drawn < n + m else []


def class_key(label: int) -> str:
    """The name of a class's entry."""
    return f"class {label}"
