"""Hears what nobody is meant to hear: exceptions that no one expected, and Qt's warnings."""

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

_HARMLESS = ("This plugin does not support",)


@contextmanager
def watched() -> Iterator[list[str]]:
    """What goes wrong meanwhile, each in a text."""
    faults: list[str] = []

    def on_error(kind, error, trace):
        faults.append("".join(traceback.format_exception(kind, error, trace)))

    def on_message(kind, context, text):
        if kind is not QtMsgType.QtDebugMsg and kind is not QtMsgType.QtInfoMsg and not text.startswith(_HARMLESS):
            faults.append(f"{kind.name}: {text}")

    class Reported(logging.Handler):
        """The studio goes on after an error, and logs it."""

        def emit(self, record):
            if record.exc_info is not None:
                on_error(*record.exc_info)

    before = sys.excepthook, threading.excepthook
    sys.excepthook = on_error
    threading.excepthook = lambda args: on_error(args.exc_type, args.exc_value, args.exc_traceback)
    handler = qInstallMessageHandler(on_message)
    reported = Reported(logging.ERROR)
    logging.getLogger("nnstudio").addHandler(reported)
    try:
        yield faults
    finally:
        logging.getLogger("nnstudio").removeHandler(reported)
        sys.excepthook, threading.excepthook = before
        qInstallMessageHandler(handler)
