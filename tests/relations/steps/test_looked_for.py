"""What a brand does next about what people look for: what matches a search that it keeps, until it has bid."""

from market.base.access import Principal
from market.base.database import fetch
from market.relations.intents import saved_searches
from market.relations.intents.searching import Search
from market.relations.steps.queries import next_steps
from market.relations.steps.rules import Step
from tests.accounts.people import browser
from tests.factories import a_brand
from tests.market import Market, market
from tests.relations.helpers import a_session, brand_of
from tests.relations.intents.looking import a_bidder, a_seeker, before, bids, days, looked_for
from tests.web.brands import Page, reading

__all__ = ["market"]


async def found(brand: Principal) -> Step | None:
    return next((it for it in await next_steps(brand_of(brand)) if it.kind == "looked_for"), None)


async def test_what_matches_a_saved_search_is_told_until_the_brand_has_bid(market: Market) -> None:
    (one, first), (other, second) = await a_seeker(), await a_seeker()
    brand, without = await a_bidder(market), await a_brand()
    await saved_searches.keep(brand, Search("velo"))
    await saved_searches.keep(brand, Search(budget=900_00))
    await saved_searches.keep(without, Search("voiture"))
    intents = [await looked_for(one, first), await looked_for(other, second, category="sport", details={})]
    assert await found(brand) is None, "brands read it from the next day on"
    await days(1)
    step = await found(brand)
    assert step and (step.count, step.by) == (2, intents[0].until), "each once, however many searches match"
    assert {it.intent for it in step.named} == {it.id for it in intents}
    assert await found(without) is None
    await bids(brand, intents[0])
    step = await found(brand)
    assert step and [it.intent for it in step.named] == [intents[1].id]
    path = f"/open-intents/{before(brand, intents[1])}"
    async with browser(market.app, await a_session(brand)) as desk:
        (said,) = [it for it in (await desk.get("/v1/next-steps")).json() if it["kind"] == "looked_for"]
        assert f"/open-intents/{said['named'][0]['intent']}" == path
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get("/desk"))
        assert "1 person looks for what you have saved a search for" in page.words and path in page.links
    await fetch("update accounts.brands set state = 'stopped' where id = $1", brand_of(brand))
    assert await found(brand) is None
