"""``nnstudio --portable [DIR] …``: where all is kept, taken off the arguments before anything else reads them."""

from collections.abc import Collection
from pathlib import Path

from nnstudio.language import _
from nnstudio.project.errors import ProjectError
from nnstudio.project.portable import FOLDER, beside_program, find_marked_folder, portable_folder, use_portable_folder

_OPTION = "--portable"


def heed_portable(argv: list[str], commands: Collection[str]) -> list[str]:
    """Sets the folder that the option or a marker asks for; returns the arguments without the option.

    Raises:
        ProjectError: the folder can't be used.
    """
    first, *rest = argv or [""]
    if any(argument.split("=")[0] == _OPTION for argument in rest):
        raise ProjectError(_("{option} comes first: nnstudio {option} [DIR] …").format(option=_OPTION))
    if first.startswith(f"{_OPTION}="):
        named = first.partition("=")[2]
        if not named:
            raise ProjectError(_("{option}=: the folder's name is missing").format(option=_OPTION))
        use_portable_folder(Path(named))
        return rest
    if first == _OPTION:
        if rest and _names_folder(rest[0], commands):
            use_portable_folder(Path(rest[0]))
            return rest[1:]
        use_portable_folder(beside_program()[0] / FOLDER)
        return rest
    # a process that a portable one has started stays with its folder; to say the version, none is needed
    asks = first in ("--version", "--help", "-h")
    folder = portable_folder() or (None if asks else find_marked_folder())
    if folder is not None:
        use_portable_folder(folder)
    return argv


def _names_folder(word: str, commands: Collection[str]) -> bool:
    """Whether the word after the option is its folder, which may not be there yet, and no command, file or example."""
    if word.startswith("-") or word in commands or not word:
        return False
    path = Path(word)
    if path.is_dir():
        return True
    if path.is_file() or path.suffix:
        return False
    if path.name != word:
        return True
    from difflib import get_close_matches

    from nnstudio.project.examples import list_examples

    # a misspelt command or example is to be told, not made into a folder
    known = [*commands, *(example.id for example in list_examples())]
    return not get_close_matches(word, known, n=1)
