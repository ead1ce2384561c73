"""New samples in a CSV get the network's own predictions; a wrong file gets a sentence and nothing is written."""

import csv
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nnstudio.data.new_samples.rows import read_new_rows
from nnstudio.data.opening import open_source
from nnstudio.engine.snapshots.outputs import predictions, probabilities
from nnstudio.export.outcome import unwatched
from nnstudio.export.scoring import Scored, score
from nnstudio.export.tables import write_predictions
from nnstudio.project import edits
from nnstudio.project.errors import ProjectError
from nnstudio.project.sources.bundled import DiabetesSource, IrisSource
from nnstudio.project.sources.scikit_made import CirclesSource
from tests.data.csv_files import mixed_text
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
    assert score(circles, source, tmp_path / "out.csv") == Scored(2, 0)
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
        assert score(outcome, path, tmp_path / "out.csv").rows == len(lines)
        found = [row[len(data.columns)] for row in read(tmp_path / "out.csv")[1:]]
        said = predictions(outcome.project, outcome.outputs(data.raw_train))
        expected = [data.class_names[c] for c in said] if data.class_names else [str(float(v)) for v in said]
        assert found == expected


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-8")])
def test_that_other_separators_and_a_byte_order_mark_are_read(circles, tmp_path, separator, encoding):
    source = written(tmp_path / "in.csv", f"x1{separator}x2", "", f"1{separator}2", "", encoding=encoding)
    assert score(circles, source, tmp_path / "out.csv").rows == 1
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
    assert score(circles, source, tmp_path / "out.csv", told.append).rows == 10_000
    assert told == sorted(told)
    assert told[-1] == 1
    p = np.float32([row[-1] for row in read(tmp_path / "out.csv")[1:]])
    # a batch's size can change the last bit of a product
    assert np.allclose(p, probabilities(circles.project, circles.outputs(points))[:, 1], atol=1e-6)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b"x1,x2\n", "there is a header and no row below it"),
        (b"x1\n1\n", 'there is no column "x2"; needed: x1, x2'),
        (b"x1,X2\n1,2\n", 'there is no column "x2"; rename "X2", if that is it; needed: x1, x2'),
        (b"x1,x2,x1\n1,2,3\n", 'the column "x1" is there several times'),
        (
            b"1.5,2.5,3.5,4.5\n5.5,6.5,7.5,8.5\n",
            "there is no header, and not as many columns as in the data trained on; needed: x1, x2",
        ),
        (b"x1,x2\n1,two\n", 'no row can be predicted; the first: column "x2": "two" is not a finite number'),
        (b"x1,x2\n1,inf\n,1\n", '"inf" is not a finite number'),
        (b"x1,x2\n1,NaN\n", '"NaN" is not a finite number'),
        (b"x1,x2\n,2\n", 'column "x1": there is nothing'),
        (b"x1,x2\n1,1e300\n", "too large"),
        (b"x1,x2\n1,\xff\n", "is not a finite number"),
        (b"x1,x2\n1,2\0\n", "not text"),
    ],
)
def test_that_a_file_of_which_no_row_can_be_predicted_is_refused(circles, tmp_path, content, sentence):
    source = tmp_path / "in.csv"
    source.write_bytes(content)
    with pytest.raises(ProjectError) as caught:
        score(circles, source, tmp_path / "out.csv")
    assert sentence in str(caught.value)
    assert str(caught.value).startswith(f"{source}: ")
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


