"""What stands over the loss plot: the metrics of the epoch shown, and how the curves are drawn."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QWidget

from nnstudio.ui.fields import caption, guard_wheel, heading
from nnstudio.ui.theme import theme

if TYPE_CHECKING:
    from nnstudio.ui.plots.loss_plot import LossPlot


class LossHead(QWidget):
    """A heading, the metrics, and the loss plot's options."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot: LossPlot | None = None
        self._metrics = QLabel()
        self._metrics.setObjectName("figure")
        self._metrics.setTextFormat(Qt.TextFormat.RichText)
        self._logarithmic = QCheckBox("log")
        self._logarithmic.setToolTip("Draw the loss on a logarithmic scale")
        self._smoothing = QSlider(Qt.Orientation.Horizontal)
        self._smoothing.setObjectName("smoothing")
        self._smoothing.setAccessibleName("Smoothing")
        self._smoothing.setToolTip("Moving average of the losses; the raw curves stay visible behind it")
        self._smoothing.setRange(0, 98)
        theme().keep_size(self._smoothing, fixed=(56, 0))
        guard_wheel(self._smoothing)
        self._smoothing.valueChanged.connect(self._on_smoothing_value_changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading("Loss"))
        layout.addSpacing(10)
        layout.addWidget(self._metrics, 1)
        layout.addWidget(caption("smooth"))
        layout.addWidget(self._smoothing)
        layout.addWidget(self._logarithmic)

    def set_metrics(self, text: str) -> None:
        """Shows figures, as rich text."""
        self._metrics.setText(text)

    @property
    def metrics(self) -> str:
        """The figures shown, as rich text."""
        return self._metrics.text()

    def drive(self, plot: "LossPlot") -> None:
        """Has the options change how this plot draws."""
        self._plot = plot
        self._logarithmic.toggled.connect(plot.set_logarithmic)
        plot.set_smoothing(self._smoothing.value() / 100)

    @Slot(int)
    def _on_smoothing_value_changed(self, value: int) -> None:
        if self._plot is not None:
            self._plot.set_smoothing(value / 100)
