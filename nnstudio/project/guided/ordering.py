"""An order of lines as one number: 0 is the order in which a lesson's file has them."""

import hashlib
from collections.abc import Sequence
from math import factorial

MOST_LINES = 7
"""That can be put in order."""


def rank_of_order(order: Sequence[int]) -> int:
    """The number of an order of 0, 1, …: how many come before it when all are sorted."""
    left = sorted(order)
    rank = 0
    for line in order:
        place = left.index(line)
        rank += place * factorial(len(left) - 1)
        left.pop(place)
    return rank


def order_of_rank(rank: int, count: int) -> tuple[int, ...]:
    """The order of `count` lines that has this number."""
    left = list(range(count))
    found = []
    while left:
        place, rank = divmod(rank, factorial(len(left) - 1))
        found.append(left.pop(place))
    return tuple(found)


def mixed(lines: Sequence[str]) -> tuple[int, ...]:
    """An order to begin with, the same at every start and never the right one."""
    digest = hashlib.sha256("\n".join(lines).encode()).digest()
    return order_of_rank(1 + int.from_bytes(digest[:8]) % (factorial(len(lines)) - 1), len(lines))
