"""Widgets that say more to a screen reader than Qt would say for them."""

from typing import Protocol, runtime_checkable

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QComboBox


@runtime_checkable
class SpeaksForItself(Protocol):
    """A widget with an accessible interface of its own."""

    def accessible_interface(self) -> QAccessibleInterface:
        """A new one, for Qt to keep: it is asked for once, and deleted with the widget."""


_installed: list[bool] = []


def install_interfaces() -> None:
    """To be called once there is an application; again does nothing. What Qt knows better is left to Qt."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_interface_of)


def _interface_of(class_name: str, thing: QObject) -> QAccessibleInterface | None:
    # Qt asks for each of its classes, also while it is being destroyed; what Qt made for itself, as in its dialogs of
    # files, may be gone without a word to Python
    if not shiboken6.isValid(thing) or not shiboken6.createdByPython(thing):
        return None
    if isinstance(thing, QComboBox) and not thing.isEditable():
        # where nobody listens, it is not needed
        from nnstudio.ui.accessibility.combo_box import ComboBoxInterface

        return ComboBoxInterface(thing)
    return thing.accessible_interface() if isinstance(thing, SpeaksForItself) else None
