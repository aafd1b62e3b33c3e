"""What the worker counts: once a day, which brands a crowd would welcome, as of the beginning of that day.

Names are sealed for each holder and are opened here alone, in memory; what is kept is a crowd's.
"""

import uuid
from datetime import datetime
from typing import Any

from market.base import audit, vault
from market.base.clock import market_date, now
from market.base.database import fetch, fetch_at_length, transaction
from market.base.ids import new_id
from market.base.sweeps import Sweep
from market.catalogue.listing import voters
from market.relations.queries import ROOM
from market.relations.rules import day_begins
from market.relations.welcome.queries import WANTED, place
from market.relations.welcome.rules import FEWEST, name_of_a_crowd, told

SECONDS = 600
CHUNK = 5000
"""Persons who are looked at together."""
OPENED_MOST = 1000
"""Wishes whose words are opened for a brand's name: enough of them to know what a crowd calls it."""


async def count_wishes() -> int:
    """Write down which brands at least fifty persons would welcome, of those whose voice makes a crowd: accounts that
    were made for it have none. Again on the same day is the same. Returns how many brands there are."""
    since, count = day_begins(market_date(await now())), 0
    for row in await fetch_at_length(
        "select wanted from relations.wishes where since < $1 group by wanted having count(*) >= $2 order by wanted",
        *(since, FEWEST),
    ):
        at_least = told(await _persons(row["wanted"], since))
        if at_least is not None:
            await _keep(row["wanted"], at_least)
            count += 1
    return count


async def _persons(wanted: bytes, since: datetime) -> int:
    rows = await fetch_at_length(
        "select holder from relations.wishes where wanted = $1 and since < $2", wanted, since
    )
    people = [vault.person_of(ROOM, row["holder"]) for row in rows]
    parts = [people[first : first + CHUNK] for first in range(0, len(people), CHUNK)]
    return sum([len(await voters(set(it))) for it in parts])


async def _keep(wanted: bytes, at_least: int) -> None:
    """The brand's row: the figure never falls, so that nobody reads from it that one person took a word back."""
    said = await _said(wanted)
    if not said:
        return
    name = name_of_a_crowd(it["name"] for it in said if "name" in it)
    brand = uuid.UUID(said[0]["brand"]) if "brand" in said[0] else None
    async with transaction():
        rows = await fetch(
            "insert into relations.wanted_brands as w (id, wanted, brand, host, name, at_least, counted_on)"
            " values ($1, $2, $3, $4, $5, $6, $7) on conflict on constraint wanted_brands_once do update set"
            " at_least = excluded.at_least, counted_on = excluded.counted_on,"
            " name = case when excluded.name <> '' then excluded.name else w.name end"
            " where w.at_least < excluded.at_least returning id",
            *(new_id(), wanted, brand, said[0].get("host"), name, at_least, market_date(await now())),
        )
        if rows:
            await audit.record(audit.SYSTEM, "wanted_brand.counted", WANTED, rows[0]["id"], at_least=at_least)


async def _said(wanted: bytes) -> list[dict[str, Any]]:
    """What holders call the brand, of the first so many."""
    rows = await fetch(
        "select id, holder, sealed from relations.wishes where wanted = $1 order by id limit $2",
        *(wanted, OPENED_MOST),
    )
    keys = await vault.keys_of(ROOM, {row["holder"] for row in rows})
    return [
        keys[row["holder"]].unseal(place(row["id"]), row["sealed"]) for row in rows if row["holder"] in keys
    ]


SWEEPS = (Sweep("relations.count_wishes", SECONDS, count_wishes, daily=True),)
