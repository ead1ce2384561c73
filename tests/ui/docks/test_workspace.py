"""The window on small and large screens: the result keeps its share, and nothing is cut off, scrolled or lost."""

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtWidgets import QApplication, QLabel, QTabBar

from nnstudio.project.guided.controls import PANELS
from nnstudio.resources import resources_dir
from nnstudio.ui.docks.arrangement import Page
from nnstudio.ui.style.theme import theme
from tests.ui.docks.layout_faults import SIZES, faults

TRAINING_STEP = 2
"""Which of the lesson's steps waits for a training, and for nothing else."""
LESSON = resources_dir() / "lessons" / "guided" / "170-binary-classification.json"


@pytest.fixture
def usual_size():
    yield
    theme().set_scale(1.0)


def settle():
    for _ in range(6):
        QApplication.processEvents()


@pytest.mark.usefixtures("usual_size")
@pytest.mark.parametrize(("scale", "size"), SIZES.values(), ids=SIZES)
def test_that_everything_has_its_place_at_every_size(studio, scale, size):
    here = studio()
    window, workspace = here.window, here.window.parts.workspace
    theme().set_scale(scale)
    window.resize(*size)
    settle()
    assert (window.width(), window.height()) == size
    told = {"plain": faults(window, scale)}
    for page in Page:
        if workspace.rail.isVisible() and workspace.rail.button(page).isVisible():
            workspace.choose_page(None)
            workspace.rail.button(page).click()
            settle()
            assert workspace.rail.button(page).isChecked()
            told[page.value] = faults(window, scale)
    here.press("more_training_button")
    settle()
    told["more"] = faults(window, scale)
    for name in PANELS:
        window.drawers.show(name)
        settle()
        here.wait(lambda name=name: window.drawers[name].panel is not None)
        settle()
        assert window.drawers[name].is_seen
        told[f"panel {name}"] = faults(window, scale)
        window.drawers.close(name)
    settle()
    window.lessons.open(LESSON)
    settle()
    told["lesson"] = faults(window, scale)
    window.drawers.show("probe")
    settle()
    told["lesson and panel"] = faults(window, scale)
    assert {state: each for state, each in told.items() if each} == {}


def narrow(studio, lesson=False):
    here = studio()
    theme().set_scale(1.0)
    here.window.resize(960, 700)
    if lesson:
        here.window.lessons.open(LESSON)
    settle()
    return here, here.window.parts.workspace


def test_that_a_page_takes_the_lessons_place_and_gives_it_back(studio):
    here, workspace = narrow(studio, lesson=True)
    column = here.window.lessons.guide.column
    assert column.isVisible() and not here.window.network_panel.isVisible()
    workspace.rail.button(Page.TRAINING).click()
    settle()
    assert here.window.parts.training_panel.isVisible() and not column.isVisible()
    assert here.window.lessons.is_open, "it was not left"
    here.press("rail_lesson_button")
    settle()
    assert column.isVisible() and not here.window.parts.training_panel.isVisible()


def test_that_a_step_points_at_the_rail_where_its_control_has_no_room(studio):
    here, workspace = narrow(studio, lesson=True)
    here.window.lessons.guide.move(TRAINING_STEP)
    callout = here.window.lessons.guide.callout
    callout.point_at("learning_rate")
    button = workspace.rail.button(Page.TRAINING)
    here.wait(lambda: callout.geometry().contains(button.mapTo(here.window, button.rect().center())))
    button.click()
    field = here.find("learning_rate")
    here.wait(lambda: callout.geometry().contains(field.mapTo(here.window, field.rect().center())))


def test_that_the_way_back_to_the_lesson_is_pointed_at_when_its_step_is_done(studio):
    here, workspace = narrow(studio, lesson=True)
    guide = here.window.lessons.guide
    guide.move(TRAINING_STEP)
    # the step asks what it will come to, before
    here.press("prediction_0_button")
    workspace.rail.button(Page.TRAINING).click()
    settle()
    assert workspace.is_lesson_aside
    here.window.session.set_pace(0)
    here.train()
    button = workspace.rail.lesson_button
    here.wait(lambda: guide.callout.geometry().contains(button.mapTo(here.window, button.rect().center())))


