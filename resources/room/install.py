"""Installs NN Studio on one machine from the folder that this file lies in; the network is never asked.

python3 install.py [--everyone] [--into DIR]
python3 install.py --remove [--everyone] [--into DIR]
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
IS_WINDOWS = os.name == "nt"
# lies in a folder that this installer has made, and that nobody else has put anything into before
MARK = "made-by-nnstudio-installer"
# where learners' work is kept when the program travels with them
KEPT = "nnstudio-data"


def main():
    parser = argparse.ArgumentParser(description="Installs NN Studio from this folder, without the network.")
    parser.add_argument("--everyone", action="store_true", help="for all users of this machine (as administrator)")
    parser.add_argument("--into", metavar="DIR", help="where to; by default a folder that suits the system")
    parser.add_argument("--remove", action="store_true", help="take it off this machine again")
    arguments = parser.parse_args()
    if sys.version_info < (3, 11):
        return "NN Studio needs Python 3.11 or later; %s is Python %d.%d." % ((sys.executable,) + sys.version_info[:2])
    folder = Path(os.path.realpath(str(arguments.into or default_folder(arguments.everyone))))
    bin_folder = folder / ("Scripts" if IS_WINDOWS else "bin")
    if arguments.remove:
        return remove(folder, bin_folder, arguments.everyone)
    if folder.exists() and not is_ours(folder, bin_folder) and (not folder.is_dir() or any(folder.iterdir())):
        return "%s: there is something else; name a folder that is empty, or not there yet, with --into DIR" % folder
    wheels = HERE / "wheels"
    if not list(wheels.glob("nnstudio-*.whl")):
        return "%s: there is no wheel of NN Studio; see INSTALL-A-ROOM.md for how to gather them" % wheels
    python = bin_folder / ("python.exe" if IS_WINDOWS else "python")
    # no index and no settings of pip's, so that nothing leads out of the room
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environment["PIP_CONFIG_FILE"] = os.devnull
    pip = [
        str(python),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-index",
        "--find-links",
        str(wheels),
    ]
    steps = [
        [sys.executable, "-m", "venv", str(folder)],
        [*pip, "--upgrade", "--quiet", "nnstudio"],
        # the same version again may be a newer build
        [*pip, "--force-reinstall", "--no-deps", "--quiet", "nnstudio"],
        [str(bin_folder / "nnstudio"), "associate", *(["--everyone"] if arguments.everyone else [])],
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
    for step in steps:
        print("==> " + " ".join(step), flush=True)
        if subprocess.call(step, env=environment):
            return "This step failed; what it said stands above."
    print("NN Studio is installed. It is in the menu, .nnstudio files open by a double click, and the command is")
    print(bin_folder / "nnstudio")
    return 0


def is_ours(folder, bin_folder):
    """Whether this installer has made the folder; before it left its mark, it made just the default ones."""
    defaults = [Path(os.path.realpath(str(default_folder(everyone)))) for everyone in (False, True)]
    is_default = folder in defaults and nnstudio_in(bin_folder).is_file()
    return (folder / MARK).is_file() or is_default


def nnstudio_in(bin_folder):
    return bin_folder / ("nnstudio.exe" if IS_WINDOWS else "nnstudio")


def remove(folder, bin_folder, everyone):
    """Takes the entry in the menu back and deletes the program; what learners have saved is not touched."""
    command = nnstudio_in(bin_folder)
    # an environment that somebody uses for other things, or a folder of documents, is not deleted
    if not is_ours(folder, bin_folder) or not (folder / "pyvenv.cfg").is_file() or not command.is_file():
        return "%s: NN Studio was not installed there by install.py; name its folder with --into DIR" % folder
    if subprocess.call([str(command), "associate", "--remove", *(["--everyone"] if everyone else [])]):
        return "The entry in the menu could not be taken back; what it said stands above. Nothing was deleted."
    kept = bin_folder / KEPT
    if kept.is_dir():
        # beside the command, for --portable; moved out of the way, and not into it
        away = folder.with_name("%s-%s" % (KEPT, folder.name))
        if away.exists():
            return "%s holds learners' work, and %s is there already; move one of them first." % (kept, away)
        shutil.move(str(kept), str(away))
        print("Learners' work that lay beside the command is in %s now." % away)
    shutil.rmtree(str(folder))
    print("NN Studio is gone from %s. Settings and unsaved work of its users are where they were." % folder)
    return 0


def default_folder(everyone):
    if IS_WINDOWS:
        base = os.environ["PROGRAMFILES"] if everyone else os.environ["LOCALAPPDATA"]
        return Path(base) / "NN Studio"
    if everyone:
        return Path("/opt/nnstudio")
    return (
        Path.home()
        / (".local/share" if sys.platform != "darwin" else "Library/Application Support")
        / "nnstudio-program"
    )


if __name__ == "__main__":
    sys.exit(main())
