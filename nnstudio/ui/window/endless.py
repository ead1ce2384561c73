"""Training without an end: it goes on until it is paused, and then is what the project says."""

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from nnstudio.language import ngettext
from nnstudio.project import edits
from nnstudio.session.document import Document
from nnstudio.session.training_session import TrainingSession


class Endless(QObject):
    """Switches it on and off; where such a training rests, the project gets as many epochs as a run of it needs."""

    def __init__(self, document: Document, session: TrainingSession, action: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._session, self._action = document, session, action
        action.toggled.connect(session.set_endless)
        session.endless_ended.connect(self._on_session_endless_ended)
        # whoever opens something, as a lesson does, finds training as it is usual
        document.opened.connect(self._on_document_opened)

    @Slot(int)
    def _on_session_endless_ended(self, epochs: int) -> None:
        run = self._session.run
        self._document.commit_pending()
        if self._session.run is not run:
            # what was typed meanwhile has led to another run
            return
        text = ngettext("train {n:,} epoch", "train {n:,} epochs", epochs).format(n=epochs)
        self._document.edit(text, partial(edits.with_training, epochs=epochs))

    @Slot()
    def _on_document_opened(self) -> None:
        self._action.setChecked(False)
