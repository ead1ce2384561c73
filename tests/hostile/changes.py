"""Changes of bytes, of JSON and of safetensors: some at random, some as someone with ill will would make them."""

import json
import struct
from collections.abc import Callable
from random import Random
from typing import Any

HUGE = 2**60


def change_bytes(content: bytes, draw: Random) -> bytes:
    """One to four of: flipped, swapped, repeated, removed, inserted and overwritten pieces, and a cut end."""
    for _ in range(draw.randint(1, 4)):
        content = draw.choice(_BYTE_CHANGES)(content, draw)
    return content


def _flip(content: bytes, draw: Random) -> bytes:
    mangled = bytearray(content)
    for _ in range(draw.randint(1, 8) if mangled else 0):
        mangled[draw.randrange(len(mangled))] ^= 1 << draw.randrange(8)
    return bytes(mangled)


def _swap(content: bytes, draw: Random) -> bytes:
    a, b, c = sorted(draw.randint(0, len(content)) for _ in range(3))
    return content[:a] + content[b:c] + content[a:b] + content[c:]


def _repeat(content: bytes, draw: Random) -> bytes:
    a, b = _piece(content, draw)
    return content[:b] + content[a:b] * draw.choice((1, 2, 50)) + content[b:]


def _remove(content: bytes, draw: Random) -> bytes:
    a, b = _piece(content, draw)
    return content[:a] + content[b:]


def _insert(content: bytes, draw: Random) -> bytes:
    where = draw.randint(0, len(content))
    piece = draw.choice((b"\0", b"\xff\xfe", b"\xed\xa0\x80", b'"', b"\n" * 9, b"PK\x03\x04", draw.randbytes(20)))
    return content[:where] + piece + content[where:]


def _overwrite_a_number(content: bytes, draw: Random) -> bytes:
    """A size or an offset becomes a huge one, wherever it may lie."""
    form = draw.choice(("<H", "<I", "<Q", ">I"))
    size = struct.calcsize(form)
    if len(content) < size:
        return content
    value = draw.choice((0, 1, 0x7F, 2**16 - 1, 2**31, 2**32 - 1, HUGE, 2**64 - 1)) % 2 ** (8 * size)
    where = draw.randint(0, len(content) - size)
    return content[:where] + struct.pack(form, value) + content[where + size :]


def _cut(content: bytes, draw: Random) -> bytes:
    return content[: draw.randint(0, len(content))]


def _piece(content: bytes, draw: Random) -> tuple[int, int]:
    start = draw.randint(0, len(content))
    return start, min(len(content), start + draw.choice((1, 4, 30, 300)))


_BYTE_CHANGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _flip,
    _swap,
    _repeat,
    _remove,
    _insert,
    _overwrite_a_number,
    _cut,
)


def _nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 3, 0.5, -0.0, 1e-320, 1e308, 10**30, 2**63, -(2**63) - 1, 10**400,
    float("nan"), float("inf"), float("-inf"), "", " ", "x", "1", "\ud800", "a\ud800b", "\0", "\u202e",
    "line\nbreak", "é" * 5000,
    "../../../../etc/passwd", "/dev/zero", "/", ".", "data/../../x", "C:\\x", "~", "linear", "csv", "sgd",
    "adam", "relu",
    [], {}, [[]], [None], {"kind": "linear"}, {"kind": None}, {"kind": []}, {"": 1}, {"\ud800": 1}, list(range(3000)),
)  # fmt: skip
_RAW = (
    "1e999", "-1e999", "1" * 5000, "0." + "9" * 5000, "[" * 100_000, "[" * 900 + "]" * 900,
    '{"a":' * 2000 + "1" + "}" * 2000,
    "NaN", "Infinity", "01", "+1", "'x'", '"\\ud800"', '"\\u0000"', '"\x01"', "{", "]", "", "/*x*/1", "1,",
    '{"a":1,"a":2}',
)  # fmt: skip
_HOLE = "a hole in the text"


