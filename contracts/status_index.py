"""Which list and which place in it a credential gets, so that neither joins two brands nor tells a number
(draft-ietf-oauth-status-list, privacy considerations).

A place is drawn at random among those that nothing has, fresh for every rental and every reissue, and never used
again. Lists are of one size. There are several for each month of expiry, and which of them is random too: the address
that a credential names is as common to strangers as to two brands that rented one persona. When the month is over all
of its entries have expired, and its lists are dropped; nobody keeps what they said.

Errors::

    ValueError
    └── ListsFull   every place of every list of the month is taken: open further ones
"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Final

from contracts.period import require_utc

SIZE: Final = 1 << 16
"""Places of a list: 16 KiB of two bits each before they are packed."""

SHARDS: Final = 4
"""Lists that a month has from its beginning, and by which it grows: one at a time would tell who came late."""

Below = Callable[[int], int]
"""A random number from 0 to below that one, all equally likely, as ``secrets.randbelow`` gives it."""


class ListsFull(ValueError):
    def __init__(self, lists: int) -> None:
        super().__init__(f"all of {lists} lists are full")
        self.lists = lists


def month_of(expires_at: datetime) -> str:
    """The UTC month of an expiry, as ``2026-11``."""
    return f"{require_utc(expires_at):%Y-%m}"


def address(base: str, expires_at: datetime, shard: int) -> str:
    """Where the list is published: it tells the month, which ``exp`` tells too, and a random number."""
    return f"{base}/{month_of(expires_at)}-{shard}"


def draw_shard(taken: Sequence[int], below: Below, size: int = SIZE) -> int:
    """One of the month's lists that have room, by how many places of each are taken. Raises ListsFull."""
    open_ones = [shard for shard, count in enumerate(taken) if count < size]
    if not open_ones:
        raise ListsFull(len(taken))
    return open_ones[below(len(open_ones))]


def draw_index(taken: Collection[int], below: Below, size: int = SIZE) -> int:
    """A place that nothing has, each as likely as any other. Raises ListsFull.

    ``taken`` holds every place that was ever given out in this list, also to what has ended since.
    """
    used = sorted(set(taken))
    if len(used) >= size:
        raise ListsFull(1)
    index = below(size - len(used))
    for place in used:
        if place > index:
            break
        index += 1
    return index


def is_over(month: str, at: datetime) -> bool:
    """Whether all entries of the lists of that month have expired at ``at`` (UTC)."""
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return require_utc(at) >= following
