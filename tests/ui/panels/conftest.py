"""Panels of the drawer, opened in a real window."""

import pytest

from nnstudio.ui.docks.panel import Panel


@pytest.fixture
def opened(studio):
    """Opens a window on a project, and one of its panels."""

    def open_one(name, source="binary-classification", train=False):
        here = studio(source)
        # high enough for panels to open along the bottom, where they say all they have to say
        here.window.resize(1280, 1100)
        if train:
            here.train()
        here.window.drawers.show(name)
        here.wait(lambda: here.window.drawers[name].panel is not None)
        panel = here.window.drawers[name].panel
        assert isinstance(panel, Panel)
        here.panel = panel
        return here

    return open_one
