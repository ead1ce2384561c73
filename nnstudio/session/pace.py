"""How fast a training may go: seconds for an epoch, 0 for as fast as the machine can."""

WATCH_S = 2.5
"""So long the epochs of a project are spread, at the least, for whoever wants to see them move."""
_LONGEST_S = 1.0
_AT_ONCE_S = 0.016
"""About a frame: epochs that are shorter are trained so many at a time."""


def watched(epochs: int) -> float:
    """The pace at which so many epochs can be watched: from the first of them to the last it takes a while."""
    return min(_LONGEST_S, WATCH_S / max(1, epochs - 1))


def epochs_at_once(pace: float) -> int:
    """How many epochs may follow each other before there is time to be waited for; a pace of 0 knows no waiting."""
    return max(1, int(_AT_ONCE_S / pace))
