"""Which sample is under the probe: by number, the next and the one before, and those that the network gets wrong."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from nnstudio.language import _
from nnstudio.ui.panels.data.sample_pointing import sample_count
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import IntField, caption, show_value
from nnstudio.ui.widgets.plain_text import tooltip

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.views.frame import Frame


class SampleChooser(QWidget):
    """Numbers count from 1, train samples first."""

    sample_chosen = Signal(int)
    """A row of the data set, from 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._frame: Frame | None = None
        self._sample: int | None = None
        self._number = IntField(1, 1)
        self._number.setObjectName("sample_number")
        self._number.setAccessibleName(_("Sample number"))
        self._number.setToolTip(_("The number of a sample, the train samples first"))
        self._number.valueChanged.connect(self._on_number_value_changed)
        self._back = self._button("", "previous_sample_button", _("The sample before"), "chevron-left")
        self._back.clicked.connect(self._on_back_clicked)
        self._next = self._button("", "next_sample_button", _("The next sample"), "chevron-right")
        self._next.clicked.connect(self._on_next_clicked)
        self._wrong = self._button(_("A wrong one"), "wrong_sample_button", "", "target")
        self._wrong.clicked.connect(self._on_wrong_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(caption(_("sample")))
        for widget in (self._number, self._back, self._next, self._wrong):
            layout.addWidget(widget)
        layout.addStretch(1)

    def set_dataset(self, dataset: "Dataset") -> None:
        self._dataset, self._frame = dataset, None
        with QSignalBlocker(self._number):
            self._number.setRange(1, sample_count(dataset))
        self._wrong.setText(_("A wrong one") if dataset.class_names else _("Next worst"))
        self._show_buttons()

    def set_sample(self, sample: int | None) -> None:
        """Shows which one is chosen; None for a free point."""
        self._sample = sample
        if sample is not None:
            show_value(self._number, sample + 1)
        self._show_buttons()

    def set_frame(self, frame: "Frame") -> None:
        """The predictions that say which samples are wrong."""
        self._frame = frame
        self._show_buttons()

    def worth_a_look(self) -> list[int]:
        """Rows of the samples that are wrongly classified; for regression all, the worst first."""
        from nnstudio.engine.views.probe_reading import by_error

        if self._dataset is None or self._frame is None:
            return []
        rows = by_error(*self._compared(self._dataset, self._frame), self._dataset.task)
        asked: list[int] = rows[self._frame.is_asked[rows]].tolist()
        return asked

    def _compared(self, dataset: "Dataset", frame: "Frame") -> tuple[NDArray[np.generic], NDArray[np.generic]]:
        """Predictions and targets of all samples."""
        predicted = np.concatenate((frame.train_predictions, frame.test_predictions))
        return predicted, np.concatenate((dataset.y_train, dataset.y_test))

    def _show_buttons(self) -> None:
        dataset, frame = self._dataset, self._frame
        known, some = dataset is not None, False
        if dataset is not None and frame is not None:
            predicted, y = self._compared(dataset, frame)
            some = not dataset.class_names or bool((predicted != y)[frame.is_asked].any())
        for widget in (self._number, self._back, self._next):
            widget.setEnabled(known)
        self._wrong.setEnabled(some)
        classes = self._dataset is not None and bool(self._dataset.class_names)
        if not some:
            tip = (
                _("At this epoch every sample's class is predicted right")
                if classes
                else _("There is no prediction yet")
            )
        elif classes:
            tip = _("The next sample whose class is predicted wrongly at this epoch")
        else:
            tip = _("The sample with the largest error at this epoch; then the next worse one")
        self._wrong.setToolTip(tooltip(tip))

    @Slot(int)
    def _on_number_value_changed(self, number: int) -> None:
        self.sample_chosen.emit(number - 1)

    @Slot()
    def _on_back_clicked(self) -> None:
        self._go(-1)

    @Slot()
    def _on_next_clicked(self) -> None:
        self._go(1)

    def _go(self, step: int) -> None:
        """From a free point, to the sample whose number is shown."""
        if self._dataset is None:
            return
        start = self._number.value() - 1
        self.sample_chosen.emit((start + step) % sample_count(self._dataset) if self._sample is not None else start)

    @Slot()
    def _on_wrong_clicked(self) -> None:
        rows = self.worth_a_look()
        if not rows:
            return
        current = -1 if self._sample is None else self._sample
        if self._dataset is not None and self._dataset.class_names:
            following = next((row for row in rows if row > current), rows[0])
        else:
            following = rows[(rows.index(current) + 1) % len(rows)] if current in rows else rows[0]
        self.sample_chosen.emit(following)

    def _button(self, text: str, name: str, tip: str, icon: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setToolTip(tooltip(tip))
        button.setAccessibleName(text or tip)
        theme().dress(button, icon)
        return button
