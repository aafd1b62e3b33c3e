"""The pages of castings without scripts: what was typed stays, what is wrong is said, and nobody sees another's."""

from datetime import timedelta

import pytest

from market.base import clock
from market.base.clock import market_date
from market.base.database import fetch, fetch_value
from market.relations.castings import jobs, queries
from tests.factories import a_brand, a_person, a_persona, stand_under_a_card
from tests.market import Market, market
from tests.relations.castings.casting import a_crowd, published
from tests.relations.helpers import a_session, brand_of
from tests.relations.rewards.rewarding import put_in
from tests.web.holders import a_signed_in_holder, pages, words

__all__ = ["market"]


async def _typed(**changes: str) -> dict[str, object]:
    until = (market_date(await clock.now()) + timedelta(days=9)).isoformat()
    said = {
        "title": "Cyclistes du quotidien",
        "text": "Un mois à vélo.",
        "purpose": "benefits",
        "period": "P1M",
        "price_step": "1900",
        "places": "2",
        "until": until,
        "key": "a-key-of-a-casting",
    }
    return {**said, "criteria": ["passion:velo", "region:bretagne"], **changes}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("text", "Appelez le 06 12 34 56 78."),
        ("places", "0"),
        ("places", "two"),
        ("until", "tomorrow"),
    ],
)
async def test_the_form_says_what_is_wrong_at_its_field_and_keeps_the_rest(
    market: Market, field: str, value: str
) -> None:
    brand = await a_brand()
    await put_in(market, brand, 50_00)
    async with pages(market.app, await a_session(brand)) as desk:
        answer = await desk.post("/castings", data=await _typed(**{field: value}))
        assert 400 <= answer.status_code < 500
        assert 'aria-invalid="true"' in answer.text and f'id="field-{field}-error"' in answer.text
        assert answer.text.count(" checked") == 2, "what was ticked stays ticked"
        if field != "title":
            assert 'value="Cyclistes du quotidien"' in answer.text
        assert await fetch("select 1 from relations.castings") == []
        again = await desk.post("/castings", data=await _typed())
        assert again.status_code == 303
        twice = await desk.post("/castings", data=await _typed())
        assert twice.status_code == 303
    assert await fetch_value("select count(*) from relations.castings") == 1, "a second click is the same one"


async def test_nothing_ticked_or_too_dear_is_said_above_the_form(market: Market) -> None:
    brand = await a_brand()
    await put_in(market, brand, 20_00)
    async with pages(market.app, await a_session(brand)) as desk:
        nothing = await desk.post("/castings", data={**await _typed(), "criteria": []})
        assert nothing.status_code == 422 and "Tick answers of one trait at least" in words(nothing)
        forged = await desk.post("/castings", data={**await _typed(), "criteria": ["name:ada"]})
        assert forged.status_code == 422
        dear = await desk.post("/castings", data=await _typed())
        assert dear.status_code == 409 and 'role="alert"' in dear.text
    assert await fetch("select 1 from relations.castings") == []


async def test_another_brands_casting_is_none_and_nothing_of_it_shows(market: Market) -> None:
    brand, other = await a_brand(), await a_brand(name="Vélos du Lac")
    await put_in(market, brand, 50_00)
    casting = await published(brand)
    async with pages(market.app, await a_session(other)) as desk:
        for audience in (brand, other):
            name = queries.name_for(brand_of(audience), casting.id)
            assert (await desk.post(f"/castings/{name}/close")).status_code == 404
        assert "Cyclistes" not in words(await desk.get("/castings"))
    assert await fetch_value("select state from relations.castings") == "open"


async def test_a_holder_says_yes_with_one_of_two_and_is_told_what_does_not_go(market: Market) -> None:
    brand = await a_brand()
    await put_in(market, brand, 50_00)
    await a_crowd()
    token, who = await a_signed_in_holder()
    for _ in range(2):
        await stand_under_a_card(await a_persona(who))
    casting = await published(brand)
    await jobs.look_for_people()
    assert who.person
    path = f"/casting-calls/{queries.name_before(who.person, casting.id)}"
    async with pages(market.app, token) as holder:
        page = await holder.get("/casting-calls")
        assert page.text.count('name="persona"') == 2
        assert "€19: €15.20 for you" in words(page) and "Cycles Garonne" in words(page)
        wrong = await holder.post(path, data={"act": "accept", "persona": "x"})
        assert wrong.status_code == 409 and "This persona cannot take this place." in words(wrong)
        (first, second) = (await queries.calls(who.person))[0].personas
        names = [queries.persona_name(who.person, it) for it in (first, second)]
        assert (await holder.post(path, data={"act": "accept", "persona": names[0]})).status_code == 303
        twice = await holder.post(path, data={"act": "accept", "persona": names[1]})
        assert twice.status_code == 409 and "one person has one place" in words(twice)
        assert (await holder.post(path, data={"act": "take-back"})).status_code == 303
        assert (await holder.post(path, data={"act": "take-back"})).status_code == 409
    async with pages(market.app, await a_session(await a_person(holder=True))) as stranger:
        assert (await stranger.post(path, data={"act": "accept", "persona": "x"})).status_code == 404
