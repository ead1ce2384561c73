"""Windows: an entry in the Start menu, and types of files in the registry."""

import os
import subprocess
from pathlib import Path

from nnstudio.desktop.command_words import command_words
from nnstudio.project.guided.kind import LESSON_SUFFIX
from nnstudio.project.storage import STUDIO_SUFFIX
from nnstudio.resources import resources_dir

CLASS = "NNStudio.Project"
APP_ID = "NNStudio.NNStudio"
"""By which the task bar knows the program's windows, whatever Python started them."""

# everything that varies is handed over in the environment, so that nothing has to be quoted
_MAKE_LINK = (
    "$link = (New-Object -ComObject WScript.Shell).CreateShortcut($env:NNSTUDIO_LINK); "
    "$link.TargetPath = $env:NNSTUDIO_TARGET; $link.Arguments = $env:NNSTUDIO_ARGUMENTS; "
    "$link.IconLocation = $env:NNSTUDIO_ICON; $link.Description = 'NN Studio'; $link.Save()"
)


def registry_values(words: list[str]) -> dict[str, str]:
    """The default values to be set, by their keys under ``Software\\Classes``.

    Source: `File types <https://learn.microsoft.com/windows/win32/shell/fa-file-types>`_.
    """
    command = " ".join(f'"{word}"' for word in words)
    return {
        STUDIO_SUFFIX: CLASS,
        LESSON_SUFFIX: CLASS,
        CLASS: "NN Studio project",
        rf"{CLASS}\DefaultIcon": str(_icon()),
        rf"{CLASS}\shell\open": "Open with NN Studio",
        rf"{CLASS}\shell\open\command": f'{command} "%1"',
    }


def start_menu_link(everyone: bool) -> Path:
    """Where the Start menu has its entry."""
    base = os.environ["PROGRAMDATA"] if everyone else os.environ["APPDATA"]
    return Path(base) / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "NN Studio.lnk"


def link_facts(words: list[str], everyone: bool) -> dict[str, str]:
    """What the script that makes the Start menu's entry is told, as environment variables."""
    target, *arguments = words
    return {
        "NNSTUDIO_LINK": str(start_menu_link(everyone)),
        "NNSTUDIO_TARGET": target,
        "NNSTUDIO_ARGUMENTS": subprocess.list2cmdline(arguments),
        "NNSTUDIO_ICON": str(_icon()),
    }


def add(everyone: bool) -> list[str]:
    """Writes into the registry and the Start menu; returns what."""
    import winreg

    words = command_words()
    values = registry_values(words)
    for key, value in values.items():
        winreg.SetValue(_root(everyone), rf"Software\Classes\{key}", winreg.REG_SZ, value)  # type: ignore[attr-defined,unused-ignore]
    facts = link_facts(words, everyone)
    Path(facts["NNSTUDIO_LINK"]).parent.mkdir(parents=True, exist_ok=True)
    script = ["powershell", "-NoProfile", "-NonInteractive", "-Command", _MAKE_LINK]
    subprocess.run(script, check=True, capture_output=True, env={**os.environ, **facts})
    _announce()
    return [*(rf"Software\Classes\{key}" for key in values), facts["NNSTUDIO_LINK"]]


def remove(everyone: bool) -> list[str]:
    """Takes away what `add` wrote, where it is still this program's; returns what was there."""
    import winreg

    root, removed = _root(everyone), []
    for suffix in (STUDIO_SUFFIX, LESSON_SUFFIX):
        key = rf"Software\Classes\{suffix}"
        try:
            if winreg.QueryValue(root, key) == CLASS:  # type: ignore[attr-defined,unused-ignore]
                winreg.DeleteKey(root, key)  # type: ignore[attr-defined,unused-ignore]
                removed.append(key)
        except FileNotFoundError:
            continue
    # from the innermost outwards: only an empty key can be deleted
    for inner in (r"\shell\open\command", r"\shell\open", r"\shell", r"\DefaultIcon", ""):
        key = rf"Software\Classes\{CLASS}{inner}"
        try:
            winreg.DeleteKey(root, key)  # type: ignore[attr-defined,unused-ignore]
            removed.append(key)
        except FileNotFoundError:
            continue
    link = start_menu_link(everyone)
    if link.is_file():
        link.unlink()
        removed.append(str(link))
    _announce()
    return removed


def name_process() -> None:
    """Has the task bar show the program's own icon and group its windows, instead of Python's."""
    import ctypes

    ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID)  # type: ignore[attr-defined,unused-ignore]


def _icon() -> Path:
    return resources_dir() / "desktop" / "nnstudio.ico"


def _root(everyone: bool) -> int:
    import winreg

    root: int = winreg.HKEY_LOCAL_MACHINE if everyone else winreg.HKEY_CURRENT_USER  # type: ignore[attr-defined,unused-ignore]
    return root


def _announce() -> None:
    import ctypes

    # SHCNE_ASSOCCHANGED: the Explorer looks anew
    ctypes.windll.shell32.SHChangeNotify(0x08000000, 0, None, None)  # type: ignore[attr-defined,unused-ignore]
