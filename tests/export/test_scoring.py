"""New samples in a CSV get the network's own predictions; a wrong file gets a sentence and nothing is written."""

import csv
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnstudio.data.opening import open_source
from nnstudio.engine.snapshots.outputs import predictions, probabilities
from nnstudio.export.scoring import check_rows, score
from nnstudio.project import edits
from nnstudio.project.errors import ProjectError
from nnstudio.project.sources.bundled import DiabetesSource, IrisSource
from nnstudio.project.sources.scikit_made import CirclesSource
from tests.export.runs import project_on, trained
from tests.project.examples import with_value

CATS = """weight;colour;kind
4,1;tabby;house
;grey;house
3,2;tabby;house
9,5;spotted;wild
8,25;;wild
10,5;spotted;wild
7,75;spotted;wild
4,5;grey;house
"""


@pytest.fixture
def cats(tmp_path):
    """Trained on a file with a decimal comma, categories and gaps."""
    folder = tmp_path / "cats"
    folder.mkdir()
    (folder / "cats.csv").write_text(CATS, encoding="utf-8")
    source = {"kind": "csv", "path": "cats.csv", "target": "kind", "missing": "mean"}
    raw = with_value("data", {"source": source, "standardize": True})
    (folder / "project.json").write_text(json.dumps(raw), encoding="utf-8")
    return trained(edits.with_training(open_source(str(folder / "project.json")), epochs=40))


@pytest.fixture(scope="module")
def circles():
    return trained(project_on(CirclesSource(), "relu", standardize=True, epochs=10))


def written(path, *lines, encoding="utf-8"):
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def read(path, delimiter=","):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file, delimiter=delimiter))


def test_that_rows_are_predicted_in_any_order_of_columns_and_the_rest_is_kept(circles, tmp_path):
    source = written(tmp_path / "in.csv", "name,x2,note,x1", '"Ada, L.",0.5,"say ""hi""",-0.25', "Grace,1e0,,0.0")
    assert score(circles, source, tmp_path / "out.csv") == 2
    header, *rows = read(tmp_path / "out.csv")
    assert header == ["name", "x2", "note", "x1", "prediction", "probability 0", "probability 1"]
    assert [row[:4] for row in rows] == read(source)[1:]
    outputs = circles.outputs(np.array([[-0.25, 0.5], [0.0, 1.0]]))
    assert [row[4] for row in rows] == [str(label) for label in predictions(circles.project, outputs)]
    assert np.array_equal(np.float32([row[5:] for row in rows]), probabilities(circles.project, outputs))


def test_that_the_training_samples_get_the_predictions_they_have(tmp_path):
    for source in (IrisSource(), DiabetesSource()):
        outcome = trained(project_on(source, "relu", standardize=True, epochs=5))
        data = outcome.dataset
        lines = [",".join(map(repr, row)) for row in data.raw_train.tolist()]
        path = written(tmp_path / "in.csv", ",".join(data.columns), *lines)
        assert score(outcome, path, tmp_path / "out.csv") == len(lines)
        found = [row[len(data.columns)] for row in read(tmp_path / "out.csv")[1:]]
        said = predictions(outcome.project, outcome.outputs(data.raw_train))
        expected = [data.class_names[c] for c in said] if data.class_names else [str(float(v)) for v in said]
        assert found == expected


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-8")])
def test_that_other_separators_and_a_byte_order_mark_are_read(circles, tmp_path, separator, encoding):
    source = written(tmp_path / "in.csv", f"x1{separator}x2", "", f"1{separator}2", "", encoding=encoding)
    assert score(circles, source, tmp_path / "out.csv") == 1
    assert read(tmp_path / "out.csv", separator)[1][:2] == ["1", "2"]


def test_that_a_column_called_prediction_stays(circles, tmp_path):
    source = written(tmp_path / "in.csv", "x1,x2,prediction", "1,2,mine")
    score(circles, source, tmp_path / "out.csv")
    header, row = read(tmp_path / "out.csv")
    assert header[2:4] == ["prediction", "prediction 2"]
    assert row[2] == "mine"


