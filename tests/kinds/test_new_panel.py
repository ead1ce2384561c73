"""A new panel takes the three entries that CONTRIBUTING names; it is in the menu, and lessons may open it."""

import pytest

from nnstudio.ui.docks.panel import Panel
from nnstudio.ui.window.panel_list import PANELS, panel_class
from tests.kinds.grown import ROOT, Addition, assert_refused, grow, run_grown

PANEL = '''"""Toy panel: says how far the run is."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.widgets.plain_text import PlainLabel

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame


class ToyPanel(Panel):
    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self.label = PlainLabel("Nothing yet")
        self.label.setObjectName("toy_label")
        QVBoxLayout(self).addWidget(self.label)

    def set_frame(self, frame: "Frame") -> None:
        self.label.setText(f"Epoch {frame.epoch}")
'''
TITLE = Addition("project/guided/controls.py", '    "toy_panel": _("Toy panel"),\n', before='    "data": _("Data"),\n')
CLASS = Addition("ui/window/panel_list.py", '    "toy_panel": ("toy_panel", "ToyPanel"),\n', before='    "data": (')
DRIVEN = """
from PySide6.QtWidgets import QLabel
from nnstudio.project.guided.controls import CONTROLS


def test_that_the_new_panel_is_shown_and_follows(studio):
    here = studio()
    here.window.drawers.show("toy_panel")
    assert "Toy panel" in [action.text() for action in here.window.drawers.actions()]
    assert "toy_panel_dock" in CONTROLS
    here.train()
    here.wait(lambda: here.window.findChild(QLabel, "toy_label").text() == f"Epoch {here.window.epoch}")
"""


def write_panel(folder):
    (folder / "nnstudio" / "ui" / "panels" / "toy_panel.py").write_text(PANEL, encoding="utf-8")


@pytest.mark.timeout(300)
def test_that_a_new_panel_works_by_the_entries_that_the_recipe_names(tmp_path):
    folder = grow(tmp_path, [TITLE, CLASS])
    write_panel(folder)
    (folder / "tests" / "ui" / "test_grown.py").write_text(DRIVEN, encoding="utf-8")
    done = run_grown(folder, "-m", "pytest", "-q", "tests/ui/test_grown.py", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("entry", [TITLE, CLASS], ids=["title alone", "class alone"])
def test_that_half_a_panel_is_refused_by_its_name(tmp_path, entry):
    folder = grow(tmp_path, [entry])
    assert_refused(folder, "nnstudio.ui.window.panel_list", "ImportError: ", "'toy_panel'")


@pytest.mark.parametrize("name", PANELS)
def test_that_each_panels_class_is_where_the_list_says(name):
    assert issubclass(panel_class(name), Panel)


def test_that_the_recipe_names_these_files():
    text = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = next(each for each in text.split("\n\n") if each.startswith("**A panel**"))
    assert all(place in recipe for place in ("ui/panels/", TITLE.file, CLASS.file))
