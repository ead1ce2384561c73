"""Tables as they come out of offices, shops and instruments: nothing is meant to do harm, and little is tidy."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnstudio.project.sources.csv import Missing
from nnstudio.project.sources.spec import Task


@dataclass(frozen=True)
class Ugly:
    """A file, and what someone who looks at it would say it is."""

    content: Callable[[], bytes]
    encoding: str
    separator: str
    decimal: str
    target: str
    task: Task
    used: tuple[str, ...]
    """The columns that say something about the target, categories with a star."""
    rows: int
    first: tuple[float, ...]
    """The first sample's numbers, without its categories."""
    missing: Missing = Missing.DROP


def _german(value: float, places: int = 2) -> str:
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def rents() -> bytes:
    """Excel's own first line, umlauts in Latin-1, decimal commas, thousands, an empty column at the end."""
    draw = np.random.RandomState(0)
    lines = ["sep=;", "Wohnung-Nr.;Straße;Größe (m²);Baujahr;Zustand;Kaltmiete;"]
    for i in range(120):
        size = draw.uniform(18, 140)
        state = ("gut", "mäßig", "schön")[i % 3]
        rent = size * 11 + 120 * (i % 3) + draw.randn() * 30
        year = "k.A." if i % 40 == 7 else str(1900 + draw.randint(0, 120))
        lines.append(f"{1000 + 7 * i};Gässchen {i};{_german(size)};{year};{state};{_german(rent)};")
    return ("\r\n".join(lines) + "\r\n").encode("latin-1")


def survey() -> bytes:
    """A title above the header, quoted commas and line ends, and a cell that holds nothing in four ways."""
    draw = np.random.RandomState(1)
    title = "Survey of the second year, spring 2024"
    lines = [title, "", 'id,"Age, in years",commute,"What did you like, and why?",satisfied']
    gone = ("", "NA", "?", "-")
    for i in range(150):
        age = gone[i % 4] if i % 12 == 5 else str(draw.randint(18, 40))
        way = ("bus", "bike", "on foot")[draw.randint(3)]
        happy = "yes" if way != "bus" or draw.rand() < 0.2 else "no"
        lines.append(f'{i + 1},{age},{way},"All of it, {i}\nmostly ""the labs""",{happy}')
    return ("\n".join(lines) + "\n").encode("utf-8")


def shop() -> bytes:
    """Percent signs, thousands within quotes, dates, and a number of the order that means nothing."""
    draw = np.random.RandomState(2)
    lines = ["order_id,date,discount,turnover,country,returned"]
    for i in range(200):
        discount, turnover = draw.randint(0, 60), draw.uniform(100, 90_000)
        back = "TRUE" if discount + draw.randn() * 5 > 35 else "FALSE"
        date = f"{1 + i % 28:02}.{1 + i % 12:02}.2023"
        lines.append(f'{884_213 + 3 * i},{date},{discount}%,"{turnover:,.2f}",{"DE AT CH".split()[i % 3]},{back}')
    return b"\xef\xbb\xbf" + "\r\n".join(lines).encode("utf-8")


def instrument() -> bytes:
    """150,000 rows of 20 columns between tabs, a clock, a third of one sensor missing."""
    draw = np.random.RandomState(3)
    values = draw.randn(150_000, 18)
    state = (values[:, 0] + values[:, 1] > 0).astype(int) + (values[:, 2] > 1)
    lines = ["\t".join(["time", *(f"s{i}" for i in range(1, 19)), "state"])]
    for i, (row, label) in enumerate(zip(values.round(3).tolist(), state.tolist(), strict=True)):
        cells = list(map(str, row))
        if i % 3 == 0:
            cells[4] = "nan"
        clock = f"2024-05-{1 + i // 6000:02}T{i // 250 % 24:02}:{i // 4 % 60:02}:{i % 4 * 15:02}"
        lines.append("\t".join([clock, *cells, str(label)]))
    return "\n".join(lines).encode()


def ledger() -> bytes:
    """Two lines of title with semicolons, per cent after decimal commas, spaces between thousands, empty columns."""
    draw = np.random.RandomState(4)
    lines = ["Auswertung Filialen;;;;;;;", "Stand: 31.12.2023;;;;;;;", "Filiale;Fläche;Umsatz;Wachstum;Lage;;;"]
    for i in range(60):
        area = draw.randint(200, 4000)
        sales = area * 900 + draw.randint(-9000, 9000)
        growth = f"{draw.randn() * 4:.1f} %".replace(".", ",")
        place = "–" if i % 20 == 3 else ("Innenstadt", "Gewerbegebiet")[i % 2]
        lines.append(f"F{i:03};{area};{f'{sales:,}'.replace(',', ' ')};{growth};{place};;;")
    return "\n".join(lines).encode("utf-16")


UGLY: dict[str, Ugly] = {
    "rents": Ugly(
        rents,
        "latin-1",
        ";",
        ",",
        "Kaltmiete",
        Task.REGRESSION,
        ("Größe (m²)", "Baujahr", "Zustand*"),
        117,
        (84.96, 1967),
    ),
    "survey": Ugly(survey, "utf-8", ",", ".", "satisfied", Task.BINARY, ("Age, in years", "commute*"), 137, (23,)),
    "shop": Ugly(
        shop,
        "utf-8",
        ",",
        ".",
        "returned",
        Task.BINARY,
        ("date", "discount", "turnover", "country*"),
        200,
        (19358, 1, 7, 40, 16738.88),
    ),
    "instrument": Ugly(
        instrument,
        "utf-8",
        "\t",
        ".",
        "state",
        Task.MULTICLASS,
        ("time", *(f"s{i}" for i in range(1, 19))),
        150_000,
        (),
        Missing.MEAN,
    ),
    "ledger": Ugly(
        ledger, "utf-16", ";", ",", "Lage", Task.BINARY, ("Fläche", "Umsatz", "Wachstum"), 57, (1346, 1_210_766, 1.8)
    ),
}
