"""Kinds of one sort of thing: listed once, by a union of specs; known to each floor by one entry a kind."""

from collections.abc import Mapping
from typing import Any, TypeVar, get_args

from nnstudio.project.spec import Spec

S = TypeVar("S", bound=Spec)
Entry = TypeVar("Entry")


def kinds_of(union: Any, base: type[S]) -> dict[str, type[S]]:
    """The members of a union of specs, which may be annotated, by their kinds, in the union's order."""
    members = get_args(union)
    if members and not isinstance(members[0], type):
        # Annotated[A | B, Field(...)]
        members = get_args(members[0])
    assert all(issubclass(member, base) for member in members)
    kinds = {member.model_fields["kind"].default: member for member in members}
    assert all(kinds) and len(kinds) == len(members), "each has a kind of its own"
    return kinds


def complete(floor: str, entries: Mapping[str, Entry], kinds: Mapping[str, object]) -> dict[str, Entry]:
    """A floor's entries in the order of `kinds`, of which none lacks one; `floor` is the package's name.

    Raises:
        LookupError: a kind has no entry, or an entry is of no kind.
    """
    for kind in kinds:
        if kind not in entries:
            raise LookupError(f"{floor} has no entry for '{kind}'")
    for kind in entries:
        if kind not in kinds:
            raise LookupError(f"{floor} has an entry for '{kind}', which is no kind")
    return {kind: entries[kind] for kind in kinds}
