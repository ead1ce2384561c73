"""Linux desktops: an entry in the menu, a type of file and an icon, as freedesktop.org has them."""

import os
import shutil
import subprocess
from pathlib import Path

from nnstudio.desktop.command_words import command_words
from nnstudio.project.writing import write_text
from nnstudio.resources import resources_dir

EVERYONES_SHARE = Path("/usr/local/share")


def desktop_exec(words: list[str]) -> str:
    """A command as the Exec key of a desktop entry quotes it.

    Source: `Desktop Entry Specification <https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html>`_.
    """
    quoted = []
    for word in words:
        for character in '\\"`$':
            word = word.replace(character, f"\\{character}")
        quoted.append(f'"{word}"'.replace("%", "%%"))
    # the value is a string of the file's, in which a backslash is written twice, and a line break would end it
    return " ".join(quoted).replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def add(everyone: bool) -> list[str]:
    """Writes the entry, the type and the icon; returns where."""
    source = resources_dir() / "desktop"
    entry, kind, icon = _places(everyone)
    command = desktop_exec(command_words())
    texts = {
        entry: (source / "nnstudio.desktop").read_text(encoding="utf-8").replace("@COMMAND@", command),
        kind: (source / "nnstudio.xml").read_text(encoding="utf-8"),
        icon: (source / "nnstudio.svg").read_text(encoding="utf-8"),
    }
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(text, path)
    _announce(everyone)
    return list(map(str, texts))


def remove(everyone: bool) -> list[str]:
    """Takes away what `add` wrote; returns what was there."""
    there = [path for path in _places(everyone) if path.is_file()]
    for path in there:
        path.unlink()
    if there:
        _announce(everyone)
    return list(map(str, there))


def _places(everyone: bool) -> tuple[Path, Path, Path]:
    share = _share(everyone)
    return (
        share / "applications" / "nnstudio.desktop",
        share / "mime" / "packages" / "nnstudio.xml",
        share / "icons" / "hicolor" / "scalable" / "apps" / "nnstudio.svg",
    )


def _share(everyone: bool) -> Path:
    own = Path(os.environ.get("XDG_DATA_HOME", ""))
    if not own.is_absolute():
        # as freedesktop.org has it: neither empty nor a name in the working folder counts
        own = Path.home() / ".local" / "share"
    return EVERYONES_SHARE if everyone else own


def _announce(everyone: bool) -> None:
    for tool, folder in (("update-mime-database", "mime"), ("update-desktop-database", "applications")):
        # without the second, most desktops look for themselves
        if shutil.which(tool):
            subprocess.run([tool, str(_share(everyone) / folder)], check=True, capture_output=True)
