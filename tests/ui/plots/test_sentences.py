"""What plots say in words is what their numbers come to."""

import numpy as np
import pytest

from nnstudio.ui.plots.sentences import about_losses, about_table

NAN = float("nan")


@pytest.mark.parametrize(
    ("losses", "said"),
    [
        ([], ""),
        ([0.5], "loss is 0.5000 at epoch 1"),
        ([0.69, 0.6, 0.2, 0.1, 0.05], "loss falls from 0.6900 to 0.0500 in 5 epochs, steepest by epoch 3"),
        (
            [1.0, 0.2, 0.4, 0.6],
            "loss falls from 1.000 to 0.6000 in 4 epochs, steepest by epoch 2, lowest at epoch 2 with 0.2000",
        ),
        ([1.0, 2.0, 3.0], "loss rises from 1.000 to 3.000 in 3 epochs, lowest at epoch 1 with 1.000"),
        ([1.0, 1.0], "loss ends where it began, from 1.000 to 1.000 in 2 epochs"),
        ([NAN, NAN], "loss is no number"),
        (
            [3.0, 1.0, NAN],
            "loss falls from 3.000 to 1.000 in 2 epochs, steepest by epoch 2; then it is no number from epoch 3 on",
        ),
    ],
)
def test_that_a_losss_way_is_told(losses, said):
    assert about_losses("loss", losses) == said


def test_that_columns_of_numbers_are_told_by_their_ends_and_many_are_counted():
    table = {"share": ["train", "test"], "x": np.array([1.5, -2.0]), "y": [3, NAN]}
    assert about_table(table) == "x from −2.000 to 1.500, y from 3.000 to 3.000"
    many = {f"x{i}": [i] for i in range(8)}
    assert about_table(many).endswith("x4 from 4.000 to 4.000, and 3 more columns")
    assert about_table({}) == ""
