"""Less motion: what glides comes at once, and it is remembered; training is not held back."""

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from nnstudio.ui.panels.layer_space import layer_space_panel
from nnstudio.ui.style.motion import Motion, motion


@pytest.fixture
def less(here):
    here.action("less_motion_action").setChecked(True)
    yield here
    here.action("less_motion_action").setChecked(False)


def test_that_panels_come_at_once_and_the_choice_lasts(less):
    assert motion().is_less
    assert not less.window.isAnimated()
    assert QSettings().value("view/less_motion", type=bool)
    assert Motion(QApplication.instance()).is_less
    less.action("less_motion_action").setChecked(False)
    assert less.window.isAnimated()


def test_that_layers_follow_one_another_in_steps(less, monkeypatch):
    less.window.drawers.show("layer_space")
    less.train()
    panel = less.window.drawers["layer_space"].panel
    less.wait(lambda: panel.layer_choice.count() == 4)
    shares = []
    between = layer_space_panel.between

    def noted(here, there, share):
        shares.append(share)
        return between(here, there, share)

    monkeypatch.setattr(layer_space_panel, "between", noted)
    panel.play.setChecked(True)
    less.wait(lambda: not panel.is_playing)
    assert shares
    assert set(shares) == {0.0}
    less.window.drawers["layer_space"].hide()
