"""An error that comes a thousand times a second fills neither the log nor the terminal."""

import threading
import time

_WINDOW_S = 60.0
_OF_ONE, _OF_ALL = 3, 100
"""How many of one kind, and of all together, are let through in a minute."""


class Repeats:
    """Lets the first few of each kind through, and counts the rest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._began = float("-inf")
        self._came: dict[object, int] = {}
        self._admitted = 0
        self._left_out = 0

    def admits(self, kind: object) -> tuple[bool, int]:
        """Whether one of this `kind` is let through now, and then how many were left out since the last that was."""
        now = time.monotonic()
        with self._lock:
            if now - self._began >= _WINDOW_S:
                # the kinds of a minute are at most as many as were let through, and so need little memory
                self._began, self._admitted = now, 0
                self._came.clear()
            came = self._came.get(kind, 0)
            if came >= _OF_ONE or self._admitted >= _OF_ALL:
                self._left_out += 1
                return False, 0
            self._came[kind] = came + 1
            self._admitted += 1
            left_out, self._left_out = self._left_out, 0
            return True, left_out


def kind_of(error: BaseException) -> tuple[str, str, int]:
    """What errors from the same place have in common, whatever they say: type, file and line."""
    trace = error.__traceback__
    if trace is None:
        return type(error).__name__, "", 0
    while trace.tb_next is not None:
        trace = trace.tb_next
    return type(error).__name__, trace.tb_frame.f_code.co_filename, trace.tb_lineno
