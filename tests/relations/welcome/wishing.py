"""Builders: holders who would welcome a brand."""

from market.base.access import Principal
from market.base.database import fetch_value
from market.relations.welcome.actions import welcome_typed
from market.relations.welcome.queries import Welcomed, of_holder
from tests.factories import a_holder

NAME, HOST = "Vélos du Lac", "velosdulac.fr"


async def a_crowd(size: int, name: str = NAME, website: str = HOST) -> list[Principal]:
    """So many holders name one brand."""
    crowd = [await a_holder() for _ in range(size)]
    for who in crowd:
        await welcome_typed(who, name, website)
    return crowd


async def listed(who: Principal) -> list[Welcomed]:
    assert who.person
    return await of_holder(who.person)


async def wishes() -> int:
    found: int = await fetch_value("select count(*) from relations.wishes")
    return found