@example(content=b'\t"')
@given(content=st.binary(max_size=200) | st.text(alphabet='x12,;\t\n\r"0.e-', max_size=80).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_anything_is_read_or_refused(circles, content, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "anything.csv"
    for start in (b"", b"x1,x2\n"):
        path.write_bytes(start + content)
        try:
            new = read_new_rows(path, circles.project.data, circles.dataset, unwatched)
        except ProjectError as error:
            assert str(path) in str(error)
        else:
            assert np.isfinite(new.raw[new.usable]).all()
            assert new.usable.any()


BAD = {
    "weight;colour;name\n4,1;tabby;Tom\n9,5;violet;Ada\nheavy;grey;Max\n": (
        [True, False, True],
        ["", '"violet" is none of the categories that were trained on (grey, spotted, tabby)', "counts as missing"],
    ),
    "weight;colour;name\n4,1;tabby;a\n∞;grey;b\n;;c\n1e39;tabby;d\n": (
        [True, False, True, False],
        ["", "finite", "", "too large"],
    ),
}


@pytest.mark.parametrize("text", BAD)
def test_that_a_bad_row_is_left_empty_with_its_reason_and_costs_no_other(cats, tmp_path, text):
    source = tmp_path / "new.csv"
    source.write_text(text, encoding="utf-8")
    usable, notes = BAD[text]
    assert score(cats, source, tmp_path / "out.csv") == Scored(len(usable), usable.count(False))
    header, *rows = read(tmp_path / "out.csv", ";")
    at = header.index("prediction")
    assert header[at:] == ["prediction", "probability house", "probability wild", "note"]
    assert [bool(row[at]) for row in rows] == usable
    assert [row[: len(text.splitlines()[0].split(";"))] for row in rows] == read(source, ";")[1:]
    for row, note in zip(rows, notes, strict=True):
        assert note in row[-1]
        assert bool(note) == bool(row[-1])
    # the good ones are as if they stood alone
    written(source, text.splitlines()[0], text.splitlines()[1])
    score(cats, source, tmp_path / "alone.csv")
    assert read(tmp_path / "alone.csv", ";")[1][at] == rows[0][at]


@pytest.mark.parametrize(
    "text",
    [
        "name,weight,colour\nTom,4.1,tabby\nAda,9.5,spotted\n",
        "weight|colour|name\n4.1|tabby|Tom\n9.5|spotted|Ada\n",
        'weight\tcolour\n"4,1"\ttabby\n"9,5"\tspotted\n',
        "4,1;tabby\n9,5;spotted\n",
        "4,1;tabby;house\n9,5;spotted;wild\n",
    ],
)
def test_that_a_table_is_read_in_its_own_form_where_the_sources_does_not_fit(cats, tmp_path, text):
    source = tmp_path / "new.csv"
    source.write_text(text, encoding="utf-8")
    new = read_new_rows(source, cats.project.data, cats.dataset, unwatched)
    assert new.usable.all()
    assert new.raw.tolist() == [[4.1, 0, 0, 1], [9.5, 0, 1, 0]]


@pytest.mark.parametrize("missing", ["drop", "mean", "most_frequent"])
@pytest.mark.parametrize("split", [{}, {"test_fraction": 0.3}, {"fold": {"index": 2}}, {"bootstrap": 4}], ids=repr)
def test_that_the_file_trained_on_is_predicted_to_the_last_digit(tmp_path, missing, split):
    (tmp_path / "own.csv").write_text(mixed_text(90).replace("20,", "n/a yet,"), encoding="utf-8")
    source = {"kind": "csv", "path": "own.csv", "target": "bought", "missing": missing}
    raw = with_value("data", {"source": source, "standardize": True, **split})
    (tmp_path / "project.json").write_text(json.dumps(raw), encoding="utf-8")
    outcome = trained(edits.with_training(open_source(str(tmp_path / "project.json")), epochs=2))
    score(outcome, tmp_path / "own.csv", tmp_path / "out.csv")
    write_predictions(outcome, tmp_path / "studio.csv")
    header, *rows = read(tmp_path / "out.csv")
    at = header.index("prediction")
    predicted = sorted(row[at : at + 3] for row in rows if row[at])
    own = sorted(row[-3:] for row in read(tmp_path / "studio.csv")[1:])
    if split.get("bootstrap"):
        # some rows are there several times, maybe rounded otherwise each time, and others not at all
        assert sum(row in own for row in predicted) >= len(np.unique(outcome.dataset.raw_train, axis=0))
    else:
        assert predicted == own
    assert len(predicted) == outcome.project.data.source.sample_count()


@pytest.mark.parametrize("target", [0, 1, 2])
def test_that_a_file_without_a_header_is_read_by_its_columns_places(tmp_path, target):
    rows = [[i * 0.5, i % 7, (i * 0.5 - i % 7) * 2] for i in range(40)]
    (tmp_path / "own.csv").write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    source = {"kind": "csv", "path": "own.csv", "target": f"column {target + 1}", "task": "regression"}
    raw = with_value("data", {"source": source})
    raw["training"]["loss"] = "mse"
    (tmp_path / "project.json").write_text(json.dumps(raw), encoding="utf-8")
    outcome = trained(edits.with_training(open_source(str(tmp_path / "project.json")), epochs=1))
    without = [[cell for i, cell in enumerate(row) if i != target] for row in rows]
    for named, lines in ((False, rows), (False, without), (True, rows)):
        head = ["column 1,column 2,column 3"] if named else []
        new = written(tmp_path / "new.csv", *head, *(",".join(map(str, row)) for row in lines))
        found = read_new_rows(new, outcome.project.data, outcome.dataset, unwatched)
        assert found.raw.tolist() == without


def test_that_a_file_like_the_imported_one_is_predicted_with_its_categories_commas_and_gaps(cats, tmp_path):
    assert cats.dataset.columns == ("weight", "colour=grey", "colour=spotted", "colour=tabby")
    source, target = written(tmp_path / "new.csv", *CATS.splitlines()), tmp_path / "out.csv"
    assert score(cats, source, target) == Scored(8, 0)
    header, *rows = read(target, ";")
    known = [
        cats.dataset.class_names[label] for label in predictions(cats.project, cats.outputs(cats.dataset.raw_train))
    ]
    assert [row[header.index("prediction")] for row in rows] == known
    given_p = [float(row[header.index("probability wild")]) for row in rows]
    wanted = probabilities(cats.project, cats.outputs(cats.dataset.raw_train))[:, 1]
    assert given_p == pytest.approx(wanted.tolist(), abs=1e-6)


@pytest.mark.parametrize("above", [("sep=;",), ("Cats of the year;;", ""), ("sep=;", "Cats of the year")])
def test_that_what_stands_above_the_table_is_passed_over(cats, tmp_path, above):
    plain = written(tmp_path / "plain.csv", "weight;colour;name", "4,1;tabby;Tom", "9,5;spotted;Ada", "7,5;grey;Max")
    titled = written(tmp_path / "titled.csv", *above, *plain.read_text(encoding="utf-8").splitlines())
    assert score(cats, titled, tmp_path / "b.csv") == score(cats, plain, tmp_path / "a.csv") == Scored(3, 0)
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()


def test_that_a_file_that_says_its_separator_alone_is_refused(cats, tmp_path):
    with pytest.raises(ProjectError, match="no"):
        score(cats, written(tmp_path / "in.csv", "sep=;"), tmp_path / "out.csv")
