"""One meaning, one colour, in every view.

Below zero and class 0 are blue, above zero and class 1 orange; further classes take Okabe and Ito's palette
(https://jfly.uni-koeln.de/color/), and beyond its seven hues three that were sought by computer: as far as can be
from all others, and from both backgrounds, also as people with protanopia, deuteranopia or tritanopia see them.
"""

from dataclasses import dataclass, replace

from nnstudio.contrast import shown_on

CLASS_COLORS = (
    "#2878b8",
    "#e6860b",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#c2451e",
    "#dccf3a",
    "#6c4a6c",
    "#b4d8b4",
    "#4a26d8",
)


def class_color(label: int) -> str:
    """A class's colour; with more classes than colours they come round again."""
    return CLASS_COLORS[label % len(CLASS_COLORS)]


@dataclass(frozen=True)
class Scheme:
    """The colours of a light or a dark window."""

    is_dark: bool
    window: str
    surface: str
    raised: str
    text: str
    muted: str
    field: str
    """Behind what can be typed into or ticked."""
    line: str
    """What divides; nothing is lost if it is not seen."""
    edge: str
    """Around what can be operated, along axes, and for the signs of what can't be operated now."""
    accent: str
    on_accent: str
    selection: str
    error: str
    good: str
    """What came out as it should."""
    error_surface: str
    warning: str
    warning_surface: str
    plot: str
    zero: str
    """The middle of the diverging map."""
    train: str
    test: str
    prediction: str
    mark_edge: str
    """Around samples, that they show on their class's ground."""
    least_contrast: float = 3.0
    """Of lines and shapes on their ground."""

    def drawn(self, color: str) -> str:
        """A colour of lines and signs as it can be seen in a plot."""
        return shown_on(self.plot, color, self.least_contrast)


LIGHT = Scheme(
    is_dark=False,
    window="#f3f4f7",
    surface="#ffffff",
    raised="#ffffff",
    text="#1b2230",
    muted="#5d6778",
    field="#ffffff",
    line="#d5dae3",
    edge="#7b8394",
    accent="#6741d9",
    on_accent="#ffffff",
    selection="#ece6fd",
    error="#b3261e",
    good="#1a7a3a",
    error_surface="#fdecea",
    warning="#7a4a00",
    warning_surface="#fff3d6",
    plot="#ffffff",
    zero="#f8f8f8",
    train="#1b2230",
    test="#00875f",
    prediction="#d9480f",
    mark_edge="#1b2230",
)

DARK = Scheme(
    is_dark=True,
    window="#16191f",
    surface="#1e222a",
    raised="#2b313c",
    text="#e8ebf1",
    muted="#a2abba",
    field="#353d4b",
    line="#454d5b",
    edge="#949dae",
    accent="#a894f6",
    on_accent="#15121f",
    selection="#39325c",
    error="#ff8a80",
    good="#63d18b",
    error_surface="#4a2523",
    warning="#ffcf7d",
    warning_surface="#42351c",
    plot="#1a1d24",
    zero="#22262e",
    train="#e8ebf1",
    test="#3ccf9f",
    prediction="#ff9d5c",
    mark_edge="#ffffff",
)

HIGH_LIGHT = replace(
    LIGHT,
    window="#ffffff",
    text="#000000",
    muted="#2e2e2e",
    line="#767676",
    edge="#3a3a3a",
    accent="#3d00b8",
    selection="#d9d0ff",
    error="#8c0d0d",
    good="#00491c",
    error_surface="#ffffff",
    warning="#573400",
    warning_surface="#ffffff",
    zero="#ffffff",
    train="#000000",
    test="#005c3f",
    prediction="#a32f00",
    mark_edge="#000000",
    least_contrast=4.5,
)

HIGH_DARK = replace(
    DARK,
    window="#000000",
    surface="#000000",
    raised="#0c0c0c",
    text="#ffffff",
    muted="#d9d9d9",
    field="#000000",
    line="#8a8a8a",
    edge="#d0d0d0",
    accent="#ffe14d",
    on_accent="#000000",
    selection="#3a3200",
    error="#ffb3ab",
    good="#7dff9e",
    error_surface="#000000",
    warning="#ffd84d",
    warning_surface="#000000",
    plot="#000000",
    zero="#101010",
    train="#ffffff",
    test="#5cffc8",
    prediction="#ffb57a",
    mark_edge="#ffffff",
    least_contrast=4.5,
)
