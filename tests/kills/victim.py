"""A window that edits, trains and saves at random, and tells what it does: ``python -m tests.kills.victim FILE SEED``.

With AGAIN for a source it first opens again what was left behind, and says ``opening`` and ``opened``.
Each line is a word, the number of the last edit, the epochs of its run, and the time: ``now``, ``saving`` or ``saved``.
"""

import sys
import time
from pathlib import Path
from random import Random

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QApplication, QPushButton

from nnstudio.project import edits
from nnstudio.ui.app import open_window
from nnstudio.ui.window.main_window import MainWindow

AGAIN = "again"


class Restless(QTimer):
    """Does something every few hundredths of a second."""

    def __init__(self, window: MainWindow, path: Path, draw: Random, is_recovering: bool) -> None:
        super().__init__(window)
        self._window, self._path, self._draw = window, path, draw
        assert window.files.autosave is not None
        self._autosave = window.files.autosave
        self._autosave.saved.connect(self._on_autosave_saved)
        self._asked: list[tuple[int, int]] = []
        self._is_waiting = is_recovering
        # what is saved is no longer offered: whoever looks at what is offered back saves nothing
        self._may_save = not is_recovering
        self.timeout.connect(self._on_timeout)
        self.start(30)

    @Slot()
    def _on_timeout(self) -> None:
        if self._is_waiting:
            self._open_again()
            return
        session = self._window.session
        if session.run is None or session.is_preparing:
            return
        self._tell("now", *self._state())
        chance = self._draw.random()
        if chance < 0.02:
            self._edit()
        elif chance < 0.06 and self._window.state != "training":
            session.train()
        elif chance < 0.08 and self._may_save:
            self._asked.append(self._state())
            self._tell("saving", *self._asked[-1])
            self._autosave.save(self._path)

    def _open_again(self) -> None:
        button = self._window.findChild(QPushButton, "offer_button")
        if button is not None and button.isVisible():
            self._window.document.opened.connect(self._on_document_opened)
            self._tell("opening", 0, 0)
            button.click()

    @Slot()
    def _on_document_opened(self) -> None:
        self._is_waiting = False
        self._tell("opened", 0, 0)

    def _edit(self) -> None:
        # the seed tells which edit a file holds
        seed = self._window.project.training.seed + 1
        project = edits.with_training(
            self._window.project, seed=seed, epochs=100_000, batch_size=self._draw.choice((5, 50, 300))
        )
        self._window.document.edit(f"edit {seed}", project)

    def _state(self) -> tuple[int, int]:
        run = self._window.session.run
        project = self._window.project
        is_its_run = run is not None and run.project.run_key() == project.run_key()
        return project.training.seed, run.epoch if run is not None and is_its_run else 0

    @Slot(object)
    def _on_autosave_saved(self, path: Path) -> None:
        self._tell("saved", *self._asked.pop(0))

    def _tell(self, word: str, edit: int, epoch: int) -> None:
        print(word, edit, epoch, time.monotonic(), flush=True)


if __name__ == "__main__":
    app = QApplication([])
    is_recovering = sys.argv[1] == AGAIN
    window = open_window(None if is_recovering else sys.argv[1])
    restless = Restless(window, Path(sys.argv[2]), Random(int(sys.argv[3])), is_recovering)
    app.exec()
