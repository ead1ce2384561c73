"""What stands over the loss plot: the metrics of the epoch shown, and how the curves are drawn."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from nnstudio.ui.fields import heading

if TYPE_CHECKING:
    from nnstudio.ui.plots.loss_plot import LossPlot


class LossHead(QWidget):
    """A heading, the metrics, and the loss plot's options."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._metrics = QLabel()
        self._metrics.setObjectName("figure")
        self._metrics.setTextFormat(Qt.TextFormat.RichText)
        self._logarithmic = QCheckBox("log")
        self._logarithmic.setToolTip("Draw the loss on a logarithmic scale")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading("Loss"))
        layout.addSpacing(10)
        layout.addWidget(self._metrics, 1)
        layout.addWidget(self._logarithmic)

    def set_metrics(self, text: str) -> None:
        """Shows figures, as rich text."""
        self._metrics.setText(text)

    def drive(self, plot: "LossPlot") -> None:
        """Has the options change how this plot draws."""
        self._logarithmic.toggled.connect(plot.set_logarithmic)
