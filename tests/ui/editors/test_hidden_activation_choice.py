"""The choice that gives all hidden layers one activation."""

from nnstudio.project import edits
from nnstudio.project.layers.linear import LinearLayer


def choose(here, kind):
    choice = here.selector("hidden_activation_selector")
    choice.setCurrentIndex(choice.findData(kind))
    choice.activated.emit(choice.currentIndex())


def test_that_it_changes_all_in_one_step_and_shows_what_they_share(studio):
    here = studio("deep-regression")
    before, choice = here.window.project, here.selector("hidden_activation_selector")
    hidden = [kind for kind in here.kinds() if kind != "linear"]
    assert len(hidden) > 1
    assert [choice.currentData()] == list(set(hidden))
    choose(here, "silu")
    assert [kind for kind in here.kinds() if kind != "linear"] == ["silu"] * len(hidden)
    assert choice.currentText() == "SiLU"
    assert "choose SiLU for all hidden layers" in here.action("undo_action").text()
    here.card(1)._kind.setCurrentIndex(here.card(1)._kind.findData("tanh"))
    assert choice.currentText() == "mixed"
    choose(here, "")
    assert "change SiLU to Tanh" in here.action("undo_action").text()
    here.action("undo_action").trigger()
    here.action("undo_action").trigger()
    assert here.window.project == before


def test_that_without_a_hidden_layer_there_is_nothing_to_choose(here):
    choice = here.selector("hidden_activation_selector")
    assert choice.isEnabled()
    here.window.document.edit("flat", edits.with_layers(here.window.project, (LinearLayer(),)))
    assert not choice.isEnabled()
    assert "no hidden layer" in choice.toolTip()
