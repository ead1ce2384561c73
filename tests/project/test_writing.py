"""A user's file is written as a whole or not at all, where its links lead, and all else about it stays as it was."""

import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.project import writing
from nnstudio.project.errors import ProjectError
from nnstudio.project.names import file_name
from nnstudio.project.writing import check_writable, mend, remove_remnants, replacing, write_bytes, write_text

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")

PLACES = ("nothing", "file", "dangling link", "link", "link to a link", "hard link", "link to a hard link")


def laid_out(folder: Path, place: str, old: bytes) -> tuple[Path, Path]:
    """What is asked for, and where the content must lie afterwards."""
    path, real = folder / "x.json", folder / "elsewhere" / "real.json"
    real.parent.mkdir()
    if place in ("nothing", "file"):
        real = path
    elif place == "link to a link":
        (folder / "between").symlink_to("elsewhere/real.json")
        path.symlink_to(folder / "between")
    elif place != "hard link":
        path.symlink_to("elsewhere/real.json")
    if place not in ("nothing", "dangling link"):
        real.write_bytes(old)
    if "hard link" in place:
        (folder / "other.json").hardlink_to(real)
        if place == "hard link":
            path.hardlink_to(real)
    return path, real


@posix
@settings(max_examples=40)
@given(
    st.sampled_from(PLACES),
    st.binary(max_size=40),
    st.binary(max_size=40),
    st.sampled_from([0o600, 0o644, 0o660, 0o777]),
)
def test_that_the_content_lands_where_links_lead_and_modes_and_links_stay(place, old, new, mode):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, real = laid_out(folder, place, old)
        was_there = real.exists()
        if was_there:
            real.chmod(mode)
        shape = sorted((found, found.is_symlink()) for found in folder.rglob("*"))
        links = real.stat().st_nlink if was_there else 1
        check_writable(path)
        write_bytes(new, path)
        assert real.read_bytes() == path.read_bytes() == new
        assert not real.is_symlink()
        assert real.stat().st_nlink == links
        if was_there:
            assert stat.S_IMODE(real.stat().st_mode) == mode
            assert sorted((found, found.is_symlink()) for found in folder.rglob("*")) == shape
        if "hard link" in place:
            assert (folder / "other.json").read_bytes() == new
        assert not list(folder.rglob(".nnstudio*"))


@posix
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_that_a_new_file_has_the_permissions_that_the_user_wants_for_new_files(tmp_path, umask):
    before = os.umask(umask)
    try:
        write_text("new", tmp_path / "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o666 & ~umask


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_that_a_file_stays_its_owners_when_another_user_writes_it(tmp_path):
    path = tmp_path / "x"
    path.write_text("old")
    os.chown(path, 1234, 4321)
    path.chmod(0o640)
    write_text("new", path)
    found = path.stat()
    assert (path.read_text(), found.st_uid, found.st_gid) == ("new", 1234, 4321)
    assert stat.S_IMODE(found.st_mode) == 0o640


@posix
def test_that_a_file_whose_owner_can_not_be_kept_is_written_in_its_place(tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_text("old")
    inode = path.stat().st_ino
    if os.geteuid() == 0:
        os.chown(path, 1234, 4321)

    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", refuse)
    monkeypatch.setattr(os, "fchmod", refuse)
    path.chmod(0o646)
    write_text("new and longer", path)
    assert (path.read_text(), path.stat().st_ino) == ("new and longer", inode)
    assert list(tmp_path.iterdir()) == [path]


@contextmanager
def no_file(folder: Path, what: str):
    """A path that names something else than a plain file that may be written."""
    path = folder / "x.json"
    with socket.socket(socket.AF_UNIX) as listening:
        match what:
            case "a folder":
                path.mkdir()
            case "a pipe":
                os.mkfifo(path)
            case "a socket":
                listening.bind(str(path))
            case "a device":
                path.symlink_to("/dev/null")
            case "a link to a pipe":
                os.mkfifo(folder / "pipe")
                path.symlink_to("pipe")
            case "a link to itself":
                path.symlink_to("x.json")
            case "read-only":
                path.write_text("kept")
                path.chmod(0o444)
        yield path


@posix
@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("a folder", "this is a folder; name a file in it"),
        ("a pipe", "this is a pipe, not a plain file; name another file"),
        ("a socket", "this is a socket, not a plain file; name another file"),
        ("a device", "this is a device, not a plain file; name another file"),
        ("a link to a pipe", "this is a pipe, not a plain file; name another file"),
        ("a link to itself", "can't be written (Too many levels of symbolic links)"),
        ("read-only", "this file is read-only; name another file, or allow writing to this one"),
    ],
)
def test_that_what_is_no_plain_file_is_refused_before_anything_is_opened(tmp_path, monkeypatch, what, said):
    monkeypatch.chdir(tmp_path)
    with no_file(tmp_path, what) as path:
        before = path.lstat()
        listed = sorted(tmp_path.iterdir())
        opened = []
        monkeypatch.setattr(os, "open", lambda *args: opened.append(args))
        for attempt in (lambda: check_writable(path), lambda: write_text("new", path)):
            with pytest.raises(ProjectError) as caught:
                attempt()
            assert str(caught.value) == f"{path}: {said}"
        monkeypatch.undo()
        assert not opened
        assert path.lstat() == before
        assert sorted(tmp_path.iterdir()) == listed


