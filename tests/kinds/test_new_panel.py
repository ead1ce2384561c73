"""A new panel takes the three entries that CONTRIBUTING names; it is in the menu, and lessons may open it."""

import pytest

from tests.kinds.grown import ROOT, Addition, grow, run_grown

PANEL = '''"""Greeting: says how far the run is."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.widgets.plain_text import PlainLabel

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame


class GreetingPanel(Panel):
    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self.label = PlainLabel("Nothing yet")
        self.label.setObjectName("greeting_label")
        QVBoxLayout(self).addWidget(self.label)

    def set_frame(self, frame: "Frame") -> None:
        self.label.setText(f"Epoch {frame.epoch}")
'''
TITLE = Addition("project/guided/controls.py", '    "greeting": "Greeting",\n', before='    "data": "Data",\n')
CLASS = Addition(
    "ui/window/panel_list.py", '    "greeting": ("greeting_panel", "GreetingPanel"),\n', before='    "data": ('
)
DRIVEN = """
from PySide6.QtWidgets import QLabel
from nnstudio.project.guided.controls import CONTROLS


def test_that_the_new_panel_is_shown_and_follows(studio):
    here = studio()
    here.window.drawers.show("greeting")
    assert "Greeting" in [action.text() for action in here.window.drawers.actions()]
    assert "greeting_dock" in CONTROLS
    here.train()
    here.wait(lambda: here.window.findChild(QLabel, "greeting_label").text() == f"Epoch {here.window.epoch}")
"""


def write_panel(folder):
    (folder / "nnstudio" / "ui" / "panels" / "greeting_panel.py").write_text(PANEL, encoding="utf-8")


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
    done = run_grown(folder, "-c", "import nnstudio.ui.window.panel_list")
    assert done.returncode != 0
    assert "'greeting'" in done.stderr


def test_that_the_recipe_names_these_files():
    text = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = next(each for each in text.split("\n\n") if each.startswith("**A panel**"))
    assert all(place in recipe for place in ("ui/panels/", TITLE.file, CLASS.file))
