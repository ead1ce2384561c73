"""What is made of an imported table (a script, an ONNX model, its rows predicted) says what the studio says."""

import csv
import datetime
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import make_friedman1
from sklearn.metrics import r2_score

from nnstudio.data.csv.reading import read_or_say
from nnstudio.data.opening import open_source
from nnstudio.export.kinds import write_script
from nnstudio.export.scoring import score
from nnstudio.export.tables import write_predictions
from nnstudio.project import edits
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.storage import write_project
from tests.data.csv_files import table_text, written
from tests.data.workbooks import ods
from tests.export.outside import use_script
from tests.export.runs import trained
from tests.export.test_onnx import assert_agrees

DAYS = [datetime.date(2023, 11, 3) + datetime.timedelta(days=9 * i) for i in range(60)]


def offices_table() -> bytes:
    """Windows-1252; decimal commas beside points; dates, categories and numbers with gaps; a target of some 100,000."""
    rows = ["Tag;Größe – cm;rate;Straße;Preis"]
    for i, day in enumerate(DAYS):
        when, street = day.strftime("%d.%m.%Y") if i % 13 else "", ("Süd", "Nord", "")[i % 3]
        rows.append(
            f"{when};{i % 9},5;{'..' if i % 11 == 4 else i % 7 / 4};{street};{120_000 + 900 * (i % 9) + 70 * i} €"
        )
    return "\r\n".join(rows).encode("cp1252")


def workbook() -> bytes:
    """A sheet behind another one, with dates, truths, gaps, and a class that is rare."""
    rows = [
        [day, i % 4 == 0, None if i % 17 == 3 else i % 8 * 0.25, "hi" if i % 6 else "lo"] for i, day in enumerate(DAYS)
    ]
    return ods({"About": [["Made by the lab"]], "Runs": [["when", "ok", "dose", "class"], *rows]})


@pytest.mark.parametrize(
    ("name", "content"), [("büro.csv", offices_table()), ("lab.ods", workbook())], ids=["csv", "ods"]
)
def test_that_an_imported_table_is_the_same_in_every_form(tmp_path, name, content):
    path = written(tmp_path, content, name)
    reading = read_or_say(path, CsvSource(path=str(path), target=""))
    assert reading.problem == ""
    imported = edits.with_table(
        open_source("binary-classification"),
        reading.plan.source,
        reading.plan.preparation._replace(balance_classes=name == "lab.ods"),
    )
    write_project(edits.with_training(imported, epochs=2), tmp_path / "project.json")
    outcome = trained(open_source(str(tmp_path / "project.json")))
    kinds = {column.type for column in outcome.project.data.source.columns}
    assert len(kinds) == 3
    write_script(outcome.project, tmp_path / "script.py")
    use_script(tmp_path / "script.py", outcome.history.train_loss)
    assert_agrees(outcome)
    score(outcome, path, tmp_path / "out.csv")
    write_predictions(outcome, tmp_path / "studio.csv")
    assert said(tmp_path / "out.csv") == said(tmp_path / "studio.csv")


def test_that_a_new_table_is_learned_well_by_what_is_proposed(tmp_path):
    X, y = make_friedman1(400, n_features=6, noise=0.5, random_state=3)
    path = written(tmp_path, table_text([*"abcdef", "price"], np.column_stack((X, 1e5 + 9e3 * y)).round(4).tolist()))
    plan = read_or_say(path, CsvSource(path=str(path), target="")).plan
    first = open_source("binary-classification")
    project = edits.with_table(first, plan.source, plan.preparation)
    assert (project.training.optimizer.lr, project.training.epochs) == (0.01, 167)
    outcome = trained(project)
    data = outcome.dataset
    assert r2_score(data.y_test, outcome.outputs(data.raw_test)) > 0.85
    # a rate as fine as this is the learner's choice, and so is whatever a table in use is trained by
    fine = edits.with_optimizer(first, lr=0.02)
    assert edits.with_table(fine, plan.source, plan.preparation).training.optimizer.lr == 0.02
    again = edits.with_training(edits.with_optimizer(project, lr=0.5), epochs=3)
    assert edits.with_table(again, plan.source, plan.preparation).training == again.training


def said(path: Path) -> list[list[str]]:
    """What a table says of its rows, from the prediction on, in order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header, *rows = csv.reader(lines, delimiter=";" if ";" in lines[0] else ",")
    names = [name for name in header if name == "prediction" or name.startswith("probability")]
    return sorted([row[header.index(name)] for name in names] for row in rows if row[header.index("prediction")])
