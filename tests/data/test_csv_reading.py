"""Files of every sort are read as they were meant, and what can't be read is refused in a sentence."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from nnstudio.data.csv import table as csv_table
from nnstudio.data.csv.complete import complete, read_file
from nnstudio.data.csv.samples import load_csv
from nnstudio.data.load import load_dataset
from nnstudio.project.data import DataSpec
from nnstudio.project.errors import InvalidProjectError, ProjectError
from nnstudio.project.sources.csv import ColumnType, CsvColumn, CsvSource, Missing, Role
from nnstudio.project.sources.spec import Task
from tests.data.csv_files import IRIS_LIKE, completed, mixed_text, table_text, written


def refusal(folder, content, target="y", encoding="utf-8", **wish):
    with pytest.raises(InvalidProjectError) as caught:
        completed(folder, content, target, encoding, **wish)
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert message.startswith("data.source")
    return message


def test_that_two_keys_are_enough(tmp_path):
    source = completed(tmp_path, IRIS_LIKE, "species")
    assert source.task is Task.MULTICLASS
    assert source.classes == ("setosa", "versicolor", "virginica")
    assert source.class_sizes == (3, 3, 3)
    assert (source.encoding, source.separator, source.decimal, source.header) == ("utf-8", ",", ".", True)
    assert source.feature_names() == ("sepal", "petal")
    assert source.sample_count() == 9
    samples = load_csv(source)
    assert_array_equal(samples.X[:2], [[5.1, 1.4], [4.9, 1.4]])
    assert_array_equal(samples.y, [0, 0, 0, 1, 1, 1, 2, 2, 2])
    assert samples.class_names == source.classes
    assert samples.target_name == "species"


def test_that_a_source_is_completed_once(tmp_path):
    source = completed(tmp_path, IRIS_LIKE, "species")
    (tmp_path / "data.csv").unlink()
    assert complete(source, tmp_path) is source


GERMAN = "Größe;Gewicht;Straße\n1,80;80,5;Allee\n1,75;70;Weg\n1,62;58,2;Allee\n1,9;95,0;Weg\n1,7;71;Allee\n"


@pytest.mark.parametrize(
    ("encoding", "guessed"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("latin-1", "latin-1"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_that_semicolons_decimal_commas_and_encodings_are_seen(tmp_path, encoding, guessed):
    source = completed(tmp_path, GERMAN, "Gewicht", encoding)
    assert (source.encoding, source.separator, source.decimal, source.task) == (guessed, ";", ",", Task.REGRESSION)
    assert source.feature_names() == ("Größe", "Straße=Allee", "Straße=Weg")
    samples = load_csv(source)
    assert_array_equal(samples.X[1], [1.75, 0, 1])
    assert_array_equal(samples.y, [80.5, 70, 58.2, 95, 71])


def test_that_windows_1252_is_told_from_latin_1(tmp_path):
    source = completed(
        tmp_path,
        "price,y\n€ a,a\n€ b,b\n€ c,a\n€ d,b\n",
        "y",
        "cp1252",
        columns=(CsvColumn(name="price", type=ColumnType.CATEGORY),),
    )
    assert source.encoding == "windows-1252"
    assert source.columns[0].categories == ("€ a", "€ b", "€ c", "€ d")


def test_that_a_letter_beyond_the_beginning_decides_the_encoding_too(tmp_path):
    rows = [(i, "plain") for i in range(200_000)] + [(1, "groß")]
    source = completed(tmp_path, table_text(("a", "y"), rows), "y", "latin-1")
    assert source.encoding == "latin-1"
    assert source.classes == ("groß", "plain")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", " "])
def test_that_each_separator_is_seen(tmp_path, separator):
    text = table_text(("a", "b", "y"), [(i, i / 3, i % 2) for i in range(12)], separator)
    assert completed(tmp_path, text).separator == separator


def test_that_spaces_around_cells_are_no_part_of_them(tmp_path):
    source = completed(tmp_path, "a , y\n 1 , yes\n 2, no\n3 ,yes \n4,no\n", "y")
    assert source.classes == ("no", "yes")
    assert_array_equal(load_csv(source).X[:, 0], [1, 2, 3, 4])


def test_that_quoted_cells_may_hold_anything(tmp_path):
    text = 'a,"y, or so"\n1,"one\ntwo"\n2,"say ""hi"""\n3,"one\ntwo"\n4,"say ""hi"""\n'
    source = completed(tmp_path, text, "y, or so")
    assert source.classes == ("one\ntwo", 'say "hi"')


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_that_every_end_of_line_and_empty_lines_are_read(tmp_path, ending):
    source = completed(tmp_path, ending.join(["", "a,y", "1,5", "", "2,6", "3,8.5", "  ", "4,9", ""]))
    assert_array_equal(load_csv(source).y, [5, 6, 8.5, 9])


