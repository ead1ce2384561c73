"""Changes within zip archives: the archive stays sound, what lies in it does not; or its directory lies."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from random import Random

Entries = dict[str, bytes]
Change = Callable[[bytes, Random], bytes]

LEADING_ELSEWHERE = (
    "../evil.txt", "/tmp/evil.txt", "data/../../evil", "data\\..\\evil", "C:\\evil", "data/.", "data/..", "data/a/b",
)  # fmt: skip
NAMES = (
    *LEADING_ELSEWHERE, " ", ".", "run.py", "data/\ud7ff", "data/x\ny", "data/" + "x" * 300, "runs/0/state.safetensors",
    "runs/9/history.safetensors", "sweeps/9/sweep.json",
    "archive/data/999", "archive/code/__torch__.py", "project.json/", "PROJECT.JSON",
)  # fmt: skip


def unzipped(content: bytes) -> Entries:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(entries: list[tuple[str, bytes]], how: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", how) as archive:
        # names that are there twice are meant to be
        warnings.simplefilter("ignore")
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def change_zip(content: bytes, draw: Random, changes: Callable[[str], Change]) -> bytes:
    """The archive with one entry or its directory changed; `changes` says how an entry of a name is changed."""
    entries = list(unzipped(content).items())
    where = draw.randrange(len(entries))
    name, inner = entries[where]
    how = draw.choice(
        (zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    )
    match draw.randrange(12):
        case 0:
            del entries[where]
        case 1:
            entries[where] = (draw.choice((*NAMES, *(other for other, _ in entries))), inner)
        case 2:
            entries.append((draw.choice((*NAMES, name)), draw.choice((b"", b"x", inner))))
        case 3:
            # swapped contents
            other = draw.randrange(len(entries))
            entries[where], entries[other] = (name, entries[other][1]), (entries[other][0], inner)
        case 4:
            return _lying(zipped(entries, how), draw)
        case 5:
            # 4 MB of one letter, of which the directory may say something else
            entries[where] = (name, draw.choice((b" ", b"[", b"\0", b"9")) * 2**22)
            return _lying(zipped(entries, zipfile.ZIP_DEFLATED), draw)
        case 6:
            return zipped(entries, how) + draw.choice((b"\0", b"PK\x05\x06" + b"\xff" * 18, draw.randbytes(30)))
        case _:
            entries[where] = (name, changes(name)(inner, draw))
    return zipped(entries, how)


def _lying(content: bytes, draw: Random) -> bytes:
    """One field of one entry of the directory says something else."""
    mangled = bytearray(content)
    places = [i for i in range(len(mangled) - 4) if mangled[i : i + 4] == b"PK\x01\x02"]
    start = draw.choice(places)
    # flags, method, time, CRC, sizes, the lengths of the name, of what is extra and of the comment, where it lies
    field, form = draw.choice(
        ((8, "<H"), (10, "<H"), (16, "<I"), (20, "<I"), (24, "<I"), (28, "<H"), (30, "<H"), (42, "<I"))
    )
    size = struct.calcsize(form)
    value = draw.choice((0, 1, 9, 99, 0xFFFE, 0xFFFF, 2**31, 2**32 - 1)) % 2 ** (8 * size)
    struct.pack_into(form, mangled, start + field, value)
    return bytes(mangled)
