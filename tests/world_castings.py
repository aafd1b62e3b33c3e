"""What the world has of castings: one of each brand's, and the first holder's yes to their own."""

import uuid
from dataclasses import dataclass

from market.base import vault
from market.base.access import Principal
from market.base.database import fetch
from market.base.ids import new_id
from market.relations.queries import ROOM


@dataclass(frozen=True)
class Castings:
    """Inner ids: of brand A's casting, which holder A has accepted, and of brand B's, which reaches nobody."""

    a: uuid.UUID
    b: uuid.UUID


async def make_castings(
    brands: tuple[uuid.UUID, uuid.UUID], holder: Principal, persona: uuid.UUID
) -> Castings:
    """Written as an act of their brands would, without the money of their places."""
    assert holder.person
    made = Castings(new_id(), new_id())
    for casting, brand, reached in zip((made.a, made.b), brands, (True, False), strict=True):
        await fetch(
            "insert into relations.castings (id, brand, state, title, text, purpose, criteria, period, price_step,"
            " places, until, opened_at, reached_at) values ($1, $2, 'open', 'Cyclistes', 'Un mois à vélo.',"
            ' \'benefits\', \'[{"claim": "passion", "codes": ["velo"]}]\', \'P1M\', 1900, 2,'
            " (base.now() + interval '20 days')::date, base.now(), case when $3 then base.now() end)",
            *(casting, brand, reached),
        )
    await fetch(
        "insert into relations.casting_acceptances (id, casting, holder, persona, state, accepted_at, route)"
        " values ($1, $2, $3, $4, 'waiting', base.now(), 'api')",
        *(new_id(), made.a, vault.tag(ROOM, holder.person), persona),
    )
    return made
