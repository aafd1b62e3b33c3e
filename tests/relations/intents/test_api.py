"""The API of intents: what each side reads, and what nobody but the holder does before they have accepted."""

import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest

from market.base import clock, names
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import fetch_value
from tests.accounts.people import browser
from tests.market import Market, market
from tests.relations.helpers import a_session
from tests.relations.intents.looking import TEXT, a_bidder, a_seeker, days

__all__ = ["market"]

BID = {"terms": "discret", "purposes": ["benefits"], "period": "P1M", "price_step": 1900}


async def _client(market: Market, who: Principal) -> httpx.AsyncClient:
    return browser(market.app, await a_session(who))


async def _said(who: Principal, moi: uuid.UUID, **changes: Any) -> dict[str, Any]:
    assert who.person
    return {
        "persona": names.name("persona", moi, names.for_person(who.person)),
        "category": "velo",
        "details": {"quoi": "ville"},
        "text": TEXT,
        "budget_from": 400_00,
        "budget_to": 900_00,
        "most": "accord",
        "until": (market_date(await clock.now()) + timedelta(days=6)).isoformat(),
    } | changes


async def _publish(client: httpx.AsyncClient, said: dict[str, Any]) -> httpx.Response:
    return await client.post("/v1/intents", json=said, headers={"idempotency-key": uuid.uuid4().hex})


async def test_an_intent_by_the_api_to_its_rating(market: Market) -> None:
    holder, persona = await a_seeker()
    one, two = await a_bidder(market), await a_bidder(market)
    async with (
        await _client(market, holder) as mine,
        await _client(market, one) as first,
        await _client(market, two) as second,
    ):
        made = await _publish(mine, await _said(holder, persona))
        assert made.status_code == 201, made.text
        assert (made.json()["phase"], made.json()["may_ask"]) == ("announced", ["discret", "accord"])
        assert (await first.get("/v1/open-intents")).json() == [], "from the next day on"
        await days(1)
        (seen,) = (await first.get("/v1/open-intents", params={"category": "velo", "budget": 900_00})).json()
        assert (await first.get("/v1/open-intents", params={"budget": 901_00})).json() == []
        assert (
            await first.get("/v1/open-intents", params={"detail": "quoi:cargo", "category": "velo"})
        ).json() == []
        wrong = await first.get("/v1/open-intents", params={"detail": "quoi:ville"})
        assert (wrong.status_code, wrong.json()["type"]) == (422, "/problems/search-impossible")
        assert (await first.get("/v1/open-intents", params={"after": seen["id"]})).json() == []
        (other,) = (await second.get("/v1/open-intents")).json()
        assert seen["id"] != other["id"] and {**seen, "id": ""} == {**other, "id": ""}
        put = await first.put(f"/v1/open-intents/{seen['id']}/bid", json=BID)
        assert (put.status_code, put.json()["state"], put.json()["amount"]) == (200, "sealed", 1900)
        assert (await second.get(f"/v1/open-intents/{other['id']}")).json() == other, (
            "bids are nobody's to see"
        )
        assert (await second.get("/v1/bids")).json() == []
        own = f"/v1/intents/{made.json()['id']}"
        assert (await mine.get(own)).json()["bids"] == []
        more = BID | {"terms": "accord", "kind": "discount", "benefit": {"percent": 20}}
        assert (await second.put(f"/v1/open-intents/{other['id']}/bid", json=more)).status_code == 200
        await days(6)
        least, most = (await mine.get(own)).json()["bids"]
        assert (least["shows"], least["yours"], least["may_accept"]) == (8, 1520, True)
        assert (most["shows"], most["bid"]["benefit"]["percent"]) == (45, 20)
        taken = await mine.post(f"{own}/acceptance", json={"bid": most["id"]})
        assert (taken.status_code, taken.json()["phase"]) == (200, "decided")
        waiting = [(await it.get("/v1/bids")).json()[0]["state"] for it in (first, second)]
        assert waiting == ["waiting", "waiting"]
        await days(1, persona)
        lost, won = [(await it.get("/v1/bids")).json()[0] for it in (first, second)]
        assert (lost["state"], lost["agreement"]) == ("over", None)
        assert won["state"] == "won" and uuid.UUID(won["agreement"])
        await market.quiet()
        assert (await second.get(f"/v1/rentals/{won['agreement']}")).status_code == 200
        rated = await mine.post(f"{own}/fulfilment", json={"fulfilled": "yes", "rating": 5})
        assert (rated.json()["because"], rated.json()["rating"]) == ("agreed", 5)
    assert await market.findings() == []


async def test_nothing_of_the_holder_or_the_persona_is_in_what_a_brand_reads(market: Market) -> None:
    """Two intents of one person with two personas look to a brand like two strangers'."""
    holder, persona = await a_seeker()
    brand, other = await a_bidder(market), await a_bidder(market)
    async with await _client(market, holder) as mine, await _client(market, brand) as desk:
        await _publish(mine, await _said(holder, persona))
        await _publish(mine, await _said(holder, persona, category="voyage", details={}))
        await days(1)
        answer = await desk.get("/v1/open-intents")
    async with await _client(market, other) as desk:
        again = await desk.get("/v1/open-intents")
    assert {it["id"] for it in answer.json()} & {it["id"] for it in again.json()} == set()
    fields = {"id", "category", "details", "text", "budget_from", "budget_to", "until", "may_ask"}
    assert all(set(it) == fields for it in answer.json()) and len(answer.json()) == 2
    inner = [holder.person, persona, *(await _inner())]
    for it in inner:
        assert it and str(it) not in answer.text and it.hex not in answer.text


async def _inner() -> list[uuid.UUID]:
    first = await fetch_value("select min(id::text) from relations.intents")
    version = await fetch_value("select max(id::text) from personas.persona_versions")
    return [uuid.UUID(first), uuid.UUID(version)]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"category": "fusee"}, "intent-impossible", "category"),
        ({"details": {"couleur": "bleu"}}, "intent-impossible", "details"),
        ({"details": {"quoi": "bleu"}}, "intent-impossible", "details.quoi"),
        ({"budget_from": 900_00, "budget_to": 400_00}, "intent-impossible", "budget_to"),
        ({"budget_to": 400_50}, "intent-impossible", "budget_to"),
        ({"budget_from": -1}, "intent-impossible", "budget_from"),
        ({"most": "standard"}, "intent-impossible", "most"),
        ({"until": "2020-01-01"}, "intent-impossible", "until"),
        ({"text": ""}, "text-not-accepted", "text"),
        ({"text": "Appelez le 06 12 34 56 78"}, "gives-you-away", "text"),
        ({"persona": "x"}, "not-found", None),
    ],
)
async def test_what_cannot_be_looked_for_is_refused_by_name(
    market: Market, changes: dict[str, Any], code: str, field: str | None
) -> None:
    holder, persona = await a_seeker()
    async with await _client(market, holder) as mine:
        answer = await _publish(mine, await _said(holder, persona, **changes))
    assert answer.json()["type"] == f"/problems/{code}", answer.text
    assert answer.json().get("field") == field
    assert await fetch_value("select count(*) from relations.intents") == 0
