"""Which of a table's columns is to be predicted, where nobody has said: the likeliest, and why."""

import re

from nnstudio.data.csv.cells import ColumnData
from nnstudio.data.csv.guesses import guess_task, guess_type, why_useless
from nnstudio.data.csv.table import CsvTable
from nnstudio.language import _
from nnstudio.project.sources.csv import FEWEST_ROWS, ColumnType
from nnstudio.project.sources.spec import Task

# Names are compared without blanks, signs and capitals. The earlier group wins: who has a column "target" means it,
# what happened to somebody is what people predict, and a class or a price may be one description among others.
_SAID = (
    "target targets label labels outcome outcomes response output groundtruth dependent zielgröße zielgroesse ziel y"
)
_EVENTS = (
    "survived survival fraud isfraud fraudulent churn churned exited attrition default defaulted diagnosis diagnose "
    "disease died death deathevent stroke heartdisease diabetic spam isspam passed approved loanstatus subscribed "
    "purchased bought clicked converted cancelled iscanceled readmitted malignant überlebt gekündigt gekauft bestanden"
)
_KINDS = (
    "class classes klasse species variety price saleprice sellingprice preis kaufpreis houseprice medv "
    "medianhousevalue charges mpg profit gewinn wage wages lohn quality strength compressivestrength sentiment"
)
_RANKS = {name: rank for rank, names in enumerate((_SAID, _EVENTS, _KINDS)) for name in names.split()}
_OF_EVENTS = 1
_PART_OF_A_NAME = 3
"""The rank of a name such as "SalePrice in USD" or "is_default": a word of it is a usual one."""
_WORDS = frozenset(f"{_SAID} {_EVENTS} price preis charges species profit".split()) - {"y", "output", "response"}


def guess_target(table: CsvTable) -> tuple[str, str]:
    """The column that is most likely to be predicted, and why."""
    usable = [column for i, column in enumerate(table.columns) if _is_usable(column, is_first=i == 0)]
    if not usable:
        return table.names[-1], _("it is the last column")
    names = [_plain(column.name) for column in usable]
    ranks = [_rank(column) for column in usable]
    if "y" in names and _is_a_place(names, ranks, usable):
        ranks[names.index("y")] = None
    best = min((rank for rank in ranks if rank is not None), default=None)
    if best is not None:
        last = max(i for i, rank in enumerate(ranks) if rank == best)
        return usable[last].name, _("its name is a usual one for what is to be predicted")
    return usable[-1].name, _("it is the last column that can be predicted")


def _is_usable(column: ColumnData, is_first: bool) -> bool:
    """Whether there is something to be predicted: numbers, or a few different words."""
    if guess_type(column)[0] not in (ColumnType.NUMBER, ColumnType.CATEGORY) or why_useless(column, is_first):
        return False
    there = column.number_count + (column.text_count if guess_type(column)[0] is ColumnType.CATEGORY else 0)
    return there >= FEWEST_ROWS and column.category_count != 1


def _is_a_place(names: list[str], ranks: list[int | None], usable: list[ColumnData]) -> bool:
    """Whether y is a coordinate: beside x and z, or beside x where something else looks more like a target."""
    if "x" not in names:
        return False
    others = [rank for name, rank in zip(names, ranks, strict=True) if name != "y" and rank is not None]
    ends_with_words = names[-1] != "y" and guess_type(usable[-1])[0] is ColumnType.CATEGORY
    return "z" in names or bool(others) or ends_with_words


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _rank(column: ColumnData) -> int | None:
    """How usual a name is for what is to be predicted, 0 for the most; None for a name like any other."""
    name = column.name
    rank = _RANKS.get(_plain(name))
    if rank is not None:
        # a stroke of 3.4 inches happened to nobody
        return None if rank == _OF_EVENTS and guess_task(column)[0] is Task.REGRESSION else rank
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold()
    return _PART_OF_A_NAME if not _WORDS.isdisjoint(re.findall(r"[^\W_]+", parted)) else None
