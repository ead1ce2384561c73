"""Tables as programs and people save them come to what whoever looks at them would say, by nothing chosen."""

import hashlib
import json
from pathlib import Path

import pytest
from numpy.testing import assert_array_equal

from nnstudio.cli.inspect import as_json
from nnstudio.data.csv import samples as csv_samples
from nnstudio.data.csv.reading import read_or_say
from nnstudio.data.csv.samples import load_csv
from nnstudio.data.load import load_dataset
from nnstudio.data.new_samples.rows import read_new_rows
from nnstudio.export.outcome import unwatched
from nnstudio.project.data import DataSpec
from nnstudio.project.sources.csv import CsvSource
from tests.data.csv_files import completed, table_text, written
from tests.data.saved_by import SAVED, N
from tests.data.ugly_files import UGLY

HERE = Path(__file__).parent
CASES = json.loads((HERE / "tables" / "expected.json").read_text(encoding="utf-8"))
OLD = json.loads((HERE / "first_version.json").read_text(encoding="utf-8"))


def told(path, **wish):
    """What the command says of a file, and what the project would keep of it; its samples are read anew from that."""
    reading = read_or_say(path, CsvSource(path=str(path), target="", **wish))
    assert reading.table is not None, reading.error
    if reading.plan.source is not None:
        kept = CsvSource.model_validate_json(reading.plan.source.model_dump_json())
        csv_samples._kept.clear()
        again = load_csv(kept)
        csv_samples._kept.clear()
        assert_array_equal(again.X, csv_samples.samples_of(reading.table, kept).X)
    return as_json(reading)


def firsts(result):
    return {column["name"]: column["first"] for column in result["columns"]}


@pytest.mark.parametrize("name", CASES)
def test_that_a_table_comes_to_what_it_says(name):
    case = CASES[name]
    result = told(HERE / "tables" / name, **case.get("given", {}))
    for key in ("rows", "target", "task"):
        assert result[key] == case.get(key, result[key])
    assert {column: firsts(result)[column] for column in case["first"]} == case["first"]
    assert bool(result["notes"]) >= case.get("note", False)
    assert result["problem"] is None


@pytest.mark.parametrize("name", SAVED)
def test_that_what_programs_and_offices_write_is_read_as_meant(tmp_path, name):
    saved = SAVED[name]
    result = told(written(tmp_path, saved.text, encoding=saved.encoding))
    assert (result["rows"], result["target"], result["problem"]) == (N, saved.target, None)
    assert {column: firsts(result)[column] for column in saved.first} == saved.first
    assert saved.said in " ".join(result["notes"])
    dates = tuple(column["name"] for column in result["columns"] if column["type"] == "date")
    assert (dates, bool(dates) and not saved.said and bool(result["notes"])) == (saved.dates, False)


@pytest.mark.parametrize("name", OLD)
def test_that_a_source_of_the_first_version_is_read_as_it_was_then(tmp_path, name):
    old = OLD[name]
    path = written(tmp_path, old["content"] or UGLY[name].content(), f"{name}.csv")
    source = CsvSource.model_validate({**old["source"], "path": str(path)}, strict=False)
    csv_samples._kept.clear()
    samples = load_csv(source)
    assert hashlib.sha256(samples.X.tobytes() + samples.y.tobytes()).hexdigest() == old["samples"]
    assert json.loads(source.model_dump_json()) == {**old["source"], "path": str(path)}


def test_that_a_column_keeps_its_decimal_sign_in_new_tables(tmp_path):
    spec = DataSpec(source=completed(tmp_path, SAVED["two tables put together"].text, target="kind"))
    new = written(tmp_path, "b;a\n2.5;1,234\n", "new.csv")
    assert read_new_rows(new, spec, load_dataset(spec), unwatched).raw.tolist() == [[1.234, 2.5]]


BODY = [(i % 5 + 0.5, i % 7, "yn"[i % 2]) for i in range(30)]
GOOD = table_text(("a", "b", "kind"), BODY)
LINES = GOOD.splitlines()


def put(at, *lines):
    return "\n".join([*LINES[:at], *lines, *LINES[at:]]) + "\n"


