"""What every test gets: no screen, no one's settings, and nothing left running when it ends."""

import logging
import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if sys.platform == "win32":
    # Qt's libraries first, and torch's no longer load
    import torch  # noqa: F401

settings.register_profile(
    "studio",
    deadline=None,
    max_examples=50,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("studio")


def pytest_configure() -> None:
    """What tests compare is English, whatever the machine speaks; who borrows from here may speak another language."""
    os.environ["NNSTUDIO_LANGUAGE"] = "en"


_before = pytest.StashKey[Any]()
_failed = pytest.StashKey[bool]()


def _uses_qt(item: pytest.Item) -> bool:
    return not {"qtbot", "qapp"}.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Sends QSettings to an empty folder, before any fixture of the test opens them."""
    if _uses_qt(item):
        isolate_settings(item.config._tmp_path_factory.mktemp("settings"))  # type: ignore[attr-defined]


def isolate_settings(folder: Path) -> None:
    from PySide6.QtCore import QSettings

    # where copies of unsaved work lie
    os.environ["XDG_DATA_HOME"] = os.environ["XDG_CACHE_HOME"] = str(folder)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for form in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
            QSettings.setPath(form, scope, str(folder))
    # somebody who has chosen full speed: what is watched takes longer
    chosen = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "nnstudio", "nnstudio")
    chosen.setValue("run/speed", "full")
    chosen.sync()


@pytest.fixture(autouse=True)
def _what_was_there(request: pytest.FixtureRequest) -> None:
    """Notes what the fixtures of wider scope have made; it comes before the test's own fixtures."""
    if _uses_qt(request.node):
        from tests.leaks import find_living

        request.node.stash[_before] = find_living()


@pytest.fixture(autouse=True)
def _no_errors_are_logged(request: pytest.FixtureRequest) -> Generator[None, None, None]:
    """Fails a test in which an error was logged that nobody expected, unless it is marked as being about faults."""
    if request.node.get_closest_marker("faults"):
        yield
        return
    found: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(self.format(record))

    handler = Listening(logging.ERROR)
    logging.getLogger("nnstudio").addHandler(handler)
    yield
    logging.getLogger("nnstudio").removeHandler(handler)
    if found:
        pytest.fail("logged: " + "\n".join(found), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    # a hostile name in what was logged may hold half a surrogate pair, which no process can send to another
    report.sections = [(title, text.encode(errors="backslashreplace").decode()) for title, text in report.sections]
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Fails a test that used Qt and left something behind; runs when all its fixtures are down.

    A test that has failed anyway is left alone: its traceback keeps everything alive.
    """
    yield
    if _before not in item.stash:
        return
    before = item.stash[_before]
    del item.stash[_before]
    if item.stash.get(_failed, False):
        return
    from tests.leaks import wait_for_leaks

    # pytest holds on to the fixtures' values a little longer than it needs to
    getattr(item, "funcargs", {}).clear()
    leaks = wait_for_leaks(before)
    if leaks:
        pytest.fail("left behind: " + "; ".join(leaks), pytrace=False)
