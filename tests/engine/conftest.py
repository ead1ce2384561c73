"""What the engine's tests have in common."""

import pytest

from nnstudio.engine.replay import replayed_steps


@pytest.fixture(autouse=True, scope="package")
def time_for_whole_epochs():
    """However slow the machine is just now, what can be taken at once is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replayed_steps, "SLICE_S", 10.0)
        yield