@pytest.mark.parametrize(
    ("content", "rows", "said"),
    [
        (put(20, "1,2,y,x"), 30, "1 line left out: 21 (it does not have 3 cells)"),
        (put(20, "1,2,y,x", "1,2,3,4", "5,6,7,8"), 30, "3 lines left out: 21 to 23"),
        (put(20, "1,2"), 31, "1 row is shorter than the others; what it lacks is missing (line 21)"),
        (put(20, "1.5,2,y,,"), 31, "1 row has empty cells too many at its end (line 21)"),
        (
            put(20, '1.5,"2,y'),
            31,
            "a quotation mark is not closed or stands within a cell; it is a sign there (line 21)",
        ),
        (put(20, '1.5,"2"x,y'), 31, "quotation mark"),
        (put(20, "a,b,kind"), 30, "The names are repeated within the table and left out there (line 21)"),
        (put(20, "# a pause"), 30, "Comments and other text are left out (line 21"),
        (put(20, "Group B"), 30, "Comments and other text are left out (line 21"),
        (put(0, "Weights, 2024"), 30, "What stands above the table is left out (line 1"),
        (put(0, "A title", "", "of the lab"), 30, "What stands above the table is left out (lines 1, 3"),
        (put(0, "% one", "// two"), 30, "Comments"),
        (put(31, "Total,90,"), 30, "What stands below the table is left out (line 32"),
        (put(31, "Mean,3.5,y"), 30, "What stands below the table is left out (line 32"),
        (put(31, "", "Source: the lab, its own, 2024"), 30, "What stands below the table is left out (line 33"),
        (put(31, "", "Note: some are estimated,,"), 30, "What stands below the table is left out (line 33"),
        (put(31, ",,", "* estimated,,"), 30, "What stands below the table is left out (line 33"),
        (put(1, "kg,cm,-"), 30, "A row of units below the names is left out (line 2"),
        (put(1, "(kg),(cm),"), 30, "A row of units below the names is left out (line 2"),
    ],
    ids=lambda value: repr(value)[-24:],
)
def test_that_no_line_costs_the_others(tmp_path, content, rows, said):
    result = told(written(tmp_path, content))
    assert result["rows"] == rows
    assert said in " ".join(result["notes"])
    assert firsts(result)["a"] == [0.5, 1.5, 2.5]
    assert (result["target"], result["task"], result["problem"]) == ("kind", "binary", None)


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ("1,2,y,x", "11,000 lines left out: 2, 16, 30, 44 …"),
        ("1,2", "11,000 rows are shorter than the others; what they lack is missing (lines 2, 16, 30, 44 …)"),
        ("1,2,y,,", "11,000 rows have empty cells too many at their ends (lines 2, 16, 30, 44 …)"),
    ],
)
def test_that_lines_are_counted_however_many_do_not_fit(tmp_path, odd, said):
    result = told(written(tmp_path, "\n".join((LINES[0], *[odd, *LINES[1:14]] * 11_000, "Total,900,")) + "\n"))
    assert said in " ".join(result["notes"])
    assert "What stands below the table is left out (line 154,002: " in " ".join(result["notes"])
    assert result["problem"] is None


def test_that_the_decimal_sign_is_guessed_from_the_table_alone(tmp_path):
    rows = [f"{i};{i % 7}" for i in range(30)]
    path = written(tmp_path, "\n".join(("a;y", *rows, *["1,5;2,5"] * 20)) + "\n")
    assert told(path)["decimal"] == ","
    result = told(path, last_line=31)
    assert (result["rows"], result["decimal"]) == (30, ".")


def test_that_a_separator_at_the_end_of_every_row_needs_no_words(tmp_path):
    result = told(written(tmp_path, "\n".join((LINES[0], *[f"{line}," for line in LINES[1:31]] * 400)) + "\n"))
    assert (result["rows"], result["notes"]) == (12_000, [])


