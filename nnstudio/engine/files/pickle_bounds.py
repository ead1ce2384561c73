"""What unpickling a state_dict may come to, told from the pickle's opcodes before anything is made of them.

PyTorch's ``weights_only`` runs no code of a stranger's, but it does make ``bytearray(3 * 2**30)``, or copies of copies
of a long list: a few bytes of a pickle fill any memory.
"""

import pickletools
import re
from typing import Any, BinaryIO

from nnstudio.language import _

MAX_OPCODES = 200_000
"""A tensor takes some 35."""
MAX_COPIED = 2_000_000
"""How many entries all calls in the pickle may be given."""

_ALLOWED = re.compile(
    r"collections OrderedDict|torch (\w+Storage|Size|device|per_\w+|[a-z]+\d+\w*|bool|half|float|double|int|long|short)"
    r"|torch\.cuda \w+Storage|torch\.storage (Untyped|Typed)Storage|torch\.nn\.parameter Parameter"
    r"|torch\._utils _rebuild_\w+|torch\._tensor _rebuild_from_type_v2|torch\.serialization _get_layout"
)
"""What tensors are made of; other calls that PyTorch allows make something large out of a number."""
_INTO_FIRST = {"SETITEM", "SETITEMS", "APPEND", "APPENDS", "ADDITEMS", "BUILD"}
_CALLS = {"REDUCE", "NEWOBJ", "BUILD"}

Item = list[Any]
"""What lies on the pickle's stack: the items that it holds."""
_MARK: Item = []


class PickleError(ValueError):
    """The pickle is not to be loaded; says why."""


class ForeignObjectError(PickleError):
    """It holds something that tensors are not made of."""


def check_pickle(file: BinaryIO) -> None:
    """Goes through the next pickle in `file`, up to its end.

    Raises:
        ForeignObjectError: it calls what is not needed for tensors.
        PickleError: it takes too much, or is no pickle.
    """
    stack: list[Item] = []
    memo: dict[int, Item] = {}
    count, copied = 0, 0
    try:
        for opcode, argument, _unused in pickletools.genops(file):
            count += 1
            if count > MAX_OPCODES:
                raise PickleError(_("it holds more parts than the weights of any network here"))
            name = opcode.name
            if name in ("GLOBAL", "INST") and not _ALLOWED.fullmatch(str(argument)):
                raise ForeignObjectError(str(argument))
            if name in ("STACK_GLOBAL", "NEWOBJ_EX", "OBJ"):
                raise ForeignObjectError(name)
            if name in ("PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE"):
                memo[argument if isinstance(argument, int) else len(memo)] = stack[-1]
            elif name in ("GET", "BINGET", "LONG_BINGET"):
                stack.append(memo[argument])  # type: ignore[index]
            elif name == "MARK":
                stack.append(_MARK)
            else:
                taken = _taken(stack, opcode)
                if name in _CALLS:
                    copied += _size(taken[-1], MAX_COPIED - copied)
                if name in _INTO_FIRST:
                    taken[0].extend(taken[1:])
                    stack.append(taken[0])
                elif name == "DUP":
                    stack += [taken[0], taken[0]]
                elif opcode.stack_after:
                    stack.append(taken)
    except PickleError:
        raise
    except (ValueError, IndexError, KeyError) as error:
        raise PickleError(" ".join(str(error).split()) or _("its parts do not belong together")) from None


def _taken(stack: list[Item], opcode: Any) -> list[Item]:
    """What an opcode takes off the stack, the lowest first.

    Raises:
        IndexError: there is not as much on it.
    """
    before = opcode.stack_before
    slice_at = len(stack)
    if pickletools.markobject in before:
        while stack[slice_at := slice_at - 1] is not _MARK:
            pass
        before = before[: before.index(pickletools.markobject)]
    start = slice_at - len(before)
    if start < 0:
        raise IndexError
    taken = [item for item in stack[start:] if item is not _MARK]
    del stack[start:]
    return taken


def _size(item: Item, most: int) -> int:
    """How many items there are within an item, however deep.

    Raises:
        PickleError: more than `most`.
    """
    left, count = [item], 0
    while left:
        inner = left.pop()
        count += len(inner)
        if count > most:
            raise PickleError(_("it copies more than the weights of any network here need"))
        left += inner
    return count
