"""The files that were opened or saved last."""

from pathlib import Path

from PySide6.QtCore import QSettings

from nnstudio.project.links import real_path

_KEY = "files/recent"
_MOST = 10


def recent() -> list[str]:
    """Their paths, the latest first; those that are gone are left out."""
    stored = QSettings().value(_KEY)
    paths = [stored] if isinstance(stored, str) else list(stored or [])
    return [path for path in map(str, paths) if Path(path).is_file()]


def remember(source: str) -> None:
    """Puts a file to the front of the list; an example's id is not one."""
    path = Path(source)
    if path.suffix and path.is_file():
        full = str(real_path(path))
        QSettings().setValue(_KEY, [full, *(other for other in recent() if other != full)][:_MOST])
