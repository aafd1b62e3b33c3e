"""The pages of intents without scripts: what was typed stays, what is wrong is said, a long list has further pages."""

import re
from datetime import timedelta
from typing import Any

import pytest

from market.base import clock, names
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import fetch, fetch_value
from tests.factories import a_brand
from tests.market import Market, market
from tests.relations.helpers import a_session, brand_of
from tests.relations.intents.looking import a_bidder, a_seeker, before, bids, days, looked_for, mine
from tests.web.holders import pages

__all__ = ["market"]


async def _typed(who: Principal, persona: Any, **changes: str) -> dict[str, str]:
    assert who.person
    return {
        "persona": names.name("persona", persona, names.for_person(who.person)),
        "category": "velo",
        "quoi": "cargo",
        "text": "un vélo léger",
        "budget_from": "100",
        "budget_to": "900",
        "most": "discret",
        "until": (market_date(await clock.now()) + timedelta(days=9)).isoformat(),
        "key": "a-key-of-an-intent",
    } | changes


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", ""), ("text", "Appelez le 06 12 34 56 78."), ("budget_to", "50"), ("until", "demain")],
)
async def test_the_form_says_what_is_wrong_at_its_field_and_keeps_the_rest(
    market: Market, field: str, value: str
) -> None:
    holder, persona = await a_seeker()
    async with pages(market.app, await a_session(holder)) as mine_:
        answer = await mine_.post("/intents", data=await _typed(holder, persona, **{field: value}))
        assert answer.status_code == 422, answer.text[:300]
        assert f'id="field-{field}-error"' in answer.text
        assert re.search(r'<option value="cargo"[^>]* selected', answer.text), "what was chosen stays chosen"
        assert await fetch("select 1 from relations.intents") == []
        sent = await mine_.post("/intents", data=await _typed(holder, persona))
        twice = await mine_.post("/intents", data=await _typed(holder, persona))
        assert (sent.status_code, twice.status_code) == (303, 303)
    assert await fetch_value("select count(*) from relations.intents") == 1


async def test_a_bid_that_is_wrong_is_said_and_what_was_typed_stays(market: Market) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    brand = await a_bidder(market)
    await days(1)
    path = f"/open-intents/{before(brand, intent)}"
    said = {"terms": "accord", "purposes": ["benefits"], "period": "P1M", "price_step": "2900", "kind": ""}
    async with pages(market.app, await a_session(brand)) as desk:
        for wrong in (
            {"purposes": []},
            {"period": "P9Y"},
            {"price_step": "x"},
            {"words": "Écrivez à ada@example.org"},
            {"kind": "discount", "percent": "0"},
        ):
            answer = await desk.post(f"{path}/bid", data={**said, **wrong})
            assert answer.status_code == 422 and 'role="alert"' in answer.text, wrong
            assert re.search(r'value="accord"[^>]* checked', answer.text)
        assert await fetch("select 1 from relations.bids") == []
        assert (await desk.post(f"{path}/bid", data=said)).status_code == 303
        assert (await desk.post(f"{path}/withdraw")).status_code == 303
    row = await fetch_value("select state from relations.bids")
    assert row == "withdrawn"


async def test_nothing_of_a_bid_is_on_the_holders_page_before_it_is_opened(market: Market) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    brand = await a_bidder(market)
    await days(1)
    async with pages(market.app, await a_session(holder)) as page:
        sealed = (await page.get(f"/intents/{mine(holder, intent)}")).text
        await bids(brand, intent)
        assert (await page.get(f"/intents/{mine(holder, intent)}")).text == sealed, "not a byte"


async def test_what_people_look_for_has_further_pages_and_each_stands_on_one(market: Market) -> None:
    holder, persona = await a_seeker()
    first = await looked_for(holder, persona)
    await fetch(
        "insert into relations.intents (id, holder, persona, state, category, details, text, budget_from, budget_to,"
        " versions, opened_at, opens_on, until) select gen_random_uuid(), holder, persona, state, category, details,"
        " text, budget_from, budget_to, versions, opened_at, opens_on, until - n % 3 from relations.intents,"
        " generate_series(1, 59) n where id = $1",
        first.id,
    )
    brand = await a_brand()
    await days(1)
    found: list[str] = []
    async with pages(market.app, await a_session(brand)) as desk:
        path: str | None = "/open-intents?category=velo&budget=500"
        while path:
            answer = await desk.get(path)
            found += re.findall(r'<h2[^>]*><a href="/open-intents/([^"?]+)"', answer.text)
            more = re.search(r'href="(/open-intents\?[^"]*after=[^"]*)"', answer.text)
            path = more[1].replace("&amp;", "&") if more else None
    every = await fetch("select id from relations.intents")
    own = {names.name("intent", row["id"], names.for_brand(brand_of(brand))) for row in every}
    assert len(found) == 60 and set(found) == own


async def test_a_brand_that_waits_to_be_verified_reads_why_it_sees_nothing(market: Market) -> None:
    holder, persona = await a_seeker()
    await looked_for(holder, persona)
    brand = await a_brand()
    await days(1)
    await fetch("update accounts.brands set state = 'stopped' where id = $1", brand_of(brand))
    async with pages(market.app, await a_session(brand)) as desk:
        answer = await desk.get("/open-intents")
    assert answer.status_code == 200 and "panier" not in answer.text


async def test_a_search_is_in_the_address_kept_once_and_removed(market: Market) -> None:
    holder, persona = await a_seeker()
    await looked_for(holder, persona, details={"quoi": "ville", "etat": "neuf"})
    brand = await a_brand()
    await days(1)
    async with pages(market.app, await a_session(brand)) as desk:
        for query, found in (("", 1), ("quoi=ville&etat=neuf", 1), ("quoi=cargo", 0), ("budget=901", 0)):
            answer = await desk.get(f"/open-intents?category=velo&{query}")
            assert len(re.findall(r"<article", answer.text)) == found, query
        shown = await desk.get("/open-intents?category=velo&quoi=ville&budget=500")
        assert re.search(r'<option value="ville" selected', shown.text), "what was asked stays"
        typed = dict(
            re.findall(r'<input type="hidden" name="(category|quoi|budget)" value="([^"]*)"', shown.text)
        )
        assert typed == {"category": "velo", "quoi": "ville", "budget": "500"}
        kept = await desk.post("/saved-searches", data=typed)
        assert (kept.status_code, kept.headers["location"]) == (
            303,
            "/open-intents?category=velo&quoi=ville&budget=500",
        )
        again = await desk.get(kept.headers["location"])
        assert "A bicycle · city · budget reaches €500" in again.text
        assert 'action="/saved-searches"' not in again.text, "it stands already"
        gone = re.search(r'action="(/saved-searches/[^"]+/remove)"', again.text)
        assert gone and (await desk.post(gone[1])).status_code == 303
        assert "/remove" not in (await desk.get("/open-intents")).text


@pytest.mark.parametrize(
    "query", ["category=avion", "category=velo&quoi=avion", "budget=beaucoup", "budget=12,50"]
)
async def test_a_search_that_cannot_be_is_said_and_what_was_typed_stays(market: Market, query: str) -> None:
    brand = await a_brand()
    async with pages(market.app, await a_session(brand)) as desk:
        answer = await desk.get(f"/open-intents?{query}")
        typed = dict(it.split("=") for it in query.split("&"))
        sent = await desk.post("/saved-searches", data=typed)
    for it in (answer, sent):
        assert it.status_code == 422 and 'role="alert"' in it.text
        assert "budget" not in typed or f'value="{typed["budget"]}"' in it.text
    assert await fetch("select 1 from relations.saved_searches") == []
