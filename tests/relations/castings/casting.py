"""Builders: a brand with money in its balance, a crowd of cyclists, and a casting for them."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

from market.base import clock, vault
from market.base.access import Principal
from market.base.clock import MARKET_ZONE, market_date
from market.base.database import Record, fetch, fetch_row
from market.relations.castings import actions, jobs, queries
from market.relations.castings.queries import CastingRow
from market.relations.castings.rules import Brief, Criterion
from market.relations.queries import ROOM
from tests.factories import CYCLIST, a_holder, a_persona, stand_under_a_card

CYCLISTS = (Criterion("passion", ("velo",)),)
CROWD = 11


async def a_brief(**changes: Any) -> Brief:
    """Two places for a month at 19 euros, for people who cycle; by now in ten days."""
    said: dict[str, Any] = {
        "title": "Cyclistes du quotidien",
        "text": "Un mois pour parler de vos trajets, de vos réparations et de ce qui vous manque.",
        "purpose": "benefits",
        "criteria": CYCLISTS,
        "period": "P1M",
        "price_step": 1900,
        "until": market_date(await clock.now()) + timedelta(days=10),
        "places": 2,
    }
    return Brief(**(said | changes))


async def published(brand: Principal, **changes: Any) -> CastingRow:
    """A casting that was published just now."""
    return await actions.publish(brand, await a_brief(**changes), uuid.uuid4().hex)


async def a_candidate(values: dict[str, str] | None = None, **offer: Any) -> tuple[Principal, uuid.UUID]:
    """A holder whose persona stands under a card."""
    holder = await a_holder()
    persona = await a_persona(holder, values or CYCLIST, **offer)
    await stand_under_a_card(persona)
    return holder, persona


async def a_crowd(number: int = CROWD) -> list[tuple[Principal, uuid.UUID]]:
    """So many cyclists."""
    return [await a_candidate() for _ in range(number)]


async def called(who: Principal) -> list[queries.Call]:
    """The castings that reach somebody."""
    assert who.person
    return list(await queries.calls(who.person))


async def says_yes(who: Principal, persona: uuid.UUID, casting: CastingRow) -> None:
    """A holder accepts."""
    assert who.person
    await actions.accept(who, queries.name_before(who.person, casting.id), persona)


async def reached(brand: Principal, **changes: Any) -> CastingRow:
    """A casting whose crowd has been told."""
    row = await published(brand, **changes)
    await jobs.look_for_people()
    return await queries.one(row.id)


async def next_morning() -> None:
    """It is nine o'clock of the next day of the market, and places are given, by two workers at once."""
    at = (await clock.now()).astimezone(MARKET_ZONE)
    await clock.travel_to((at + timedelta(days=1)).replace(hour=9, minute=0, second=0))
    await asyncio.gather(jobs.give_places(), jobs.give_places())


async def places(casting: CastingRow) -> list[Record]:
    """Its places in their order."""
    return await fetch("select * from rentals.casting_places where casting = $1 order by number", casting.id)


async def acceptance(who: Principal) -> Record | None:
    """The only yes of a holder."""
    assert who.person
    return await fetch_row(
        "select * from relations.casting_acceptances where holder = $1", vault.tag(ROOM, who.person)
    )