@posix
def test_that_what_becomes_a_pipe_while_it_is_written_stays_one(tmp_path):
    path = tmp_path / "x"
    path.write_text("old")
    with pytest.raises(ProjectError, match="this is a pipe"), replacing(path) as file:
        file.write(b"new")
        path.unlink()
        os.mkfifo(path)
    assert stat.S_ISFIFO(path.lstat().st_mode)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("stem", ["x" * 250, "ü" * 125, "字" * 83 + "x"], ids=["letters", "umlauts", "signs"])
def test_that_the_longest_names_can_be_written(tmp_path, stem):
    path = tmp_path / f"{stem}.json"
    assert len(os.fsencode(path.name)) == 255
    for text in ("first", "second"):
        check_writable(path)
        write_text(text, path)
        assert path.read_text() == text
    assert list(tmp_path.iterdir()) == [path]
    for attempt in (check_writable, lambda too_long: write_text("", too_long)):
        with pytest.raises(ProjectError, match=r"can't be written \(File name too long\)$"):
            attempt(tmp_path / f"x{path.name}")


@given(st.text(max_size=400), st.sampled_from([".nnstudio", "-prepared.npz"]))
def test_that_a_name_that_is_made_up_fits_and_keeps_its_ending(stem, ending):
    stem = stem.encode(errors="ignore").decode()
    name = file_name(stem, ending)
    assert len(name.encode()) <= 240
    assert name.endswith(ending)
    assert stem.startswith(name.removesuffix(ending))
    assert len(f"{stem}{ending}".encode()) > 240 or name == f"{stem}{ending}"


