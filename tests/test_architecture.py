"""The floors stay apart, rooms stay small, and nothing runs what a file says or talks to the network."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "nnstudio"
FILES = sorted(PACKAGE.rglob("*.py"))
UI_FILES = [path for path in FILES if path.is_relative_to(PACKAGE / "ui") and path.name != "plain_text.py"]
MAX_LINES = 450
BOXES = ("QMessageBox.warning", "QMessageBox.information", "QMessageBox.critical", "QMessageBox.about")

IMPORT_ALL_OF = """
import importlib, json, pkgutil, sys
package = importlib.import_module(sys.argv[1])
names = [found.name for found in pkgutil.walk_packages(getattr(package, "__path__", []), package.__name__ + ".")]
for name in names:
    importlib.import_module(name)
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""

RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
RUNS_FILES = {"pickle", "cPickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}
NETWORK = {
    *("socket", "ssl", "http", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc", "socketserver"),
    *("requests", "httpx", "aiohttp", "urllib3", "urllib.request", "asyncio", "PySide6.QtNetwork", "torch.hub"),
}


def findings(find: Callable[[str], Iterable[str]], paths: Iterable[Path]) -> list[str]:
    """What `find` finds in the files, each with its file."""
    found = ((path, find(path.read_text(encoding="utf-8"))) for path in paths)
    return [f"{path.relative_to(PACKAGE)}: {what}" for path, whats in found for what in whats]


def top_level_modules_after_importing(module: str) -> set[str]:
    """What a fresh interpreter has loaded after it imported `module` and all that is within it."""
    command = [sys.executable, "-c", IMPORT_ALL_OF, module]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)
    assert result.returncode == 0, result.stderr
    return set(json.loads(result.stdout))


@pytest.mark.parametrize(
    ("module", "own", "foreign"),
    [
        ("nnstudio.project", {"pydantic"}, {"torch", "numpy", "sklearn", "pandas", "PySide6", "pyqtgraph"}),
        ("nnstudio.data", {"numpy"}, {"torch", "PySide6", "pyqtgraph"}),
        ("nnstudio.engine", {"torch"}, {"PySide6", "pyqtgraph"}),
        ("nnstudio.export", set(), {"PySide6", "pyqtgraph"}),
        ("nnstudio.session", {"PySide6"}, {"pyqtgraph", "qtawesome", "torch", "sklearn", "pandas"}),
        ("nnstudio.cli", {"argparse"}, {"torch", "numpy", "sklearn", "pandas", "PySide6", "pyqtgraph"}),
        ("nnstudio.ui.app", {"PySide6"}, {"torch", "sklearn", "pandas"}),
        ("nnstudio.ui.window.main_window", {"PySide6"}, {"torch", "sklearn", "pandas", "pyqtgraph", "qtawesome"}),
    ],
)
def test_that_a_floor_loads_nothing_that_belongs_above_it_or_can_wait(module, own, foreign):
    loaded = top_level_modules_after_importing(module)
    assert own <= loaded
    assert not loaded & foreign


def test_that_the_import_contracts_hold():
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", lint, "--no-cache", "--no-logo"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=100)
    assert result.returncode == 0, result.stdout.decode(errors="replace")


def test_that_a_room_fits_in_a_head():
    assert not {path for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) > MAX_LINES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_that_links_are_followed_where_a_circle_of_them_does_no_harm(path):
    # the package's own place is not a stranger's
    if path.name != "resources.py" and path.parent.name != "checkout":
        assert ".resolve(" not in path.read_text(encoding="utf-8"), "use links.real_path"


def test_that_no_file_is_run_as_code_and_nothing_is_fetched():
    assert findings(find_dangers, FILES) == []


def test_that_one_room_alone_writes_files():
    # what makes .venv writes into that alone, and nothing of the user's
    writers = {PACKAGE / "project" / "writing.py", PACKAGE / "checkout" / "environment.py"}
    assert findings(find_writing, [path for path in FILES if path not in writers]) == []


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ("open(path, 'w')", True),
        ("open(path, mode='ab')", True),
        ("path.open('r+b')", True),
        ("path.write_text('x')", True),
        ("path.write_bytes(content)", True),
        ("os.replace(a, b)", True),
        ("shutil.copy(a, b)", True),
        ("open(path)", False),
        ("path.open('rb')", False),
        ("path.open(encoding='utf-8')", False),
        ("write_text('x', path)", False),
        ("box.open()", False),
        ("'a'.replace('b', 'c')", False),
    ],
)
def test_that_writing_would_be_found(code, writes):
    assert bool(list(find_writing(code))) is writes


@pytest.mark.parametrize("path", sorted((PACKAGE / "session").rglob("*.py")), ids=lambda path: path.name)
def test_that_the_session_knows_no_widgets(path):
    of_qt = {name for name in imported(ast.parse(path.read_text(encoding="utf-8"))) if name.startswith("PySide6.")}
    assert {".".join(name.split(".")[:2]) for name in of_qt} <= {"PySide6.QtCore", "PySide6.QtGui"}


def test_that_no_slot_asks_who_called_it():
    """What is operated says which it is: a field tells its option, a group of buttons the button's place."""
    asking = [path for path in FILES if re.search(r"\.sender\(\)", path.read_text(encoding="utf-8"))]
    assert asking == []


def test_that_no_error_leaves_a_widget_mute():
    """A QSignalBlocker lets the signals through again however its block is left."""
    by_hand = [path for path in FILES if "blockSignals(False)" in path.read_text(encoding="utf-8")]
    assert by_hand == []


def test_that_text_from_files_is_never_taken_for_html():
    assert findings(find_open_texts, UI_FILES) == []


