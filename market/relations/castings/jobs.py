"""What the worker does for castings: look for people once a day and tell them, and every morning give the places.

Nobody's answers leave this process: what is kept is that a casting reaches a crowd, and a keyed mark of each who was
told.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial

from market.accounts import queries as accounts
from market.accounts.post import tell
from market.accounts.public import public_brand
from market.base import audit, vault
from market.base.clock import MARKET_ZONE, market_date, now
from market.base.database import Record, fetch, transaction
from market.base.errors import NotFound, Refusal
from market.base.keyring import keyring
from market.base.settings import settings
from market.base.sweeps import Sweep, each
from market.relations.castings import queries
from market.relations.castings.candidates import barred, everybody
from market.relations.castings.closing import close, tell_over
from market.relations.castings.letters import CASTING_CALL
from market.relations.castings.queries import KIND, CastingRow, mark_of
from market.relations.castings.rules import lot
from market.relations.queries import ROOM
from market.relations.rules import day_begins
from market.relations.silence import queries as silences
from market.rentals.casting.actions import Asked, Taker, take
from market.rentals.casting.errors import NoPlaceLeft
from market.rentals.negotiation.errors import BrandCannotRent

HOUR = 7
"""Of the market's day, from which places are given: everybody has until midnight, and nobody is woken."""
SECONDS = 300
ACCEPTED_AT: Mapping[str, str] = {
    "api": "/v1/casting-calls/{call}/acceptance",
    "page": "/casting-calls/{call}",
}


async def look_for_people() -> int:
    """See whom today's open castings fit, in one pass over everybody, and tell them. Again on the same day is nothing.
    How many castings there were."""
    today = market_date(await now())
    due = await queries.to_match(today)
    if not due:
        return 0
    fitting: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    crowd: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    bars = {row.id: await barred(row.brand) for row in due}
    async with transaction():
        async for found, voting in everybody():
            for row in due:
                people = {it.person for it in found if row.fits(it, bars[row.id])}
                fitting[row.id] |= people
                crowd[row.id] |= people & voting
    for row in due:
        if await _reaches(row, len(crowd[row.id]), today):
            await each("relations.castings", partial(_tell, row), sorted(fitting[row.id]))
    return len(due)


async def _reaches(row: CastingRow, persons: int, today: date) -> bool:
    """Whether those who fit are told: once they were a crowd, for as long as it is open."""
    async with transaction():
        rows = await fetch(
            "update relations.castings set matched_on = $2, reached_at = coalesce(reached_at,"
            " case when $3 then base.now() end) where id = $1 and state = 'open' returning reached_at",
            *(row.id, today, persons >= settings().crowd),
        )
        return bool(rows) and rows[0]["reached_at"] is not None


async def _tell(row: CastingRow, person: uuid.UUID) -> None:
    """Once; who wants quiet is told on another day."""
    async with transaction():
        if (await silences.of_person(person)).since is not None:
            return
        fresh = await fetch(
            "insert into relations.casting_marks (mark, casting, kind) values ($1, $2, 'told')"
            " on conflict (mark) do nothing returning mark",
            *(mark_of(person, row.id), row.id),
        )
        if not fresh:
            return
        try:
            name = (await public_brand(row.brand)).trading_name
            await tell(person, CASTING_CALL, brand=name, link=f"{settings().url}/casting-calls")
        except NotFound:  # erased meanwhile
            return


async def give_places() -> int:
    """Give the places of each open casting to those who said yes by yesterday, by lot, and close what is over. How
    many castings there were."""
    at = await now()
    if at.astimezone(MARKET_ZONE).hour < HOUR:
        return 0
    due = await queries.to_draw(market_date(at))
    await each("relations.castings", _give, due)
    return len(due)


async def _give(casting: uuid.UUID) -> None:
    today = market_date(await now())
    async with transaction():
        mine = await fetch(  # whoever comes second waits here, and finds it done
            "update relations.castings set drawn_on = $2 where id = $1 and state = 'open'"
            " and drawn_on is distinct from $2 returning id",
            *(casting, today),
        )
        if not mine:
            return
        row = await queries.one(casting)
        if (await accounts.brand(row.brand)).state == "stopped":
            await close(row, "stopped", audit.CLOCK)
            return
        left = await _draw(row, day_begins(today), today)
        row = await queries.one(casting)
        if left == 0:
            await close(row, "filled", audit.CLOCK)
        elif today > row.brief.until:
            await close(row, "until", audit.CLOCK)


async def _draw(row: CastingRow, before: datetime, today: date) -> int:
    """Give what is free; how many places are left."""
    waiting = await fetch(
        "select * from relations.casting_acceptances where casting = $1 and state = 'waiting' and accepted_at < $2",
        *(row.id, before),
    )
    key, left = keyring().derive("casting"), row.brief.places - row.taken
    for one in sorted(waiting, key=lambda it: lot(key, row.id, today, it["id"])):
        if left == 0:
            break
        left -= await _takes(row, one)
    return left


async def _takes(row: CastingRow, one: Record) -> bool:
    """Whether this one has a place now. Who cannot be rented any more waits for none; where it is the brand that
    cannot rent, they wait for another morning."""
    call = queries.name_before(vault.person_of(ROOM, one["holder"]), row.id)
    asked = Asked((row.brief.purpose,), row.opened_at, ACCEPTED_AT[one["route"]].format(call=call))
    try:
        async with transaction():
            rental = await take(row.id, Taker(one["persona"], one["accepted_at"]), asked)
            await fetch(
                "update relations.casting_acceptances set state = 'chosen', rental = $2 where id = $1",
                *(one["id"], rental),
            )
            await audit.record(audit.CLOCK, "casting.place_given", KIND, row.id)
        return True
    except (BrandCannotRent, NoPlaceLeft):
        return False
    except Refusal:
        await fetch("update relations.casting_acceptances set state = 'over' where id = $1", one["id"])
        await tell_over(row, [one["holder"]])
        return False


SWEEPS = (
    Sweep("relations.look_for_people", SECONDS, look_for_people),
    Sweep("relations.give_places", SECONDS, give_places),
)
