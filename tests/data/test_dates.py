"""Dates become numbers, as pandas has them, in whichever form they are written; what is no date is none."""

import json

import numpy as np
import pandas as pd
import pytest

from nnstudio.data.csv.complete import read_file
from nnstudio.data.csv.dates import read_date
from nnstudio.data.csv.plan import make_plan
from nnstudio.data.csv.samples import load_csv
from nnstudio.data.opening import open_source
from nnstudio.export.scoring import Scored, score
from nnstudio.export.tables import write_predictions
from nnstudio.project import edits
from nnstudio.project.sources.csv import ColumnType, CsvSource, Role
from tests.data.csv_files import completed, dated_text, table_text, written
from tests.export.runs import trained
from tests.project.examples import with_value

TIMES = pd.date_range("2023-11-03 05:30", periods=90, freq="37h")


def with_dates(texts):
    return table_text(("when", "a", "y"), [(text, i % 7, i * 0.5) for i, text in enumerate(texts)])


@pytest.mark.parametrize(
    "form",
    "%Y-%m-%d %H:%M|%Y-%m-%dT%H:%M:%SZ|%d.%m.%Y|%m/%d/%Y %I:%M %p|%d/%m/%y|%Y%m%d|%d %b %Y|%B %d, %Y|%A, %d. %B %Y|"
    "%d-%b-%y|%Y/%m/%d|%d.%m.%Y %H:%M:%S".split("|"),
)
def test_that_dates_become_the_numbers_that_pandas_has(tmp_path, form):
    name = "date" if form == "%Y%m%d" else "when"
    text = with_dates(TIMES.strftime(form)).replace("when", name)
    source = completed(tmp_path, text)
    has_time = "%H" in form or "%I" in form
    assert source.feature_names() == (
        *(f"{name}: {part}" for part in ("day", "month", "weekday", *(["hour"] if has_time else []))),
        "a",
    )
    X = load_csv(source).X
    expected = [(TIMES.normalize() - pd.Timestamp(0)).days, TIMES.month, TIMES.day_of_week + 1]
    if has_time:
        expected.append(TIMES.hour + TIMES.minute / 60)
    assert np.array_equal(X[:, :-1], np.column_stack(expected))
    again = CsvSource.model_validate_json(source.model_dump_json())
    assert again == source


@pytest.mark.parametrize("form", "%Y-%m|%m/%Y|%b-%y|%b %Y|%Y-%b|%Y %b|%Y/%B|%YQq|%Y-Qq|Qq %Y".split("|"))
def test_that_months_and_quarters_are_dates_however_they_are_written(tmp_path, form):
    months = pd.date_range("2018-01-01", periods=60, freq="QS" if "Qq" in form else "MS")
    texts = [month.strftime(form).replace("Qq", f"Q{month.quarter}") for month in months]
    source = completed(tmp_path, with_dates(texts))
    assert source.feature_names() == ("when: day", "when: month", "a")
    expected = np.column_stack(((months - pd.Timestamp(0)).days, months.month))
    assert np.array_equal(load_csv(source).X[:, :2], expected)


def test_that_what_comes_round_again_can_be_sine_and_cosine(tmp_path):
    text = with_dates(TIMES.strftime("%Y-%m-%d %H:%M"))
    source = completed(tmp_path, text, columns=({"name": "when", "cyclic": True},))
    assert [name.removeprefix("when: ") for name in source.feature_names()[1:-1]] == [
        f"{part} {wave}" for part in ("month", "weekday", "hour") for wave in ("sin", "cos")
    ]
    X = load_csv(source).X
    assert np.allclose(X[:, 1:-1:2] ** 2 + X[:, 2:-1:2] ** 2, 1)
    turn = 2 * np.pi * (TIMES.month.to_numpy() - 1) / 12
    assert np.array_equal(X[:, 1:3], np.column_stack((np.sin(turn), np.cos(turn))))


