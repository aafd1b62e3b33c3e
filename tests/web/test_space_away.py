"""A holder who comes back after having been hidden for absence reads why, and where to put it right."""

import json
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from market.accounts.actions.sessions import sign_in
from market.base import clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.filters import day
from market.rentals import queries as rentals
from market.rentals.actions.dormant import sweep_absent
from market.rentals.actions.end import withdraw
from market.rentals.api import shown
from tests.accounts.people import PASSWORD
from tests.factories import a_brand, a_persona
from tests.market import Market, market
from tests.relations.helpers import a_session
from tests.web.holders import a_signed_in_holder, links, own_name, pages, words

__all__ = ["market"]

START = datetime(2027, 1, 5, 9, tzinfo=UTC)
BRANDS = ("Cycles Garonne", "Atelier Nord")


async def back(market: Market, days: int) -> tuple[Principal, list[uuid.UUID], list[Principal], str]:
    """Ada, whose two rentals of three months ran when she went away for so many days, and who signs in again."""
    await clock.travel_to(START)
    _, ada = await a_signed_in_holder()
    await fetch("update accounts.people set email_verified_at = base.now() where id = $1", ada.person)
    brands = [await a_brand(name=name) for name in BRANDS]
    agreements = [await market.rented(it, await a_persona(ada, period="P3M"), period="P3M") for it in brands]
    for _ in range(days):
        await clock.travel(timedelta(days=1))
        await sweep_absent()
    return ada, agreements, brands, await sign_in("ada@example.org", PASSWORD)


@pytest.mark.parametrize(
    ("language", "why", "relation", "again"),
    [
        (
            "en",
            "Your personas were hidden on {hidden}, because you had not opened your account since {since}.",
            "stopped by Moi on {ended}, because your account was not opened for long",
            "Show them again",
        ),
        (
            "fr",
            "Vos moi ont été masqués le {hidden}, parce que vous n’aviez pas ouvert votre compte depuis le {since}.",
            "arrêtée par Moi le {ended}, parce que votre compte n’avait pas été ouvert depuis longtemps",
            "Les montrer de nouveau",
        ),
    ],
)
async def test_who_comes_back_reads_why_what_ended_and_where_to_show_them_again(
    market: Market, language: str, why: str, relation: str, again: str
) -> None:
    ada, agreements, _, token = await back(market, 43)
    hidden_at = await fetch_value("select hidden_at from rentals.absences")
    said = {"hidden": day(hidden_at, language), "since": day(START, language)}  # type: ignore[arg-type]
    async with pages(market.app, token, language) as browser:
        home = await browser.get("/space")
        assert why.format(**said) in words(home) and again in words(home) and "/studio" in links(home)
        for agreement, name in zip(agreements, BRANDS, strict=True):
            ended = await fetch_value("select ended_at from rentals.rentals where agreement = $1", agreement)
            on = day(ended, language)  # type: ignore[arg-type]
            assert f"{name} , {'on' if language == 'en' else 'le'} {on}" in words(home)
            answer = await browser.get(f"/relations/{agreement}")
            assert relation.format(ended=on) in words(answer)
        for row in await fetch("select id from personas.personas"):
            name = own_name(ada, row["id"])
            done = await browser.post(f"/studio/{name}/state", data={"state": "listed"})
            assert done.status_code in (200, 302, 303), done.text
        assert again not in words(await browser.get("/space")), "it is put right"
        assert relation.format(ended=on) in words(await browser.get(f"/relations/{agreement}")), (
            "and stays true"
        )


async def test_one_who_is_back_in_time_reads_what_ended_so_far_and_that_the_rest_goes_on(
    market: Market,
) -> None:
    _, agreements, _, token = await back(market, 28)
    async with pages(market.app, token) as browser:
        home = words(await browser.get("/space"))
    assert "You were away" in home and "What still runs goes on." in home
    assert "for the same reason" not in home and "2 relations are on" in home
    assert await fetch("select 1 from rentals.absent_ends") == []
    assert [await market.state(it) for it in agreements] == ["Active", "Active"]


async def test_who_was_not_away_so_long_reads_nothing_of_it(market: Market) -> None:
    ada, agreements, _, token = await back(market, 20)
    await withdraw(ada, agreements[0])
    async with pages(market.app, token) as browser:
        assert "You were away" not in words(await browser.get("/space"))
        assert "switched off by you" in words(await browser.get(f"/relations/{agreements[0]}"))


async def test_the_brand_is_told_nothing_more_than_that_its_rental_was_stopped(market: Market) -> None:
    _, agreements, brands, _ = await back(market, 43)
    told = re.compile(r"absen|away|opened for long|ouvert depuis|hidden|masqu", re.I)
    for agreement, brand in zip(agreements, brands, strict=True):
        assert brand.seat
        row = await rentals.of_brand(brand.seat.brand, agreement)
        api = json.dumps(shown(row).model_dump(mode="json"), default=str)
        assert '"operator"' in api and not told.search(api), api
        async with pages(market.app, await a_session(brand)) as browser:
            page = await browser.get(f"/rentals/{agreement}")
            assert page.status_code == 200 and not told.search(words(page)), words(page)
