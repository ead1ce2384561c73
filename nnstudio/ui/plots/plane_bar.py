"""Which plane through data of many columns is drawn: its axes, and where it lies."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.project.features import pretty
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import Choice, IntField, caption, show_part, show_value

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.data.plane import Plane

_COMPONENTS = "components"
_MEAN, _SAMPLE = "mean", "sample"


class PlaneBar(QWidget):
    """Two columns or the two leading principal components; the rest at the mean or at a sample."""

    plane_chosen = Signal(object)
    """The Plane."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plane: Plane | None = None
        self._dataset: Dataset | None = None
        self._sample = 0
        self._axes = (Choice(option="first"), Choice(option="second"))
        for number, (choice, name) in enumerate(zip(self._axes, (_("Axis across"), _("Axis up")), strict=True)):
            choice.setAccessibleName(name)
            choice.setObjectName(f"axis_{number + 1}_selector")
            choice.setMinimumContentsLength(6)
            choice.option_changed.connect(self._on_axis_option_changed)
        self._held = Choice()
        self._held.setObjectName("held_selector")
        theme().keep_size(self._held, minimum=(90, 25))
        self._held.setAccessibleName(_("What is not drawn is held at"))
        self._held.currentIndexChanged.connect(self._on_held_current_index_changed)
        self._number = IntField(1, 1)
        self._number.setObjectName("held_sample")
        self._number.setAccessibleName(_("Sample at which the others are held"))
        self._number.setToolTip(_("The sample through which the plane runs; a click on a sample chooses it too"))
        self._number.valueChanged.connect(self._on_number_value_changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(caption(_("over")))
        layout.addWidget(self._axes[0], 3)
        layout.addWidget(self._axes[1], 3)
        layout.addWidget(caption(_("others at")))
        layout.addWidget(self._held, 2)
        layout.addWidget(self._number)

    @property
    def axes(self) -> tuple[Choice, Choice]:
        """The selectors of the two axes; the first one offers the principal components too."""
        return self._axes

    @property
    def follows_samples(self) -> bool:
        """Whether the plane runs through a sample, so that it goes with the chosen one."""
        return self._plane is not None and self._plane.held is not None

    def set_plane(self, dataset: "Dataset", plane: "Plane") -> None:
        """Shows what is drawn."""
        from nnstudio.data.plane import why_not

        self._dataset, self._plane = dataset, plane
        names = [(str(i), pretty(name), pretty(name)) for i, name in enumerate(dataset.columns)]
        tip = _("The plane in which the samples differ most: scikit-learn's PCA of the standardised columns")
        reason = why_not(dataset)
        components = [] if reason else [(_COMPONENTS, _("Principal components"), tip)]
        self._axes[0].fill([*components, *names], _COMPONENTS if plane.principal else str(plane.axes[0]))
        self._axes[1].fill(names, str(plane.axes[-1]))
        self._axes[1].setVisible(not plane.principal)
        held = [
            (_MEAN, _("the mean"), _("The mean of the training samples")),
            (_SAMPLE, _("a sample"), _("A sample's values")),
        ]
        self._held.fill(held, _MEAN if plane.held is None else _SAMPLE)
        with QSignalBlocker(self._number):
            self._number.setRange(1, len(dataset.raw))
        if plane.held is not None:
            self._sample = plane.held
        show_value(self._number, self._sample + 1)
        show_part(self._number, plane.held is not None)

    def choose_sample(self, sample: int) -> None:
        """Has the plane run through a sample from now on, if it runs through one now."""
        self._sample = sample
        if self._plane is not None and self._plane.held not in (None, sample):
            self._choose(replace(self._plane, held=sample))

    def _choose(self, plane: "Plane") -> None:
        if self._dataset is not None and plane != self._plane:
            self.set_plane(self._dataset, plane)
            self.plane_chosen.emit(plane)

    @Slot(str, object)
    def _on_axis_option_changed(self, axis: str, column: str) -> None:
        plane, chosen = self._plane, self._axes[0].currentData()
        if plane is None:
            return
        if chosen == _COMPONENTS:
            self._choose(replace(plane, principal=True))
            return
        first, second = int(chosen), int(self._axes[1].currentData())
        if first == second:
            # they change places
            first, second = (first, plane.axes[0]) if axis == "first" else (plane.axes[1], second)
        self._choose(replace(plane, axes=(first, second), principal=False))

    @Slot(int)
    def _on_held_current_index_changed(self, index: int) -> None:
        if self._plane is not None:
            through = None if self._held.currentData() == _MEAN else min(self._sample, self._number.maximum() - 1)
            self._choose(replace(self._plane, held=through))

    @Slot(int)
    def _on_number_value_changed(self, value: int) -> None:
        if self._plane is not None and self._plane.held is not None:
            self._choose(replace(self._plane, held=value - 1))
