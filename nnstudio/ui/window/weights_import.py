"""Weights from a file, taken into the network where the window looks."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from nnstudio.language import _
from nnstudio.project import edits
from nnstudio.project.errors import ProjectError
from nnstudio.session.document import Document
from nnstudio.session.run import Run
from nnstudio.session.training_session import State, TrainingSession

if TYPE_CHECKING:
    from nnstudio.engine.files.weights import Arrays

MOST = 100_000
"""Numbers that a project keeps."""
_FILTER = _("Weights (*.safetensors *.pt *.pth);;All files (*)")


def ask_weights(run: Run, window: QWidget, folder: Path) -> "tuple[Path, Arrays] | None":
    """The file that the learner chooses and its arrays, by the ``state_dict``'s names; None if none is chosen.

    Raises:
        ProjectError: the file can't be read, or its weights are not those of this network.
    """
    name, _unused = QFileDialog.getOpenFileName(window, _("Import weights"), str(folder), _FILTER)
    if not name:
        return None
    from nnstudio.engine.files.weights import read_weights

    return Path(name), read_weights(Path(name), run.trainer.layout.shapes)


class WeightsImport(QObject):
    """File, Import weights: a change by hand like a typed weight, kept in the project and undone like any other."""

    def __init__(
        self,
        document: Document,
        session: TrainingSession,
        complain: Callable[[str, str], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document, self._session = document, session
        self._complain, self._window = complain, window

    def why_not(self) -> str:
        """Why weights can't be imported now; empty if they can."""
        run = self._session.run
        if run is None:
            return _("There is no network yet that weights could go into.")
        if self._session.state is State.TRAINING:
            return _("Pause the training first.")
        if run.trainer.layout.size > MOST:
            return _(
                "A project keeps imported weights of networks of up to {most:,} numbers; this one has more."
            ).format(most=MOST)
        return ""

    @Slot(int)
    def ask(self, epoch: int) -> None:
        """Asks for a file; its weights are the network's from `epoch` on."""
        reason, run = self.why_not(), self._session.run
        if reason or run is None:
            self._complain(_("Import weights"), reason)
            return
        folder = self._document.path.parent if self._document.path is not None else Path.home()
        try:
            found = ask_weights(run, self._window, folder)
        except ProjectError as error:
            self._complain(_("Import weights"), str(error))
            return
        if found is not None:
            path, arrays = found
            tensors = {name: array.ravel().tolist() for name, array in arrays.items()}
            self._document.edit(
                _("import {path_name}").format(path_name=path.name),
                lambda project: edits.with_state(project, epoch, tensors),
            )
