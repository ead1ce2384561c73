"""Terms explain themselves."""

import pytest
from PySide6.QtWidgets import QLabel, QSpinBox

from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.losses.kinds import LOSS_KINDS
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.ui.editors.training.training_panel import TrainingPanel
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import labelled
from nnstudio.ui.widgets.glossary import GLOSSARY, explain, explanation


@pytest.mark.parametrize("term", GLOSSARY)
def test_that_each_term_has_one_short_sentence(term):
    sentence = GLOSSARY[term]
    # a sentence about a function may begin with its x
    assert term == term.lower() and (sentence[0].isupper() or sentence.startswith("x "))
    assert len(sentence) <= 120 and not sentence.endswith(".") and ". " not in sentence


def test_that_a_term_is_found_however_it_is_written():
    assert explanation("Epochs") == explanation(" epoch") == GLOSSARY["epoch"]
    assert explanation("Batches") == GLOSSARY["batch"]
    assert explanation("Loss") == GLOSSARY["loss"]
    assert explanation("Speed") is None


@pytest.mark.parametrize("kind", [*LOSS_KINDS.values(), *OPTIMIZER_KINDS.values()], ids=lambda kind: kind().kind)
def test_that_every_loss_and_every_optimiser_is_a_term_with_its_own_summary(kind):
    assert explanation(kind.title) == kind.summary


def test_that_a_loss_is_found_by_its_words_too():
    for loss in LOSS_KINDS.values():
        (words,) = (term for term in GLOSSARY if " " in term and term.replace(" ", "") == loss.title.lower())
        assert explanation(words) == loss.summary
    assert {"huber loss", "mse loss", "l1 loss", "bce with logits loss", "cross entropy loss"} <= set(GLOSSARY)


def test_that_the_usual_layers_are_terms():
    for kind in {"relu", "sigmoid", "tanh", "softmax", "dropout"} & set(LAYER_KINDS):
        assert explanation(kind), kind


def test_that_a_label_with_a_term_is_underlined_and_told(qtbot):
    theme()  # the first use of it changes the palette
    term, other = QLabel("Learning rate"), QLabel("Learning rate")
    for label in (term, other):
        qtbot.addWidget(label)
        label.resize(160, 20)
        label.show()
    assert explain(term) and explain(term)
    assert term.toolTip() == GLOSSARY["learning rate"]
    assert len(term.children()) == 1
    drawn, plain = term.grab().toImage(), other.grab().toImage()
    changed = [
        (x, y) for x in range(drawn.width()) for y in range(drawn.height()) if drawn.pixel(x, y) != plain.pixel(x, y)
    ]
    assert len({y for _, y in changed}) == 1, "one line"
    width = term.fontMetrics().horizontalAdvance("Learning rate")
    assert 3 < len(changed) < width and max(x for x, _ in changed) <= width


def test_that_the_line_follows_the_label(qtbot):
    label = QLabel("Epochs")
    qtbot.addWidget(label)
    explain(label)
    label.show()
    label.resize(300, 40)
    assert label.children()[0].size() == label.size()


def test_that_a_label_that_is_no_term_stays_as_it_is(qtbot):
    label = QLabel("Speed")
    qtbot.addWidget(label)
    label.setToolTip("how fast")
    assert not explain(label)
    assert label.toolTip() == "how fast" and not label.children()
    assert explain(label, "epoch") and label.toolTip() == GLOSSARY["epoch"]


def test_that_the_fields_of_training_and_data_explain_themselves(here):
    window = here.window
    labels = {label.text(): label for label in window.findChild(TrainingPanel).findChildren(QLabel)}
    for text in ("Loss", "Optimiser", "Learning rate", "Weight decay", "Batch size", "Epochs", "Seed", "L1 penalty"):
        assert labels[text].toolTip() == explanation(text), text
    rows = {label.text(): label for label in window.data_panel.findChildren(QLabel)}
    for text in ("Samples", "Noise", "Test share"):
        assert rows[text].toolTip() == explanation(text), text


def test_that_a_fields_own_tip_stays_at_the_field(qtbot):
    field = QSpinBox()
    box = labelled("Epochs", field, "How many times all samples are seen")
    qtbot.addWidget(box)
    assert field.toolTip() == "How many times all samples are seen"
    assert box.findChild(QLabel).toolTip() == GLOSSARY["epoch"]