def test_that_numbers_without_a_header_get_names(tmp_path):
    source = completed(tmp_path, "1.5,2,0\n2.5,3,1\n3.5,4,0\n4.5,7,1\n", "column 3")
    assert source.header is False
    assert source.feature_names() == ("column 1", "column 2")
    assert source.sample_count() == 4


def test_that_words_alone_are_told_from_a_header(tmp_path):
    with_header = completed(tmp_path, "taste,kind\nsweet,fruit\nsour,fruit\nsweet,fruit\nsour,root\n", "kind")
    assert with_header.header is True
    without = completed(tmp_path, "sweet,fruit\nsour,fruit\nsweet,fruit\nsour,root\n", "column 2")
    assert without.header is False
    assert without.sample_count() == 4


def test_that_what_is_said_is_not_guessed(tmp_path):
    source = completed(tmp_path, "1,2\n3,4\n5,6\n7,8\n9,9\n", "1", header=True, task=Task.REGRESSION)
    assert source.header is True
    assert source.feature_names() == ("2",)


def test_that_missing_cells_are_seen_whatever_they_look_like(tmp_path):
    cells = ["", "NA", "nan", "NULL", "?", "#N/A", " ", "n/a"]
    rows = [(i, i * 1.5, i) for i in range(40)] + [(cell, 1, 3) for cell in cells]
    source = completed(tmp_path, table_text(("a", "b", "y"), rows), task=Task.REGRESSION, missing=Missing.DROP)
    assert source.rows == 40


def test_that_a_dash_is_missing_among_numbers_and_a_value_among_words(tmp_path):
    text = table_text(("a", "y"), [(i if i % 5 else "-", "+-"[i % 2]) for i in range(20)])
    source = completed(tmp_path, text, missing=Missing.DROP)
    assert source.classes == ("+", "-")
    assert source.rows == 16


def test_that_a_row_without_its_target_is_left_out(tmp_path):
    source = completed(tmp_path, "a,y\n1,5\n2,\n3,7\n4,8\n5,9\n", missing=Missing.MEAN)
    assert source.rows == 4
    assert_array_equal(load_csv(source).X[:, 0], [1, 3, 4, 5])


def test_that_few_gaps_cost_rows_and_many_are_filled(tmp_path):
    def text(gaps):
        return table_text(("a", "b", "y"), [("" if i < gaps else i, i * i, i) for i in range(100)])

    assert completed(tmp_path, text(5)).missing is Missing.DROP
    assert completed(tmp_path, text(30)).missing is Missing.MEAN


def test_that_gaps_are_filled_by_the_training_rows_alone(tmp_path):
    source = completed(tmp_path, mixed_text(), "bought", missing=Missing.MEAN)
    spec = DataSpec(source=source, test_fraction=0.4, split_seed=3)
    dataset = load_dataset(spec)
    raw = load_csv(source)
    gaps = np.isnan(raw.X[:, 4])
    assert gaps.any()
    income = dataset.feature_names.index("income")
    known = dataset.X_train[:, income]
    filled = [value for value in np.concatenate((known, dataset.X_test[:, income])) if value not in raw.X[:, 4]]
    assert len(set(filled)) == 1
    others = known[known != filled[0]]
    assert filled[0] == pytest.approx(others.mean())
    whole = raw.X[:, 4][~gaps].mean()
    assert filled[0] != pytest.approx(whole)


def test_that_a_missing_category_becomes_the_most_frequent_of_the_training_rows(tmp_path):
    source = completed(tmp_path, mixed_text(), "bought", missing=Missing.MOST_FREQUENT)
    dataset = load_dataset(DataSpec(source=source))
    colors = [i for i, name in enumerate(dataset.feature_names) if name.startswith("color=")]
    assert_array_equal(dataset.X_train[:, colors].sum(axis=1), np.ones(60))
    raw = load_csv(source).X
    gaps = np.isnan(raw[:, colors[0]])
    most = np.nansum(raw[:, colors], axis=0).argmax()
    assert_array_equal(dataset.X_train[gaps][:, colors].argmax(axis=1), np.full(gaps.sum(), most))


