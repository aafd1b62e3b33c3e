"""Places in status lists: drawn at random among those that nothing has, in a list of the month of expiry; dropped with
the month.
"""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg
import structlog

from contracts.credential import ISSUER
from contracts.status_index import SHARDS, SIZE, ListsFull, address, draw_index, draw_shard, is_over, month_of
from contracts.status_list import Reference
from market.base.clock import now
from market.base.database import Record, fetch, fetch_value, transaction

log = structlog.get_logger()

BASE: Final = f"{ISSUER}/status"
"""Where lists are found, as `iss` names it, whichever host serves them."""

TRIES: Final = 16
"""Random places that are looked at before all the free ones are counted."""


@dataclass(frozen=True)
class Place:
    """A place that nothing had when it was drawn."""

    list: uuid.UUID
    reference: Reference


async def draw(expires_at: datetime) -> Place:
    """A random unused place for a credential that expires then (UTC), inside the caller's transaction."""
    month = month_of(expires_at)
    rows = await _lists(month) or await _open(month, 0)
    try:
        shard = draw_shard([row["taken"] for row in rows], secrets.randbelow)
    except ListsFull as full:
        rows = await _open(month, full.lists)
        shard = draw_shard([row["taken"] for row in rows], secrets.randbelow)
    found = rows[shard]["id"]
    return Place(found, Reference(address(BASE, expires_at, shard), await _unused(found)))


async def take(place: Place) -> None:
    """Count a place that was given out; the database lets no list have more than it holds."""
    await fetch("update rentals.status_lists set taken = taken + 1 where id = $1", place.list)


async def _lists(month: str) -> Sequence[Record]:
    return await fetch("select id, taken from rentals.status_lists where month = $1 order by shard", month)


async def _open(month: str, first: int) -> Sequence[Record]:
    """So many more lists, all at once; of two who open them at once one waits for the other."""
    await fetch(
        "insert into rentals.status_lists (id, month, shard, taken) select uuidv7(), $1, n, 0"
        " from generate_series($2::int, $3::int) n on conflict (month, shard) do nothing",
        *(month, first, first + SHARDS - 1),
    )
    return await _lists(month)


async def _unused(which: uuid.UUID) -> int:
    """Each free place as likely as any other: by trying, and where few are left by counting."""
    for _ in range(TRIES):
        index = secrets.randbelow(SIZE)
        if not await fetch_value(
            "select exists (select from rentals.credentials where list = $1 and idx = $2)", which, index
        ):
            return index
    rows = await fetch("select idx from rentals.credentials where list = $1", which)
    return draw_index([row["idx"] for row in rows], secrets.randbelow)


async def drop_over() -> int:
    """Forget the lists of months that are over, with all their places: how many lists."""
    at, dropped = await now(), 0
    for row in await fetch("select id, month from rentals.status_lists order by month, shard"):
        if is_over(row["month"], at):
            try:
                await _drop(row["id"])
            except asyncpg.ForeignKeyViolationError:  # an end is being written this moment: next time
                log.info("status_lists.not_dropped", month=row["month"])
            else:
                dropped += 1
    return dropped


async def _drop(which: uuid.UUID) -> None:
    async with transaction():
        await fetch("delete from rentals.credentials where list = $1", which)
        await fetch("delete from rentals.status_lists where id = $1", which)
