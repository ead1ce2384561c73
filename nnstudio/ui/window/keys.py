"""Keys that mean something where the focus is, and are no actions: a test presses each of them."""

from typing import NamedTuple


class Key(NamedTuple):
    """What a key does in a place."""

    keys: str
    does: str


KEYS: dict[str, tuple[Key, ...]] = {
    "Among the layers": (
        Key("↑ ↓", "select a layer"),
        Key("Enter or F2", "edit the selected layer"),
        Key("Alt+↑ Alt+↓", "move it"),
        Key("Ctrl+D", "duplicate it"),
        Key("Delete", "remove it"),
    ),
    "In the diagram": (
        Key("← → ↑ ↓", "go from unit to unit"),
        Key("Enter", "show the unit large"),
        Key("Esc", "back to the prediction"),
        Key("Space", "switch the unit off and on"),
        Key("F2", "change its bias"),
        Key("+ −", "add and remove units"),
    ),
    "In a field": (
        Key("↑ ↓", "the next larger and smaller number"),
        Key("Enter", "take what is typed"),
        Key("Esc", "take back what is typed"),
    ),
    "On the timeline": (Key("← →", "one epoch back and on"), Key("Home End", "before training, and the last epoch")),
    "Over the samples, while drawing": (
        Key("1 … 9", "draw this class"),
        Key("E", "erase"),
        Key("M", "move points"),
    ),
    "In the walk-through": (Key("← →", "the stage before and the next one"),),
}
"""By the place."""
