"""One changed file opened, and whether what came of it is one of the two things that may."""

import os
import time
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from unittest import mock

import torch

from nnstudio.project.errors import ProjectError
from tests.hostile.formats import FORMATS, Format
from tests.hostile.guard import guarded

PATIENCE_S = 10.0
"""Far more than any of these small files needs on a busy machine."""


@dataclass
class Bench:
    """A folder in which files of one kind are changed and opened."""

    form: Format
    folder: Path
    sound: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.at_home():
            self.sound = self.form.sound(self.folder)
            # what libraries do when they are first used is none of the changed files' doing
            path = self.folder / f"sound{self.form.suffix}"
            path.write_bytes(self.sound)
            self.form.use(path)

    @contextmanager
    def at_home(self) -> Iterator[None]:
        """The system's places for files are within the folder; PyTorch's threads and generator stay as they were."""
        threads, random = torch.get_num_threads(), torch.get_rng_state()
        home = str(self.folder / "home")
        try:
            with mock.patch.dict(os.environ, {"HOME": home, "XDG_CACHE_HOME": home, "XDG_DATA_HOME": home}):
                yield
        finally:
            torch.set_num_threads(threads)
            torch.set_rng_state(random)

    def changed(self, seed: int) -> bytes:
        """The file that a seed stands for."""
        with warnings.catch_warnings():
            # PyTorch warns of some of what is put into files here
            warnings.simplefilter("ignore")
            return self.form.change(self.sound, Random(seed))

    def opened(self, content: bytes) -> str:
        """Opens the content; the sentence with which it was refused, empty if it was not.

        Raises:
            AssertionError: it took too long, did something else than read, or was refused by no proper sentence.
            Exception: whatever else than a ProjectError the program raised.
        """
        path = self.folder / f"changed{self.form.suffix}"
        path.write_bytes(content)
        complaint, started = "", time.monotonic()
        with self.at_home(), guarded(self.folder / "home" / "nnstudio" / "data") as done:
            try:
                self.form.use(path)
            except ProjectError as error:
                complaint = str(error)
                assert complaint, "refused without a word"
        assert not done, done
        assert time.monotonic() - started < PATIENCE_S, f"took {time.monotonic() - started:.1f} s"
        check_sentence(complaint)
        return complaint


def check_sentence(text: str) -> None:
    """One line of moderate length that any screen can show."""
    assert len(text) <= 700, f"{len(text)} letters: {text[:200]}"
    strange = [c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp", "Cf")]
    assert not strange, f"{strange!a} in {text!a}"


def bench(name: str, folder: Path) -> Bench:
    return Bench(FORMATS[name], folder)
