"""What stands over the loss plot: the metrics of the epoch shown, by their curves' colours, and the plot's options."""

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QSlider, QWidget

from nnstudio.language import _
from nnstudio.project.loss_words import SHARE_WORDS, TEST_LOSS, TRAIN_LOSS
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.elided_label import ElidedLabel
from nnstudio.ui.widgets.fields import caption, guard_wheel, heading
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.plain_text import RichLabel, tooltip

if TYPE_CHECKING:
    from nnstudio.ui.plots.loss_plot import LossPlot


class LossHead(QWidget):
    """A heading, the metrics, and the loss plot's options."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot: LossPlot | None = None
        self._told: tuple[str, dict[str, str], str] = ("", {}, "")
        self._metrics = RichLabel()
        self._metrics.setObjectName("figure")
        self.note = ElidedLabel()
        self._logarithmic = QCheckBox(_("log"))
        self._logarithmic.setToolTip(_("Draw the loss on a logarithmic scale"))
        self._smoothing = QSlider(Qt.Orientation.Horizontal)
        self._smoothing.setObjectName("smoothing")
        self._smoothing.setAccessibleName(_("Smoothing"))
        self._smoothing.setToolTip(_("Moving average of the losses; the raw curves stay visible behind it"))
        self._smoothing.setRange(0, 98)
        theme().keep_size(self._smoothing, fixed=(56, 0))
        guard_wheel(self._smoothing)
        self._smoothing.valueChanged.connect(self._on_smoothing_value_changed)
        self.setToolTip(tooltip(f"{TRAIN_LOSS}\n{TEST_LOSS}"))
        layout = FlowLayout(self)
        layout.setSpacing(8)
        layout.add_widgets(heading(_("Loss")), self._metrics, self.note)
        layout.add_widgets(caption(_("smooth")), self._smoothing, self._logarithmic)
        theme().follow(self._on_theme_changed)

    def set_metrics(self, name: str, figures: dict[str, str], note: str = "") -> None:
        """Shows what is measured, a figure, which may be empty, for ``train`` and for ``test``, and a note.

        The note is shortened where there is not room enough.
        """
        if (name, figures, note) != self._told:
            self._told = name, dict(figures), note
            self._write()

    @property
    def metrics(self) -> str:
        """The figures shown, as rich text, and the note in full."""
        return f"{self._metrics.text()} {self.note.full}".strip()

    def drive(self, plot: "LossPlot") -> None:
        """Has the options change how this plot draws."""
        self._plot = plot
        self._logarithmic.toggled.connect(plot.set_logarithmic)
        plot.set_smoothing(self._smoothing.value() / 100)

    def _write(self) -> None:
        name, figures, note = self._told
        colors = {"train": theme().scheme.train, "test": theme().scheme.test}
        parts = [
            f'<span style="color:{colors[share]}">●</span>&nbsp;{escape(SHARE_WORDS[share])} <b>{escape(figure)}</b>'
            for share, figure in figures.items()
        ]
        text = "&nbsp; ".join([name, *parts] if name else parts)
        self._metrics.setText(text)
        self.note.set_text(note)

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._write()

    @Slot(int)
    def _on_smoothing_value_changed(self, value: int) -> None:
        if self._plot is not None:
            self._plot.set_smoothing(value / 100)