def plan_of(folder, text, **wish):
    path = written(folder, text)
    wish = CsvSource(path=str(path), target="y", **wish)
    return make_plan(read_file(path, wish)[0], wish)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        ([f"{1 + i % 12}/{1 + i % 28}/2024" for i in range(40)], "mdy"),
        ([f"{1 + i % 28}/{1 + i % 12}/2024" for i in range(40)], "dmy"),
        # both fit: they go up in one of them
        ([f"{m:02}/{d:02}/2024" for m in (1, 2, 3) for d in range(1, 12)], "mdy"),
        ([f"{d:02}/{m:02}/2024" for m in (1, 2, 3) for d in range(1, 12)], "dmy"),
    ],
)
def test_that_the_order_of_day_and_month_is_seen_or_chosen(tmp_path, texts, order):
    column = plan_of(tmp_path, with_dates(texts)).columns[0]
    assert (column.type, column.order) == (ColumnType.DATE, order)
    is_open = all(int(part) <= 12 for text in texts for part in text.split("/")[:2])
    assert ("may be meant" in column.reason) == is_open
    other = "dmy" if order == "mdy" else "mdy"
    wished = plan_of(tmp_path, with_dates(texts), columns=({"name": "when", "order": other},))
    assert wished.columns[0].order == other


def test_that_only_parts_that_say_something_are_used(tmp_path):
    monthly = plan_of(tmp_path, with_dates(f"{2000 + i // 12}-{1 + i % 12:02}-01" for i in range(40)))
    assert monthly.columns[0].parts == ("day", "month")
    times = plan_of(tmp_path, with_dates(f"{i % 24}:{i:02}" for i in range(40)))
    assert times.columns[0].parts == ("hour",)
    same = plan_of(tmp_path, with_dates(["2024-05-05"] * 40))
    assert same.columns[0].role is Role.IGNORE


@pytest.mark.parametrize(
    "cell", "25:10|2019-02-30x|hello 3|3 apples 2019|12-34|16:9|1.2.3|99/99/2019|2019-13-01|v1.2|may|Q5 2020".split("|")
)
def test_that_what_is_no_date_is_none(tmp_path, cell):
    found = read_date(cell)
    plan = plan_of(tmp_path, with_dates(f"{cell} " for _ in range(20)))
    assert found is None or plan.columns[0].type is not ColumnType.DATE


def test_that_a_cell_that_is_no_date_is_missing_and_31_april_is_none(tmp_path):
    texts = ["31.04.2024", "soon", "", *TIMES.strftime("%d.%m.%Y")]
    source = completed(tmp_path, with_dates(texts), missing="drop")
    assert source.rows == len(TIMES)


@pytest.mark.parametrize("missing", ["drop", "mean"])
def test_that_a_dated_file_is_predicted_as_in_the_studio(tmp_path, missing):
    (tmp_path / "own.csv").write_text(dated_text(), encoding="utf-8")
    source = {"kind": "csv", "path": "own.csv", "target": "y", "missing": missing}
    raw = with_value("data", {"source": source, "standardize": True, "test_fraction": 0.25})
    raw["training"]["loss"] = "mse"
    (tmp_path / "project.json").write_text(json.dumps(raw), encoding="utf-8")
    outcome = trained(edits.with_training(open_source(str(tmp_path / "project.json")), epochs=2))
    bad = 0 if missing == "mean" else dated_text().count("\n,")
    assert score(outcome, tmp_path / "own.csv", tmp_path / "out.csv") == Scored(80, bad)
    write_predictions(outcome, tmp_path / "studio.csv")
    own, studio = pd.read_csv(tmp_path / "out.csv"), pd.read_csv(tmp_path / "studio.csv")
    assert sorted(own["prediction"].dropna()) == sorted(studio["prediction"])
    new = written(tmp_path, "date,a\n03.05.2031 7:15,2\nlater,3\n", "new.csv")
    assert score(outcome, new, tmp_path / "new-out.csv").left_empty == (0 if missing == "mean" else 1)
    assert "is not a date" in pd.read_csv(tmp_path / "new-out.csv")["note"][1]
