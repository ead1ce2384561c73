"""Which place of the manual is about which part of the window: F1 opens it for what has the focus."""

from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from nnstudio.project.guided.controls import PANELS
from nnstudio.ui.window.parts import Parts

_PROPERTY = "manual_place"


class Place(NamedTuple):
    """A page, and words of it that are brought to its top; none for the page's beginning."""

    page: str
    words: str = ""


LOOKING = "looking-inside.md"
_OF_PANELS = {"data": Place("data.md", "Data"), "runs": Place(LOOKING, "Runs"), "sweep": Place("sweeps.md")}
_OF_DIALOGS = {
    "import_dialog": Place("data.md", "Tables"),
    "lessons_dialog": Place("lessons.md"),
    "lesson_dock": Place("lessons.md", "For learners"),
    "recovery_dialog": Place("files.md"),
    "branch_popup": Place("training.md"),
}


def mark_places(parts: Parts) -> None:
    """Lets the regions of the window know where the manual is about them."""
    network, training, result = Place("network.md"), Place("training.md"), Place(LOOKING)
    for widget, place in (
        (parts.transport, training),
        (parts.data_panel, Place("data.md")),
        (parts.training_panel, training),
        (parts.diagram, network),
        (parts.network_panel, network),
        (parts.result_panel, result),
        (parts.diagnosis, Place(LOOKING, "diagnosis")),
        (parts.timeline, Place(LOOKING, "timeline")),
    ):
        widget.setProperty(_PROPERTY, list(place))


def place_of(widget: QWidget | None) -> Place | None:
    """The place about a widget, or about the nearest one around it that has one; None if none has."""
    while widget is not None:
        marked = widget.property(_PROPERTY)
        if marked:
            return Place(*marked)
        name = widget.objectName()
        if name in _OF_DIALOGS:
            return _OF_DIALOGS[name]
        panel = name.removesuffix("_dock")
        if name.endswith("_dock") and panel in PANELS:
            return _OF_PANELS.get(panel, Place(LOOKING, PANELS[panel]))
        widget = widget.parentWidget()
    return None
