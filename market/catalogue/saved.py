"""Cards that a brand keeps: the persona under its lasting name, and where it was found."""

import uuid
from dataclasses import dataclass
from datetime import date

from market.base import audit, names
from market.base.access import NotYours, Principal
from market.base.clock import market_date
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import Conflict, NotFound
from market.base.ids import new_id
from market.catalogue.people import KIND, Shown, free_under, resolve, shown
from market.personas.slots import PersonaUnavailable

MOST_SAVED = 1000


class TooManySaved(Conflict):
    """A brand keeps a thousand personas at most; remove some first."""


@dataclass(frozen=True)
class Saved:
    """A kept persona. `available`: it stands under that card now, with a place for this brand.

    `saved_on`: a date in the market's zone.
    """

    persona: Shown
    address: str
    available: bool
    saved_on: date


def brand_of(who: Principal) -> uuid.UUID:
    """The brand that scopes everything here; raises NotYours."""
    if who.seat is None:
        raise NotYours()
    return who.seat.brand


async def save(who: Principal, address: str, name: str, day: date) -> Shown:
    """Keep the persona that is shown under `name` today (market's zone). Keeping it again changes nothing.

    Raises PersonaUnavailable, TooManySaved.
    """
    brand = brand_of(who)
    persona = resolve(name, brand, day)
    async with transaction():
        if persona not in await free_under([(persona, address)], brand):
            raise PersonaUnavailable()
        kept = await fetch_value("select count(*) from catalogue.saved_cards where brand = $1", brand)
        if kept >= MOST_SAVED:
            raise TooManySaved(most=MOST_SAVED)
        made = await fetch_value(
            "insert into catalogue.saved_cards (id, brand, persona, address, saved_at)"
            " values ($1, $2, $3, $4, base.now()) on conflict (brand, persona) do nothing returning id",
            *(new_id(), brand, persona, address),
        )
        if made:
            await audit.record(who.actor, "card.saved", "persona", persona)
    return shown(persona, names.for_brand(brand), saved=True)


async def remove(who: Principal, name: str) -> None:
    """Forget a kept persona. Raises NotFound for what this brand does not keep."""
    brand = brand_of(who)
    persona = names.inner_id(KIND, name, names.for_brand(brand))
    async with transaction():
        gone = await fetch_value(
            "delete from catalogue.saved_cards where brand = $1 and persona = $2 returning persona",
            brand,
            persona,
        )
        if gone is None:
            raise NotFound()
        await audit.record(who.actor, "card.forgotten", "persona", persona)


async def saved(brand: uuid.UUID) -> list[Saved]:
    """What the brand keeps, latest first."""
    rows = await fetch(
        "select persona, address, saved_at from catalogue.saved_cards where brand = $1 order by id desc", brand
    )
    free = await free_under([(row["persona"], row["address"]) for row in rows], brand)
    lasting = names.for_brand(brand)
    return [
        Saved(
            shown(row["persona"], lasting, saved=True),
            row["address"],
            row["persona"] in free,
            market_date(row["saved_at"]),
        )
        for row in rows
    ]
