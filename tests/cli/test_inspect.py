"""What importing a table would come to, told by the command."""

import json

import pytest

from nnstudio.project.tables import is_table
from tests.data.csv_files import mixed_text, written


def test_that_a_table_is_told_as_the_dialog_shows_it(command, tmp_path):
    result = command("inspect", written(tmp_path, mixed_text()), "--json")
    assert result.status == 0
    told = result.json
    columns = told.pop("columns")
    assert told == {
        "encoding": "utf-8",
        "separator": ",",
        "decimal": ".",
        "header": True,
        "rows": 60,
        "left_out": [],
        "target": "bought",
        "task": "binary",
        "missing": "mean",
        "notes": [],
        "problem": None,
    }
    assert [(c["name"], c["role"], c["type"]) for c in columns] == [
        ("age", "feature", "number"),
        ("color", "feature", "category"),
        ("income", "feature", "number"),
        ("bought", "target", "category"),
    ]
    assert columns[1]["first"] == ["red", "blue", "green"] or all(isinstance(v, str) for v in columns[1]["first"])
    assert columns[0]["first"] == [int(line.split(",")[0]) for line in mixed_text().splitlines()[1:4]]


def test_that_what_cannot_be_trained_is_told_and_the_table_all_the_same(command, tmp_path):
    result = command("inspect", written(tmp_path, "a,y\n1,x\n2,x\n3,x\n4,x\n"), "--json", "--target", "y")
    assert result.status == 2
    assert "one class alone" in result.json["problem"]
    assert result.json["rows"] == 4
    result = command("inspect", tmp_path / "data.csv", "--target", "z", "--json")
    assert (result.status, result.json["problem"]) == (2, 'There is no column "z" in data.csv; known: a, y')


@pytest.mark.parametrize(
    ("name", "encoding"), [("cp1252", "windows-1252"), ("latin1", "latin-1"), ("sjis", "shift-jis"), ("UTF8", "utf-8")]
)
def test_that_an_encoding_may_be_called_as_python_calls_it(command, tmp_path, name, encoding):
    told = command("inspect", written(tmp_path, mixed_text()), "--json", "--encoding", name).json
    assert told["encoding"] == encoding


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--separator", "x"], "--separator: x is not known"),
        (["--encoding", "klingon"], "--encoding: klingon is not known"),
        (["--decimal", "·"], "--decimal"),
    ],
)
def test_that_an_option_that_cannot_be_is_refused(command, tmp_path, options, said):
    assert said in command("inspect", written(tmp_path, mixed_text()), *options).complaint


def test_that_a_file_that_is_no_table_is_refused(command, tmp_path):
    assert "there is no such file" in command("inspect", tmp_path / "none.csv", "--json").complaint


def test_that_it_is_told_in_words(command, tmp_path):
    result = command("inspect", written(tmp_path, mixed_text()))
    assert result.status == 0
    assert "60 rows become 60 samples of 5 numbers; 2 classes." in result.out


RECORDS = [{"a": i % 5 + 0.5, "b": i, "kind": "uv"[i % 2]} for i in range(12)]
RECORDS[3] = {"kind": "v", "a": 3.5, "more": [1, {"x": None}]}


@pytest.mark.parametrize("name", ["my.json", "my.jsonl", "lines.json", "my.txt"])
def test_that_records_are_tables(command, tmp_path, name):
    path = tmp_path / name
    lines = map(json.dumps, RECORDS)
    path.write_text(f"[{', '.join(lines)}]" if name == "my.json" else "\n".join(lines), encoding="utf-8")
    assert is_table(path)
    result = command("inspect", path, "--json").json
    assert (result["target"], result["rows"], result["task"]) == ("kind", 12, "binary")
    assert result["columns"][0]["first"] == [0.5, 1.5, 2.5]


@pytest.mark.parametrize(
    "found",
    [
        {"status": "ok", "data": RECORDS[:3] + RECORDS[4:]},
        {
            "a": {str(i): r["a"] for i, r in enumerate(RECORDS)},
            "kind": {str(i): r["kind"] for i, r in enumerate(RECORDS)},
        },
        {"a": [r["a"] for r in RECORDS], "kind": [r["kind"] for r in RECORDS]},
        {"columns": ["a", "kind"], "index": [0, 1], "data": [[r["a"], r["kind"]] for r in RECORDS]},
    ],
    ids=["answer", "columns", "lists", "split"],
)
def test_that_one_object_may_hold_a_table(command, tmp_path, found):
    result = command("inspect", written(tmp_path, json.dumps(found), "my.json"), "--json").json
    assert (result["target"], result["task"], result["columns"][0]["first"]) == ("kind", "binary", [0.5, 1.5, 2.5])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("my.json", b'{"a": [1, 2], "b": 3, "c": [4]}', "no list of records"),
        ("my.json", b"[1, 2]", "no list of records"),
        ("my.json", b"[", "not valid JSON"),
        ("my.xls", b"<html><table><tr><td>1</td></tr></table></html>", "a web page"),
        ("my.xls", b"\xd0\xcf\x11\xe0 old", "save it as .xlsx or .ods"),
        ("my.ods", b"PK\x03\x04", "save the sheet as CSV"),
        ("my.xlsx", b"PK\x03\x04 broken", "this workbook can't be read"),
        ("my.csv", b"<html><body>404</body></html>", "a web page"),
        ("my.arff", b"@relation x\n@attribute a real\n@data\n{0 1}\n", "sparse"),
    ],
)
def test_that_what_is_no_table_is_said_with_a_way_out(command, tmp_path, name, content, said):
    assert said in command("inspect", written(tmp_path, content, name)).complaint
