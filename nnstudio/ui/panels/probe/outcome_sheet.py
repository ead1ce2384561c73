"""From the last layer's numbers to a class: logit, probability, class; what is true; what the error costs."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from nnstudio.language import _, local_number
from nnstudio.project.losses.regression import MSELoss
from nnstudio.project.losses.spec import LossSpec, Takes
from nnstudio.project.titles import class_title
from nnstudio.ui.style.colors import CLASS_COLORS
from nnstudio.ui.widgets.heat_cells import shade
from nnstudio.ui.widgets.number_texts import exact, short
from nnstudio.ui.widgets.sheet import LEFT, Cell, Sheet, wrapped

if TYPE_CHECKING:
    from nnstudio.engine.views.probe_reading import Reading


_ALMOST_1 = math.nextafter(1.0, 0.0)
"""What is shown of a probability that float32 has rounded to 1: no network is certain."""


class OutcomeSheet(Sheet):
    """The lecture's columns: logit → sigmoid → class, or logits → softmax → argmax."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outcome_sheet")
        self.setAccessibleName(_("What the network says, and what is true"))
        self._reading: Reading | None = None
        self._loss: LossSpec = MSELoss()
        self._classes: tuple[str, ...] = ()
        self._target = "y"
        self._output = ""
        self._temperature = 1.0
        self.dress()

    def set_network(self, loss: LossSpec, classes: tuple[str, ...], target: str, is_logit: bool = True) -> None:
        """What is learned; `is_logit` says whether the network puts out any numbers, as it should in front of a softmax
        or sigmoid of the loss's own."""
        self._loss, self._classes, self._target, self._reading = loss, classes, target, None
        self._output = _("logit") if is_logit else _("output")
        self.refresh()

    def set_temperature(self, temperature: float) -> None:
        """What logits are divided by in front of the softmax."""
        self._temperature = temperature
        self.refresh()

    def set_reading(self, reading: "Reading | None") -> None:
        self._reading = reading
        self.refresh()

    def lay_out(self, width: float) -> Iterator[Cell]:
        reading = self._reading
        if reading is None:
            return
        if reading.probabilities is None:
            saying = list(self._value(reading, width))
        elif self._loss.takes is Takes.LOGITS:
            saying = list(self._softmax(reading, width))
        else:
            saying = list(self._sigmoid(reading, width))
        truth = list(self._truth(reading, width))
        # what is true comes after what is said, unless it could not be seen there
        blocks = [saying, truth] if _bottom(saying) + _bottom(truth) <= self.room else [truth, saying]
        y = 0.0
        for block in blocks:
            yield from (replace(cell, box=cell.box.translated(0, y)) for cell in block)
            y += _bottom(block) + self.line * 0.35

    def _value(self, reading: "Reading", width: float) -> Iterator[Cell]:
        yield self._text(0, _("predicted"), width)
        tip = f"{self._target}: {exact(reading.prediction)}"
        box = QRectF(0, self.line, min(width, self.wide("−0.00000") * 1.6), self.line * 1.3)
        yield Cell(box, short(reading.prediction, 5), QColor(self.scheme.selection), tip=tip, bold=True)
        yield Cell(QRectF(box.right() + 8, box.y(), width, box.height()), self._target, align=LEFT)

    def _sigmoid(self, reading: "Reading", width: float) -> Iterator[Cell]:
        """Three columns in a row, with arrows; a loss on probabilities gets them from the network."""
        assert reading.probabilities is not None
        p, output, label = float(reading.probabilities[1]), float(reading.outputs[0]), int(reading.prediction)
        name = self._classes[label]
        columns = [
            (
                _("sigmoid → p"),
                min(p, _ALMOST_1),
                shade(p, CLASS_COLORS[1], self.scheme),
                _("probability of class {classes}").format(classes=self._classes[1]),
            )
        ]
        if self._loss.takes is Takes.LOGIT:
            columns.insert(0, (self._output, output, QColor(self.scheme.selection), _("the network's output")))
        arrow = self.wide("→")
        cell = self.wide("−0.00000", *(heading for heading, *_unused in columns)) + arrow
        cell = min(cell, width / (len(columns) + 0.6))
        for i, (heading, value, fill, tip) in enumerate(columns):
            box = QRectF(i * cell, self.line, cell - arrow, self.line * 1.3)
            yield Cell(QRectF(i * cell, 0, cell - arrow, self.line), heading if i or len(columns) > 1 else "p")
            yield Cell(box, short(value), fill, tip=f"{tip}: {exact(value)}", bold=True)
            yield Cell(QRectF(box.right(), box.y(), arrow, box.height()), "→")
        box = QRectF(len(columns) * cell, self.line, width - len(columns) * cell, self.line * 1.3)
        bound = local_number(reading.threshold, ".3g")
        is_above = p > reading.threshold
        yield Cell(QRectF(box.x(), 0, box.width(), self.line), f"p > {bound}" if is_above else f"p ≤ {bound}")
        yield self._class(
            box,
            label,
            _("class {name}: the probability of class {classes} is {p}").format(
                name=name, classes=self._classes[1], p=exact(p)
            ),
        )

    def _softmax(self, reading: "Reading", width: float) -> Iterator[Cell]:
        """A row for each class; the likeliest is the prediction, at any temperature."""
        assert reading.probabilities is not None
        heated = heated_softmax(reading.outputs, self._temperature)
        usual = self._temperature == 1
        title = _("softmax → p") if usual else _("softmax of z/T → p")
        names = min(self.wide(*self._classes) + 12, width * 0.36)
        cell = (width - names) / 2
        for i, heading in enumerate((self._output, title)):
            yield Cell(QRectF(names + i * cell, 0, cell, self.line), heading)
        for c, name in enumerate(self._classes):
            y = self.line * (1 + c)
            chosen = c == int(reading.prediction)
            color = CLASS_COLORS[c % len(CLASS_COLORS)]
            p, logit = float(reading.probabilities[c] if usual else heated[c]), float(reading.outputs[c])
            yield Cell(QRectF(0, y + 2, 5, self.line - 4), fill=QColor(color))
            text = self.metrics.elidedText(name, Qt.TextElideMode.ElideRight, names - 12)
            yield Cell(
                QRectF(10, y, names - 10, self.line),
                text,
                align=LEFT,
                ink=QColor(self.scheme.text if chosen else self.scheme.muted),
                bold=chosen,
                tip=name,
            )
            yield Cell(QRectF(names, y, cell, self.line), short(logit), ink=QColor(self.scheme.text), tip=exact(logit))
            box = QRectF(names + cell, y, cell, self.line)
            outline = QColor(self.scheme.text) if chosen else None
            tip = _("probability of class {name}: {p}").format(name=name, p=exact(p))
            yield Cell(
                box, short(min(p, _ALMOST_1)), shade(p, color, self.scheme), tip=tip, bold=chosen, outline=outline
            )

    def _class(self, box: QRectF, label: int, tip: str) -> Cell:
        name = class_title(self._classes[label])
        shown = self.metrics.elidedText(name, Qt.TextElideMode.ElideRight, box.width() - 8)
        return Cell(box, shown, QColor(CLASS_COLORS[label % len(CLASS_COLORS)]), tip=tip, bold=True)

    def _truth(self, reading: "Reading", width: float) -> Iterator[Cell]:
        y = 0.0
        if self._loss.takes is Takes.LOGITS and reading.probabilities is not None:
            yield self._text(
                y, _("argmax: {named}").format(named=self._named(int(reading.prediction))), width, strong=True
            )
            y += self.line
        if reading.target is None:
            for line in wrapped(
                _("A free point: there is no target to compare with, so no loss."), self.metrics, width
            ):
                yield self._text(y, line, width)
                y += self.metrics.height()
            return
        if reading.probabilities is None:
            error = reading.target - reading.prediction
            yield self._text(
                y,
                _("actual {target}: {target2}").format(target=self._target, target2=short(reading.target, 5)),
                width,
                strong=True,
            )
            yield self._text(
                y + self.line, _("actual − predicted: {error}").format(error=short(error, 5)), width, strong=True
            )
            y += 2 * self.line
        else:
            right = reading.target == reading.prediction
            text = (
                _("actual: {named}   ✓ right").format(named=self._named(int(reading.target)))
                if right
                else _("actual: {named}   ✗ wrong").format(named=self._named(int(reading.target)))
            )
            ink = QColor(self.scheme.test if right else self.scheme.error)
            yield Cell(QRectF(0, y, width, self.line), text, align=LEFT, ink=ink, bold=True)
            y += self.line
        said = _("not a finite number") if reading.loss is None else short(reading.loss, 5)
        tip = "" if reading.loss is None else exact(reading.loss)
        text = _("{loss_title} of this sample: {said}").format(loss_title=self._loss.title, said=said)
        for line in wrapped(text, self.metrics, width):
            yield Cell(QRectF(0, y, width, self.line), line, align=LEFT, ink=QColor(self.scheme.text), tip=tip)
            y += self.metrics.height()

    def _named(self, label: int) -> str:
        return class_title(self._classes[label])

    def _text(self, y: float, text: str, width: float, strong: bool = False) -> Cell:
        ink = QColor(self.scheme.text if strong else self.scheme.muted)
        return Cell(QRectF(0, y, width, self.line), text, align=LEFT, ink=ink)


def heated_softmax(logits: NDArray[np.floating], temperature: float) -> NDArray[np.float64]:
    """The softmax of the logits (classes,), divided by the temperature."""
    z = logits.astype(np.float64) / temperature
    exponentials = np.exp(z - z.max())
    heated: NDArray[np.float64] = exponentials / exponentials.sum()
    return heated


def _bottom(cells: list[Cell]) -> float:
    return max((cell.box.bottom() for cell in cells), default=0.0)
