"""Small tables as programs, instruments and offices write them, each with what it must come to."""

import json
from typing import Any, NamedTuple

N = 40
A = [round(1.05 + (i * 37 % 71) / 9, 2) for i in range(N)]
B = [round(120.5 + (i * 53 % 97) * 19.3, 1) for i in range(N)]
C = [("low", "mid", "high")[i * i % 7 % 3] for i in range(N)]
K = ["yn"[i * 11 % 13 % 2] for i in range(N)]
PEOPLE = ("John Smith", "Ann Lee", "Bo de Vries")
TOWNS = ("New York", "Rome")


class Saved(NamedTuple):
    text: str
    first: dict[str, list[Any]]
    """Columns' first three values."""
    target: str
    encoding: str = "utf-8"
    said: str = ""
    """Part of a note."""
    dates: tuple[str, ...] = ()
    """Columns that are taken for dates."""


def body(line):
    return "".join(f"{line(i)}\n" for i in range(N))


def comma(value):
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def padded(*cells):
    return "".join(f"{cell:<{width}}" for cell, width in cells)


QUALTRICS = ["StartDate,Q1,Q2,Q3", 'Start Date,"How old, roughly?",How tall?,Smoker?']
QUALTRICS.append(",".join('"' + json.dumps({"ImportId": f"Q{i}"}).replace('"', '""') + '"' for i in range(4)))
NEW_YORK = ["New York", "Rome", "New York"]

SAVED: dict[str, Saved] = {
    "two tables put together": Saved(
        "a;b;kind\n" + body(lambda i: f"{comma(A[i])};{B[i]};{K[i]}"),
        {"a": A[:3], "b": B[:3]},
        "kind",
        said='In "a", the decimal sign is ",", unlike in the others.',
    ),
    "thousands beside decimal commas": Saved(
        "sum;rate;kind\n" + body(lambda i: f'"{int(B[i] * 1000):,}";{comma(A[i])};{K[i]}'),
        {"sum": [int(value * 1000) for value in B[:3]], "rate": A[:3]},
        "kind",
        said='In "sum", the decimal sign is ".", unlike in the others.',
    ),
    "Eurostat": Saved(
        "geo\\time\t2010 \t2011 \t2012 \n"
        + body(lambda i: f"G{i}\t{A[i]} {'p' if i % 7 == 2 else ''}\t{': ' if i % 4 == 1 else B[i]}\t{B[-i]} "),
        {"2010": A[:3], "2011": [B[0], None, B[2]]},
        "2012",
        said='In "2010", "p" behind numbers are remarks',
    ),
    "statistical offices": Saved(
        "region,jobs,rate,size\n"
        + body(
            lambda i: (
                f"R{i % 5},{'..' if i % 5 == 2 else B[i]},{'…' if i % 6 == 1 else A[i]},{'x' if i % 9 == 5 else A[-i]}"
            )
        ),
        {"jobs": [*B[:2], None], "rate": [A[0], None, A[2]]},
        "size",
    ),
    "encyclopaedia": Saved(
        "Country\tPeople\tArea\tKind\n" + body(lambda i: f"L{i}[a]\t{int(B[i] * 1e4):,}[{i % 5}]\t{A[i]}*\t{C[i]}"),
        {"People": [int(value * 1e4) for value in B[:3]], "Area": A[:3]},
        "Kind",
        said="are remarks",
    ),
    "oscilloscope with units": Saved(
        "X,CH1,CH2,\nSequence,Volt,Volt,\n" + body(lambda i: f"{i},{A[i]:.3e},{B[i]:.4e},"),
        {"CH1": A[:3]},
        "CH2",
        said="A row of units",
    ),
    "oscilloscope with facts": Saved(
        "Model,T1\nRecord Length,40\nTIME,CH1,CH2\n" + body(lambda i: f"{i * 1e-4:.6e},{A[i]},{B[i]}"),
        {"CH1": A[:3]},
        "CH2",
        said="What stands above the table",
    ),
    "LabVIEW": Saved(
        "LabVIEW Measurement\t\nDate\t2024/03/01\n***End***\t\n\t\nX_Value\tU\tI\tComment\n"
        + body(lambda i: f"{i * 0.1:.6f}\t{A[i]:.6f}\t{B[i]:.6f}"),
        {"U": A[:3]},
        "I",
        said="What stands above the table",
    ),
    "grouped by pandas": Saved(
        ",size,size,kind\n,mean,std,first\ngroup,,,\n" + body(lambda i: f"g{i},{A[i]},{B[i]},{C[i]}"),
        {"size mean": A[:3], "size std": B[:3]},
        "kind first",
        said="The names stand in two rows",
    ),
    "survey": Saved(
        "\n".join(QUALTRICS) + "\n" + body(lambda i: f"2024-01-{i % 28 + 1:02},{20 + i},{150 + i % 7},{K[i]}"),
        {"Q1": [20, 21, 22]},
        "Q3",
        said="A row of units",
        dates=("StartDate",),
    ),
    "fixed widths": Saved(
        "name              age  town        kind\n"
        + body(lambda i: padded((PEOPLE[i % 3], 18), (20 + i, 5), (TOWNS[i % 2], 12), (K[i], 1))),
        {"age": [20, 21, 22], "town": NEW_YORK},
        "kind",
    ),
    "fixed widths, one blank between": Saved(
        "name        age town     kind\n"
        + body(lambda i: padded((PEOPLE[i % 3], 12), (f"{20 + i:>3} ", 4), (TOWNS[i % 2], 9), (C[i], 4))),
        {"age": [20, 21, 22], "town": NEW_YORK},
        "kind",
    ),
    "semicolons within cells": Saved(
        "size,tags,y\n" + body(lambda i: f"{A[i]},{C[i]};{K[i]},{K[i]}"), {"size": A[:3]}, "y"
    ),
    "forms of dates": Saved(
        "month,week,period,year month,day,y\n"
        + body(
            lambda i: (
                f"{2010 + i // 12}M{i % 12 + 1:02},2023-W{i + 1:02},{2010 + i // 12}{i % 12 + 1:02},"
                f"{i // 12 + 1}-{i % 12 + 1:02},{2010 + i}-Jan,{A[i]}"
            )
        ),
        {},
        "y",
        dates=("month", "week", "period", "year month", "day"),
    ),
}
