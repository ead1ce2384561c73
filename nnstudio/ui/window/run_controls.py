"""Train and the timeline once more, for a view that fills the screen."""

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QWidget

from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.actions import ButtonLink
from nnstudio.ui.widgets.plain_text import PlainLabel
from nnstudio.ui.window.timeline import Timeline
from nnstudio.ui.window.transport import Transport


class RunControls(QWidget):
    """Does what the window's own button and slider do, and shows what they show."""

    def __init__(self, transport: Transport, timeline: Timeline) -> None:
        super().__init__()
        self.setObjectName("run_controls")
        self._timeline = timeline
        train = QPushButton()
        train.setObjectName("controls_train_button")
        train.setProperty("primary", "true")
        ButtonLink(train, transport.train_action)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(timeline.slider.accessibleName())
        self._label = PlainLabel()
        theme().keep_size(self._label, minimum=(150, 0))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 8)
        layout.addWidget(train)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self._label)
        self.slider.valueChanged.connect(timeline.slider.setValue)
        timeline.changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        slider = self._timeline.slider
        with QSignalBlocker(self.slider):
            self.slider.setRange(slider.minimum(), slider.maximum())
            self.slider.setValue(slider.value())
        self.slider.setEnabled(slider.maximum() > 0)
        self._label.setText(self._timeline.text)
