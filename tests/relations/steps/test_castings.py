"""What a brand does next about its castings: one that closes with places left, and who said yes and was not invited."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from market.base import clock
from market.base.access import Principal
from market.base.database import fetch
from market.base.filters import day
from market.relations.actions import invite
from market.relations.castings import actions
from market.relations.castings.queries import name_for
from market.relations.castings.rules import Criterion
from market.relations.steps.queries import next_steps
from market.relations.steps.rules import Step
from tests.accounts.people import browser
from tests.factories import a_brand, a_holder
from tests.market import Market, market
from tests.relations.castings.casting import a_crowd, next_morning, published, reached, says_yes
from tests.relations.helpers import a_relation, a_session, an_offer, brand_of, with_mailbox
from tests.relations.rewards.rewarding import put_in
from tests.web.brands import Page, reading

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")


async def a_payer(market: Market) -> Principal:
    brand = await a_brand()
    await put_in(market, brand, 200_00)
    return brand


async def found(brand: Principal) -> dict[str, Step]:
    return {it.kind: it for it in await next_steps(brand_of(brand))}


async def test_a_casting_with_places_left_is_told_of_two_days_before_its_last(market: Market) -> None:
    brand, other = await a_payer(market), await a_payer(market)
    row = await published(brand)
    await published(other)
    for days, told in ((7, False), (8, True), (10, True), (11, False)):
        await clock.travel_to(row.opened_at + timedelta(days=days))
        assert ("casting_closes" in await found(brand)) == told, days
    await clock.travel_to(row.opened_at + timedelta(days=9))
    step = (await found(brand))["casting_closes"]
    assert (step.count, step.by) == (1, row.brief.until)
    assert [it.casting for it in step.named] == [row.id]
    async with browser(market.app, await a_session(brand)) as desk:
        (said,) = (await desk.get("/v1/next-steps")).json()
        assert said["named"][0]["casting"] == name_for(brand_of(brand), row.id)
    await actions.close_early(brand, name_for(brand_of(brand), row.id))
    assert await found(brand) == {}


async def test_it_is_the_same_for_a_crowd_and_for_nobody_and_nothing_where_all_places_are_taken(
    market: Market,
) -> None:
    brand, other = await a_payer(market), await a_payer(market)
    people = await a_crowd()
    row = await reached(brand)
    unheard = await published(other, criteria=(Criterion("passion", ("jardin",)),))
    for who, persona in people[:2]:
        await says_yes(who, persona, row)
    await clock.travel(timedelta(days=8))
    one, none = (await found(brand))["casting_closes"], (await found(other))["casting_closes"]
    assert replace(one, named=()) == replace(none, named=())
    assert none.named[0].casting == unheard.id
    await fetch("update relations.castings set drawn_on = null")
    await next_morning()
    assert set(await found(brand)) == {"drawn", "unasked"}
    assert "casting_closes" in await found(other)


async def test_who_said_yes_is_to_be_invited_by_a_campaign_of_their_own(market: Market) -> None:
    brand, people = await a_payer(market), await a_crowd()
    row = await reached(brand)
    await says_yes(*people[0], row)
    await next_morning()
    bought = await a_relation(brand=brand, holder=await with_mailbox(await a_holder(), "h@example.org"))
    got = await found(brand)
    assert (got["drawn"].count, got["uninvited"].count) == (1, 1)
    (place,) = [
        it["agreement"]
        for it in await fetch("select * from rentals.rentals")
        if it["agreement"] != bought.agreement
    ]
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get("/desk"))
        assert "1 has said yes to your casting call, and has not been invited yet" in page.words
        assert "/campaigns/new?whom=drawn" in page.links
        for whom, ticked in (("drawn", place), ("uninvited", bought.agreement)):
            form = (await visitor.get(f"/campaigns/new?whom={whom}")).text
            assert re.findall(r'value="([\w-]{36})" checked', form) == [str(ticked)]
    async with reading(market, brand, "fr") as visitor:
        said = Page(await visitor.get("/desk")).words
        assert "1 moi a dit oui à votre casting, et n’a pas encore été invité" in said
    await invite.send(brand, place, await an_offer())
    assert "drawn" not in await found(brand)


async def test_the_desk_says_which_day_a_casting_is_open_until(market: Market) -> None:
    brand = await a_payer(market)
    row = await published(brand)
    await clock.travel_to(row.opened_at + timedelta(days=9))
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get("/desk"))
        assert f"1 casting call has places left, until {day(row.brief.until, 'en')}" in page.words
        assert "/castings" in page.links
