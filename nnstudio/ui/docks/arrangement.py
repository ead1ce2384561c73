"""What is seen side by side in a window of a given width. Widths are in pixels of the usual size of texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

RESULT_SHARE = 0.4
"""The least share of the window's width that the result has."""
LEAST_RESULT = 330
RAIL = 58
BUILD, NETWORK = 318, 400
"""What data and training need, and the network, where all three columns stand side by side."""
GAP = 6


class Page(Enum):
    """What the rail brings up, where only one of these is seen at a time."""

    DATA = "data"
    TRAINING = "training"
    NETWORK = "network"
    LAYERS = "layers"
    """The layers' cards alone, where there is no room for them under the diagram."""


class Guest(Enum):
    """Who may stand beside the result."""

    LESSON = "lesson"
    PANEL = "panel"
    PAGE = "page"


LESSON, PANEL, ROOMY_PANEL = 286, 390, 640
"""What a lesson needs, and a panel; and what a panel takes before a page that was there before gets any."""
PAGES = {Page.DATA: BUILD, Page.TRAINING: BUILD, Page.NETWORK: 240, Page.LAYERS: 290}
"""The least widths. A diagram may be narrower than the layers' cards, which are a page of their own then."""


@dataclass(frozen=True)
class Arrangement:
    """What is seen beside the result."""

    has_columns: bool
    """Data and training, and the network, each have a column; otherwise there is a rail, and one page at most."""
    guests: frozenset[Guest]
    page_room: float = 0.0
    """How wide a page may be, if there is one."""


def least_result(window: float) -> float:
    """The least width of the result in a window of this width."""
    return max(RESULT_SHARE * window, LEAST_RESULT)


def arrange(
    total: float,
    result: float,
    guests: Sequence[Guest],
    page: Page | None,
    is_folded: bool,
    rail: float = RAIL,
    build: float = BUILD,
) -> Arrangement:
    """Gives the room that the result leaves to those who want it.

    Args:
        total: the width of all that is to be arranged, with the rail if there is one.
        result: the least width of the result.
        guests: who wants room, whoever asked last first.
        page: the page that wants room, if one does.
        is_folded: the learner wants no columns, even if there is room.
        rail: the width of the rail, which is more in languages of long words.
        build: the least width of data and training, which is more, too.
    """
    least_page = build if page in (Page.DATA, Page.TRAINING) else PAGES[page or Page.NETWORK]
    widths = {Guest.LESSON: LESSON, Guest.PANEL: PANEL, Guest.PAGE: least_page}
    others = [guest for guest in guests if guest is not Guest.PAGE]
    taken = sum(widths[guest] + GAP for guest in others)
    if not is_folded and taken + build + NETWORK + 2 * GAP + result <= total:
        return Arrangement(True, frozenset(others))
    room, seated = total - rail - result, set[Guest]()
    for guest in guests:
        if widths[guest] + GAP > room:
            continue
        seated.add(guest)
        room -= widths[guest] + GAP
        if guest is Guest.PANEL and Guest.PAGE not in seated:
            # a page that was there before goes rather than leave a panel little room; a lesson stays
            lesson = widths[Guest.LESSON] + GAP if Guest.LESSON in guests and Guest.LESSON not in seated else 0
            room -= max(0, min(ROOMY_PANEL - widths[guest], room - lesson))
    page_room = room + widths[Guest.PAGE] if Guest.PAGE in seated else 0.0
    return Arrangement(False, frozenset(seated), page_room)
