"""``nnstudio --log FILE …``: where the log goes, taken off the arguments before anything else reads them."""

from collections.abc import Collection
from pathlib import Path

from nnstudio.language import _
from nnstudio.project.errors import ProjectError

_OPTION = "--log"


def take_log(argv: list[str], commands: Collection[str]) -> tuple[list[str], Path | None]:
    """The arguments without the option, if it comes first, and the file that it names.

    Raises:
        ProjectError: the file's name is missing.
    """
    first, *rest = argv or [""]
    if first.startswith(f"{_OPTION}="):
        named = first.partition("=")[2]
    elif first == _OPTION:
        named, rest = (rest[0], rest[1:]) if rest else ("", [])
    else:
        return argv, None
    if not named or named.startswith("-") or (named in commands and not Path(named).exists()):
        raise ProjectError(_("{option}: the file's name is missing: nnstudio {option} FILE …").format(option=_OPTION))
    return rest, Path(named)


def refuse_log(argv: list[str]) -> None:
    """
    Raises:
        ProjectError: the option comes too late, or twice.
    """
    if any(argument.split("=")[0] == _OPTION for argument in argv):
        raise ProjectError(_("{option} comes first, and once: nnstudio {option} FILE …").format(option=_OPTION))
