"""Untidy files as people have them are read as they were meant, with nothing said by hand, and can be trained on."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnstudio.data.csv.complete import read_file
from nnstudio.data.csv.numbers import to_number
from nnstudio.data.csv.plan import make_plan
from nnstudio.data.csv.samples import load_csv
from nnstudio.data.csv.targets import guess_target
from nnstudio.data.load import load_dataset
from nnstudio.project.data import DataSpec
from nnstudio.project.sources.csv import ColumnType, CsvSource, Role
from tests.data.csv_files import completed, table_text, written
from tests.data.ugly_files import UGLY


@pytest.fixture(scope="module", params=UGLY)
def read(request, tmp_path_factory):
    """A file's name, and what the import dialog makes of it when nobody chooses anything."""
    path = written(tmp_path_factory.mktemp("ugly"), UGLY[request.param].content(), f"{request.param}.csv")
    table, guessed = read_file(path, CsvSource(path=str(path), target=""))
    plan = make_plan(table, CsvSource(path=str(path), target=guess_target(table)[0]))
    return UGLY[request.param], guessed.form, plan


def test_that_an_ugly_file_is_read_as_it_was_meant(read):
    ugly, form, plan = read
    assert (form.encoding, form.separator, form.decimal, form.header) == (
        ugly.encoding,
        ugly.separator,
        ugly.decimal,
        True,
    )
    assert plan.problems == ()
    source = plan.source
    used = [f"{c.name}*" if c.type is ColumnType.CATEGORY else c.name for c in source.columns if c.role is Role.FEATURE]
    assert tuple(used) == ugly.used
    assert (source.target, source.task, source.missing, source.rows) == (
        ugly.target,
        ugly.task,
        ugly.missing,
        ugly.rows,
    )


def test_that_an_ugly_files_numbers_are_those_written(read):
    ugly, _, plan = read
    # as a project that is opened later reads it: from the file alone, by what is written down
    samples = load_csv(plan.source)
    assert_allclose(samples.X[0, : len(ugly.first)], ugly.first)
    dataset = load_dataset(DataSpec(source=plan.source, test_fraction=0.2, standardize=True))
    assert len(dataset.X_train) + len(dataset.X_test) == ugly.rows
    assert np.isfinite(dataset.X_train).all()


@pytest.mark.parametrize(
    ("cell", "decimal", "number"),
    [
        ("40%", ".", 40),
        ("1,5 %", ",", 1.5),
        ("-0.3%", ".", -0.3),
        ("1 234 567", ".", 1234567),
        ("12\xa0345,5", ",", 12345.5),
        ("-1\u202f000", ",", -1000),
        ("1'234.50", ".", 1234.5),
        ("%", ".", None),
        ("1 23", ".", None),
        ("030 123 456", ".", None),
        ("1 2345", ".", None),
        ("50%%", ".", None),
    ],
)
def test_that_per_cent_and_spaced_thousands_are_numbers(cell, decimal, number):
    assert to_number(cell, decimal) == number


def test_that_a_short_first_line_is_no_header(tmp_path):
    source = completed(tmp_path, "a\n1,2,3\n4,5,6\n7,8,9\n1,1,1\n", "column 3")
    assert (source.header, source.rows) == (False, 4)


def test_that_a_first_column_of_numbers_under_one_name_is_no_title(tmp_path):
    source = completed(tmp_path, "y,\n1,2\n2,4\n3,5\n4,1\n5,5\n")
    assert source.feature_names() == ("column 2",)


def test_that_a_title_is_left_out_where_there_is_no_header(tmp_path):
    source = completed(tmp_path, "A title\n1,2,3\n4,5,6\n7,8,9\n1,1,1\n", "column 1", header=False)
    assert (source.rows, source.layout.left_out) == (4, ((1, 1),))


def test_that_a_dash_among_words_is_missing_where_there_are_two_others(tmp_path):
    text = table_text(("a", "b", "y"), [(i % 9, ("bus", "bike", "-")[i % 3], i * 0.5) for i in range(30)])
    assert completed(tmp_path, text).columns[1].categories == ("bike", "bus")
    text = table_text(("a", "b", "y"), [(i % 9, ("yes", "-")[i % 2], i * 0.5) for i in range(30)])
    assert completed(tmp_path, text).columns[1].categories == ("-", "yes")
