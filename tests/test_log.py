"""The log: what goes in, what stays out, and that it can't do any harm."""

import faulthandler
import logging
import os
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest

from nnstudio.log import start as log
from nnstudio.log.file import log_folder
from nnstudio.log.reports import attempt, listen, report, unlisten
from nnstudio.project.errors import ProjectError
from nnstudio.session.own_folder import find_settings, own_folder

pytestmark = pytest.mark.faults


@pytest.fixture
def logged(tmp_path):
    """A log, and what is in it."""
    path = tmp_path / "it.log"
    log.start(path)
    yield lambda: path.read_text(encoding="utf-8")
    while log.place() is not None:
        log.stop()


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return caught


def from_one_place(n):
    raise KeyError(f"unit {n}")


def test_that_it_begins_with_what_runs(logged):
    import torch
    from PySide6.QtCore import qVersion

    first = logged()
    for version in (torch.__version__, qVersion(), sys.version.split()[0], "NN Studio "):
        assert version in first


def test_that_a_report_is_logged_with_its_traceback_and_told(logged):
    told = []
    listen(listener := lambda *what: told.append(what))
    said = report("Training stopped", raised(ZeroDivisionError("a\nb")), in_window=True)
    unlisten(listener)
    report("Unheard", raised(ValueError()))
    assert said == "Training stopped because of an error (ZeroDivisionError: a b)."
    assert told == [(said, True)]
    assert said in logged()
    assert "Traceback" in logged()
    assert "Unheard because of an error (ValueError)." in logged()


def test_that_a_step_that_fails_keeps_no_other_from_being_taken(logged):
    taken = []
    for step in (lambda: taken.append(1), lambda: from_one_place(2), lambda: taken.append(3)):
        attempt("Not all could be done", step)
    assert taken == [1, 3]
    assert "KeyError: 'unit 2'" in logged()


def test_that_a_listener_that_fails_is_no_reason_to_stop(logged):
    told = []
    listeners = (lambda *what: from_one_place(0), lambda *what: told.append(what))
    for each in listeners:
        listen(each)
    report("It ended", raised(ValueError()))
    for each in listeners:
        unlisten(each)
    assert len(told) == 1


def test_that_the_same_error_a_thousand_times_takes_next_to_no_room(logged):
    for n in range(1000):
        attempt("It failed", lambda n=n: from_one_place(n))
    assert logged().count("Traceback") == 3
    for n in range(1000):
        logging.getLogger("nnstudio.qt").warning("QPainter at 0x%x: not active, %d", n, n)
    assert logged().count("not active") == 3
    assert len(logged()) < 10_000
    assert "997 more" in logged()


def test_that_many_different_errors_are_bounded_too(logged):
    for n in range(1000):
        logging.getLogger("nnstudio").error("%s", "x" * n)
    assert logged().count("ERROR") == 100


def test_that_the_file_is_turned_over_and_still_begins_as_a_log(tmp_path, logged, monkeypatch):
    monkeypatch.setattr("nnstudio.log.repeats._OF_ALL", 10**9)
    for n in range(200):
        logging.getLogger("nnstudio").error("%s", f"{'xyz'[n % 3] * (n + 1)} " * (20_000 // (n + 1)))
    files = sorted(tmp_path.iterdir())
    assert 1 < len(files) <= 3
    assert sum(path.stat().st_size for path in files) < 3_200_000
    assert all(path.read_text(encoding="utf-8").startswith("NN Studio's log") for path in files)


def test_that_the_home_folder_and_so_the_learners_name_stay_out(logged):
    report("It could not be read", raised(OSError(f"{Path.home()}/secret.csv")))
    assert "~/secret.csv" in logged()
    assert f"{Path.home()}/" not in logged()


def test_that_what_python_would_at_best_print_is_logged(logged, monkeypatch):
    class Clumsy:
        def __del__(self):
            raise RuntimeError("in a destructor")

    thread = threading.Thread(target=from_one_place, args=(7,))
    with pytest.warns(UserWarning, match="careful"):
        warnings.warn("careful", stacklevel=1)
    # pytest would fail for them
    for hook in (log._on_exception, log._on_unraisable, log._on_thread_exception):
        monkeypatch.setitem(log._former, hook, lambda *args: None)
    sys.excepthook(KeyError, raised(KeyError("in a slot")), None)
    Clumsy()
    thread.start()
    thread.join()
    for part in ("in a destructor", "unit 7", "in a slot"):
        assert part in logged()


def test_that_the_hooks_are_as_they_were_afterwards(tmp_path):
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning)
    log.start(tmp_path / "it.log")
    log.start()
    assert sys.excepthook is not before[0]
    log.stop()
    assert log.place() == tmp_path / "it.log"
    log.stop()
    assert log.place() is None
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning) == before


def test_that_it_lies_beside_the_settings(monkeypatch, tmp_path, qapp):
    names = qapp.organizationName(), qapp.applicationName()
    find_settings()
    assert log_folder().parent == own_folder()
    monkeypatch.delenv("XDG_DATA_HOME")
    assert log_folder().parent == own_folder()
    monkeypatch.setenv("NNSTUDIO_PORTABLE", str(tmp_path))
    assert log_folder().parent == own_folder() == tmp_path
    qapp.setOrganizationName(names[0])
    qapp.setApplicationName(names[1])


def test_that_where_none_can_be_written_all_goes_on_and_the_last_errors_are_remembered(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NNSTUDIO_PORTABLE", str(tmp_path / "file"))
    log.start()
    try:
        assert log.place() is None
        assert log.trouble().startswith("There is no log (")
        report("It failed", raised(ValueError("remembered")))
        assert "remembered" in log.text()
    finally:
        log.stop()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is imitated by a device of Linux")
def test_that_a_full_disk_is_said_and_ends_nothing(logged):
    handler = log._log.file
    handler.stream.close()
    handler.stream = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115
    report("It failed", raised(ValueError("a\nb")))
    assert "can't be written" in log.trouble()


_OTHERS = {
    "a folder": lambda path: path.mkdir(),
    "a project": lambda path: path.write_text('{"format": "nnstudio"}'),
    "a pipe": os.mkfifo if hasattr(os, "mkfifo") else None,
    "a device": lambda path: path.symlink_to(os.devnull),
}


@pytest.mark.parametrize("make", [make for make in _OTHERS.values() if make], ids=[n for n in _OTHERS if _OTHERS[n]])
def test_that_what_is_no_log_is_left_alone(tmp_path, make):
    path = tmp_path / "thing"
    make(path)
    with pytest.raises(ProjectError, match="thing: "):
        log.start(path)
    assert log.place() is None


def test_that_a_log_is_gone_on_with(tmp_path):
    for _ in range(2):
        log.start(tmp_path / "it.log")
        log.stop()
    text = (tmp_path / "it.log").read_text(encoding="utf-8")
    assert text.count("started: ") == 2
    assert text.count("NN Studio's log") == 1


_CRASH = """
import ctypes, sys
from pathlib import Path
from nnstudio.log.start import start
start(Path(sys.argv[1]))
ctypes.string_at(0)
"""


def test_that_a_crash_of_python_itself_is_in_it(tmp_path):
    path = tmp_path / "it.log"
    done = subprocess.run([sys.executable, "-c", _CRASH, str(path)], check=False, timeout=60)
    assert done.returncode != 0
    assert "string_at" in path.read_text(encoding="utf-8")
    assert faulthandler.is_enabled()