def test_that_a_column_with_nothing_in_the_training_rows_becomes_0(tmp_path):
    source = completed(tmp_path, "a,b,y\n1,,5\n2,,6\n3,,7\n4,8,9\n", missing=Missing.MEAN)
    for seed in range(8):
        dataset = load_dataset(DataSpec(source=source, test_fraction=0.25, split_seed=seed, standardize=True))
        assert np.isfinite(dataset.X).all()


def test_that_roles_and_types_are_guessed(tmp_path):
    rows = [(i + 1, i * 0.37, "ab"[i % 2], f"note {i}", 7, "", i % 3) for i in range(30)]
    text = table_text(("id", "size", "kind", "note", "same", "empty", "y"), rows)
    source = completed(tmp_path, text)
    assert {column.name: (column.role, column.type) for column in source.columns} == {
        "id": (Role.IGNORE, ColumnType.NUMBER),
        "size": (Role.FEATURE, ColumnType.NUMBER),
        "kind": (Role.FEATURE, ColumnType.CATEGORY),
        "note": (Role.IGNORE, ColumnType.TEXT),
        "same": (Role.IGNORE, ColumnType.NUMBER),
        "empty": (Role.IGNORE, ColumnType.NUMBER),
        "y": (Role.TARGET, ColumnType.CATEGORY),
    }
    assert source.feature_names() == ("size", "kind=a", "kind=b")


def test_that_a_wished_role_and_type_hold(tmp_path):
    rows = [(i % 4, i * 0.37, i % 2) for i in range(30)]
    wishes = (CsvColumn(name="a", type=ColumnType.CATEGORY), CsvColumn(name="b", role=Role.IGNORE))
    source = completed(tmp_path, table_text(("a", "b", "y"), rows), columns=wishes)
    assert source.feature_names() == ("a=0", "a=1", "a=2", "a=3")


@pytest.mark.parametrize(
    ("values", "task", "classes"),
    [
        ([0, 1], Task.BINARY, ("0", "1")),
        (["no", "yes"], Task.BINARY, ("no", "yes")),
        ([1, 2, 10], Task.MULTICLASS, ("1", "2", "10")),
        (["b", "A", "c"], Task.MULTICLASS, ("A", "b", "c")),
        ([i * 0.5 for i in range(40)], Task.REGRESSION, ()),
        (list(range(40)), Task.REGRESSION, ()),
    ],
)
def test_that_the_task_is_guessed_by_the_targets_values(tmp_path, values, task, classes):
    rows = [(i * 0.7, values[i % len(values)]) for i in range(60)]
    source = completed(tmp_path, table_text(("a", "y"), rows))
    assert (source.task, source.classes) == (task, classes)


def test_that_columns_of_one_name_are_told_apart(tmp_path):
    source = completed(tmp_path, "a,a,,a (2),y\n1,2,3,4,5\n2,4,5,5,6\n3,1,1,2,7\n4,4,4,4,8\n")
    assert source.feature_names() == ("a", "a (3)", "column 3", "a (2)")


def test_that_thousands_and_signs_are_read(tmp_path):
    text = 'a;y\n"1.234,5";1\n-2,5;2\n+3;3\n1e3;4\n"12.345.678";5\n'
    source = completed(tmp_path, text, decimal=",", task=Task.REGRESSION)
    assert_array_equal(load_csv(source).X[:, 0], [1234.5, -2.5, 3, 1000, 12345678])


def test_that_what_only_python_takes_for_a_number_is_none(tmp_path):
    source = completed(tmp_path, table_text(("a", "y"), [("1_0" if i % 2 else "2_0", i) for i in range(20)]))
    assert source.columns[0].categories == ("1_0", "2_0")


