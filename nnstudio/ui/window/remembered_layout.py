"""How the window was left, so that it opens the same on a screen of the same size: sizes, panels, texts, colours."""

import json
from contextlib import suppress

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QMainWindow

from nnstudio.ui.docks.arrangement import Page
from nnstudio.ui.style.theme import theme
from nnstudio.ui.window.parts import Parts

_USUAL = QSize(1600, 1000)
"""How large a first window is where the screen has room for more."""
_LEAST_SCREEN, _WITHOUT_SCREEN = QSize(1000, 540), QSize(1280, 800)
_FRAME = QSize(16, 60)
"""What the title bar and the borders of a window may take of the screen; it has none before it is shown."""


def save_layout(window: QMainWindow, parts: Parts) -> None:
    """Remembers sizes and places for the next start on a screen of this size."""
    settings, workspace = QSettings(), parts.workspace
    settings.setValue("window/scale", theme().scale)
    settings.setValue("window/appearance", theme().choice)
    settings.beginGroup(_group(window))
    settings.setValue("geometry", window.saveGeometry())
    settings.setValue("size", window.size())
    settings.setValue("docks", workspace.saveState())
    settings.setValue("widths", json.dumps(workspace.columns.sizes_kept()))
    settings.setValue("folded", workspace.is_folded)
    settings.setValue("page", workspace.page.value if workspace.page is not None else "")
    for splitter in parts.splitters:
        settings.setValue(splitter.objectName(), splitter.saveState())
    settings.endGroup()


def restore_appearance() -> None:
    """Light or dark and the size of texts, as they were when a window was last closed: before one is built."""
    settings = QSettings()
    theme().set_scale(float(str(settings.value("window/scale", 1.0, type=float))))
    theme().choose(str(settings.value("window/appearance", "system")))


def restore_layout(window: QMainWindow, parts: Parts) -> None:
    """As it was when the window was last closed on a screen of this size; what is not known stays."""
    settings, workspace = QSettings(), parts.workspace
    settings.beginGroup(_group(window))
    geometry, size, docks = (settings.value(key) for key in ("geometry", "size", "docks"))
    if not _has_screen(window):
        window.resize(size if isinstance(size, QSize) else _WITHOUT_SCREEN)
    elif geometry is None or not window.restoreGeometry(geometry):
        _fit_screen(window)
    if docks is not None:
        workspace.restoreState(docks)
    # damaged, they are as at first
    with suppress(ValueError, AttributeError, TypeError):
        workspace.columns.restore_sizes(json.loads(str(settings.value("widths", "{}"))))
    workspace.is_folded = settings.value("folded", False, type=bool) is True
    page = str(settings.value("page", Page.NETWORK.value))
    workspace.choose_page(Page(page) if page in {each.value for each in Page} else None)
    settings.endGroup()


def restore_splitters(window: QMainWindow, parts: Parts) -> None:
    """The same for what has its size only when the window is shown: before, the shares would not be kept."""
    settings = QSettings()
    settings.beginGroup(_group(window))
    for splitter in parts.splitters:
        state = settings.value(splitter.objectName())
        if state is not None:
            splitter.restoreState(state)
    settings.endGroup()


def _group(window: QMainWindow) -> str:
    screen = window.screen().availableSize()
    return f"window/{screen.width()}x{screen.height()}"


def _has_screen(window: QMainWindow) -> bool:
    """Whether there is a screen that somebody sits at: without a display Qt tells of one of 800 x 800."""
    room = window.screen().availableSize()
    return room.width() >= _LEAST_SCREEN.width() and room.height() >= _LEAST_SCREEN.height()


def _fit_screen(window: QMainWindow) -> None:
    """As large as is useful, and never larger than what the desktop leaves of the screen."""
    room, usual = window.screen().availableSize() - _FRAME, _USUAL * theme().scale
    window.resize(usual.boundedTo(room))
    if room.width() <= usual.width() or room.height() <= usual.height():
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
