"""Leaving for good, by the page: what it means in numbers, then the act; every refusal at its place."""

from datetime import timedelta

import pytest
from litestar import Litestar

from market.accounts.actions.sessions import sign_in
from market.base import clock
from market.base.database import fetch, fetch_value
from tests.accounts.people import PASSWORD, owner_of_brand
from tests.factories import a_brand, a_persona
from tests.market import Market, market
from tests.web.holders import a_signed_in_holder, error_at, own_name, pages, words

__all__ = ["market"]

PATH = "/space/leave"
ADA = "ada@example.org"


@pytest.mark.parametrize(
    ("language", "numbers", "good_bye"),
    [
        ("en", "Relations switched off 1 Personas erased 1", "Everything of yours is erased"),
        ("fr", "Relations coupées 1 Moi effacés 1", "Tout ce qui est à vous est effacé"),
    ],
)
async def test_leaving_says_what_it_means_and_does_it(
    market: Market, language: str, numbers: str, good_bye: str
) -> None:
    _, ada = await a_signed_in_holder()
    persona = await a_persona(ada)
    agreement = await market.rented(await a_brand(), persona)
    await clock.travel(timedelta(days=3))
    token = await sign_in(ADA, PASSWORD)
    async with pages(market.app, token, language) as browser:
        asked = words(await browser.get(PATH))
        assert numbers in asked
        assert (
            "are yours and not paid out yet" if language == "en" else "À vous et pas encore versé"
        ) in asked
        answer = await browser.post(PATH, data={"sure": "yes", "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert "__Host-moi=;" in answer.headers["set-cookie"].replace('""', ""), "the browser forgets it too"
        assert good_bye in words(await browser.get("/"))
    assert await market.state(agreement) == "Terminated"
    async with pages(market.app, token, language) as browser:
        assert (await browser.get("/space")).status_code == 401, "the old session opens nothing"
        answer = await browser.post("/sign-in", data={"email": ADA, "password": PASSWORD})
        assert answer.status_code == 401
    token, other = await a_signed_in_holder("bea@example.org")
    async with pages(market.app, token, language) as browser:
        for name in (own_name(ada, persona), own_name(other, persona)):
            assert (await browser.get(f"/studio/{name}")).status_code == 404
        assert (await browser.get(f"/relations/{agreement}")).status_code == 404
    await market.quiet()
    assert await market.findings() == []


async def test_what_is_missing_or_wrong_is_said_at_its_place_and_nothing_changes(app: Litestar) -> None:
    token, ada = await a_signed_in_holder()
    persona = await a_persona(ada)
    async with pages(app, token) as browser:
        unsure = await browser.post(PATH, data={"password": PASSWORD})
        assert unsure.status_code == 422 and error_at(unsure, "sure") == "Tick the box to go on."
        wrong = await browser.post(PATH, data={"sure": "yes", "password": "another one altogether"})
        assert wrong.status_code == 401 and error_at(wrong, "password") == "This is not your password."
        assert "another one altogether" not in wrong.text
        for _ in range(12):
            wrong = await browser.post(PATH, data={"sure": "yes", "password": "another one altogether"})
        assert wrong.status_code == 429 and "Too many tries" in error_at(wrong, "form")
        late = await browser.post(PATH, data={"sure": "yes", "password": PASSWORD})
        assert late.status_code == 429, "the right one is not tried either"
        assert (await browser.get("/space")).status_code == 200
    assert await fetch_value("select state from personas.personas where id = $1", persona) == "listed"


async def test_the_only_owner_of_a_brand_is_told_the_way_out(app: Litestar) -> None:
    olga = await owner_of_brand("olga@example.org")
    assert olga.seat
    await fetch(
        "update accounts.brands set state = 'approved', approved_by = $2, approved_at = base.now() where id = $1",
        olga.seat.brand,
        b"operator",
    )
    await fetch(
        "update accounts.people set holder = true, adult_declared_at = base.now() where id = $1", olga.person
    )
    token = await sign_in("olga@example.org", PASSWORD)
    async with pages(app, token, "fr") as browser:
        answer = await browser.post(PATH, data={"sure": "yes", "password": PASSWORD})
        assert answer.status_code == 409
        assert "au moins un propriétaire" in error_at(answer, "form")
        assert "Nommez-en d’abord un autre" in error_at(answer, "form")


async def test_another_sites_page_cannot_make_somebody_leave(app: Litestar) -> None:
    token, ada = await a_signed_in_holder()
    async with pages(app, token) as browser:
        answer = await browser.post(
            PATH, data={"sure": "yes", "password": PASSWORD}, headers={"sec-fetch-site": "cross-site"}
        )
        assert answer.status_code == 403
        assert (await browser.get("/space")).status_code == 200
    assert ada.person
