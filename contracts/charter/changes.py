"""What an edition changes in a party's promises, for whoever has signed an earlier one. Pure."""

from dataclasses import dataclass
from typing import Literal

from contracts.charter.model import Edition, Party, Promise


@dataclass(frozen=True)
class Change:
    """A promise that came, says something else (and `before` it said), or is gone; as it was where it is gone."""

    kind: Literal["new", "reworded", "gone"]
    promise: Promise
    before: Promise | None = None


def changes(earlier: Edition, later: Edition, party: Party) -> tuple[Change, ...]:
    """By the promises' ids: in the later edition's order, then what is gone in the earlier one's."""
    was = {it.id: it for it in earlier.of(party)}
    now = {it.id: it for it in later.of(party)}
    found = [
        Change("reworded", it, was[it.id]) if it.id in was else Change("new", it)
        for it in now.values()
        if was.get(it.id) != it
    ]
    return (*found, *(Change("gone", it) for it in was.values() if it.id not in now))