@pytest.mark.parametrize(
    ("content", "separator"),
    [
        (GOOD.replace(",", ":"), ":"),
        (GOOD.replace(",", "::"), "::"),
        (GOOD.replace(",", "   "), "blanks"),
        ("".join(f"{line}   \n" for line in GOOD.replace(",", "  ").splitlines()), "blanks"),
        (GOOD.replace(",", " "), " "),
        (GOOD.replace(",", "\t").replace("\t4\t", "\t\t\t4\t"), "tabs"),
        ("".join(f"| {line.replace(',', ' | ')} |\n" for line in LINES), "|"),
        ("".join(f"| {line.replace(',', ' | ')} |\n" for line in [LINES[0], "---,---,---", *LINES[1:]]), "|"),
        ("".join(f'"{line}"\n' for line in LINES), ","),
        ("".join(f'"{line}"\n' for line in GOOD.replace(",", "   ").splitlines()), "blanks"),
        ("".join(f'"{line}"\r\n' for line in GOOD.replace(",", ";").splitlines()), ";"),
        (
            GOOD.replace(",", ', "')
            .replace("\n", '"\n')
            .replace(', "', '", "')
            .replace("\n", '\n"')[:-1]
            .join(('"', "")),
            ",",
        ),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_that_every_separator_is_seen(tmp_path, content, separator):
    result = told(written(tmp_path, content))
    assert result["separator"] == separator
    assert [column["name"] for column in result["columns"]] == ["a", "b", "kind"]
    assert firsts(result) == {"a": [0.5, 1.5, 2.5], "b": [0, 1, 2], "kind": ["y", "n", "y"]}
    assert result["rows"] == 30


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ('a,"b",y\n' + '1,"5" pipe",u\n2,"7"" pipe",v\n' * 8, ['5" pipe', '7" pipe', '5" pipe']),
        ('a,"b",y\n' + '1,"say \\"hi, you\\"",u\n2,"no",v\n' * 8, ['say "hi, you"', "no", 'say "hi, you"']),
        ('a,"b",y\n' + '1,   "x, y",u\n2,"z" ,v\n' * 8, ["x, y", "z", "x, y"]),
        ("a,b,y\n" + '1,5" x,u\n2,7",v\n' * 8, ['5" x', '7"', '5" x']),
    ],
    ids=["inches within quotes", "backslashes", "blanks around", "inches"],
)
def test_that_quotation_marks_are_read_as_meant(tmp_path, content, texts):
    result = told(written(tmp_path, content))
    assert result["rows"] == 16
    assert firsts(result)["b"] == texts or [f"{value:g}" for value in firsts(result)["b"]] == texts


@pytest.mark.parametrize(
    ("header", "row", "has_header"),
    [
        ("country,1990,1995", "{w},0.{i},1.{i}", True),
        ("1990,1995,kind", "0.{i},1.{i},{w}", True),
        ("0,1,2", "0.{i},1.{i},3.{i}", True),
        ("x,1,2", "{i},{i},1", True),
        ("5.1,3.5,setosa", "4.{i},3.{i},{w}", False),
        ("5,3,setosa", "4,3,{w}", False),
        ("-,3.5,1", "4.{i},3.{i},2", False),
        ("6.29 kg,1,2", "4.{i} kg,1,{i}", False),
        ("2019-01-01,12", "2019-01-{i},5", False),
        ("date,sales", "2019-01-{i},5", True),
        (",a,b", "{i},0.{i},1", True),
        ("country name,2008", "{w}{i},20{i}", True),
        ("Peru,2008", "{w}{i},20{i}", False),
    ],
)
def test_that_names_are_told_from_values(tmp_path, header, row, has_header):
    rows = [row.format(i=10 + i, w=("u", "v", "setosa")[i % 3]) for i in range(18)]
    assert told(written(tmp_path, "\n".join([header, *rows]) + "\n"))["header"] is has_header


