"""Follows the advice of a finding: the project becomes the one that was tried. One step of undo leads back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from nnstudio.language import _
from nnstudio.project.edits import with_training
from nnstudio.session.document import Document
from nnstudio.session.training_session import TrainingSession

if TYPE_CHECKING:
    from nnstudio.engine.diagnosis.finding import Finding


class Advice(QObject):
    """Edits the document."""

    def __init__(self, document: Document, session: TrainingSession, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._session = document, session

    @Slot(object)
    def follow(self, finding: "Finding") -> None:
        """Does what it advises, if the project is still the one that was examined."""
        self._document.commit_pending()
        run, remedied, project = self._session.run, finding.remedied, self._document.project
        if run is None or remedied is None or project.run_key() != run.project.run_key():
            return
        if remedied.training.epochs == run.project.training.epochs:
            # the number of epochs is no part of the advice, and may have been changed since
            remedied = with_training(remedied, epochs=project.training.epochs)
        self._document.edit(_("follow the advice: {title}").format(title=finding.title), remedied)
