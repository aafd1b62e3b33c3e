"""What a brand does in the catalogue: keep a persona, and let it go."""

import uuid
from datetime import date

from market.base import audit, names
from market.base.access import NotYours, Principal
from market.base.database import fetch_value, transaction
from market.base.errors import NotFound
from market.catalogue.address import well_formed
from market.catalogue.errors import TooManySaved
from market.catalogue.people import KIND, Shown, free_under, resolve, shown
from market.catalogue.saved import keep
from market.personas.slots import PersonaUnavailable

MOST_SAVED = 1000


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
    if not well_formed(address):
        raise PersonaUnavailable()
    async with transaction():
        if persona not in await free_under([(persona, address)], brand):
            raise PersonaUnavailable()
        kept = await fetch_value(
            "select count(*) from catalogue.saved_cards where brand = $1 and persona <> $2", brand, persona
        )
        if kept >= MOST_SAVED:
            raise TooManySaved(most=MOST_SAVED)
        if await keep(brand, persona, address):
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
