"""The options of a source and of its split, one slider with its number for each."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.project.data import DataSpec
from nnstudio.project.sources.spec import SourceSpec
from nnstudio.ui.editors.data.split_options import SplitOptions
from nnstudio.ui.widgets.dice import LAST_SEED, Dice
from nnstudio.ui.widgets.fields import FloatField, IntField, SeedField
from nnstudio.ui.widgets.sliders import SliderRow

_SAMPLES = (
    *(*range(10, 50, 5), *range(50, 200, 10), *range(200, 500, 25), *range(500, 1000, 50), *range(1000, 2000, 100)),
    *(*range(2000, 5000, 250), *range(5000, 10_001, 500)),
)
_MOST_COLUMNS = 20


class SourceOptions(QWidget):
    """Shows what a DataSpec says of its source and split, and wishes for another."""

    source_option_changed = Signal(str, object)
    """A field of the source and its new value."""
    data_option_changed = Signal(str, object)
    """A field of the data spec and its new value."""
    seed_drawn = Signal(str)
    """Another one is wished for of the source's ``seed`` or the data's ``split_seed`` and ``bootstrap``."""
    drag_started = Signal()
    drag_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = ""
        self._rows: dict[str, SliderRow] = {}
        self.split = SplitOptions()
        self.split.data_option_changed.connect(self.data_option_changed)
        self.split.seed_drawn.connect(self.seed_drawn)
        self.split.drag_started.connect(self.drag_started)
        self.split.drag_ended.connect(self.drag_ended)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._layout.addWidget(self.split)

    def set_data(self, spec: DataSpec) -> None:
        """Shows the values; another source has options of its own."""
        if self._kind != spec.source.kind:
            self._kind = spec.source.kind
            self._lay(spec.source)
        for name, row in self._rows.items():
            row.set_value(getattr(spec.source, name))
        self.split.set_data(spec)

    def set_answered(self) -> None:
        """What the last wish has led to is on the screen."""
        for row in self._rows.values():
            row.set_answered()
        self.split.set_answered()

    def _lay(self, source: SourceSpec) -> None:
        for row in self._rows.values():
            self._layout.removeWidget(row)
            for each in (row.field, *row.findChildren(Dice)):
                each.setObjectName("")
            row.let_go()
            row.hide()
            row.deleteLater()
        names = [name for name, info in type(source).model_fields.items() if info.title]
        # where chance begins is the last thing to choose
        names.sort(key=lambda name: name == "seed")
        self._rows = {name: self._make_row(source, name) for name in names}
        for i, row in enumerate(self._rows.values()):
            row.option_changed.connect(self.source_option_changed)
            self._layout.insertWidget(i, self._connected(row))

    def _connected(self, row: SliderRow) -> SliderRow:
        row.drag_started.connect(self.drag_started)
        row.drag_ended.connect(self.drag_ended)
        return row

    def _make_row(self, source: SourceSpec, name: str) -> SliderRow:
        field, stops = _field_of(source, name)
        field.setObjectName(f"source_{name}")
        field.setValue(getattr(source, name))
        info = type(source).model_fields[name]
        row = SliderRow(name, info.title or name, info.description or "", field, stops)
        if name == "seed":
            self._add_dice(row, _("Draw another seed: other samples of the same kind"))
        return row

    def _add_dice(self, row: SliderRow, tip: str) -> None:
        dice = Dice(row.option, tip)
        dice.setObjectName(f"{row.field.objectName()}_dice")
        dice.thrown.connect(self.seed_drawn)
        row.put_beside(dice)


def _field_of(source: SourceSpec, name: str) -> tuple[IntField | FloatField | SeedField, Sequence[float]]:
    """A field for all values that the option can have, and a slider's stops for those that a learner wants."""
    if name == "seed":
        return SeedField(), range(LAST_SEED + 1)
    info = type(source).model_fields[name]
    bounds: dict[str, Any] = {}
    for rule in info.metadata:
        for key in ("ge", "gt", "le", "lt"):
            if hasattr(rule, key):
                bounds[key] = getattr(rule, key)
    low = bounds.get("ge", bounds.get("gt", 0))
    high = bounds.get("le", bounds.get("lt", 1e9))
    if name == "samples":
        samples = IntField(low, high)
        samples.setSingleStep(50)
        return samples, _SAMPLES
    if info.annotation is int:
        return IntField(low, high), range(low, min(high, _MOST_COLUMNS) + 1)
    low = low if "ge" in bounds else 0.01
    high = high if "le" in bounds else high - 0.01
    if high > 100 and name == "noise":
        return FloatField(low, high, 1.0), range(101)
    steps = range(round(low * 100), round(min(high, 1) * 100) + 1)
    return FloatField(low, high, 0.05), tuple(step / 100 for step in steps)
