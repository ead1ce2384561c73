"""The leak check of conftest.py catches what it is there to catch, and nothing else."""

import sys
import threading
import time
from pathlib import Path

import pyqtgraph
import pytest
from PySide6.QtCore import QSettings, QThread, QTimer
from PySide6.QtWidgets import QDialog, QWidget

from tests.leaks import find_living, wait_for_leaks

BRIEFLY_MS = 100


class StoppableThread(QThread):
    """Runs until it is told to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped = threading.Event()

    def run(self) -> None:
        self.stopped.wait()


def test_that_a_leftover_widget_is_found_even_when_it_is_hidden(qapp):
    before = find_living()
    widget = QWidget(objectName="forgotten")
    assert wait_for_leaks(before, BRIEFLY_MS) == ["widget QWidget “forgotten”"]
    del widget
    assert wait_for_leaks(before) == []


def test_that_a_leftover_window_is_named_once_not_with_all_its_dialogs(qapp):
    before = find_living()
    window = QWidget(windowTitle="Studio")
    dialog = QDialog(window)
    assert wait_for_leaks(before, BRIEFLY_MS) == ["widget QWidget “Studio”"]
    del dialog, window
    assert wait_for_leaks(before) == []


def test_that_an_active_timer_is_found_and_a_stopped_one_is_not(qapp):
    before = find_living()
    timer = QTimer(objectName="ticking")
    timer.start(1000)
    assert wait_for_leaks(before, BRIEFLY_MS) == ["active timer QTimer “ticking”"]
    timer.stop()
    assert wait_for_leaks(before) == []


def test_that_a_running_qthread_is_found(qapp):
    before = find_living()
    thread = StoppableThread()
    thread.start()
    assert wait_for_leaks(before, BRIEFLY_MS) == ["running thread StoppableThread"]
    thread.stopped.set()
    assert thread.wait(5000)
    assert wait_for_leaks(before) == []


def test_that_a_running_python_thread_is_found_unless_it_is_a_daemon(qapp):
    before = find_living()
    stopped = threading.Event()
    threads = [
        threading.Thread(target=stopped.wait, name=name, daemon=name == "daemon") for name in ("daemon", "worker")
    ]
    for thread in threads:
        thread.start()
    assert wait_for_leaks(before, BRIEFLY_MS) == ["running thread worker"]
    stopped.set()
    assert wait_for_leaks(before) == []
    for thread in threads:
        thread.join()


def test_that_what_ends_by_itself_in_time_is_no_leak(qapp):
    before = find_living()
    thread = StoppableThread()
    QTimer.singleShot(50, thread.stopped.set)
    thread.start()
    widget = QWidget()
    widget.deleteLater()
    assert wait_for_leaks(before) == []


def test_that_what_was_there_before_is_no_leak(qapp):
    widget = QWidget()
    assert wait_for_leaks(find_living(), BRIEFLY_MS) == []
    del widget


@pytest.fixture
def plot(qtbot) -> pyqtgraph.PlotWidget:
    plot = pyqtgraph.PlotWidget()
    qtbot.addWidget(plot)
    return plot


def test_that_a_plot_with_its_parentless_menus_goes_when_qtbot_closes_it(plot):
    assert any(widget is plot for widget in find_living().widgets)


LEAKY_TESTS = """
import threading
import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QWidget

kept = []

def keep(thing):
    kept.append(thing)
    return thing

@pytest.mark.parametrize("name", ["tidy", "widget", "timer", "broken"])
def test_it(qtbot, name):
    if name == "widget":
        keep(QWidget())
    elif name == "timer":
        keep(QTimer()).start(1000)
    elif name == "broken":
        keep(QWidget())
        assert False, "fails for a reason of its own"

def test_without_qt():
    import sys
    assert "torch" not in sys.modules
"""


def test_that_a_test_fails_for_what_it_leaves_behind(pytester, monkeypatch):
    root = Path(__file__).parent.parent
    monkeypatch.setenv("PYTHONPATH", str(root))
    pytester.makeconftest((root / "tests" / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(LEAKY_TESTS)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=4, failed=1, errors=2)
    result.stdout.fnmatch_lines(["left behind: widget QWidget", "left behind: active timer QTimer"])


def settings_of_a_test() -> QSettings:
    return QSettings(QSettings.defaultFormat(), QSettings.Scope.UserScope, "a studio", "a test")


def test_that_settings_go_to_a_folder_of_the_test_alone(qapp, tmp_path_factory):
    settings = settings_of_a_test()
    settings.setValue("theme", "dark")
    settings.sync()
    assert tmp_path_factory.getbasetemp() in Path(settings.fileName()).parents


def test_that_settings_of_one_test_are_not_there_in_the_next(qapp):
    assert not settings_of_a_test().contains("theme")


def test_that_looking_for_leaks_does_not_disturb_a_thread_that_builds_tuples(qapp):
    """CPython cannot resize a tuple that it builds while somebody else holds it, as ``gc.get_objects`` does."""
    failures: list[SystemError] = []
    is_over = threading.Event()

    def build() -> None:
        while not is_over.is_set():
            try:
                tuple([x] for x in range(3000))
            except SystemError as error:
                failures.append(error)
            time.sleep(0)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(0.0003)
    threads = [threading.Thread(target=build) for _ in range(2)]
    many = [[x] for x in range(100_000)]
    try:
        for thread in threads:
            thread.start()
        for _ in range(30):
            find_living()
            time.sleep(0.0007)
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(interval)
    assert many and not failures