@pytest.mark.parametrize(
    "code",
    [
        "QLabel(name)",
        "class Title(QLabel):\n    pass",
        "QMessageBox(icon, title, text)",
        "QMessageBox.warning(window, title, text)",
        "QToolTip.showText(place, text)",
        "widget.setToolTip(name)",
        "widget.setToolTip(f'{name}')",
        "widget.setToolTip(_('{name}').format(name=name))",
        "item.setData(name, Qt.ItemDataRole.ToolTipRole)",
    ],
)
def test_that_a_text_that_qt_may_take_for_html_would_be_found(code):
    assert len(list(find_open_texts(code))) == 1


@pytest.mark.parametrize(
    ("code", "danger"),
    [
        ("import pickle", "pickle"),
        ("from joblib import load", "joblib"),
        ("import os\nimport urllib.request as u", "urllib.request"),
        ("from urllib import request", "urllib.request"),
        ("def f():\n    from http.client import HTTPSConnection", "http.client"),
        ("from PySide6 import QtNetwork", "PySide6.QtNetwork"),
        ("eval('1')", "eval"),
        ("import builtins\nbuiltins.exec('1')", "exec"),
        ("from torch import load", "torch.load"),
        ("torch.load(path)", "torch.load"),
        ("torch.load(path, weights_only=False)", "torch.load"),
        ("np.load(path, allow_pickle=True)", "allow_pickle"),
        ("from sklearn.datasets import fetch_openml", "fetch_openml"),
        ("datasets.fetch_california_housing()", "fetch_california_housing"),
    ],
)
def test_that_each_danger_would_be_found(code, danger):
    assert any(danger in found for found in find_dangers(code))


@pytest.mark.parametrize(
    "code",
    [
        "model.eval()",
        "torch.load(path, weights_only=True)",
        "np.load(path, allow_pickle=False)",
        "import re\nre.compile('x')",
        "from urllib.parse import quote",
        "dialog.exec()",
        "text = 'import pickle; eval(x)'",
    ],
)
def test_that_the_harmless_is_not_taken_for_a_danger(code):
    assert list(find_dangers(code)) == []


def find_dangers(code: str) -> Iterator[str]:
    """Where `code` could run what a file says, or reach out to the network."""
    tree = ast.parse(code)
    for name in imported(tree):
        parts = name.split(".")
        prefixes = {".".join(parts[: i + 1]) for i in range(len(parts))}
        if prefixes & (RUNS_FILES | NETWORK | {"torch.load"}) or parts[-1].startswith("fetch_"):
            yield f"imports {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _dangers_of_call(node)


def find_writing(code: str) -> Iterator[str]:
    """Where `code` could write a file."""
    for call in ast.walk(ast.parse(code)):
        if not isinstance(call, ast.Call):
            continue
        is_method = isinstance(call.func, ast.Attribute)
        name = call.func.attr if is_method else getattr(call.func, "id", "")
        words = [*call.args[not is_method :][:1], *(option.value for option in call.keywords if option.arg == "mode")]
        mode = next((word.value for word in words if isinstance(word, ast.Constant)), "")
        opens = name == "open" and isinstance(mode, str) and re.fullmatch("[rwaxbt+]*[wax+][bt+]*", mode)
        moves = ast.unparse(call.func).startswith(("os.replace", "os.rename", "shutil.copy", "shutil.move"))
        if opens or moves or (is_method and name in ("write_text", "write_bytes")):
            yield ast.unparse(call)


def find_open_texts(code: str) -> Iterator[str]:
    """Where the window's code shows a text that Qt would take for HTML if it looked like it.

    ``ui/widgets/plain_text.py`` has what shows text as text.
    """
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ClassDef) and {"QLabel", "QMessageBox"} & {ast.unparse(base) for base in node.bases}:
            yield f"{node.name} is a label or box of Qt's own"
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        last = called.rsplit(".", maxsplit=1)[-1]
        if called in {"QLabel", "QMessageBox", "QToolTip.showText"} or called.startswith(BOXES):
            yield f"line {node.lineno}: {called}"
        elif (last == "setToolTip" and not _is_plain(node.args[0])) or (
            last in {"setData", "setItemData"} and "ToolTipRole" in ast.unparse(node) and not _is_plain(node.args[-2])
        ):
            yield f"line {node.lineno}: a tooltip that is not made by tooltip()"


def _is_plain(text: ast.expr) -> bool:
    """Whether Qt can't take it for HTML: the program's own words, what `tooltip` made, or a tooltip shown already."""
    match text:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name.isupper()
        case ast.IfExp(body=body, orelse=orelse):
            return _is_plain(body) and _is_plain(orelse)
        case ast.BoolOp(values=values):
            return all(map(_is_plain, values))
        case ast.Call(func=func):
            return ast.unparse(func) in ("tooltip", "_") or "ToolTipRole" in ast.unparse(text)
    return False


def imported(tree: ast.AST) -> Iterator[str]:
    """The full name of everything imported anywhere in the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def _dangers_of_call(call: ast.Call) -> Iterator[str]:
    called = ast.unparse(call.func)
    options = {option.arg: ast.unparse(option.value) for option in call.keywords if option.arg}
    last = called.rsplit(".", maxsplit=1)[-1]
    if called in RUNS_TEXT or (called.startswith("builtins.") and last in RUNS_TEXT):
        yield f"calls {called}"
    if called == "torch.load" and options.get("weights_only") != "True":
        yield f"calls {called} without weights_only=True"
    if options.get("allow_pickle", "False") != "False":
        yield f"calls {called} with allow_pickle"
    if last.startswith("fetch_"):
        yield f"calls {called}"
