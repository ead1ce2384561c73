"""A copy of unsaved work is offered when its window is gone, however it went, and is nobody's but one window's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nnstudio.session import recovery
from nnstudio.session.recovery import Leftover, find_leftovers, new_recovery_file, recovery_folder

pytestmark = pytest.mark.usefixtures("qapp")

_HOLDER = """
import sys
from nnstudio.session.own_folder import find_settings
from nnstudio.session.recovery import find_leftovers, new_recovery_file
find_settings()
if sys.argv[1] == "new":
    held = new_recovery_file()
    held.path.write_text("the other's")
else:
    held = find_leftovers()[0].claim()
print(held.path, flush=True)
sys.stdin.readline()
"""


@pytest.fixture(autouse=True)
def _own_names(qapp):
    """The names by which the folder of the copies goes in the program, too."""
    qapp.setOrganizationName("nnstudio")
    qapp.setApplicationName("nnstudio")


@pytest.fixture
def other():
    """Starts processes that hold a copy; they end with the test."""
    processes = []

    def start(what):
        process = subprocess.Popen(
            [sys.executable, "-c", _HOLDER, what], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        processes.append(process)
        process.path = process.stdout.readline().strip()
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def left_behind(name="work-0123456789abcdef0123456789abcdef.nnstudio"):
    folder = recovery_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("work")
    return path


def paths():
    return [leftover.path for leftover in find_leftovers()]


def test_that_a_copy_is_held_by_its_window_and_found_when_it_is_gone():
    held = new_recovery_file()
    held.path.write_text("work")
    assert paths() == []
    held.close(keep=True)
    assert paths() == [held.path]
    (found,) = find_leftovers()
    claimed = found.claim()
    assert claimed.path == held.path
    assert found.claim() is None
    assert paths() == []
    claimed.close(keep=False)
    assert list(recovery_folder().iterdir()) == []
    assert found.claim() is None


def test_that_a_killed_process_gives_its_copy_back_and_a_living_one_keeps_it(other):
    process = other("new")
    assert paths() == []
    process.kill()
    process.wait()
    assert [str(path) for path in paths()] == [process.path]
    second = other("claim")
    assert second.path == process.path
    assert paths() == []
    assert Leftover(recovery_folder() / Path(second.path).name, 0, 0).claim() is None
    second.kill()
    second.wait()
    assert [str(path) for path in paths()] == [process.path]


# what earlier versions, other machines, containers and numbers given out again leave beside a copy
LOCKS = {
    "none": None,
    "empty": "",
    "of this process": f"{os.getpid()}\npython\n{os.uname().nodename if hasattr(os, 'uname') else ''}\n",
    "of a living process": "1\npython\n\n",
    "of another machine": f"{os.getpid()}\nnnstudio\nsomewhere-else\n",
}


@pytest.mark.parametrize(
    "name",
    [f"work-{os.getpid()}-1.nnstudio", "work-1-12.nnstudio", f"work-{'ab' * 16}.nnstudio"],
    # the same in every process that runs tests
    ids=["of this process", "of another", "random"],
)
@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_that_no_name_and_no_old_lock_keeps_a_copy_from_being_offered(name, lock):
    path = left_behind(name)
    if lock is not None:
        path.with_suffix(".lock").write_text(lock)
    window = new_recovery_file()
    assert window.path != path
    assert paths() == [path]
    window.close(keep=False)
    assert path.read_text() == "work"
    assert paths() == [path]


def test_that_names_are_never_given_twice():
    files = [new_recovery_file() for _ in range(20)]
    assert len({file.path for file in files}) == 20
    assert not any(str(os.getpid()) in file.path.name.split("-") for file in files)
    for file in files:
        file.close(keep=False)
    assert list(recovery_folder().iterdir()) == []


def test_that_locks_without_a_copy_are_cleared_away_unless_they_are_held():
    window = new_recovery_file()
    left_behind("work-7-7.lock")
    left_behind("notes.txt")
    assert paths() == []
    assert {path.name for path in recovery_folder().iterdir()} == {
        "notes.txt",
        window.path.with_suffix(".lock").name,
    }
    window.close(keep=False)


def test_that_a_copy_that_cannot_be_locked_is_offered_all_the_same(monkeypatch):
    path = left_behind()

    def refuse(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(recovery.os, "open", refuse)
    assert paths() == [path]
    with pytest.raises(OSError, match="Read-only"):
        new_recovery_file()


def test_that_without_locks_in_the_file_system_copies_are_kept_and_found(monkeypatch):
    def refuse(handle):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(recovery, "try_lock", refuse)
    window = new_recovery_file()
    window.path.write_text("work")
    window.close(keep=True)
    assert paths() == [window.path]


def test_that_a_copy_that_can_not_be_read_has_no_name():
    left_behind()
    (found,) = find_leftovers()
    assert found.name == ""
    assert found.size == 4
    found.discard()
    assert paths() == []