ROWS = "".join(f"{i},{i * i},{i % 2}\n" for i in range(20))
GOOD = "a,b,y\n" + ROWS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\n\n  \n", "there is nothing in the file but empty lines"),
        (b"a,b,y\n", "there is a header and no row below it"),
        (
            b"PK\x03\x04" + bytes(range(256)) * 8,
            "a zip archive; unpack it first",
        ),
        (b"\x89PNG\r\n" + bytes(range(256)) * 8, "a picture"),
        (bytes(range(256)) * 40, "this is not text but a file of another kind"),
        (b"a,b,y\n1,2\x00,3\n", "this is not text but a file of another kind"),
        (
            GOOD + "1,2,3,4\n" * 9,
            "9 of 29 lines do not have 3 cells as the others have (line 22 has 4; a comma separates",
        ),
        (GOOD + "inf,2,1\n", 'column "a" has an infinite value in row 21; mend or ignore it'),
        (GOOD + "1,-Infinity,1\n", 'column "b" has an infinite value in row 21'),
        (GOOD + "1,1e300,1\n", 'column "b" has a value too large for float32 in row 21'),
        ("a,y\n1,5\n2,5\n3,5\n4,5\n", "data.source.target: "),
        ("a,y\n1,x\n2,x\n3,x\n4,x\n", '"y" has one class alone: there is nothing to tell apart'),
        ("a,y\n1,\n2,\n3,\n4,\n", 'column "y" has no values'),
        ("a,y\n1,2\n1,3\n1,4\n1,5\n", 'no column is left to predict "y" from; ignored: a (the same in every row)'),
        ("y\n1\n2\n3\n4\n5\n", "there is one column alone: nothing is left to predict it from"),
        ("y z\n1 a b\n2 c\n3 d f\n4\n5 e f g\n", "the rows were not split"),
        ("a,y\n1,2\n2,3\n", "2 rows would be left; at least 4 are needed"),
        (",".join(f"c{i}" for i in range(2100)) + "\n", "there are 2,100 columns; at most 2,000 can be read"),
    ],
    ids=lambda content: repr(content[:24]),
)
def test_that_what_cannot_be_used_is_refused_in_a_sentence(tmp_path, content, said):
    assert said in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"target": "z"}, 'data.source.target: there is no column "z" in data.csv; known: a, b, y'),
        ({"target": "Y"}, "data.source.target"),
        (
            {"columns": (CsvColumn(name="bb"),)},
            'data.source.columns[0].name: there is no column "bb"; did you mean "b"?',
        ),
        ({"task": Task.MULTICLASS}, '"y" has 2 classes (0, 1); multiclass classification does not fit, use binary'),
        ({"target": "a", "task": Task.BINARY}, '"a" has 20 classes'),
        ({"columns": (CsvColumn(name="a", type=ColumnType.TEXT, role=Role.FEATURE),)}, "which a network can't take in"),
        ({"separator": ";"}, "there is no column"),
    ],
)
def test_that_what_is_wished_in_vain_is_said(tmp_path, wish, said):
    assert said in refusal(tmp_path, GOOD, **{"target": "y", **wish})


@pytest.mark.parametrize(("content", "encoding"), [(GOOD, "utf-16"), (GERMAN.encode("latin-1"), "utf-8")])
def test_that_another_encoding_than_the_files_is_refused(tmp_path, content, encoding):
    path = written(tmp_path, content)
    with pytest.raises(InvalidProjectError, match=f"this is not text in {encoding}; choose another encoding"):
        complete(CsvSource(path=str(path), target="y", encoding=encoding), tmp_path)


def test_that_words_are_no_numbers(tmp_path):
    text = table_text(("a", "word", "y"), [(i, "ab"[i % 2], i % 2) for i in range(20)])
    wish = (CsvColumn(name="word", type=ColumnType.NUMBER),)
    assert 'column "word" holds no numbers (such as "a")' in refusal(tmp_path, text, columns=wish)
    assert "predict a class" in refusal(tmp_path, text, "word", task=Task.REGRESSION)


def test_that_a_missing_file_or_a_folder_is_refused(tmp_path):
    with pytest.raises(InvalidProjectError, match=r"data\.source\.path: none\.csv: there is no such file"):
        complete(CsvSource(path="none.csv", target="y"), tmp_path)
    with pytest.raises(InvalidProjectError, match="folder"):
        complete(CsvSource(path=str(tmp_path), target="y"), tmp_path)
    with pytest.raises(InvalidProjectError, match="not the name of a file"):
        complete(CsvSource(path="a\0b", target="y"), tmp_path)
    with pytest.raises(InvalidProjectError, match="can't be read"):
        complete(CsvSource(path="a" * 3000, target="y"), tmp_path)


def test_that_a_file_of_two_gigabytes_is_refused_unread(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2 * 2**30)
    started = time.perf_counter()
    with pytest.raises(InvalidProjectError, match="the file has 2,048 MB; at most 256 MB can be read here"):
        complete(CsvSource(path=str(path), target="y"), tmp_path)
    assert time.perf_counter() - started < 1


def test_that_more_cells_than_memory_should_hold_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_table, "MAX_CELLS", 30)
    assert "there are more than 30 cells" in refusal(tmp_path, GOOD)


