"""What the world has of intents: one of each holder's, the first brand's bid on the first one, and a search of each
brand's."""

import json
import uuid
from dataclasses import dataclass

from contracts.terms import ROSTER
from market.base import vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.ids import new_id
from market.relations.queries import ROOM


@dataclass(frozen=True)
class Intents:
    """Inner ids: of holder A's intent, which is open to bids, and of holder B's, which is closed; of each brand's saved
    search."""

    a: uuid.UUID
    b: uuid.UUID
    searches: tuple[uuid.UUID, uuid.UUID]


async def make_intents(
    holders: tuple[Principal, Principal],
    personas: tuple[uuid.UUID, uuid.UUID],
    brands: tuple[uuid.UUID, uuid.UUID],
) -> Intents:
    """Written as acts of their holders and of a brand would, without the money of the bid."""
    made = Intents(new_id(), new_id(), (new_id(), new_id()))
    for search, brand in zip(made.searches, brands, strict=True):
        await fetch(
            "insert into relations.saved_searches (id, brand, category, details, made_at, told_on)"
            " values ($1, $2, 'velo', '{}', base.now(), base.now()::date)",
            *(search, brand),
        )
    for intent, holder, persona in zip((made.a, made.b), holders, personas, strict=True):
        assert holder.person
        version = await fetch_value("select version from personas.personas where id = $1", persona)
        await fetch(
            "insert into relations.intents (id, holder, persona, state, category, details, text, budget_from,"
            " budget_to, versions, opened_at, opens_on, until) values ($1, $2, $3, 'open', 'velo', '{}',"
            " 'Un vélo de ville.', 40000, 90000, $4, base.now() - interval '2 days',"
            " (base.now() - interval '1 day')::date, (base.now() + interval '20 days')::date)",
            *(intent, vault.tag(ROOM, holder.person), persona),
            json.dumps({ROSTER["discret"].edition: str(version)}),
        )
    await fetch(
        "insert into relations.bids (id, intent, brand, state, terms, purposes, period, price_step, place, made_at,"
        " changed_at) values ($1, $2, $3, 'sealed', $4, '[\"benefits\"]', 'P1M', 1900, $5, base.now(), base.now())",
        *(new_id(), made.a, brands[0], ROSTER["discret"].edition, new_id()),
    )
    await fetch(
        "update relations.intents set state = 'closed', closed_at = base.now(), closed_because = 'nobody'"
        " where id = $1",
        made.b,
    )
    return made