def test_that_many_rows_are_read_in_pieces_with_progress(circles, tmp_path):
    points = np.random.default_rng(0).normal(size=(10_000, 2))
    source = written(tmp_path / "in.csv", "x1,x2", *(f"{a!r},{b!r}" for a, b in points.tolist()))
    told = []
    assert score(circles, source, tmp_path / "out.csv", told.append) == 10_000
    assert told == sorted(told)
    assert told[-1] == 1
    p = np.float32([row[-1] for row in read(tmp_path / "out.csv")[1:]])
    # a batch's size can change the last bit of a product
    assert np.allclose(p, probabilities(circles.project, circles.outputs(points))[:, 1], atol=1e-6)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the first line is empty"),
        (b"\n1,2\n", "the first line is empty"),
        (b"x1,x2\n", "there is no row below the header"),
        (b"x1\n1\n", 'line 1: there is no column "x2"; needed: x1, x2'),
        (b"x1,X2\n1,2\n", 'there is no column "x2"; rename "X2", if that is it; needed: x1, x2'),
        (b"x1,x2,x1\n1,2,3\n", 'line 1: the column "x1" is there 2 times'),
        (b"x1,x2\n1,2\n3\n", "line 3: 1 cell, but the header has 2"),
        (b"x1,x2\n1,2,3\n", "line 2: 3 cells, but the header has 2"),
        (b"x1,x2\n1,two\n", 'line 2: column "x2": "two" is not a finite number'),
        (b"x1,x2\n1,2\n,2\n", 'line 3: column "x1": there is no number'),
        (b"x1,x2\n1,inf\n", '"inf" is not a finite number'),
        (b"x1,x2\n1,NaN\n", "there is no number"),
        (b"x1;x2\n1,5;2\n", '"1,5" is not a finite number; write a decimal point'),
        (b"x1,x2\n1,\xff\n", "not UTF-8"),
        (b'x1,x2\n1,"2\n', "can't be read"),
        (b"x1,x2\n1,2\0\n", ""),
    ],
)
def test_that_a_wrong_file_is_refused_with_its_line_and_nothing_is_written(circles, tmp_path, content, sentence):
    source = tmp_path / "in.csv"
    source.write_bytes(content)
    for attempt in (
        lambda: check_rows(circles.project.data.source, circles.dataset, source),
        lambda: score(circles, source, tmp_path / "out.csv"),
    ):
        with pytest.raises(ProjectError) as caught:
            attempt()
        assert sentence in str(caught.value)
        assert str(source) in str(caught.value)
        assert "\n" not in str(caught.value)
    assert not (tmp_path / "out.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


@given(content=st.binary(max_size=200) | st.text(alphabet='x12,;\t\n\r"0.e-', max_size=80).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_anything_is_read_or_refused(circles, content, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "anything.csv"
    for start in (b"", b"x1,x2\n"):
        path.write_bytes(start + content)
        try:
            assert check_rows(circles.project.data.source, circles.dataset, path) > 0
        except ProjectError as error:
            assert str(path) in str(error)


def test_that_a_file_like_the_imported_one_is_predicted_with_its_categories_commas_and_gaps(cats, tmp_path):
    assert cats.dataset.columns == ("weight", "colour=grey", "colour=spotted", "colour=tabby")
    source, target = written(tmp_path / "new.csv", *CATS.splitlines()), tmp_path / "out.csv"
    assert check_rows(cats.project.data.source, cats.dataset, source) == 8
    assert score(cats, source, target) == 8
    header, *rows = read(target, ";")
    known = [
        cats.dataset.class_names[label] for label in predictions(cats.project, cats.outputs(cats.dataset.raw_train))
    ]
    assert [row[header.index("prediction")] for row in rows] == known
    given_p = [float(row[header.index("probability wild")]) for row in rows]
    wanted = probabilities(cats.project, cats.outputs(cats.dataset.raw_train))[:, 1]
    assert given_p == pytest.approx(wanted.tolist(), abs=1e-6)


def test_that_a_category_nobody_has_trained_on_is_refused_with_those_that_are_known(cats, tmp_path):
    source = written(tmp_path / "new.csv", "colour;weight", "tabby;4,0", "purple;5,1")
    with pytest.raises(ProjectError) as caught:
        score(cats, source, tmp_path / "out.csv")
    assert 'line 3: column "colour": "purple" is none of the categories' in str(caught.value)
    assert "tabby" in str(caught.value)


@pytest.mark.parametrize("above", [("sep=;",), ("Cats of the year;;", ""), ("sep=;", "Cats of the year")])
def test_that_what_stands_above_the_table_is_passed_over(cats, tmp_path, above):
    plain = written(tmp_path / "plain.csv", "weight;colour;name", "4,1;tabby;Tom", "9,5;spotted;Ada", "7,5;grey;Max")
    titled = written(tmp_path / "titled.csv", *above, *plain.read_text(encoding="utf-8").splitlines())
    assert score(cats, titled, tmp_path / "b.csv") == score(cats, plain, tmp_path / "a.csv") == 3
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()


def test_that_a_file_that_says_its_separator_alone_is_refused(cats, tmp_path):
    with pytest.raises(ProjectError, match="no column"):
        score(cats, written(tmp_path / "in.csv", "sep=;"), tmp_path / "out.csv")
