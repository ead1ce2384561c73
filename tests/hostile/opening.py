"""A process in which a stranger's files are opened in every way that there is, each announced to whoever traces it.

``python -m tests.hostile.opening HOME FILE …`` prints a line of JSON for each: how long it took, what memory it took at
its highest above the window's own, and what was said.
"""

import contextlib
import io
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

MARK = "/nnstudio-opens/"
"""A file below this folder, which isn't there, is asked for when the next one is opened."""
_PATIENCE_S = 60.0


class Opener:
    """A window with all its panels, and the commands."""

    def __init__(self) -> None:
        from PySide6.QtWidgets import QApplication

        from nnstudio.ui.app import open_window
        from nnstudio.ui.window.panel_list import PANELS

        self.app = QApplication.instance() or QApplication(sys.argv[:1])
        self.window = open_window()
        for name in PANELS:
            self.window.drawers.show(name)
        self.longest = 0.0
        """For which the window took nothing in."""
        self._awaited = 0
        """Studio files that are being read."""
        self.window.files.archive_requested.connect(lambda: self._await(1))
        self.window.session.archive_opened.connect(lambda: self._await(-1))
        self.clear()

    def _await(self, more: int) -> None:
        self._awaited += more

    def clear(self) -> None:
        """Opens what is harmless, so that nothing is modified."""
        self.window.lessons.close()
        self.window.files.open_source("binary-classification")
        self._rest()
        self._close_boxes()

    def open(self, path: Path) -> list[str]:
        """Opens a file as its ending has it; returns what was said against it."""
        if path.name.endswith(".hand-in.json"):
            return [self._command("grade", str(path.parent), "-o", str(path.parent / "out.xlsx"), "--limit", "2")]
        if path.suffix in (".pt", ".safetensors"):
            return [_said(lambda: self._take_weights(path))]
        self._step(lambda: self.window.importing.open_dropped(str(path)))
        self._rest()
        said = self._close_boxes()
        self._step(lambda: self.window.grab())
        if path.suffix == ".nnlesson":
            said.append(self._command("lessons", "--check", str(path)))
        elif path.suffix in (".json", ".nnstudio"):
            said.append(self._command("export", str(path), "--to", "script", "-o", str(path.parent / "out.py")))
        return said

    def _take_weights(self, path: Path) -> None:
        from nnstudio.engine.files.weights import read_weights

        run = self.window.session.run
        assert run is not None
        read_weights(path, run.trainer.layout.shapes)

    def _close_boxes(self) -> list[str]:
        from PySide6.QtWidgets import QDialog, QMessageBox

        said = []
        for dialog in self.window.findChildren(QDialog):
            if dialog.isVisible():
                self._step(lambda dialog=dialog: dialog.grab())
                said.append(dialog.text() if isinstance(dialog, QMessageBox) else type(dialog).__name__)
                dialog.reject()
        return said

    def _command(self, *arguments: str) -> str:
        from nnstudio.cli import main

        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            self._step(lambda: main(list(arguments)))
        return said.getvalue()

    def _step(self, step: Callable[[], object]) -> None:
        began = time.monotonic()
        step()
        self.longest = max(self.longest, time.monotonic() - began)

    def _rest(self) -> None:
        """Until nothing is read, made or trained."""
        from PySide6.QtCore import QEventLoop

        from nnstudio.ui.editors.importing.import_dialog import ImportDialog

        end, still = time.monotonic() + _PATIENCE_S, 0
        while still < 5:
            assert time.monotonic() < end, "it does not come to rest"
            self._step(lambda: self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20))
            window = self.window
            is_reading = any(dialog.is_reading for dialog in window.findChildren(ImportDialog))
            busy = window.session.is_preparing or self._awaited or window.diagnosing or is_reading
            still = 0 if busy else still + 1
            time.sleep(0.002)


def _said(step: Callable[[], object]) -> str:
    from nnstudio.project.errors import ProjectError

    try:
        step()
    except ProjectError as error:
        return str(error)
    return ""


def memory(name: str) -> int:
    """In MB: VmRSS now, or VmHWM at its highest."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) >> 10
    raise AssertionError(name)


def main(home: str, files: list[str]) -> int:
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "NNSTUDIO_PORTABLE"):
        os.environ[name] = home
    opener = Opener()
    for path in files:
        opener.clear()
        _announce(path)
        start, opener.longest, began = memory("VmRSS"), 0.0, time.monotonic()
        Path("/proc/self/clear_refs").write_text("5")
        told: dict[str, Any] = {"file": path, "said": [], "fault": ""}
        try:
            told["said"] = opener.open(Path(path))
        except Exception:
            told["fault"] = traceback.format_exc()
        told |= {"s": round(time.monotonic() - began, 2), "longest_s": round(opener.longest, 2)}
        told["mb"] = memory("VmHWM") - start
        print(json.dumps(told), flush=True)
    _announce("end")
    opener.window.close()
    return 0


def _announce(what: str) -> None:
    with contextlib.suppress(OSError):
        Path(MARK + what.replace("/", "|")).stat()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
