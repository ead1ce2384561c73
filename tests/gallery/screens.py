"""The window on all screens that it promises to fit: plain, each page, a panel, a lesson, and both; and presenting."""

from collections.abc import Callable

from PySide6.QtGui import QAction

from nnstudio.resources import resources_dir
from nnstudio.ui.docks.arrangement import Page
from nnstudio.ui.style.theme import theme
from tests.gallery.stage import Stage

SCREENS = {
    "1024": (1.0, (1024, 700)),
    "1280": (1.0, (1280, 800)),
    "1280-150": (1.5, (1280, 720)),
    "1920-200": (2.0, (1920, 1080)),
    "1920": (1.0, (1920, 1080)),
}
LESSON = resources_dir() / "lessons" / "guided" / "170-binary-classification.json"


def screens(stage: Stage) -> None:
    window = stage.open()
    stage.train(window)
    workspace = window.parts.workspace
    for name, (scale, size) in SCREENS.items():

        def shoot(what: str, name: str = name, size: tuple[int, int] = size) -> None:
            stage.settle()
            stage.shoot(f"screen-{name}-{what}", window, (size,))

        theme().set_scale(scale)
        window.resize(*size)
        shoot("plain")
        for page in Page:
            button = workspace.rail.button(page)
            if button.isVisible():
                workspace.choose_page(None)
                button.click()
                shoot(page.value)
        window.drawers.show("probe")
        stage.settle()
        stage.wait(lambda: window.drawers["probe"].panel is not None)
        shoot("panel")
        window.drawers.close("probe")
        window.lessons.open(LESSON)
        shoot("lesson")
        window.drawers.show("data")
        shoot("lesson-panel")
        window.lessons.close()
        window.drawers.close("data")
    theme().set_scale(1.0)


def presenting(stage: Stage) -> None:
    window = stage.open()
    stage.train(window)
    window.resize(1920, 1080)
    present = window.findChild(QAction, "present_action")
    assert isinstance(present, QAction)
    present.trigger()
    stage.settle()
    stage.shoot("presenting", window, ((1920, 1080),))
    window.lessons.open(LESSON)
    stage.settle()
    stage.shoot("presenting-lesson", window, ((1280, 800), (1920, 1080)))
    window.lessons.close()
    present.trigger()


SCREEN_SCENES: dict[str, Callable[[Stage], None]] = {"screens": screens, "presenting": presenting}
