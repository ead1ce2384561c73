"""Asking where to save: the one dialog for every kind of file."""

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

_MOST_BYTES = 240
"""What file systems take for a name, with some room for the learner's own letters."""


def ask_save_path(window: QWidget, title: str, suggested: Path, endings: Sequence[str], kinds: str) -> Path | None:
    """Where to save, or None. A name with none of the `endings` gets the first; `kinds` are the dialog's filters."""
    name, _ = QFileDialog.getSaveFileName(window, title, str(fitting(suggested)), kinds)
    if not name:
        return None
    path = Path(name)
    if path.suffix.lower() in endings:
        return path
    path = path.with_name(f"{path.name}{endings[0]}")
    # the dialog has asked about another name
    return path if not path.exists() or _may_overwrite(window, path) else None


def fitting(path: Path) -> Path:
    """The same, with a name that file systems take: they count bytes."""
    stem = path.stem
    while stem and len(os.fsencode(stem + path.suffix)) > _MOST_BYTES:
        stem = stem[:-1]
    return path.with_name(stem + path.suffix) if stem else path


def _may_overwrite(window: QWidget, path: Path) -> bool:
    buttons = QMessageBox.StandardButton
    # without the name: the box would take HTML in it for HTML
    text = f"With the ending {path.suffix}, this is the name of a file that is there already. Replace it?"
    answer = QMessageBox.question(window, "Replace the file?", text, buttons.Yes | buttons.Cancel, buttons.Cancel)
    return answer == buttons.Yes
