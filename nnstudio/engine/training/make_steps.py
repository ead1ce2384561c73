"""Chooses what takes a run's steps. Nothing but this file knows that there is a faster way than the plain loop."""

import os

from nnstudio.engine.steps.plain import PlainSteps
from nnstudio.engine.steps.protocol import StepParts, Steps

_SWITCH = "NNSTUDIO_REPLAY"


def make_steps(parts: StepParts, fast: bool) -> Steps:
    """Replayed steps where they are wanted and can be had, else the plain loop: the same numbers, bit for bit.

    ``NNSTUDIO_REPLAY=0`` in the environment runs everything on the plain loop; ``engine/replay/README.md`` says when
    that may be needed. Recordings are for the CPU alone.
    """
    if fast and parts.tensors.X_train.device.type == "cpu" and os.environ.get(_SWITCH) != "0":
        from nnstudio.engine.replay.replayed_steps import ReplayedSteps

        return ReplayedSteps(parts)
    return PlainSteps(parts)
