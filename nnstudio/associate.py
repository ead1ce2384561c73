"""``nnstudio associate``: an entry in the system's menu, and ``.nnstudio`` files that open by a double click."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.kind import LESSON_SUFFIX
from nnstudio.project.writing import write_bytes, write_text
from nnstudio.resources import resources_dir

SUFFIX = ".nnstudio"
MIME, LESSON_MIME = "application/x-nnstudio", "application/x-nnstudio-lesson"
_CLASS = "NNStudio.Project"
_EVERYONES_SHARE = Path("/usr/local/share")


def associate(everyone: bool) -> list[str]:
    """Tells the system about the command that runs, for this user or for everyone; returns what was written.

    Raises:
        ProjectError: that is not allowed, or the system's own tools for it fail.
    """
    try:
        if sys.platform == "win32":
            return _on_windows(everyone)
        return _on_a_mac(everyone) if sys.platform == "darwin" else _on_linux(everyone)
    except (OSError, subprocess.CalledProcessError, ProjectError) as error:
        where = getattr(error, "filename", None) or "the system"
        why = getattr(error, "strerror", None) or error
        remedy = "ask for it as the administrator" if everyone else "see resources/INSTALL-A-ROOM.md"
        raise ProjectError(f"{error if isinstance(error, ProjectError) else f'{where}: {why}'}; {remedy}") from None


def command_words() -> list[str]:
    """What starts the studio: the command that runs now, from the root on, or its Python."""
    started = Path(sys.argv[0]).absolute()
    if started.stem not in ("nnstudio", "nnstudio-window"):
        return [sys.executable, "-m", "nnstudio"]
    if sys.platform == "win32":
        # pip's launchers; this one opens no console
        return [str(started.with_name("nnstudio-window.exe"))]
    return [str(started)]


def desktop_exec(words: list[str]) -> str:
    """A command as the Exec key of a desktop entry quotes it: freedesktop.org's Desktop Entry Specification."""
    quoted = []
    for word in words:
        for character in '\\"`$':
            word = word.replace(character, f"\\{character}")
        quoted.append(f'"{word}"'.replace("%", "%%"))
    # the value is a string of the file's, in which a backslash is written twice
    return " ".join(quoted).replace("\\", "\\\\")


def windows_values(words: list[str]) -> dict[str, str]:
    """The default values to be set, by their keys under ``Software\\Classes``."""
    command = " ".join(f'"{word}"' for word in words)
    return {
        SUFFIX: _CLASS,
        LESSON_SUFFIX: _CLASS,
        _CLASS: "NN Studio project",
        rf"{_CLASS}\shell\open": "Open with NN Studio",
        rf"{_CLASS}\shell\open\command": f'{command} "%1"',
    }


def applet(words: list[str]) -> str:
    """AppleScript for a Mac's application that hands files on to the command and does not wait for it."""
    command = " ".join(map(shlex.quote, words)).replace("\\", "\\\\").replace('"', '\\"')
    away = '" >/dev/null 2>&1 &"'
    return f"""\
on run
    do shell script "{command}" & {away}
end run
on open names
    repeat with name in names
        do shell script "{command} " & quoted form of POSIX path of name & {away}
    end repeat
end open
"""


def _on_linux(everyone: bool) -> list[str]:
    own = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    share = _EVERYONES_SHARE if everyone else own
    source = resources_dir() / "desktop"
    entry = (
        (source / "nnstudio.desktop").read_text(encoding="utf-8").replace("@COMMAND@", desktop_exec(command_words()))
    )
    written = {
        share / "applications" / "nnstudio.desktop": entry,
        share / "mime" / "packages" / "nnstudio.xml": (source / "nnstudio.xml").read_text(encoding="utf-8"),
        share / "icons" / "hicolor" / "scalable" / "apps" / "nnstudio.svg": (source / "nnstudio.svg").read_text(
            "utf-8"
        ),
    }
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(text, path)
    for tool, folder in (("update-mime-database", "mime"), ("update-desktop-database", "applications")):
        # without the second, most desktops look for themselves
        if shutil.which(tool):
            subprocess.run([tool, str(share / folder)], check=True, capture_output=True)
    return list(map(str, written))


def _on_windows(everyone: bool) -> list[str]:
    import ctypes
    import winreg

    values = windows_values(command_words())
    root = winreg.HKEY_LOCAL_MACHINE if everyone else winreg.HKEY_CURRENT_USER  # type: ignore[attr-defined,unused-ignore]
    for key, value in values.items():
        winreg.SetValue(root, rf"Software\Classes\{key}", winreg.REG_SZ, value)  # type: ignore[attr-defined,unused-ignore]
    # SHCNE_ASSOCCHANGED: the Explorer looks anew
    ctypes.windll.shell32.SHChangeNotify(0x08000000, 0, None, None)  # type: ignore[attr-defined,unused-ignore]
    return [rf"Software\Classes\{key}" for key in values]


def _on_a_mac(everyone: bool) -> list[str]:
    import plistlib

    app = Path("/Applications" if everyone else Path.home() / "Applications") / "NN Studio.app"
    app.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["osacompile", "-o", str(app)], input=applet(command_words()).encode(), check=True)
    path = app / "Contents" / "Info.plist"
    facts = plistlib.loads(path.read_bytes())
    write_bytes(plistlib.dumps(facts | mac_facts()), path)
    register = (
        "/System/Library/Frameworks/CoreServices.framework/Frameworks/LaunchServices.framework/Support/lsregister"
    )
    # what was signed when it was compiled has changed
    subprocess.run(["codesign", "--force", "--sign", "-", str(app)], check=True, capture_output=True)
    subprocess.run([register, "-f", str(app)], check=True)
    return [str(app)]


def mac_facts() -> dict[str, object]:
    """What the application's Info.plist says of itself and of the files that it opens."""
    kind, lesson = "org.nnstudio.project", "org.nnstudio.lesson"
    return {
        "CFBundleIdentifier": "org.nnstudio.opener",
        "CFBundleName": "NN Studio",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "NN Studio project or lesson",
                "CFBundleTypeRole": "Editor",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [kind, lesson],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": kind,
                "UTTypeDescription": "NN Studio project",
                "UTTypeConformsTo": ["public.data"],
                "UTTypeTagSpecification": {"public.filename-extension": [SUFFIX[1:]], "public.mime-type": MIME},
            },
            {
                "UTTypeIdentifier": lesson,
                "UTTypeDescription": "NN Studio lesson",
                "UTTypeConformsTo": ["public.json"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": [LESSON_SUFFIX[1:]],
                    "public.mime-type": LESSON_MIME,
                },
            },
        ],
    }
