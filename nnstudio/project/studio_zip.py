"""A studio file as a zip archive of strangers': which entries it may have, read one by one and within bounds."""

import re
from typing import BinaryIO

from nnstudio.language import _
from nnstudio.project.bounded_zip import BoundedZip
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.names import shown
from nnstudio.project.sources.csv import MAX_DATA_BYTES

MAX_ENTRIES = 1000
MAX_BYTES = 2 * 2**30
"""Of the file, and of what all that is read of it comes to."""
_NAME = re.compile(
    r"project\.json|manifest\.json|data/[^/\\\x00]+|runs/\d{1,4}/(history|state)\.safetensors"
    r"|sweeps/\d/(sweep\.json|(results|states)\.safetensors)"
)


class StudioZip:
    """The entries of an open studio file."""

    def __init__(self, file: BinaryIO) -> None:
        """`file` stays the caller's, and open for as long as entries are read.

        Raises:
            InvalidProjectError: it is no zip archive, or has entries that don't belong into a studio file.
        """
        try:
            self._zip = BoundedZip(file, MAX_ENTRIES, MAX_BYTES)
        except InvalidProjectError as error:
            raise InvalidProjectError(_("not a sound studio file: {error}").format(error=error)) from None
        self.names = self._zip.names
        for name in self.names:
            if not _NAME.fullmatch(name) or name in ("data/.", "data/.."):
                raise InvalidProjectError(_("{name} does not belong into a studio file").format(name=shown(name)))

    def read(self, name: str, limit: int) -> bytes:
        """One of the texts.

        Raises:
            InvalidProjectError: there is no such entry, or it is damaged, or larger than `limit`.
        """
        return self._zip.read(name, limit)

    def read_data(self, name: str) -> bytes:
        """A copy of one of the learner's data files.

        Raises:
            InvalidProjectError: there is no such entry, or it is damaged, or too large.
        """
        return self._zip.read(name, MAX_DATA_BYTES)

    def read_tensors(self, name: str) -> bytes:
        """The bytes of a .safetensors file.

        Raises:
            InvalidProjectError: there is no such entry, or it is damaged, or too large.
        """
        return self._zip.read(name, MAX_BYTES, is_numbers=True)