def fail(*_args, **_options):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_that_a_failed_write_leaves_the_old_file_whole_and_nothing_else(tmp_path, monkeypatch, step):
    path = tmp_path / "x"
    path.write_text("old")
    monkeypatch.setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace")}[step], fail)
    with pytest.raises(ProjectError, match=r"x: can't be written \(No space left on device\)$"):
        write_text("new", path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_that_a_full_disk_is_found_out_before_a_file_with_two_names_is_touched(tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_text("old")
    (tmp_path / "y").hardlink_to(path)
    monkeypatch.setattr(os, "posix_fallocate", fail, raising=False)
    with pytest.raises(ProjectError, match=r"x: can't be written \(No space left on device\)$"):
        write_text("new and longer", path)
    assert path.read_text() == "old"
    assert sorted(found.name for found in tmp_path.iterdir()) == ["x", "y"]


@posix
def test_that_what_could_be_copied_in_part_only_stays_beside_the_file_and_mends_it(tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_text("old")
    (tmp_path / "y").hardlink_to(path)
    monkeypatch.setattr(writing, "_copy", fail)
    with pytest.raises(ProjectError, match=r"could be written in part only .* all of it is in .*\.whole$"):
        write_text("new", path)
    monkeypatch.undo()
    mend(path)
    assert (tmp_path / "y").read_text() == "new"
    assert sorted(found.name for found in tmp_path.iterdir()) == ["x", "y"]


def test_that_an_exception_within_changes_nothing(tmp_path):
    path = tmp_path / "x"
    path.write_text("old")
    with pytest.raises(KeyError), replacing(path) as file:
        file.write(b"half")
        raise KeyError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


_WRITER = """
import sys
from pathlib import Path
from nnstudio.project import writing
path, size = Path(sys.argv[1]), int(sys.argv[2])
print("going", flush=True)
n = 0
while True:
    n += 1
    with writing.replacing(path) as file:
        for _ in range(size):
            file.write(bytes([n % 256]) * 1000)
        if len(sys.argv) > 3:
            print("within", flush=True)
            sys.stdin.readline()
"""


def started(path: Path, size: int, *more: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), str(size), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "going\n"
    return process


def ended(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def is_whole(path: Path, size: int) -> bool:
    content = path.read_bytes()
    return len(content) == 1000 * size and len(set(content)) == 1


@posix
@pytest.mark.parametrize("has_two_names", [False, True])
def test_that_whenever_a_writer_is_killed_the_file_is_whole_and_its_remnants_go_with_the_next_save(
    tmp_path, has_two_names
):
    path, size = tmp_path / "x", 3000
    path.write_bytes(bytes(1000 * size))
    if has_two_names:
        (tmp_path / "y").hardlink_to(path)
    torn = 0
    for delay in (0.0, 0.013, 0.021, 0.034, 0.055):
        process = started(path, size)
        time.sleep(delay)
        ended(process)
        torn += not is_whole(path, size)
        mend(path)
        assert is_whole(path, size)
    assert has_two_names or not torn
    write_bytes(b"last", path)
    assert sorted(found.name for found in tmp_path.iterdir()) == (["x", "y"] if has_two_names else ["x"])
    assert all(found.read_bytes() == b"last" for found in tmp_path.iterdir())


_TORN = """
import os, signal, sys
from pathlib import Path
from nnstudio.project import writing
def half(source, target):
    with target.open("r+b") as file:
        file.write(source.read_bytes()[:int(sys.argv[2])])
        file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
writing._copy = half
writing.write_bytes(b"n" * 1000, Path(sys.argv[1]))
"""


@posix
@pytest.mark.parametrize("written", [0, 1, 500, 1000])
def test_that_a_file_with_two_names_is_mended_wherever_the_copying_into_it_was_cut(tmp_path, written):
    path = tmp_path / "x"
    path.write_bytes(b"o" * 700)
    (tmp_path / "y").hardlink_to(path)
    process = subprocess.run([sys.executable, "-c", _TORN, str(path), str(written)], check=False)
    assert process.returncode == -signal.SIGKILL
    mend(tmp_path / "y")
    assert path.read_bytes() == b"n" * 1000
    assert sorted(found.name for found in tmp_path.iterdir()) == ["x", "y"]


@posix
def test_that_a_file_that_was_changed_since_is_not_mended(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"o" * 700)
    (tmp_path / "y").hardlink_to(path)
    subprocess.run([sys.executable, "-c", _TORN, str(path), "500"], check=False)
    path.write_text("mine")
    later = time.time() + 3600
    os.utime(path, (later, later))
    mend(path)
    assert path.read_text() == "mine"


@posix
def test_that_what_a_living_process_writes_and_what_is_not_ours_stays(tmp_path):
    others = [tmp_path / name for name in (".nnstudio-1.part", "mine.part", ".x.json.abcdefgh.part")]
    for path in others:
        path.touch()
    process = started(tmp_path / "x", 1, "slowly")
    try:
        assert process.stdout.readline() == "within\n"
        (part,) = (found for found in tmp_path.glob(".nnstudio-*.part") if found not in others)
        write_text("", tmp_path / "y")
        remove_remnants(tmp_path)
        assert part.exists()
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "within\n"
        assert is_whole(tmp_path / "x", 1)
    finally:
        ended(process)
    remove_remnants(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([*others, tmp_path / "x", tmp_path / "y"])
