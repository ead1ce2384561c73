"""What the import dialog says of what will become of the data."""

from collections.abc import Callable

from nnstudio.language import local_number, ngettext
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import CsvSource
from nnstudio.ui.widgets.number_texts import percent


def told_of_project(source: CsvSource | None, project_on: Callable[[CsvSource], Project | None]) -> str:
    """How many samples will be kept for testing, if any, and how long the others are trained on, in sentences."""
    project = project_on(source) if source is not None else None
    if source is None or project is None:
        return ""
    data, training = project.data, project.training
    kept = source.sample_count() - data.train_count()
    told = ngettext(
        "{n:,} of them ({share}) is kept for testing.", "{n:,} of them ({share}) are kept for testing.", kept
    ).format(n=kept, share=percent(data.test_fraction or kept / source.sample_count()))
    trained = ngettext(
        "Training takes {n:,} epoch at rate {rate}.",
        "Training takes {n:,} epochs at rate {rate}.",
        training.epochs,
    ).format(n=training.epochs, rate=local_number(training.optimizer.lr, "g"))
    return f"{told} {trained}" if kept else trained