@pytest.mark.parametrize(
    ("content", "decimal", "asks"),
    [
        ('a,y\n"0,100","1,5"\n"0,107","2,5"\n', ",", False),
        ("a;y\n0,100;1\n0,107;2\n", ",", False),
        ("a;y\n1.037;950\n12.500;1.200.000\n", ",", False),
        ("a;y\n1.037;3\n950;5\n12.500;7\n", ",", True),
        ("a;y\n1,234;3\n5,678;5\n", ",", True),
        ('a,y\n"1,234",3\n"5,678",5\n', ".", True),
        ("a,y\n1.234,3\n5.678,5\n", ".", True),
        ("a,y\n1.234,3\n0.678,5\n", ".", False),
        ("time;a\n08.07;1,5\n12.30;2,5\n23.10;3,25\n08.00;4,5\n09.00;4,5\n", ",", False),
        ("a;b\n1.234,5;1\n2,5;2\n", ",", False),
    ],
)
def test_that_the_decimal_sign_is_decided_by_what_allows_one_reading_else_asked(tmp_path, content, decimal, asks):
    head, *rows = content.splitlines()
    result = told(written(tmp_path, "\n".join([head, *rows * 4]) + "\n"))
    assert result["decimal"] == decimal
    assert ("with another decimal sign it is" in " ".join(result["notes"])) is asks


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["−3", "4", "5"], [-3, 4, 5]),
        (["3-", "4", "(5)"], [-3, 4, -5]),
        (["($1,200.50)", "$3", "-$4"], [-1200.5, 3, -4]),
        (["12,34,567", "1,00,000", "5"], [1234567, 100000, 5]),
        (["5 €", "6.50 €", "7 €"], [5, 6.5, 7]),
        (["CHF 5", "CHF 1'200", "CHF 7"], [5, 1200, 7]),
        (["74 bhp", "80.5 bhp", "9 bhp"], [74, 80.5, 9]),
        (["30%", "5 %", "7%"], [30, 5, 7]),
        (["#NV", "#REF!", "3"], [None, None, 3]),
        (["#NULL!", "#BEZUG!", "3"], [None, None, 3]),
        (["5 kg", "300 g", "7 kg"], ["5 kg", "300 g", "7 kg"]),
        (["1. red", "1. red", "1. red", "2. blue"], ["1. red", "1. red", "1. red"]),
        (["7a", "7b", "8"], ["7a", "7b", "8"]),
        (["None", "mild", ""], ["None", "mild", None]),
        (["NA", "EU", "AS"], ["NA", "EU", "AS"]),
        (["NA", "big", "small"], [None, "big", "small"]),
    ],
    ids=str,
)
def test_that_cells_are_read_as_people_write_them(tmp_path, cells, values):
    more = ["AF"] if "EU" in cells else []
    rows = [(cell, i % 5, i * 0.5) for i, cell in enumerate((cells + more) * 6)]
    assert firsts(told(written(tmp_path, table_text(("c", "a", "y"), rows))))["c"] == values


NAMES_AND_ROWS = [
    # each row ends with a separator, and the names do not: no names of rows
    ("a,b,y\n", "{i},{k}.5,{w},\n", {"a": [0, 1, 2], "y": ["u", "v", "x"]}),
    ("a,b,y\n", "{i},the best\\, {k},{w}\n", {"a": [0, 1, 2], "b": ["the best, 0", "the best, 1", "the best, 2"]}),
    ("# a b y\n", "{i} {k}.5 {w}\n", {"a": [0, 1, 2], "y": ["u", "v", "x"]}),
    ("#a,b,y\n", "{i},{k}.5,{w}\n", {"a": [0, 1, 2], "y": ["u", "v", "x"]}),
    ("#,b,y\n", "{i},{k}.5,{w}\n", {"#": [0, 1, 2], "y": ["u", "v", "x"]}),
    ("% by me x\n% y\n", "{i} {k}.5 {w}\n", {"column 1": [0, 1, 2], "column 3": ["u", "v", "x"]}),
    ("land,1990,1991\n", "{w},{y},{y}\n", {"land": ["u", "v", "x"], "1990": [1980, 1981, 1982]}),
    ("sd,sd,kind\nx,y,z\n", "{i},{k}.5,{w}\n", {"sd x": [0, 1, 2], "kind z": ["u", "v", "x"]}),
]


@pytest.mark.parametrize(("head", "row", "first"), NAMES_AND_ROWS, ids=[repr(case[0]) for case in NAMES_AND_ROWS])
def test_that_names_go_with_their_columns(tmp_path, head, row, first):
    rows = (row.format(i=i, k=i % 5, y=1980 + i, w="uvx"[i % 3]) for i in range(24))
    result = told(written(tmp_path, head + "".join(rows)))
    assert {name: firsts(result)[name] for name in first} == first
    assert result["rows"] == 24


