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


def main():
    parser = argparse.ArgumentParser(description="Installs NN Studio from this folder, without the network.")
    parser.add_argument("--everyone", action="store_true", help="for all users of this machine (as administrator)")
    parser.add_argument("--into", metavar="DIR", help="where to; by default a folder that suits the system")
    parser.add_argument("--remove", action="store_true", help="take it off this machine again")
    arguments = parser.parse_args()
    if sys.version_info < (3, 11):
        return "NN Studio needs Python 3.11 or later; %s is Python %d.%d." % ((sys.executable,) + sys.version_info[:2])
    folder = Path(arguments.into or default_folder(arguments.everyone)).absolute()
    bin_folder = folder / ("Scripts" if IS_WINDOWS else "bin")
    if arguments.remove:
        return remove(folder, bin_folder, arguments.everyone)
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
    for step in steps:
        print("==> " + " ".join(step), flush=True)
        if subprocess.call(step, env=environment):
            return "This step failed; what it said stands above."
    print("NN Studio is installed. It is in the menu, .nnstudio files open by a double click, and the command is")
    print(bin_folder / "nnstudio")
    return 0


def remove(folder, bin_folder, everyone):
    """Takes the entry in the menu back and deletes the program; what learners have saved is not touched."""
    command = bin_folder / ("nnstudio.exe" if IS_WINDOWS else "nnstudio")
    # nothing is deleted but an environment that this installer has filled
    if not (folder / "pyvenv.cfg").is_file() or not command.is_file():
        return "%s: NN Studio is not installed there; name its folder with --into DIR" % folder
    if subprocess.call([str(command), "associate", "--remove", *(["--everyone"] if everyone else [])]):
        return "The entry in the menu could not be taken back; what it said stands above. Nothing was deleted."
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
