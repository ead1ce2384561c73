"""Where links lead, also those that lead round in a circle."""

import os
from pathlib import Path


def real_path(path: Path) -> Path:
    """The path from the root on, with its links followed; what can't be followed stays as it is.

    ``Path.resolve`` raises a RuntimeError at links that lead round in a circle, of which nobody thinks.

    Raises:
        ValueError: no file can be called so.
    """
    return Path(os.path.realpath(path))
