"""The entry in the menu and the double click, as each system is told about them."""

import configparser
import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from nnstudio.desktop import linux as on_linux
from nnstudio.desktop.command_words import command_words
from nnstudio.desktop.linux import desktop_exec
from nnstudio.desktop.mac import applet, mac_facts
from nnstudio.desktop.windows import link_facts, registry_values
from nnstudio.resources import resources_dir

INSTALLER = Path(__file__).parents[2] / "resources" / "room" / "install.py"
linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux desktops alone have these files")


@pytest.fixture
def share(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    monkeypatch.setattr(on_linux, "EVERYONES_SHARE", tmp_path / "all")
    return tmp_path


@linux
@pytest.mark.parametrize(("arguments", "place"), [([], "own"), (["--everyone"], "all")])
def test_that_a_linux_desktop_gets_its_entry_its_type_and_its_icon(command, share, monkeypatch, arguments, place):
    monkeypatch.setattr(sys, "argv", ["/opt/my programs/nnstudio"])
    status, out, _ = command("associate", *arguments)
    assert status == 0
    written = [Path(line) for line in out.splitlines()]
    assert all(path.is_relative_to(share / place) for path in written)
    assert [path.name for path in share.iterdir()] == [place]
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read(share / place / "applications" / "nnstudio.desktop", encoding="utf-8")
    entry = parser["Desktop Entry"]
    assert entry["Exec"] == '"/opt/my programs/nnstudio" %f'
    kinds = list(ET.parse(share / place / "mime" / "packages" / "nnstudio.xml").getroot())
    assert entry["MimeType"] == "".join(f"{kind.get('type')};" for kind in kinds)
    assert [kind.find("{*}glob").get("pattern") for kind in kinds] == ["*.nnstudio", "*.nnlesson"]
    ET.parse(share / place / "icons" / "hicolor" / "scalable" / "apps" / f"{entry['Icon']}.svg")
    # and it can be taken back, once
    assert command("associate", "--remove", *arguments).out.splitlines() == out.splitlines()
    assert not any(path.exists() for path in written)
    assert "nothing" in command("associate", "--remove", *arguments).out


@linux
@pytest.mark.skipif(
    not (shutil.which("gio") and shutil.which("update-mime-database")), reason="needs a desktop's tools"
)
def test_that_the_desktop_takes_a_studio_file_for_one(command, share):
    assert command("associate").status == 0
    path = share / "mine.nnstudio"
    path.write_bytes(b"PK\x03\x04 not empty")
    told = subprocess.run(["gio", "info", str(path)], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    assert "standard::content-type: application/x-nnstudio" in told.stdout


@linux
def test_that_a_place_that_can_not_be_written_is_one_sentence(command, share):
    (share / "all").touch()
    complaint = command("associate", "--everyone").complaint
    assert str(share / "all") in complaint
    assert "administrator" in complaint


@linux
@pytest.mark.parametrize(
    "word", ["/a b/nnstudio", "/100%/n", '/a"b/n', "/a\\b/n", "/a$b`c/n", "/a'b/n", "/ä „b“/n", "/a\nExec=x\tb/n"]
)
def test_that_every_path_can_be_in_a_desktop_entry(word):
    # read back as the specification says: first the string's escapes, then the quotes, which are a shell's
    value = desktop_exec([word, "-m"])
    assert len(value.splitlines()) == 1
    escapes = {"\\\\": "\\", r"\n": "\n", r"\t": "\t"}
    string = re.sub(r"\\.", lambda found: escapes[found.group()], value).replace("%%", "%")
    read = subprocess.run(["sh", "-c", f"printf '%s\\0' {string}"], capture_output=True, text=True, check=True)
    assert read.stdout.split("\0") == [word, "-m", ""]


@linux
@pytest.mark.parametrize("name", ["it's 50 % of „mine“ $HOME", "plain"])
def test_that_all_that_is_told_is_taken_back_and_nothing_else(command, share, monkeypatch, name):
    home = share / name
    monkeypatch.setenv("HOME", str(home))
    # a name in the working folder does not count
    monkeypatch.setenv("XDG_DATA_HOME", "own")
    others = home / ".local" / "share" / "applications" / "other.desktop"
    others.parent.mkdir(parents=True)
    others.write_text("[Desktop Entry]\n")
    monkeypatch.chdir(share)
    told = command("associate").out.splitlines()
    assert all(Path(path).is_relative_to(home) and Path(path).is_file() for path in told)
    assert command("associate", "--remove").out.splitlines() == told
    # the desktop's own list of types it may have made anew
    mime = home / ".local" / "share" / "mime"
    left = {path for path in share.rglob("*") if path.is_file() and not path.is_relative_to(mime)}
    assert left - {others.parent / "mimeinfo.cache"} == {others}
    assert not list(mime.rglob("*nnstudio*"))
    assert command("associate", "--remove").out == "There was nothing to take back.\n"


def test_that_windows_is_told_the_command_that_opens_no_console(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "argv", ["/p f/nnstudio"])
    values = registry_values(command_words())
    assert values[".nnstudio"] in values
    assert values[".nnlesson"] == values[".nnstudio"]
    opened = values[values[".nnstudio"] + r"\shell\open\command"]
    assert opened.endswith('nnstudio-window.exe" "%1"')
    assert opened.startswith('"')


def test_that_the_start_menus_entry_starts_the_command_and_has_an_icon(monkeypatch):
    monkeypatch.setenv("APPDATA", "/users/me")
    monkeypatch.setenv("PROGRAMDATA", "/all")
    facts = link_facts(["/python 3/python.exe", "-m", "nnstudio"], everyone=False)
    assert facts["NNSTUDIO_LINK"].startswith("/users/me")
    assert facts["NNSTUDIO_LINK"].endswith("NN Studio.lnk")
    assert (facts["NNSTUDIO_TARGET"], facts["NNSTUDIO_ARGUMENTS"]) == ("/python 3/python.exe", "-m nnstudio")
    assert link_facts(["x"], everyone=True)["NNSTUDIO_LINK"].startswith("/all")
    with Image.open(facts["NNSTUDIO_ICON"]) as icon:
        assert {(16, 16), (32, 32), (48, 48), (256, 256)} <= icon.info["sizes"]


def test_that_the_icon_of_windows_is_the_drawing_of_the_others(qapp):
    side = 64
    drawing = QImage(side, side, QImage.Format.Format_RGBA8888)
    drawing.fill(0)
    painter = QPainter(drawing)
    QSvgRenderer(str(resources_dir() / "desktop" / "nnstudio.svg")).render(painter)
    painter.end()
    with Image.open(resources_dir() / "desktop" / "nnstudio.ico") as icon:
        icon.size = (side, side)
        shown = np.asarray(icon.convert("RGBA"), dtype=float)
    wanted = np.frombuffer(drawing.constBits(), np.uint8).reshape(side, side, 4).astype(float)
    assert np.abs(shown - wanted).mean() < 2


def test_that_the_module_is_what_is_told_where_no_command_was_started(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["/somewhere/nnstudio/__main__.py"])
    assert command_words() == [sys.executable, "-P", "-m", "nnstudio"]


def test_that_a_macs_application_hands_files_to_the_command():
    script = applet(["/p f/nnstudio", 'a"b'])
    assert script.count("do shell script") == 2
    line = next(line for line in script.splitlines() if "POSIX path" in line)
    # what AppleScript makes of the text between its first quotes is for the shell to read
    text = re.search(r'"((?:[^"\\]|\\.)*)"', line)[1]
    assert shlex.split(re.sub(r"\\(.)", r"\1", text)) == ["/p f/nnstudio", 'a"b']
    facts = plistlib.loads(plistlib.dumps(mac_facts()))
    (kind,) = facts["CFBundleDocumentTypes"]
    declared = facts["UTExportedTypeDeclarations"]
    assert kind["LSItemContentTypes"] == [one["UTTypeIdentifier"] for one in declared]
    extensions = [one["UTTypeTagSpecification"]["public.filename-extension"] for one in declared]
    assert extensions == [["nnstudio"], ["nnlesson"]]


def test_that_the_rooms_installer_says_what_is_missing_in_its_folder():
    done = subprocess.run([sys.executable, str(INSTALLER)], capture_output=True, text=True)
    # the checkout's own folder holds no wheels
    assert done.returncode == 1
    assert "INSTALL-A-ROOM.md" in done.stderr


@linux
def test_that_the_rooms_installer_takes_off_what_it_put_there_and_nothing_else(tmp_path):
    program, told = tmp_path / "program", tmp_path / "told"
    (program / "bin").mkdir(parents=True)

    def remove():
        words = [sys.executable, str(INSTALLER), "--remove", "--everyone", "--into", str(program)]
        return subprocess.run(words, capture_output=True, text=True)

    refused = remove()
    assert refused.returncode == 1
    assert str(program) in refused.stderr
    assert program.is_dir()
    (program / "pyvenv.cfg").touch()
    command = program / "bin" / "nnstudio"
    command.touch()
    # an environment of somebody's own, into which they have installed the program
    assert remove().returncode == 1
    assert command.is_file()
    (program / "made-by-nnstudio-installer").touch()
    command.write_text(f'#!/bin/sh\necho "$@" >> "{told}"\nexit 1\n')
    command.chmod(0o755)
    assert remove().returncode == 1
    assert program.is_dir()
    command.write_text(f'#!/bin/sh\necho "$@" >> "{told}"\n')
    assert remove().returncode == 0
    assert not program.exists()
    assert told.read_text().splitlines() == ["associate --remove --everyone"] * 2


@linux
def test_that_learners_work_beside_the_command_outlives_the_program(tmp_path):
    program = tmp_path / "it's 50 % „mine“"
    kept = program / "bin" / "nnstudio-data"
    kept.mkdir(parents=True)
    (kept / "work").write_text("mine")
    for name in ("pyvenv.cfg", "made-by-nnstudio-installer"):
        (program / name).touch()
    command = program / "bin" / "nnstudio"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    words = [sys.executable, str(INSTALLER), "--remove", "--into", str(program)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    (left,) = tmp_path.iterdir()
    assert str(left) in done.stdout
    assert (left / "work").read_text() == "mine"


@linux
@pytest.mark.parametrize("what", ["a folder of documents", "a link to one", "a file"])
def test_that_the_rooms_installer_makes_no_home_in_what_is_somebody_elses(tmp_path, what):
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "thesis.odt").touch()
    into = {"a folder of documents": documents, "a file": documents / "thesis.odt"}.get(what, tmp_path / "link")
    if what == "a link to one":
        into.symlink_to(documents)
    for more in ([], ["--remove"]):
        done = subprocess.run(
            [sys.executable, str(INSTALLER), *more, "--into", str(into)], capture_output=True, text=True
        )
        assert done.returncode == 1
        assert "--into DIR" in done.stderr
    assert [path.name for path in documents.iterdir()] == ["thesis.odt"]
