"""Keys that mean something where the focus is, and are no actions: a test presses each of them."""

from typing import NamedTuple

from nnstudio.language import _


class Key(NamedTuple):
    """What a key does in a place."""

    keys: str
    does: str


KEYS: dict[str, tuple[Key, ...]] = {
    "Among the layers": (
        Key("↑ ↓", _("select a layer")),
        Key("Enter or F2", _("edit the selected layer")),
        Key("Alt+↑ Alt+↓", _("move it")),
        Key("Ctrl+D", _("duplicate it")),
        Key("Delete", _("remove it")),
    ),
    "In the diagram": (
        Key("← → ↑ ↓", _("go from unit to unit")),
        Key("Enter", _("show the unit large")),
        Key("Esc", _("back to the prediction")),
        Key("Space", _("switch the unit off and on")),
        Key("F2", _("change its bias")),
        Key("+ −", _("add and remove units")),
    ),
    "In a field": (
        Key("↑ ↓", _("the next larger and smaller number")),
        Key("Enter", _("take what is typed")),
        Key("Esc", _("take back what is typed")),
    ),
    "On the timeline": (
        Key("← →", _("one epoch back and on")),
        Key("Home End", _("before training, and the last epoch")),
    ),
    "In a plot": (
        Key("← → ↑ ↓", _("move over it")),
        Key("+ −", _("nearer and farther")),
        Key("Home", _("show all of it again")),
    ),
    "Over the samples, while drawing": (
        Key("1 … 9", _("draw this class")),
        Key("E", "erase"),
        Key("M", _("move points")),
    ),
    "In the walk-through": (Key("← →", _("the stage before and the next one")),),
    "While presenting": (
        Key("Page Down", _("the lesson's next step")),
        Key("Page Up", _("the step before")),
        Key("Esc", _("back to the window")),
    ),
}
"""By the place."""
