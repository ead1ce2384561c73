"""Asking where to save: the one dialog for every kind of file."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nnstudio.language import _
from nnstudio.project.names import file_name


def ask_save_path(
    window: QWidget, title: str, suggested: Path, endings: Sequence[str], kinds: str, others: bool = False
) -> Path | None:
    """Where to save, or None. A name with none of the `endings` gets the first.

    Args:
        kinds: the dialog's filters.
        others: whether a name with an ending of another kind is left as it is, for the caller to refuse or to allow.
    """
    suggested = suggested.with_name(file_name(suggested.stem, suggested.suffix))
    name, _unused = QFileDialog.getSaveFileName(window, title, str(suggested), kinds)
    if not name:
        return None
    path = Path(name)
    ending = path.suffix
    if ending in endings or (others and ending):
        return path
    is_shouted = ending.lower() in endings
    path = path.with_suffix(ending.lower()) if is_shouted else path.with_name(f"{path.name}{endings[0]}")
    # the dialog has asked about another name
    return path if not path.exists() or _may_overwrite(window, path) else None


def _may_overwrite(window: QWidget, path: Path) -> bool:
    buttons = QMessageBox.StandardButton
    # without the name: the box would take HTML in it for HTML
    text = _("With the ending {suffix}, this is the name of a file that is there already. Replace it?").format(
        suffix=path.suffix
    )
    answer = QMessageBox.question(window, _("Replace the file?"), text, buttons.Yes | buttons.Cancel, buttons.Cancel)
    return answer == buttons.Yes
