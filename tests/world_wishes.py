"""What the world has of wishes: one brand that each holder would welcome, and one that a crowd wants."""

import uuid
from dataclasses import dataclass

from market.base.access import Principal
from market.base.database import fetch_value
from market.relations.welcome.actions import welcome_typed


@dataclass(frozen=True)
class Wishes:
    """Inner ids: of the holders' own wishes, and of the brand at the desk."""

    a: uuid.UUID
    b: uuid.UUID
    wanted: uuid.UUID


async def make_wishes(first: Principal, second: Principal) -> Wishes:
    """The crowd's figure is written as the worker would, without its fifty people."""
    found = []
    for who in (first, second):
        await welcome_typed(who, "Vélos du Lac", "velosdulac.fr")
        found.append(await fetch_value("select id from relations.wishes order by id desc limit 1"))
    wanted = await fetch_value(
        "insert into relations.wanted_brands (id, wanted, host, name, at_least, counted_on)"
        " select uuidv7(), wanted, 'velosdulac.fr', 'Vélos du Lac', 50, current_date from relations.wishes limit 1"
        " returning id"
    )
    return Wishes(*found, wanted)