def test_that_a_panel_without_room_comes_back_when_there_is_some(studio):
    here, workspace = narrow(studio)
    here.window.drawers.show("probe")
    settle()
    dock = here.window.drawers["probe"]
    workspace.rail.button(Page.DATA).click()
    settle()
    assert not dock.isVisible() and here.window.data_panel.isVisible()
    here.window.resize(1900, 700)
    settle()
    assert dock.isVisible() and here.window.data_panel.isVisible()


def test_that_the_open_page_is_closed_by_its_button_and_the_result_gets_the_room(studio):
    here, workspace = narrow(studio)
    button = workspace.rail.button(Page.NETWORK)
    assert button.isChecked()
    before = here.window.result_panel.width()
    button.click()
    settle()
    assert not button.isChecked() and not here.window.network_panel.isVisible()
    assert here.window.result_panel.width() > before


@pytest.mark.usefixtures("usual_size")
def test_that_a_new_window_is_as_the_last_one_was_left(studio):
    here, workspace = narrow(studio)
    theme().set_scale(1.5)
    theme().choose("dark")
    here.window.resize(2400, 1000)
    workspace.fold(True)
    here.window.drawers.show("metrics")
    settle()
    workspace.choose_page(Page.TRAINING)
    settle()
    here.window.close()
    theme().set_scale(1.0)
    theme().choose("light")
    again = studio()
    settle()
    assert (theme().scale, theme().choice) == (1.5, "dark")
    sizes = {field.font().pointSizeF() for field in again.window.findChildren(QLabel) if field.isVisible()}
    assert min(sizes) >= 1.5 * 0.8 * here.window.font().pointSizeF() / 1.5, "no label is smaller than the rest"
    workspace = again.window.parts.workspace
    assert workspace.is_folded and workspace.rail.button(Page.TRAINING).isChecked()
    assert again.window.drawers["metrics"].isVisible()


def test_that_nothing_stray_lies_over_the_window_at_the_second_start(studio):
    studio().window.close()
    again = studio()
    settle()

    def seen():
        bars = again.window.parts.workspace.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        # none is drawn, and none is stopped at by the Tab key
        return [
            bar.count() for bar in bars if bar.isVisible() and (bar.isEnabled() or not bar.visibleRegion().isEmpty())
        ]

    assert seen() == []
    again.window.resize(1280, 1100)
    for name in ("probe", "metrics"):
        again.window.drawers.show(name)
    settle()
    assert seen() == [2]


class Layouts(QObject):
    """Counts how often a window is laid out anew."""

    count = 0

    def eventFilter(self, watched, event):
        self.count += event.type() is QEvent.Type.LayoutRequest
        return False


@pytest.mark.parametrize(
    ("opened", "torn_off"),
    [((), ()), (("probe", "metrics"), ()), (("metrics",), ("metrics",)), (("probe", "metrics"), ("metrics",))],
)
def test_that_the_window_comes_to_rest_whichever_panels_are_open_or_torn_off(studio, opened, torn_off):
    studio().window.close()
    here = studio()
    for name in opened:
        here.window.drawers.show(name)
    for name in torn_off:
        here.window.drawers[name].setFloating(True)
    here.wait_for_run()
    here.qtbot.wait(300)
    layouts = Layouts()
    here.window.parts.workspace.installEventFilter(layouts)
    here.qtbot.wait(300)
    assert layouts.count < 5


def test_that_each_size_of_screen_has_a_layout_of_its_own(studio):
    studio().window.close()
    room = studio().window.screen().availableSize()
    groups = [key for key in QSettings().allKeys() if key.startswith(f"window/{room.width()}x{room.height()}/")]
    assert groups
