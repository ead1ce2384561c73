"""Garbage collection that passes over what the libraries made, so that looking for leaks takes no time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from nnstudio.project import edits
from tests.session.examples import small, uninterrupted


@contextmanager
def libraries_set_aside() -> Iterator[None]:
    """Loads what training needs, and then has the collector pay no attention to all that is there."""
    uninterrupted(edits.with_training(small(1), batch_size=50))
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
