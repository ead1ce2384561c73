"""Plays the losses of the run as a sound, by whatever plays sounds on this system."""

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QStandardPaths, QTemporaryDir, Slot
from PySide6.QtGui import QAction

from nnstudio.language import _
from nnstudio.project.errors import ProjectError
from nnstudio.project.writing import write_bytes
from nnstudio.session.training_session import TrainingSession
from nnstudio.ui.window.notices import Notices, Speaker, Tone

PLAYERS = {"darwin": ("afplay",), "linux": ("pw-play", "paplay", "aplay")}
"""Programs that play a WAV file, by system, the likeliest first; Windows plays it by itself."""


class LossHearing(QObject):
    """Plays and stops; says where nothing can be played."""

    def __init__(self, session: TrainingSession, notices: Notices, action: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._notices = session, notices
        self._folder: QTemporaryDir | None = None
        """Made when it is needed: a program that is ended by a signal leaves it behind."""
        self._player = QProcess(self)
        action.triggered.connect(self.toggle)

    @property
    def is_playing(self) -> bool:
        """Whether a program plays."""
        return self._player.state() is not QProcess.ProcessState.NotRunning

    @Slot()
    def toggle(self) -> None:
        """Plays the losses so far; stops while they are playing."""
        if self.is_playing:
            self.stop()
            return
        from nnstudio.export.sound import loss_sound

        run = self._session.run
        self._folder = self._folder or QTemporaryDir()
        path = Path(self._folder.filePath("losses.wav"))
        try:
            sound = loss_sound(run.history.train_loss if run else [], run.history.test_loss if run else [])
            write_bytes(sound, path)
        except ProjectError as error:
            self._notices.tell(Speaker.SOUND, Tone.INFORMATION, str(error))
            return
        self._notices.clear(Speaker.SOUND)
        self._play(path)

    def stop(self) -> None:
        """Ends what plays; returns when it has ended."""
        if self.is_playing:
            self._player.kill()
            self._player.waitForFinished()

    def _play(self, path: Path) -> None:
        if sys.platform == "win32":
            import winsound

            winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_ASYNC)
            return
        known = PLAYERS.get(sys.platform, PLAYERS["linux"])
        found = next((place for name in known if (place := QStandardPaths.findExecutable(name))), "")
        if not found:
            text = _("No program that plays sounds was found here ({players}). File, Export, Sound saves the losses.")
            self._notices.tell(Speaker.SOUND, Tone.WARNING, text.format(players=", ".join(known)))
            return
        self._player.start(found, [str(path)])
