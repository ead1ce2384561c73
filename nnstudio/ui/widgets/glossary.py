"""The field's terms, each in a sentence, and labels that tell theirs: a dotted line under the text, and a tooltip."""

import re

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QStyle, QWidget

from nnstudio.language import _
from nnstudio.project.losses.kinds import LOSS_KINDS
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.ui.layers.table import LAYER_TERMS
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import tooltip

_TERMS = {
    _("accuracy"): _("The share of samples whose most probable class is the true one"),
    _("activation function"): _(
        "What a unit makes of its weighted sum; without one, stacked layers are no more than one"
    ),
    _("backpropagation"): _(
        "The chain rule, applied from the loss back through the layers: it yields all gradients at once"
    ),
    _("batch"): _("The samples over which the loss is averaged for one step of the optimiser"),
    _("batch size"): _(
        "Over how many samples the loss is averaged for one step; the last batch of an epoch may be smaller"
    ),
    _("bias"): _("A number that is added to a unit's weighted sum, learned like a weight"),
    _("bootstrap"): _("As many samples, drawn from the train samples with replacement: some several times, some never"),
    _("class"): _("One of the kinds that samples are to be told apart into"),
    _("criterion"): _("PyTorch's word for the loss function: it measures how wrong the outputs are, as one number"),
    _("cross entropy"): _("Minus the logarithm of the probability given to the true class, averaged over the samples"),
    _("decision boundary"): _("Where the network is undecided between classes"),
    _("degree"): _("Up to which power the inputs are taken, with their products, as further features"),
    _("early stopping"): _("Ending training when the watched loss has not improved for a number of epochs"),
    _("epoch"): _("One pass over all train samples, in as many steps as it takes batches"),
    _("feature"): _("One number of a sample that the network is given"),
    _("fold"): _("One of several parts of the samples: it is tested on, the others are trained on, each in its turn"),
    _("gradient"): _("How the loss changes with each parameter: it points uphill, and a step goes against it"),
    _("hidden layer"): _("A layer whose outputs are neither the inputs nor the result"),
    _("initial weights"): _("The small random numbers that training starts from"),
    _("l1 penalty"): _(
        "Adds the weights' absolute values, times this, to what is minimised; many weights become almost 0"
    ),
    _("l2 penalty"): _("Adds half the weights' squares, times this, to what is minimised; the weights stay small"),
    _("label"): _("The true class of a sample"),
    _("layer"): _("Units that take the same inputs; the outputs of one layer are the inputs of the next"),
    _("learning rate"): _("How far each step goes: too small is slow, too large overshoots"),
    _("learning-rate schedule"): _("How the learning rate changes from epoch to epoch"),
    _("logits"): _("Outputs before the sigmoid or the softmax: any real numbers; the larger, the more probable"),
    _("loss"): _("How wrong the outputs are, as one number; training makes it smaller"),
    _("momentum"): _("How much of the last step goes into the next one, so that steps in one direction add up"),
    _("mse"): _("The mean of the squared errors"),
    _("noise"): _("How strongly the samples are scattered at random"),
    _("optimiser"): _("The rule that turns gradients into steps of the parameters"),
    _("over-fitting"): _("Learning the train samples by heart: their loss falls while that of others rises"),
    _("parameter"): _("A number that is learned: a weight or a bias"),
    _("patience"): _("How many epochs in a row without an improvement are put up with"),
    _("pre-activation"): _("A unit's weighted sum plus bias, before the activation function"),
    _("regularisation"): _(
        "What keeps a network simple so that it does not over-fit: penalties, dropout, early stopping"
    ),
    _("sample"): _("One example: its features, and the target that belongs to them"),
    _("seed"): _("The number that random numbers are drawn from: the same seed draws the same ones again"),
    _("standardise"): _("Shift and scale each feature to mean 0 and standard deviation 1 over the train samples"),
    _("target"): _("What should come out for a sample"),
    _("test loss"): _("The loss after an epoch, over all test samples: those that were kept from training"),
    _("test share"): _(
        "The part of the samples that is kept from training, to see how well the network does on others"
    ),
    _("train loss"): _("The average during an epoch: the mean of its batches' losses, each met before its step"),
    _("under-fitting"): _("Too simple or too little trained to follow even the train samples"),
    _("unit"): _("One number of a layer's output; also called a neuron"),
    _("weight"): _("A number that an input is multiplied by before it is added to a unit's sum"),
    _("weight decay"): _(
        "Pulls all parameters towards 0 at every step: AdamW directly, the others through the gradient"
    ),
}

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Between the words of a name like ``MSELoss``."""
_LOSSES = {
    written.lower(): loss.summary
    for loss in LOSS_KINDS.values()
    for written in (loss.title, _WORDS.sub(" ", loss.title))
}
_OPTIMIZERS = {optimizer.title.lower(): optimizer.summary for optimizer in OPTIMIZER_KINDS.values()}

GLOSSARY: dict[str, str] = {
    **_LOSSES,
    **_OPTIMIZERS,
    **LAYER_TERMS,
    **{term.lower(): meaning for term, meaning in _TERMS.items()},
}
"""By the term in small letters, in the chosen language, and in the singular where it has one.

Losses and optimisers are there by PyTorch's names,
losses also in words of their own: ``huberloss`` and ``huber loss``."""


def explanation(term: str) -> str | None:
    """The sentence for a term however it is written: ``Epochs``, ``epoch``; None for what is no term."""
    key = term.strip().lower()
    return GLOSSARY.get(key) or GLOSSARY.get(key.removesuffix("s")) or GLOSSARY.get(key.removesuffix("es"))


def explain(label: QLabel, term: str = "") -> bool:
    """Lets a label explain its term, by its text if no other is named; a label that is no term stays as it is.

    Returns whether it is one.
    """
    sentence = explanation(term or label.text())
    if sentence is None:
        return False
    label.setToolTip(tooltip(sentence))
    if label.findChild(_Dots) is None:
        _Dots(label)
    return True


class _Dots(QWidget):
    """A dotted line under a label's text; it lies over the label, and the pointer goes through it."""

    def __init__(self, label: QLabel) -> None:
        super().__init__(label)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(label.size())
        label.installEventFilter(self)
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.resize(watched.size())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        label = self.parentWidget()
        if not isinstance(label, QLabel):
            return
        metrics = label.fontMetrics()
        text = QStyle.visualRect(
            label.layoutDirection(),
            label.contentsRect(),
            label.style().itemTextRect(metrics, label.contentsRect(), label.alignment().value, True, label.text()),
        )
        pen = QPen(QColor(theme().scheme.muted))
        pen.setStyle(Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([1.0, 2.0])
        painter = QPainter(self)
        painter.setPen(pen)
        y = min(text.top() + metrics.ascent() + 2, self.height() - 1)
        painter.drawLine(text.left(), y, text.right(), y)
