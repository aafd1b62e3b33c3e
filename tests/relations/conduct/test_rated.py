"""How it went with a brand's bids, in public: from eleven personas on, in fives, for months that are over."""

import uuid
from datetime import datetime, timedelta

import httpx
import pytest

from market.base import clock, vault
from market.base.access import Principal
from market.base.clock import MARKET_ZONE
from market.base.database import fetch
from market.base.ids import new_id
from market.relations.conduct.queries import conduct_of, name_of
from market.relations.conduct.rules import Conduct
from market.relations.queries import ROOM
from tests.factories import a_brand, a_holder, a_persona
from tests.relations.helpers import brand_of

pytestmark = pytest.mark.usefixtures("database")


async def said(
    brand: Principal,
    fulfilled: str = "yes",
    rating: int = 5,
    *,
    persona: uuid.UUID | None = None,
    loser: Principal | None = None,
) -> uuid.UUID:
    """As after an intent whose bid of this brand was accepted and rated just now, a loser's not. Its persona."""
    holder, intent, bid = await a_holder(), new_id(), new_id()
    moi = persona or await a_persona(holder)
    assert holder.person
    await fetch(
        "insert into relations.intents (id, holder, persona, state, category, details, text, budget_from, budget_to,"
        " versions, opened_at, opens_on, until) values ($1, $2, $3, 'open', 'velo', '{}', '', 0, 100, '{}', base.now(),"
        " base.now()::date, base.now()::date)",
        *(intent, vault.tag(ROOM, holder.person), moi),
    )
    for bidder, state, identity in ((brand, "won", bid), (loser, "over", new_id())):
        if bidder is not None:
            await fetch(
                "insert into relations.bids (id, intent, brand, state, terms, purposes, period, price_step, place,"
                " made_at, changed_at, rental) values ($1, $2, $3, $4::varchar, 'discret', '[]', 'P1M', 1900, $5,"
                " base.now(), base.now(), case when $4::varchar = 'won' then $1::uuid end)",
                *(identity, intent, brand_of(bidder), state, new_id()),
            )
    await fetch(
        "update relations.intents set state = 'closed', closed_at = base.now(), closed_because = 'agreed', chosen = $2,"
        " decided_as = 'accepted', decided_at = base.now(), due_at = base.now(), route = 'api', fulfilled = $3,"
        " rating = $4, rated_at = base.now() where id = $1",
        *(intent, bid, fulfilled, rating),
    )
    return moi


async def counted(brand: Principal) -> tuple[int | None, int | None, int | None]:
    found: Conduct = await conduct_of(brand_of(brand))
    return found.rated, found.found_percent, found.well_percent


async def next_month() -> None:
    today = (await clock.now()).astimezone(MARKET_ZONE)
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    await clock.travel_to(datetime(first.year, first.month, 1, 0, 0, 1, tzinfo=MARKET_ZONE))


async def test_nothing_is_said_below_eleven_personas_nor_before_the_month_is_over(
    client: httpx.AsyncClient,
) -> None:
    brand, other = await a_brand(), await a_brand()
    for n in range(10):
        persona = await said(brand, "no" if n < 2 else "partly", 3 if n < 4 else 4)
    await said(brand, "no", 1, persona=persona)  # the same persona once more: its last word counts
    for _ in range(4):
        await said(other, loser=brand)
    await next_month()
    assert await counted(brand) == (None, None, None), "ten personas"
    page = await client.get(f"/brands/{name_of(brand_of(brand))}?language=en")
    assert "fewer than 11 people told how it went" in page.text
    await said(brand)
    assert await counted(brand) == (None, None, None), "eleven, and the month lasts"
    await next_month()
    # Found: 7 of the first ten, and the last; four or five: 5 and the last.
    assert await counted(brand) == (10, 70, 50)
    page = await client.get(f"/brands/{name_of(brand_of(brand))}?language=en")
    assert "More than 10 people told" in page.text and "At least 70% of them found" in page.text.replace(
        "\u202f", ""
    )
    conduct = (await client.get(f"/v1/brands/{name_of(brand_of(brand))}")).json()["conduct"]
    assert (conduct["rated_more_than"], conduct["found_percent"], conduct["well_percent"]) == (10, 70, 50)


async def test_one_more_word_moves_nothing_within_a_step(client: httpx.AsyncClient) -> None:
    brand = await a_brand()
    for _ in range(11):
        await said(brand)
    await next_month()
    assert await counted(brand) == (10, 100, 100)
    for _ in range(4):
        await said(brand)
        await next_month()
        assert await counted(brand) == (10, 100, 100)
    await said(brand)
    await next_month()
    assert await counted(brand) == (15, 100, 100)
