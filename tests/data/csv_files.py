"""Data files of every sort, written where a test wants them."""

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnstudio.data.csv.complete import complete
from nnstudio.project.sources.csv import CsvSource

IRIS_LIKE = """sepal,petal,species
5.1,1.4,setosa
4.9,1.4,setosa
4.7,1.3,setosa
7.0,4.7,versicolor
6.4,4.5,versicolor
6.9,4.9,versicolor
6.3,6.0,virginica
5.8,5.1,virginica
7.1,5.9,virginica
"""


def written(folder: Path, content: str | bytes, name: str = "data.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def table_text(header: Sequence[str], rows: Iterable[Sequence[Any]], separator: str = ",") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def completed(folder: Path, content: str | bytes, target: str = "y", encoding: str = "utf-8", **wish: Any) -> CsvSource:
    """The source that is made of a file of this content."""
    path = written(folder, content, encoding=encoding)
    return complete(CsvSource(path=str(path), target=target, **wish), folder)


def mixed_text(n: int = 60, seed: int = 0, gaps: bool = True) -> str:
    """Numbers, a category and a class, some cells missing."""
    draw = np.random.RandomState(seed)
    rows = []
    for i in range(n):
        age, color = draw.randint(20, 60), ("red", "green", "blue")[draw.randint(3)]
        income = round(float(draw.randn()) * 10 + age, 2)
        bought = "yes" if income + (5 if color == "red" else 0) > 42 else "no"
        if gaps and i % 7 == 3:
            income = ""
        if gaps and i % 11 == 5:
            color = ""
        rows.append((age, color, income, bought))
    return table_text(("age", "color", "income", "bought"), rows)


def dated_text(n: int = 80, form: str = "%d.%m.%Y %H:%M") -> str:
    """A date, a number and what depends on both; some dates missing."""
    start = datetime.datetime(2023, 11, 3, 5, 30)
    rows = []
    for i in range(n):
        day = start + datetime.timedelta(hours=37 * i)
        rows.append(("" if i % 19 == 4 else day.strftime(form), i % 7, round(day.month + day.hour / 7 + i % 7, 3)))
    return table_text(("date", "a", "y"), rows)
