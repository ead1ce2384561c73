"""The samples' entries in plots' keys."""

import pytest

from nnstudio.data.load import load_dataset
from nnstudio.palette import class_color
from nnstudio.project.data import DataSpec
from nnstudio.project.sources.bundled import DiabetesSource, DigitsSource, IrisSource
from nnstudio.ui.plots.key_strip import Sample
from nnstudio.ui.plots.sample_key import sample_entries


@pytest.mark.parametrize(
    ("source", "named"),
    [
        (DigitsSource(), [f"class {digit}" for digit in range(10)]),
        (IrisSource(), ["setosa", "versicolor", "virginica"]),
        (DiabetesSource(), ["train"]),
    ],
)
@pytest.mark.parametrize("share", [0.0, 0.3])
def test_that_the_key_names_classes_or_training_samples_and_test_samples_where_there_are_any(
    qapp, source, named, share
):
    dataset = load_dataset(DataSpec(source=source, test_fraction=share))
    entries = sample_entries(dataset, class_color(0))
    assert [entry.text for entry in entries] == named + ["test"] * (share > 0)
    assert [entry.color for entry in entries[: len(named)]] == [class_color(c) for c in range(len(named))]
    assert [entry.sample for entry in entries if entry.text == "test"] == [Sample.RING] * (share > 0)
