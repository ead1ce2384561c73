"""A process in which somebody works with the window that ``nnstudio ARGUMENTS`` opens, then writes things without it.

Trains, pastes rows, comes some way in a lesson, exports by the menu, waits for the copy of the unsaved work, closes,
and lets the command write a report. Prints one JSON object: the exit status, the connections that were tried, and
what of the network is loaded.
"""

import contextlib
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

_tried: list[str] = []
_EVENTS = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname")
_PATIENCE = 80.0
_REQUESTS = ("urllib.Request", "http.client.connect", "ftplib.connect", "smtplib.connect")


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _REQUESTS:
        _tried.append(f"{event} {arguments}")
    elif event in _EVENTS:
        # the screen is reached through a socket of the machine's own
        family = getattr(arguments[0], "family", None)
        if family is None or family != getattr(socket, "AF_UNIX", None):
            _tried.append(f"{event} {arguments[1:]}")


sys.addaudithook(_watch)

from PySide6.QtCore import QTimer  # noqa: E402
from PySide6.QtGui import QAction  # noqa: E402
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton  # noqa: E402

from nnstudio.cli import main  # noqa: E402


def work(app: QApplication, written: Path) -> Iterator[Callable[[], object]]:
    """What is done; each condition that it yields is waited for."""
    from nnstudio.project.edits import with_training
    from nnstudio.session.own_folder import own_folder
    from nnstudio.ui.editors.importing.importing import keep_pasted
    from nnstudio.ui.lessons.progress import Progress, save_progress
    from nnstudio.ui.window.main_window import MainWindow

    def found() -> list[MainWindow]:
        return [widget for widget in app.topLevelWidgets() if isinstance(widget, MainWindow)]

    yield found
    (window,) = found()
    window.document.edit("train longer", with_training(window.project, epochs=30))
    yield lambda: window.session.run is not None and not window.session.is_preparing
    button = window.findChild(QPushButton, "train_button")
    assert button is not None
    button.click()
    yield lambda: window.state == "finished" and not window.diagnosing
    keep_pasted("a\tb\n1\t2\n")
    save_progress("a-lesson", Progress(step=3))
    window.drawers.show("data")
    yield lambda: window.drawers["data"].panel is not None
    for kind in ("report", "onnx"):
        path = written / f"it.{'html' if kind == 'report' else kind}"
        QFileDialog.getSaveFileName = lambda *_, path=path: (str(path), "")
        action = window.findChild(QAction, f"export_{kind}_action")
        assert action is not None
        action.trigger()
        yield lambda path=path: path.exists() and not window.exports.is_working
    yield lambda: list((own_folder() / "recovery").glob("work-*.nnstudio"))
    # what is kept is told first
    window.close()
    box = window.findChild(QMessageBox, "kept_message")
    if box is not None:
        box.button(QMessageBox.StandardButton.Close).click()


def spend_afternoon(arguments: list[str], written: Path) -> dict[str, Any]:
    sys.argv = ["nnstudio", *arguments]
    app = QApplication(sys.argv[:1])
    doing: Iterator[Callable[[], object]] | None = None
    waiting: Callable[[], object] = lambda: True  # noqa: E731

    def tick() -> None:
        nonlocal doing, waiting
        doing = doing or work(app, written)
        if waiting():
            waiting = next(doing, lambda: False)
        elif time.monotonic() > end:
            # os._exit: a window that is stuck may not close either
            print(f"waited in vain in line {waiting.__code__.co_firstlineno}", file=sys.stderr, flush=True)
            os._exit(1)

    end = time.monotonic() + _PATIENCE
    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(20)
    status = main(arguments)
    report = main(["export", "binary-classification", "--to", "report", "-o", str(written / "headless.html")])
    maps = Path("/proc/self/maps")
    libraries = maps.read_text() if maps.exists() else ""
    loaded = [name for name in ("QtNetwork", "Qt6Network") if f"PySide6.{name}" in sys.modules or name in libraries]
    return {"status": [status, report], "tried": _tried, "network": loaded}


def try_to_connect() -> dict[str, Any]:
    """What would be printed of a program that does reach out."""
    import urllib.request

    attempts: tuple[Callable[[], object], ...] = (
        lambda: socket.create_connection(("127.0.0.1", 9), 1),
        lambda: urllib.request.urlopen("http://127.0.0.1:9", timeout=1),
        lambda: socket.socket().bind(("127.0.0.1", 0)),
    )
    for attempt in attempts:
        # the port for what is thrown away: nobody listens there
        with contextlib.suppress(OSError):
            attempt()
    return {"tried": _tried}


if __name__ == "__main__":
    folder, *rest = sys.argv[1:]
    print(json.dumps(try_to_connect() if folder == "connect" else spend_afternoon(rest, Path(folder))))
