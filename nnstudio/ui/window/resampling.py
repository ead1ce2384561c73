"""Other samples for the network as it is: how does what it has learned do on what it has not met?"""

import numpy as np
from PySide6.QtCore import QObject, Slot

from nnstudio.language import _
from nnstudio.project import edits
from nnstudio.project.project import Project
from nnstudio.session.document import Document
from nnstudio.session.training_session import State, TrainingSession
from nnstudio.ui.shown.frame_source import FrameSource
from nnstudio.ui.widgets.dice import another_seed
from nnstudio.ui.window.weights_import import MOST


class Resampling(QObject):
    """Draws the data again and keeps the weights: those of the epoch shown are what the new run begins with."""

    def __init__(
        self, document: Document, session: TrainingSession, frame_source: FrameSource, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._frame_source = document, session, frame_source

    def why_not(self) -> str:
        """Why the weights can't be kept now; empty if they can."""
        run = self._session.run
        frame = self._frame_source.frame_of(run)
        if run is None or frame is None or run.epoch == 0:
            return _("Nothing has been trained yet")
        if run.trainer.layout.size > MOST:
            return _("A project keeps the weights of networks of up to {most:,} numbers; this one has more").format(
                most=MOST
            )
        if not np.isfinite(frame.snapshot.vector).all():
            return _("The weights are no longer finite numbers")
        return ""

    @Slot()
    def redraw(self) -> None:
        """One edit; a training that goes on goes on with the new samples."""
        self._document.commit_pending()
        run = self._session.run
        frame = self._frame_source.frame_of(run)
        if self.why_not() or run is None or frame is None:
            return
        goes_on = self._session.state is State.TRAINING
        arrays = run.trainer.layout.arrays(frame.snapshot.vector)
        tensors = {name: array.ravel().tolist() for name, array in arrays.items()}
        project = edits.draw_again_for(self._document.project, another_draw(self._document.project), tensors)
        self._document.edit(_("draw other samples for this network"), project)
        if goes_on:
            self._session.train()


def another_draw(project: Project) -> int:
    """A seed by which neither the samples nor their split are drawn now."""
    return another_seed(project.data.split_seed, getattr(project.data.source, "seed", 0))