@pytest.mark.parametrize(
    ("head", "row", "first"),
    [
        ("tel,y\n", "+49 30 1234{i},{i}\n", {"tel": ["+49 30 123410", "+49 30 123411", "+49 30 123412"]}),
        ("label\ttext\n", '{w}\tthis "is" it, no {i}; ok\n', {"label": ["u", "v", "x"]}),
        (
            "comment\n",
            "this is comment number {i}\n",
            {"comment": [f"this is comment number {i}" for i in (10, 11, 12)]},
        ),
        ("a,b,y\n", "{i},'x, {w}',{i}\n", {"b": ["x, u", "x, v", "x, x"]}),
        ("a,b,y\n", "{i},it's {w},{i}\n", {"b": ["it's u", "it's v", "it's x"]}),
        ("a;y\n", "1 2{i},5;{i}\n", {"a": [1210.5, 1211.5, 1212.5]}),
        ("a;y\n", "1'2{i}.5;{i}\n", {"a": [1210.5, 1211.5, 1212.5]}),
    ],
)
def test_that_cells_keep_what_looks_like_a_separator(tmp_path, head, row, first):
    rows = (row.format(i=10 + i, w="uvx"[i % 3]) for i in range(24))
    result = told(written(tmp_path, head + "".join(rows) + "\x1a"))
    assert {name: firsts(result)[name] for name in first} == first
    assert (result["rows"], result["left_out"]) == (24, [])


RUSSIAN = "имя;возраст;город\n" + "Иван;20;Москва\nМария;21;Петербург\n" * 10
SHORT_RUSSIAN = "рост;вес;пол\n" + "1,5;2;мужской\n2,5;3;женский\n" * 10
CHINESE = "姓名;年龄;城市\n" + "王伟;20;北京\n李娜;21;上海\n" * 10
JAPANESE = "名前;年齢;都市\n" + "山田太郎;20;東京\nさくら;21;大阪\n" * 10
CZECH = "jméno;věk;město\n" + "Jiří Dvořák;20;Plzeň\nŽofie;21;Ústí nad Labem\n" * 10
FRENCH = "prénom;âge;œuvre\n" + "Élodie;20;cœur\nFrançois;21;bœuf\n" * 10


@pytest.mark.parametrize("plain", [0, 1000])
@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (SHORT_RUSSIAN, "cp1251", "cp1251"),
        (CHINESE, "gbk", "gb18030"),
        (JAPANESE, "shift-jis", "shift-jis"),
        (CZECH, "cp1250", "cp1250"),
        (FRENCH, "cp1252", "windows-1252"),
        (CZECH, "utf-16", "utf-16"),
    ],
)
def test_that_an_encoding_is_found_by_its_letters_wherever_they_are(tmp_path, text, codec, encoding, plain):
    names, rows = text.split("\n", 1)
    result = told(written(tmp_path, f"{names}\n" + "Ann;20;Bonn\n" * plain + rows, encoding=codec))
    assert result["encoding"] == encoding
    assert [column["name"] for column in result["columns"]] == names.split(";")


ORANGE = "a\tb\tname\tkind\ncontinuous\tdiscrete\tstring\td\n\t\tmeta\tclass\n" + "1.5\tx\tn1\tu\n2.5\ty\tn2\tv\n" * 6


def test_that_oranges_three_rows_of_names_are_heeded(tmp_path):
    result = told(written(tmp_path, ORANGE, "my.tab"))
    assert (result["target"], result["rows"], result["task"]) == ("kind", 12, "binary")
    assert [(c["name"], c["role"]) for c in result["columns"]][2] == ("name", "ignore")


ARFF = "% Trees\n@RELATION trees\n\n@attribute 'the size' REAL\n@attribute kind {'red oak',elm}\n\n@DATA\n"


def test_that_wekas_files_are_read_by_their_head(tmp_path):
    rows = "1.5,'red oak'\n?,elm\n% a pause\n2.5,elm\n" * 5
    result = told(written(tmp_path, ARFF + rows, "trees.arff"))
    assert firsts(result) == {"the size": [1.5, None, 2.5], "kind": ["red oak", "elm", "elm"]}
    assert (result["target"], result["rows"], result["problem"]) == ("kind", 15, None)
