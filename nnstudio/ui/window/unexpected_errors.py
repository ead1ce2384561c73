"""Errors that nobody expected: said in a quiet line, the work kept at once, and what is shown made true again."""

import threading
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnstudio.language import _
from nnstudio.log import start as log
from nnstudio.log.reports import attempt, listen, unlisten
from nnstudio.session.qt_messages import leave_qt_messages, log_qt_messages
from nnstudio.ui.window.notices import Notices, Speaker, Tone

_LONGEST_PAUSE_S = 8.0


class UnexpectedErrors(QObject):
    """Keeps the log while its window is open, and tells the learner what goes into it."""

    _came = Signal()

    def __init__(self, notices: Notices, steps: Sequence[Callable[[], object]], window: QWidget) -> None:
        """`steps` are taken after an error in the window: the work is saved, and each view is set from what is."""
        super().__init__(window)
        self._notices, self._steps, self._window = notices, steps, window
        self._lock = threading.Lock()
        self._sentence = ""
        self._count = self._told = 0
        self._is_window_affected = False
        self._pause, self._rested = 0.0, float("-inf")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        # from whichever thread, and not before what has gone wrong is over
        self._came.connect(self._on_came, Qt.ConnectionType.QueuedConnection)
        self._is_open = True
        log.start()
        log_qt_messages()
        listen(self._hear)
        self._tell_trouble()

    @Slot()
    def show_log(self) -> None:
        """Opens the log, to be read and copied."""
        from nnstudio.ui.window.log_dialog import LogDialog

        for dialog in self._window.findChildren(LogDialog):
            # what it shows may be old
            dialog.close()
        LogDialog(self._window).show()

    def close(self) -> None:
        """The window is closing: nothing is told any more."""
        if self._is_open:
            self._is_open = False
            self._timer.stop()
            unlisten(self._hear)
            leave_qt_messages()
            log.stop()

    def _hear(self, sentence: str, in_window: bool) -> None:
        with self._lock:
            is_first = self._count == self._told
            self._sentence = sentence
            self._count += 1
            self._is_window_affected |= in_window
        # a thousand errors are one message
        if is_first:
            self._came.emit()

    @Slot()
    def _on_came(self) -> None:
        if not self._is_open or self._timer.isActive():
            return
        if time.monotonic() - self._rested > 2 * self._pause:
            self._pause = 0.0
        # what goes wrong again each time it is set right must not keep the window from all else
        self._timer.start(round(1000 * self._pause))

    @Slot()
    def _on_timer_timeout(self) -> None:
        with self._lock:
            new, sentence, affected = self._count - self._told, self._sentence, self._is_window_affected
            self._told, self._is_window_affected = self._count, False
        if affected:
            for step in self._steps:
                attempt(_("What is shown could not be made true"), step, tell=False)
        more = _("{new:,} errors, of which the last: ").format(new=new) if new > 1 else ""
        # the same again is news, also to one who has hidden it
        self._notices.clear(Speaker.UNEXPECTED)
        self._notices.tell(
            Speaker.UNEXPECTED,
            Tone.WARNING,
            _("{more}{sentence} The log has the details.").format(more=more, sentence=sentence),
            (_("Show log"), self.show_log),
        )
        self._tell_trouble()
        self._rested = time.monotonic()
        self._pause = min(_LONGEST_PAUSE_S, max(1.0, 2 * self._pause))

    def _tell_trouble(self) -> None:
        trouble = log.trouble()
        if trouble:
            self._notices.tell(Speaker.LOG, Tone.WARNING, trouble)