def test_that_a_file_that_changed_is_not_trained_on(tmp_path):
    source = completed(tmp_path, IRIS_LIKE, "species")
    load_csv(source)
    written(tmp_path, IRIS_LIKE.replace("5.1", "5.2"))
    with pytest.raises(InvalidProjectError, match=r"^data\.source\.path: data\.csv: the file has changed since it was"):
        load_csv(source)
    (tmp_path / "data.csv").unlink()
    with pytest.raises(InvalidProjectError, match="there is no such file"):
        load_csv(source)


def test_that_a_source_that_says_something_else_than_its_file_is_refused(tmp_path):
    source = completed(tmp_path, IRIS_LIKE, "species")
    for lie in ({"rows": 8}, {"columns": source.columns[1:]}, {"classes": ("a", "b", "c")}):
        with pytest.raises(InvalidProjectError, match="import it again"):
            load_csv(source.model_copy(update=lie))


def test_that_a_file_is_not_read_again_while_it_stays_the_same(tmp_path, monkeypatch):
    source = completed(tmp_path, IRIS_LIKE, "species")
    first = load_csv(source)
    assert load_csv(source) is first


def test_that_reading_can_be_cancelled_and_tells_how_far_it_is(tmp_path):
    path = written(tmp_path, table_text(("a", "b", "y"), [(i, i, i) for i in range(60_000)]))
    wish = CsvSource(path=str(path), target="y")
    shares = []
    read_file(path, wish, shares.append)
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert shares[-1] == 1

    def stop(share):
        if share > 0.4:
            raise StopIteration

    with pytest.raises(StopIteration):
        read_file(path, wish, stop)


def test_that_150_000_rows_are_read(tmp_path):
    X = np.random.RandomState(0).randn(150_000, 4)
    text = table_text(("a", "b", "c", "y"), X.round(4).tolist())
    source = completed(tmp_path, text)
    assert source.sample_count() == 150_000
    assert_array_equal(load_csv(source).X, X[:, :3].round(4))


BASES = [
    IRIS_LIKE.replace("species", "y").encode(),
    GERMAN.replace("Gewicht", "y").encode("latin-1"),
    GERMAN.replace("Gewicht", "y").encode("utf-16"),
    mixed_text(12).replace("bought", "y").encode(),
    'a,"y"\n1,"x ""q"""\n2,"b\nc"\n3,b\n4,b\n'.encode("utf-8-sig"),
]
BITS = [
    b"",
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\t",
    b"\x00",
    b"\xff",
    b"1e999",
    b"nan",
    b"inf",
    b"-",
    b"\xe2\x82",
    b"9" * 400,
]


@given(st.data())
@settings(max_examples=300)
def test_that_a_mangled_file_is_read_or_refused(tmp_path_factory, data):
    content = bytearray(data.draw(st.sampled_from(BASES)))
    for _ in range(data.draw(st.integers(0, 6))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 5)))
        content[start:end] = data.draw(st.sampled_from(BITS) | st.binary(max_size=4))
    folder = tmp_path_factory.getbasetemp()
    try:
        source = completed(folder, bytes(content))
        dataset = load_dataset(DataSpec(source=source, standardize=True, test_fraction=0.25))
    except ProjectError as error:
        assert len(str(error).splitlines()) == 1
    else:
        assert np.isfinite(dataset.X).all()
        assert dataset.X.shape == (source.sample_count(), source.feature_count())
        assert CsvSource.model_validate_json(source.model_dump_json()) == source


@given(st.binary(max_size=300))
def test_that_any_bytes_are_read_or_refused(tmp_path_factory, content):
    try:
        completed(tmp_path_factory.getbasetemp(), content, "column 1")
    except ProjectError as error:
        assert len(str(error).splitlines()) == 1


def test_that_cells_too_long_to_name_a_category_are_texts(tmp_path):
    rows = [(i, ("short", "x" * 1001)[i % 2], i * 0.5) for i in range(20)]
    source = completed(tmp_path, table_text(("a", "b", "y"), rows))
    assert (source.columns[1].role, source.columns[1].type) == (Role.IGNORE, ColumnType.TEXT)
    assert "1,001 characters" in refusal(tmp_path, table_text(("a", "y", "b"), rows), task=Task.BINARY)
    wish = (CsvColumn(name="b", role=Role.FEATURE, type=ColumnType.CATEGORY),)
    assert "1,001 characters" in refusal(tmp_path, table_text(("a", "b", "y"), rows), columns=wish)
