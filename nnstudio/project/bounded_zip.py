"""Zip archives of strangers: their directory and their entries are unpacked within bounds, whatever they claim."""

import zipfile
from collections.abc import Iterable
from typing import Any, BinaryIO

from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.names import printable, shown

MAX_INFLATED_NUMBERS = 128 * 2**20
"""What compressed entries of numbers may come to. Whoever writes numbers does not compress them."""
_DIRECTORY_BYTES_AN_ENTRY = 1000


class BoundedZip:
    """The entries of an open archive; each is unpacked when it is read, and then into memory."""

    def __init__(self, file: BinaryIO, most_entries: int, limit: int) -> None:
        """`file` stays the caller's, and open for as long as entries are read; `limit` is for all of them together.

        Raises:
            InvalidProjectError: it is no zip archive, or has too many entries, or two of one name.
        """
        bounded = _BoundedReads(file, most_entries * _DIRECTORY_BYTES_AN_ENTRY)
        try:
            self._zip = zipfile.ZipFile(bounded)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise InvalidProjectError(_("this is no sound zip archive, or it was cut short")) from None
        bounded.largest = None
        self.names = tuple(self._zip.namelist())
        self._left, self._left_inflated = limit, MAX_INFLATED_NUMBERS
        if len(self.names) > most_entries:
            raise InvalidProjectError(
                _("there are more than {most_entries:,} entries").format(most_entries=most_entries)
            )
        if len(set(self.names)) < len(self.names):
            raise InvalidProjectError(
                _("the entry {first_twice} is there twice").format(first_twice=shown(_first_twice(self.names)))
            )

    def read(self, name: str, limit: int, is_numbers: bool = False) -> bytes:
        """One entry, of at most `limit` bytes, whatever the archive's directory promises.

        Raises:
            InvalidProjectError: there is no such entry, or it is damaged, or larger.
        """
        try:
            is_inflated = is_numbers and self._zip.getinfo(name).compress_type != zipfile.ZIP_STORED
            limit = min(limit, self._left, self._left_inflated if is_inflated else limit)
            with self._zip.open(name) as entry:
                content = entry.read(limit + 1)
        except KeyError:
            raise InvalidProjectError(_("{name} is missing").format(name=printable(name))) from None
        except Exception as error:
            # zipfile passes on whatever its decompressors raise
            raise InvalidProjectError(
                _("{name} is damaged ({reason})").format(
                    name=printable(name), reason=" ".join(str(error).split())[:120]
                )
            ) from None
        if len(content) > limit:
            raise InvalidProjectError(_("{name} is too large once unpacked").format(name=printable(name)))
        self._left -= len(content)
        self._left_inflated -= len(content) if is_inflated else 0
        return content


class _BoundedReads:
    """A file of which no more is read at once than may be: zipfile reads an archive's whole directory in one go."""

    def __init__(self, file: BinaryIO, largest: int) -> None:
        self._file = file
        self.largest: int | None = largest

    def read(self, size: int = -1) -> bytes:
        if self.largest is not None and size > self.largest:
            raise zipfile.BadZipFile
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _first_twice(names: Iterable[str]) -> str:
    seen: set[str] = set()
    return next(name for name in names if name in seen or seen.add(name))  # type: ignore[func-returns-value]
