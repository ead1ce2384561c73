""" "What's this?": a few words about each main control, at the pointer, or at what has the focus."""

from PySide6.QtCore import QEvent, QObject, QPoint, Slot
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWhatsThis, QWidget

from nnstudio.language import _
from nnstudio.ui.widgets.plain_text import tooltip

QUESTIONS = (QEvent.Type.QueryWhatsThis, QEvent.Type.WhatsThis)

_TEXTS = {
    "train_button": _("Trains the network for the epochs that are set; pauses and goes on. The same is Ctrl+Enter."),
    "step_button": _("Trains a single epoch: one pass over all training samples."),
    "reset_button": _("Back to the very weights from which training began."),
    "endless_button": _("Trains until you pause, instead of for the epochs that are set."),
    "speed_selector": _("How fast epochs follow each other: as fast as the machine can, or slow enough to watch."),
    "device_selector": _("What computes: the processor, or a graphics card if PyTorch finds one."),
    "training_progress": _("How many epochs are done, how fast they go, and how long the rest will take."),
    "dataset_picker": _("What is to be learned. A click on a picture takes these data; CSV reads a table of yours."),
    "regenerate_button": _("Draws other samples of the same kind, or splits given ones anew. Training starts over."),
    "regenerate_kept_button": _("Draws other samples and keeps the weights: how does the network do on new ones?"),
    "draw_button": _("Lets you paint samples into the plot, erase and move them."),
    "source_samples": _("How many samples are drawn."),
    "source_noise": _("How far samples stray at random from where they belong."),
    "source_seed": _("The same seed draws the same samples again."),
    "test_share": _("Which part of the samples is kept from training, to see how the network does on others."),
    "split_button": _("Tests on a share of the samples, or on one of several folds; trains on a bootstrap sample."),
    "test_fold": _("Which of the folds is kept from training. Each in turn makes a cross-validation."),
    "folds": _("Into how many parts the samples are cut; one of them is tested on, the others are trained on."),
    "features_button": _("Which numbers of a sample the network is given, and powers and products of them."),
    "layer_stack": _("The layers from input to output. Add, edit, move and remove them; each change starts a new run."),
    "add_layer_button": _("Adds a layer behind the selected one, or in front of the output layer."),
    "hidden_activation_selector": _("What the units of all hidden layers make of their sums, chosen at once."),
    "network_diagram": _(
        "The network as it is now: squares are units, lines are weights. A click on a unit shows it large, a click on "
        "a line changes the weight."
    ),
    "activations_plot": _("What each unit of each layer puts out, over the plane of the inputs."),
    "loss_selector": _("How it is measured how wrong the network is. Training makes this number smaller."),
    "optimizer_selector": _("The rule that makes steps of the gradients."),
    "learning_rate": _("How far each step goes: too small is slow, too large overshoots."),
    "batch_size": _("Over how many samples the loss is averaged for one step."),
    "epochs": _("How many passes over all training samples one press of Train makes."),
    "seed": _("The initial weights and the order of the batches come from this number: the same gives the same run."),
    "seed_dice": _("Takes another seed: another start, by luck better or worse."),
    "l1": _("A penalty on the weights' size that drives many of them to 0."),
    "l2": _("A penalty on the weights' squares that keeps all of them small."),
    "more_training_button": _("Penalties on the weights, schedules of the rate, early stopping, changes by hand."),
    "decision_plot": _("What the network answers for each point of the plane, with the samples over it."),
    "fit_plot": _("What the network answers for each input, with the samples over it."),
    "unit_plot": _("What one unit puts out. Esc leads back to what the network answers."),
    "loss_plot": _("How wrong the network was, epoch by epoch. A click shows the network as it was then."),
    "reference_box": _("Draws the line that scikit-learn computes in one go, beside the one that is learned."),
    "take_apart_box": _("Takes the answer apart into what each unit adds to it."),
    "view_selector": _("Which of the plots is shown large."),
    "timeline": _("Every epoch of the run, to be looked at again."),
    "branch_button": _("Trains on from the epoch shown in another way; this run stays, to compare."),
    "diagnosis_strip": _("How the run stands: what is wrong with it, what to do about that, and where it can be seen."),
    "data_dock": _("Every sample in a table: what it is, and what the network makes of it."),
    "tensors_dock": _("Lines of PyTorch to play with: shapes, products, gradients."),
    "anatomy_dock": _("Each layer's shapes and parameters, and the state_dict with all its numbers."),
    "probe_dock": _("One sample or point on its way through the network, layer by layer."),
    "walk_dock": _("One step of training in equations, forward and backward, with the run's own numbers."),
    "metrics_dock": _("How good the network is: accuracy, errors class by class, and a simple model to compare."),
    "layer_space_dock": _("Where each layer puts the samples: how classes come apart from layer to layer."),
    "distributions_dock": _("How weights, outputs and gradients are spread, epoch by epoch."),
    "activation_gallery_dock": _("The activation functions, and where on them the units are."),
    "landscape_dock": _("The loss around the weights, and the path that training took over it."),
    "runs_dock": _("All runs of this session side by side."),
    "many_seeds_button": _("Trains the same network from many starts at once: was this one lucky?"),
    "sweep_dock": _("Many runs at once: with other seeds, or with other values of anything; and where they part."),
    "code_dock": _("The very same training as a script for PyTorch."),
    "lesson_dock": _("The lesson: what to do now, and what comes next."),
}


def text_about(widget: QWidget | None) -> tuple[QWidget, str] | None:
    """The nearest control around a widget that has a text, and the text; None if there is none."""
    while widget is not None:
        text = _TEXTS.get(widget.objectName())
        if text is not None:
            return widget, text
        widget = widget.parentWidget()
    return None


class WhatsThis(QObject):
    """Answers the window's questions; the texts are here and not in the widgets, of which some come late or anew."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window

    @Slot()
    def ask(self) -> None:
        """About what a key has brought the focus to, at once; else about what is clicked next."""
        ring = self._window.findChild(QWidget, "focus_ring")
        focus = QApplication.focusWidget()
        found = text_about(focus) if ring is not None and ring.isVisible() else None
        if found is not None:
            widget, text = found
            QWhatsThis.showText(widget.mapToGlobal(QPoint(12, min(widget.height(), 60))), tooltip(text), widget)
        else:
            QWhatsThis.enterWhatsThisMode()

    def answer(self, event: QEvent) -> bool:
        """Whether it is a question about a control, and has been answered."""
        if not isinstance(event, QHelpEvent):
            return False
        found = text_about(QApplication.widgetAt(event.globalPos()))
        if found is not None and event.type() is QEvent.Type.WhatsThis:
            QWhatsThis.showText(event.globalPos(), tooltip(found[1]), found[0])
        event.setAccepted(found is not None)
        return found is not None
