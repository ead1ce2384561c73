"""Asking for a file of weights that fits a run's network."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from nnstudio.session.run import Run

if TYPE_CHECKING:
    from nnstudio.engine.weights import Arrays

_FILTER = "Weights (*.safetensors *.pt *.pth);;All files (*)"


def ask_weights(run: Run, window: QWidget, folder: Path) -> "tuple[Path, Arrays] | None":
    """The file that the learner chooses and its arrays, by the ``state_dict``'s names; None if none is chosen.

    Raises:
        ProjectError: the file can't be read, or its weights are not those of this network.
    """
    name, _ = QFileDialog.getOpenFileName(window, "Import weights", str(folder), _FILTER)
    if not name:
        return None
    from nnstudio.engine.weights import read_weights

    return Path(name), read_weights(Path(name), run.trainer.layout.shapes)
