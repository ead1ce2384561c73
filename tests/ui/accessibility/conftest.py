"""Windows of these tests leave nothing behind for those that come next."""

import pytest
from PySide6.QtCore import QSettings


@pytest.fixture(autouse=True)
def forgotten_layout(qapp):
    """The panels that are opened here are not open in the next window."""
    yield
    QSettings().remove("window")
