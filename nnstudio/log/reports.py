"""Who meets an error that nobody expected reports it here: it is logged, and told to those who listen."""

import logging
import threading
from collections.abc import Callable

from nnstudio.language import _

Listener = Callable[[str, bool], object]
"""Called in whichever thread the error occurred, with a sentence, and whether the window may now show what is not."""

_logger = logging.getLogger("nnstudio")
_listeners: list[Listener] = []
_lock = threading.Lock()


def report(lead: str, error: BaseException, tell: bool = True, in_window: bool = False) -> str:
    """Logs an error with its traceback, and tells the listeners unless whoever reports it has told it already.

    Args:
        lead: what did not happen, as the beginning of a sentence: ``Training stopped``.
        tell: whether nobody else tells the learner.
        in_window: whether something in the window ended halfway.

    Returns:
        The sentence.
    """
    said = _("{lead} because of an error ({in_words}).").format(lead=lead, in_words=in_words(error))
    _logger.error("%s", said, exc_info=(type(error), error, error.__traceback__))
    if tell:
        for listener in tuple(_listeners):
            try:
                listener(said, in_window)
            except Exception:
                # a window that is just closing, say; whoever reports has its own work to go on with
                _logger.exception("an error could not be told")
    return said


def attempt(lead: str, step: Callable[[], object], tell: bool = True) -> None:
    """Takes one step of several that don't depend on each other: one that fails is reported, and the next is taken."""
    try:
        step()
    except Exception as error:
        report(lead, error, tell)


def listen(listener: Listener) -> None:
    """Has `listener` told of every error from now on."""
    with _lock:
        _listeners.append(listener)


def unlisten(listener: Listener) -> None:
    with _lock:
        if listener in _listeners:
            _listeners.remove(listener)


def in_words(error: BaseException) -> str:
    """Type and text of an error in one line: ``KeyError: 'units'``."""
    text = text_of(error)[:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def text_of(error: BaseException) -> str:
    """What an error says, in one line; nothing where it can't even say that."""
    try:
        return " ".join(str(error).split())
    except Exception:
        return ""