def change_json(content: bytes, draw: Random) -> bytes:
    """One to three values, keys or pieces of the text become others; the rest stays as it was."""
    if draw.random() < 0.1:
        return change_bytes(content, draw)
    raw = json.loads(content)
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        raw = _change_value(raw, draw)
    text = json.dumps(raw)
    if f'"{_HOLE}"' in text:
        text = text.replace(f'"{_HOLE}"', draw.choice(_RAW), 1)
    if draw.random() < 0.05:
        # a key that is there twice: the last one counts, or none does
        text = text.replace("{", '{"version": 7, "kind": "x", "format": 1, ', 1)
    coding = draw.choice(("utf-8",) * 40 + ("utf-8-sig", "utf-16", "utf-16-le", "utf-32"))
    return text.encode(coding, "surrogatepass")


def _change_value(raw: Any, draw: Random) -> Any:
    places: list[tuple[Any, Any]] = []
    pending = [raw]
    while pending:
        here = pending.pop()
        inner = here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
        places += [(here, key) for key, _ in inner]
        pending += [value for _, value in inner]
    if not places or draw.random() < 0.01:
        return draw.choice(_VALUES)
    holder, key = draw.choice(places)
    match draw.randrange(8):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[draw.choice(("x", "", "kind", "\ud800", "a\nb", "é" * 200))] = holder.pop(key)
        case 2 if draw.random() < 0.3:
            holder[key] = _HOLE
        case 3:
            # a copy: a value that contains itself is no JSON
            other, there = draw.choice(places)
            if there in other if isinstance(other, dict) else there < len(other):
                holder[key] = json.loads(json.dumps(other[there]))
        case 4 if isinstance(holder[key], int | float) and not isinstance(holder[key], bool):
            holder[key] = draw.choice((-1, 2, 10, 1000, 1.0, 0.5, 1e-9)) * holder[key]
        case 5 if isinstance(holder, list):
            holder *= draw.choice((2, 100))
        case _:
            holder[key] = draw.choice((*_VALUES, _nested(draw.choice((10, 500)))))
    return raw


def change_safetensors(content: bytes, draw: Random) -> bytes:
    """The header's JSON or its length becomes another, numbers become infinite, or bytes change at random."""
    (length,) = struct.unpack("<Q", content[:8])
    header, numbers = content[8 : 8 + length], content[8 + length :]
    match draw.randrange(5):
        case 0:
            return change_bytes(content, draw)
        case 1:
            claimed = draw.choice((0, 1, length - 1, length + 1, len(content), 2**31, HUGE, 2**63, 2**64 - 1))
            return struct.pack("<Q", claimed) + header + numbers
        case 2:
            where = 4 * draw.randrange(max(1, len(numbers) // 4))
            strange = struct.pack("<f", draw.choice((float("nan"), float("inf"), 3e38, -0.0, 1e-45)))
            return content[: 8 + length] + numbers[:where] + strange + numbers[where + 4 :]
        case 3:
            return _packed(_change_tensor(header, draw), numbers + bytes(draw.choice((0, 0, 4, 4096))))
    return _packed(change_json(header, draw), numbers)


def _change_tensor(header: bytes, draw: Random) -> bytes:
    """Another shape, type or place of one tensor, or its name."""
    described = json.loads(header)
    name = draw.choice([name for name in described if name != "__metadata__"])
    entry = described[name]
    match draw.randrange(4):
        case 0:
            entry["shape"] = draw.choice(
                (entry["shape"][::-1], [HUGE, HUGE], [0], [], [-1], [*entry["shape"], 1], [1] * 70)
            )
        case 1:
            entry["dtype"] = draw.choice(("F64", "F16", "BF16", "I64", "I32", "U8", "BOOL", "F8_E4M3", "C64", "X", 1))
        case 2:
            begin, end = entry["data_offsets"]
            entry["data_offsets"] = draw.choice(
                ([end, begin], [begin, HUGE], [0, 0], [-4, end], [begin], [begin, 0.5], None)
            )
        case 3:
            described[draw.choice(("x", "__metadata__", "\ud800", "", f"{name}.x"))] = described.pop(name)
    return json.dumps(described).encode()


def _packed(header: bytes, numbers: bytes) -> bytes:
    return struct.pack("<Q", len(header)) + header + numbers
