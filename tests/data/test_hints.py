"""A column that gives the answer away is pointed at, and so are rare classes; an honest table has no such note."""

import numpy as np
import pytest

from nnstudio.data.csv.complete import read_file
from nnstudio.data.csv.plan import make_plan
from nnstudio.project.sources.csv import CsvSource, Role
from tests.data.csv_files import table_text, written

DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(200, 2))
CLASSES = np.where(X.sum(axis=1) + DRAW.normal(size=200) > 0, "yes", "no")
NUMBERS = X @ [3, 1] + DRAW.normal(size=200)


def plan(folder, leak, y):
    path = written(folder, table_text(("a", "b", "leak", "y"), zip(*X.T, leak, y, strict=True)))
    wish = CsvSource(path=str(path), target="y")
    return make_plan(read_file(path, wish)[0], wish)


@pytest.mark.parametrize(
    ("leak", "y", "tells"),
    [
        (np.where(CLASSES == "yes", "alive", "dead"), CLASSES, True),
        (np.where(CLASSES == "yes", 7, 3), CLASSES, True),
        (np.where(CLASSES == "yes", 5 + X[:, 0] % 1, X[:, 0] % 1), CLASSES, True),
        ([("alive", "dead")[i % 5 == 3] if c == "yes" else "dead" for i, c in enumerate(CLASSES)], CLASSES, False),
        (np.where(CLASSES == "yes", 1, 0) + X[:, 0], CLASSES, False),
        (NUMBERS * 1.17 + 4, NUMBERS, True),
        (NUMBERS + DRAW.normal(size=200), NUMBERS, False),
        (["red"] * 100 + ["blue"] * 100, np.repeat([1.5, 200.25], 100) + 0.5, True),
        (X[:, 0] ** 2, NUMBERS, False),
    ],
)
def test_that_a_column_that_alone_tells_the_target_is_pointed_at(tmp_path, leak, y, tells):
    made = plan(tmp_path, leak, y)
    assert any('"leak" alone tells "y"' in note for note in made.notes) == tells
    assert ("alone tells" in made.columns[2].reason) == tells
    # it is said, not decided
    assert made.columns[2].role is Role.FEATURE


@pytest.mark.parametrize(("rare", "told"), [(2, True), (18, True), (19, False), (80, False)])
def test_that_a_rare_class_is_pointed_at(tmp_path, rare, told):
    notes = plan(tmp_path, X[:, 0] ** 2, [1] * rare + [0] * (200 - rare)).notes
    assert any(f'"1" is rare: {rare} of 200 rows' in note for note in notes) == told
