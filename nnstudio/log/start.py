"""Starts and ends the log, and has everything go into it that Python would at best print."""

import logging
import platform
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from nnstudio import __version__
from nnstudio.language import _
from nnstudio.log.file import NAME, LogFile, Memory, check_log, log_folder, text_of
from nnstudio.log.repeats import Repeats, kind_of
from nnstudio.log.reports import report
from nnstudio.project.errors import ProjectError

_logger = logging.getLogger("nnstudio")


@dataclass
class _Log:
    """The process's log, while there is one."""

    memory: Memory
    file: LogFile | None
    users: int = 0

    @property
    def handlers(self) -> list[logging.Handler]:
        return [self.memory, self.file] if self.file is not None else [self.memory]


_log: _Log | None = None
_trouble = ""
_former: dict[Any, Any] = {}
"""What was there before, by which hook stands there now."""
_printed = Repeats()
_hooked = threading.local()


def start(path: Path | None = None) -> None:
    """Begins to log into `path`, or beside the settings; who starts it again only has it go on until all have stopped.

    Where no file can be written beside the settings, ``trouble`` says so, and the last errors are remembered.

    Raises:
        ProjectError: `path` can't be a log.
    """
    global _log
    if _log is None:
        _log = _Log(Memory(), _open(path))
        for handler in _log.handlers:
            logging.getLogger().addHandler(handler)
        _logger.setLevel(logging.INFO)
        _logger.info("started: %s", versions())
    _log.users += 1
    for (module, name), hook in _HOOKS.items():
        # others, as a test's, may have taken its place since
        if getattr(module, name) is not hook:
            _former[hook] = getattr(module, name)
            setattr(module, name, hook)


def stop() -> None:
    """Ends the log when all who have started it are done; the hooks are as they were."""
    global _log
    if _log is None:
        return
    _log.users -= 1
    if _log.users:
        return
    log, _log = _log, None
    _logger.info("ended")
    for (module, name), hook in _HOOKS.items():
        if getattr(module, name) is hook:
            setattr(module, name, _former[hook])
    for handler in log.handlers:
        logging.getLogger().removeHandler(handler)
        handler.close()


@contextmanager
def logging_into(path: Path | None = None) -> Iterator[None]:
    """Logs within the block, and how it ends.

    Raises:
        ProjectError: `path` can't be a log.
    """
    start(path)
    try:
        yield
    except ProjectError as error:
        _logger.warning("%s", error)
        raise
    except Exception as error:
        report(_("The program ended"), error)
        raise
    finally:
        stop()


def place() -> Path | None:
    """The log's file; None if there is none."""
    return Path(_log.file.baseFilename) if _log is not None and _log.file is not None else None


def trouble() -> str:
    """Why nothing can be logged, in a sentence; empty if it can."""
    if _log is not None and _log.file is not None and _log.file.trouble:
        return _("There is no log any more: {baseFilename} can't be written ({trouble}).").format(
            baseFilename=_log.file.baseFilename, trouble=_log.file.trouble
        )
    return _trouble


def text() -> str:
    """What is in the log, or its end, below the versions of all that matters: to be shown, and to be copied."""
    logged = text_of(place(), _log.memory) if _log is not None else ""
    return f"{versions()}\n\n{logged}"


@cache
def versions() -> str:
    """What runs here."""
    return (
        f"NN Studio {__version__}, PyTorch {_version('torch')}, Qt {_version('PySide6-Essentials')}, "
        f"Python {platform.python_version()}, {platform.platform()}"
    )


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"


def _open(path: Path | None) -> LogFile | None:
    global _trouble
    _trouble = ""
    place = path or log_folder() / NAME
    try:
        if path is None:
            place.parent.mkdir(parents=True, exist_ok=True)
        check_log(place)
        return LogFile(place)
    except (OSError, ValueError, ProjectError) as error:
        if isinstance(error, ProjectError) and path is not None:
            raise
        if path is not None:
            raise ProjectError(
                _("{path}: can't be written ({reason})").format(
                    path=path, reason=getattr(error, "strerror", None) or error
                )
            ) from None
        reason = str(error) if isinstance(error, ProjectError) else f"{place}: {getattr(error, 'strerror', error)}"
        _trouble = _("There is no log ({reason}).").format(reason=reason)
        return None


def _on_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    former = _former[_on_exception]
    if isinstance(error, Exception):
        is_main = threading.current_thread() is threading.main_thread()
        _report(
            (_("Something in the window went wrong") if is_main else _("Something in the background went wrong")),
            error,
            in_window=is_main,
        )
        admitted = _printed.admits(kind_of(error))[0]
    else:
        admitted = True
    # the terminal is not flooded; others, as a test's, want to know of all
    if admitted or former is not sys.__excepthook__:
        former(kind, error, trace)


def _on_thread_exception(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and isinstance(args.exc_value, Exception):
        _report(_("Something in the background went wrong"), args.exc_value)
    _former[_on_thread_exception](args)


def _on_unraisable(args: "sys.UnraisableHookArgs") -> None:
    if isinstance(args.exc_value, Exception):
        # where Python can't raise it, as in a destructor, nothing was under way that anybody could miss
        _report(args.err_msg or _("Something could not be cleared away"), args.exc_value, tell=False)
    _former[_on_unraisable](args)


def _on_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    _logger.warning("%s", warnings.formatwarning(message, category, filename, lineno, line).rstrip())
    _former[_on_warning](message, category, filename, lineno, file, line)


def _report(lead: str, error: Exception, tell: bool = True, in_window: bool = False) -> None:
    # an error in here would come back here
    if getattr(_hooked, "is_reporting", False):
        return
    _hooked.is_reporting = True
    try:
        report(lead, error, tell, in_window)
    finally:
        _hooked.is_reporting = False


_HOOKS = {
    (sys, "excepthook"): _on_exception,
    (threading, "excepthook"): _on_thread_exception,
    (sys, "unraisablehook"): _on_unraisable,
    (warnings, "showwarning"): _on_warning,
}
