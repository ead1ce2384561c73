"""What a column of dates becomes: numbers for the day, the month, the weekday and the hour."""

from enum import StrEnum
from typing import Literal

DateOrder = Literal["dmy", "mdy"]
"""What 03/04/2024 is: the third of April, or the fourth of March. Dates that begin with the year need none."""


class DatePart(StrEnum):
    """What may be told by a date."""

    DAY = "day"
    """Whole days since 1 January 1970."""
    MONTH = "month"
    """1 to 12."""
    WEEKDAY = "weekday"
    """1 for Monday to 7."""
    HOUR = "hour"
    """0 to 24, minutes and seconds as a fraction."""


PERIODS = {DatePart.MONTH: (1, 12), DatePart.WEEKDAY: (1, 7), DatePart.HOUR: (0, 24)}
"""Of what comes round again: where it begins, and after how many it does. As sine and cosine, its end is close to its
beginning."""


def part_names(part: DatePart, is_cyclic: bool) -> tuple[str, ...]:
    """The numbers that a part becomes, by name."""
    return (f"{part} sin", f"{part} cos") if is_cyclic and part in PERIODS else (str(part),)
