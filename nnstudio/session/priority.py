"""Which threads come first where there are fewer cores than threads, and how much stack each has."""

import os
import sys
import threading
from contextlib import suppress

STACK_BYTES = 8 * 2**20
_NICER_BY = 10


def lower_priority() -> None:
    """Has the calling thread, from now on, stand back for the window's and the training's.

    Linux knows no QThread priorities, but a niceness for each thread (https://man7.org/linux/man-pages/man7/sched.7.html);
    elsewhere this does nothing, and QThread's priority works.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + _NICER_BY)
