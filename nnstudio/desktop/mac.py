"""macOS: an application of a few lines that hands files on to the command."""

import plistlib
import shlex
import shutil
import subprocess
from pathlib import Path

from nnstudio.desktop.command_words import command_words
from nnstudio.project.guided.kind import LESSON_SUFFIX
from nnstudio.project.storage import STUDIO_SUFFIX
from nnstudio.project.writing import write_bytes

IDENTIFIER = "org.nnstudio.opener"
MIME, LESSON_MIME = "application/x-nnstudio", "application/x-nnstudio-lesson"
_REGISTER = "/System/Library/Frameworks/CoreServices.framework/Frameworks/LaunchServices.framework/Support/lsregister"


def applet(words: list[str]) -> str:
    """AppleScript for an application that hands files on to the command and does not wait for it."""
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


def application(everyone: bool) -> Path:
    """Where the application lies."""
    return Path("/Applications" if everyone else Path.home() / "Applications") / "NN Studio.app"


def add(everyone: bool) -> list[str]:
    """Compiles the application and tells the system about it; returns where it is."""
    app = application(everyone)
    app.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["osacompile", "-o", str(app)], input=applet(command_words()).encode(), check=True)
    path = app / "Contents" / "Info.plist"
    write_bytes(plistlib.dumps(plistlib.loads(path.read_bytes()) | mac_facts()), path)
    # what was signed when it was compiled has changed
    subprocess.run(["codesign", "--force", "--sign", "-", str(app)], check=True, capture_output=True)
    subprocess.run([_REGISTER, "-f", str(app)], check=True)
    return [str(app)]


def remove(everyone: bool) -> list[str]:
    """Deletes the application, if it is the one that `add` made; returns what was there."""
    app = application(everyone)
    try:
        facts = plistlib.loads((app / "Contents" / "Info.plist").read_bytes())
    except (FileNotFoundError, plistlib.InvalidFileException):
        return []
    if facts.get("CFBundleIdentifier") != IDENTIFIER:
        return []
    subprocess.run([_REGISTER, "-u", str(app)], check=True)
    shutil.rmtree(app)
    return [str(app)]


def mac_facts() -> dict[str, object]:
    """What the application's Info.plist says of itself and of the files that it opens."""
    kind, lesson = "org.nnstudio.project", "org.nnstudio.lesson"
    return {
        "CFBundleIdentifier": IDENTIFIER,
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
                "UTTypeTagSpecification": {
                    "public.filename-extension": [STUDIO_SUFFIX[1:]],
                    "public.mime-type": MIME,
                },
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
