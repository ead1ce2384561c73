"""A workbook's sheet is read like the CSV file that it would be saved as, and what it says of itself costs nothing."""

import datetime
import json

import pytest
from numpy.testing import assert_array_equal

from nnstudio.cli.inspect import as_json
from nnstudio.data.csv import conversion
from nnstudio.data.csv import samples as csv_samples
from nnstudio.data.csv.reading import read_or_say
from nnstudio.data.csv.samples import load_csv
from nnstudio.data.load import load_dataset
from nnstudio.data.new_samples.rows import read_new_rows
from nnstudio.data.opening import open_source
from nnstudio.export.outcome import unwatched
from nnstudio.project.sources.csv import CsvSource
from tests.data.csv_files import table_text, written
from tests.data.workbooks import TABLE, ods, ods_of, xlsx
from tests.project.examples import with_value

DAYS = [["day", "ok", "note  (of two)", "y"]]
DAYS += [
    [datetime.date(2024, 1, 1 + i), i % 3 == 0, None if i == 4 else "u & <v>"[: 1 + i % 2], i * 1.5] for i in range(20)
]
SHEETS = {
    "About": [["Made by the lab"], ["in 2024"]],
    "Days": [[], [], *[[None, None, *row] for row in DAYS]],
    "T": TABLE,
}
MAKERS = {"my.ods": ods, "my.xlsx": xlsx}


def reading_of(path, **wish):
    return read_or_say(path, CsvSource(path=str(path), target="", **wish))


@pytest.mark.parametrize("name", MAKERS)
def test_that_the_first_sheet_with_a_table_is_read_like_its_csv(tmp_path, name):
    book = reading_of(written(tmp_path, MAKERS[name](SHEETS), name))
    assert (book.sheets, book.table.facts.sheet, book.problem) == (("About", "Days", "T"), "Days", "")
    told, same = as_json(book), as_json(reading_of(written(tmp_path, table_text(DAYS[0], DAYS[1:]))))
    assert 'Of 3 sheets, "Days" is read.' in told["notes"]
    for key in ("columns", "rows", "target", "task", "missing", "problem"):
        assert told[key] == same[key]


@pytest.mark.parametrize("name", MAKERS)
def test_that_a_source_keeps_its_sheet_wherever_it_is_read(tmp_path, name):
    path = written(tmp_path, MAKERS[name](SHEETS), name)
    raw = {"kind": "csv", "path": name, "target": "kind", "sheet": "T"}
    project = written(tmp_path, json.dumps(with_value("data", {"source": raw})), "project.json")
    source = open_source(str(project)).data.source
    assert (source.sheet, source.path, source.rows) == ("T", str(path), 12)
    kept = CsvSource.model_validate_json(source.model_dump_json())
    csv_samples._kept.clear()
    conversion._kept.clear()
    assert_array_equal(load_csv(kept).X[:, 0], [row[0] for row in TABLE[1:]])
    missed = reading_of(path, sheet="X")
    assert 'there is no sheet "X"; there are: "About", "Days", "T"' in missed.problem
    assert missed.sheets == tuple(SHEETS)


@pytest.mark.parametrize("name", [*MAKERS, "my.json"])
def test_that_what_was_imported_is_predicted(tmp_path, name):
    content = (
        MAKERS[name](SHEETS) if name in MAKERS else json.dumps([dict(zip(TABLE[0], r, strict=True)) for r in TABLE[1:]])
    )
    path = written(tmp_path, content, name)
    raw = {"kind": "csv", "path": name, "target": "kind", **({"sheet": "T"} if name in MAKERS else {})}
    spec = open_source(str(written(tmp_path, json.dumps(with_value("data", {"source": raw})), "project.json"))).data
    data = load_dataset(spec)
    assert read_new_rows(path, spec, data, unwatched).usable.all()
    # in other kinds of files, too, under other names of sheets
    for other in (
        written(tmp_path, ods({"Mine": TABLE}), "new.ods"),
        written(tmp_path, table_text(TABLE[0], TABLE[1:])),
    ):
        assert_array_equal(
            read_new_rows(other, spec, data, unwatched).raw, read_new_rows(path, spec, data, unwatched).raw
        )


CELL = '<table:table-cell office:value-type="float" office:value="1" {more}><text:p>1</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (
            f'<table:table-row table:number-rows-repeated="1048576">{CELL}</table:table-row>',
            "more than 10,000,000 cells",
        ),
        (f"<table:table-row>{CELL}</table:table-row>", "more than 10,000,000 cells"),
        (
            '<table:table-row><table:table-cell table:number-columns-repeated="4000000000"/></table:table-row>',
            "is empty",
        ),
        ("<table:table-row>", "can't be read (ParseError)"),
    ],
)
def test_that_what_a_workbook_says_of_itself_takes_no_memory(tmp_path, tables, said):
    times = 20 if "1048576" in tables else 4_000_000_000
    more = f'table:number-columns-repeated="{times}"'
    content = ods_of(f'<table:table table:name="A">{tables.format(more=more)}</table:table>')
    problem = reading_of(written(tmp_path, content, "my.ods")).problem
    assert said in problem
    assert problem.count("my.ods") == 1


@pytest.mark.parametrize(("name", "kind"), [("my.csv", ods), ("my.data", xlsx)])
def test_that_a_workbook_is_one_whatever_it_is_called(tmp_path, name, kind):
    assert reading_of(written(tmp_path, kind({"T": TABLE}), name)).table.rows == 12
    # and a text in a workbook's clothes is one
    assert reading_of(written(tmp_path, table_text(TABLE[0], TABLE[1:], "\t"), "my.xls")).table.rows == 12


@pytest.mark.parametrize("names", [("my.jsonl", "my.json"), ("my.json", "my.jsonl")])
def test_that_the_same_content_is_read_by_what_each_file_is_called(tmp_path, names):
    # one line alone is a single record, and no table
    content = json.dumps(TABLE)
    rows = {}
    for name in names:
        table = reading_of(written(tmp_path, content, name)).table
        rows[name] = table.rows if table is not None else 0
    assert (rows["my.json"], rows["my.jsonl"]) == (12, 0)
