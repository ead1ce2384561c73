"""Qt's own warnings, into the log."""

import logging
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

_logger = logging.getLogger("nnstudio.qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_former: Callable[..., Any] | None = None


def log_qt_messages() -> None:
    """From now on what Qt says is logged; whoever heard it before still does."""
    global _former
    found = qInstallMessageHandler(_on_message)
    if found is not _on_message:
        _former = found


def leave_qt_messages() -> None:
    """As it was, unless another has taken its place since."""
    found = qInstallMessageHandler(None)
    qInstallMessageHandler(_former if found is _on_message else found)


def _on_message(kind: QtMsgType, context: Any, message: str) -> None:
    _logger.log(_LEVELS[kind], "%s", message)
    if _former is not None:
        _former(kind, context, message)
    elif sys.stderr is not None and kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
        sys.stderr.write(f"{message}\n")
