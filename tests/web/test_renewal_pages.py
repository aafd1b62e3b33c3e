"""The switches of a renewal and the cards that pay for it, as members and holders read and use them."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from market.base.access import Principal, Role
from market.money.bankcards.actions import brand_tag
from market.money.bankcards.queries import cards_of
from market.money.sandbox import cards, faults
from tests.factories import a_member, a_person
from tests.market import Market, market
from tests.relations.helpers import a_session
from tests.rentals.renewal.renewing import Renewing, a_rental
from tests.web.brands import Page, reading

__all__ = ["market"]


@pytest.fixture
async def it(market: Market) -> AsyncIterator[Renewing]:
    yield await a_rental(market)


async def send(visitor: httpx.AsyncClient, page: Page, action: str) -> httpx.Response:
    """Press the button of the form whose action begins so."""
    form = page.form(action)
    return await visitor.post(form.action, data=form.values)


async def test_past_its_notice_the_panel_says_that_it_is_too_late(it: Renewing) -> None:
    await it.to("notice")
    for language, words, not_words in (
        ("en", "It is too late to renew it: notice to both was due on", "It can go on, on the same terms"),
        ("fr", "Il est trop tard pour la renouveler", "Elle peut continuer"),
    ):
        async with reading(it.market, it.brand, language) as visitor, reading(it.market, it.holder) as holder:
            page = Page(await visitor.get(f"/rentals/{it.agreement}"))
            assert words in page.words and not_words not in page.words
            assert "Charged from" not in page.words and "Renew it for" not in page.words
            theirs = Page(await holder.get(f"/relations/{it.agreement}"))
            assert "It is not renewed: it ends on its last day." in theirs.words


async def test_both_switch_it_on_and_each_reads_what_follows_in_numbers(it: Renewing) -> None:
    path, relation = f"/rentals/{it.agreement}", f"/relations/{it.agreement}"
    async with reading(it.market, it.brand) as visitor, reading(it.market, it.holder) as holder:
        page = Page(await visitor.get(path))
        assert "Renew it for €19" in page.words and "Tries at most 3" in page.words and "4242" in page.words
        answer = await send(visitor, page, f"{path}/renewal")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#renewal")
        page = Page(await visitor.get(path))
        assert "You want it" in page.words and "Do not renew it" in page.words
        theirs = Page(await holder.get(relation))
        assert "would like to go on" in theirs.words and "€15.20" in theirs.words
        assert (await send(holder, theirs, f"{relation}/renewal")).status_code == 303
        assert "wants it too" in Page(await holder.get(relation)).words
        assert "It renews" not in Page(await visitor.get(path)).words, "a brand learns it from the notice"
    await it.to("notice")
    async with reading(it.market, it.brand) as visitor, reading(it.market, it.holder) as holder:
        assert "It renews" in Page(await visitor.get(path)).words
        assert "goes on from" in Page(await holder.get(relation)).words
    await it.to("charge")
    async with reading(it.market, it.brand) as visitor, reading(it.market, it.holder) as holder:
        page = Page(await visitor.get(path))
        following = await it.following()
        assert following and f"/rentals/{following.agreement}" in page.links
        ahead = Page(await visitor.get(f"/rentals/{following.agreement}"))
        assert "Access opens on" in ahead.words and "Open the sheet" not in ahead.words
        assert (await holder.get(f"/relations/{following.agreement}")).status_code == 200
        # Taken back on the same page, and all of it comes back.
        assert (await send(visitor, page, f"{path}/renewal")).status_code == 303
        await it.market.quiet()
        assert await it.market.refunds() == [(1900, "succeeded")]
        assert "Not renewed" in Page(await visitor.get(path)).words


async def test_too_late_is_said_on_the_page(it: Renewing) -> None:
    await it.to("notice")
    async with reading(it.market, it.brand) as visitor, reading(it.market, it.holder) as holder:
        page = Page(await visitor.get(f"/rentals/{it.agreement}"))
        assert not any(form.action.endswith("/renewal") for form in page.forms)
        answer = await visitor.post(f"/rentals/{it.agreement}/renewal", data={"renew": "yes"})
        assert answer.status_code == 409 and "can no longer be asked for" in Page(answer).words
        answer = await holder.post(f"/relations/{it.agreement}/renewal", data={"renew": "yes"})
        assert answer.status_code == 303


async def test_a_brand_answers_its_bank_by_the_link_on_the_page(it: Renewing) -> None:
    await it.use_card(cards.ASKS_3DS)
    await it.noticed()
    await it.to("charge", 0)
    async with reading(it.market, it.brand) as visitor:
        page = Page(await visitor.get(f"/rentals/{it.agreement}"))
        assert "Your bank wants to ask you something" in page.words
        answer = await send(visitor, page, f"/rentals/{it.agreement}/renewal/pay")
        bank = answer.headers["location"]
        assert answer.status_code == 303 and "/sandbox/authenticate/" in bank
        asked = Page(await visitor.get(bank))
        back = await visitor.post(asked.forms[0].action, data={"answer": "approve"})
        assert back.headers["location"].startswith(f"https://moi.test/rentals/{it.agreement}?renewal=1")
        page = Page(await visitor.get(f"/rentals/{it.agreement}?renewal=1"))
        assert "is paid. The next period begins" in page.words, "asked at once, before any webhook"


async def test_the_holder_allows_renewals_for_a_whole_persona(it: Renewing) -> None:
    async with reading(it.market, it.holder) as holder:
        page = Page(await holder.get("/studio"))
        (form,) = [form for form in page.forms if form.action.endswith("/renewals")]
        assert form.values == {"renew": "yes"}
        assert (await holder.post(form.action, data=form.values)).status_code == 303
        page = Page(await holder.get("/studio"))
        assert "Renewals: allowed" in page.words
        assert "Allowed" in Page(await holder.get(f"/relations/{it.agreement}")).words


async def test_the_api_says_the_same(it: Renewing) -> None:
    path = f"/v1/rentals/{it.agreement}/renewal"
    async with reading(it.market, it.brand) as visitor, reading(it.market, it.holder) as holder:
        assert (await visitor.get(path)).json()["wanted"] is False
        said = (await visitor.put(path, json={"renew": True})).json()
        assert (said["state"], said["wanted"], said["known"], said["price"]) == ("open", True, False, 1900)
        assert len(said["charges_on"]) == 3
        theirs = (await holder.get(f"/v1/relations/{it.agreement}/renewal")).json()
        assert (theirs["wanted"], theirs["known"], theirs["holder_share"]) == (False, True, 1520)
        await holder.put(f"/v1/relations/{it.agreement}/renewal", json={"renew": True})
    await it.to("notice")
    async with reading(it.market, it.brand) as visitor:
        noticed = (await visitor.get(path)).json()
        assert (noticed["state"], noticed["known"], noticed["can_wish"]) == ("noticed", True, False)
        answer = await visitor.post(f"{path}/payment")
        assert answer.status_code == 409 and answer.json()["type"].endswith("renewal-not-waiting")
        off = (await visitor.put(path, json={"renew": False})).json()
        assert (off["state"], off["because"]) == ("called_off", "brand")
        answer = await visitor.put(path, json={"renew": True})
        assert answer.status_code == 409 and answer.json()["type"].endswith("renewal-too-late")
        assert (await visitor.put(path, json={"renew": "often"})).status_code == 422


async def test_cards_are_added_chosen_and_removed_on_a_page(it: Renewing) -> None:
    async with reading(it.market, it.brand) as visitor:
        page = Page(await visitor.get("/bank-cards"))
        assert "•••• 4242" in page.words and "Default" in page.words
        to_stripe = (await send(visitor, page, "/bank-cards/add")).headers["location"]
        assert "/sandbox/checkout/" in to_stripe
        await it.market.pay_at(to_stripe, "5555555555554444")
        page = Page(await visitor.get("/bank-cards?added=1"))
        assert "•••• 4444" in page.words
        second = next(card for card in await cards_of(brand_tag(it.brand)) if card.last4 == "4444")
        await visitor.post(f"/bank-cards/{second.id}/default")
        assert (await cards_of(brand_tag(it.brand)))[0].id == second.id
        assert (await visitor.post(f"/bank-cards/{second.id}/remove")).status_code == 303
        assert "4444" not in Page(await visitor.get("/bank-cards")).words
        assert "until 12/2034" in Page(await visitor.get("/bank-cards")).words


async def test_stripe_away_is_said_and_nothing_is_added(it: Renewing) -> None:
    async with it.market.sandbox.acting() as call:
        await faults.inject(call.connection, "POST", "/v1/checkout/sessions", faults.TIMEOUT_BEFORE, count=3)
    async with reading(it.market, it.brand) as visitor:
        answer = await visitor.post("/bank-cards/add")
        assert answer.status_code == 503 and "did not open" in Page(answer).words


async def analyst_of(it: Renewing) -> Principal:
    assert it.brand.seat
    who = await a_member(await a_person(), it.brand.seat.brand, Role.ANALYST)
    return replace(who)


async def test_who_may_not_pay_may_look_and_change_nothing(it: Renewing) -> None:
    who = await analyst_of(it)
    assert await a_session(who)
    async with reading(it.market, who) as visitor:
        page = Page(await visitor.get(f"/rentals/{it.agreement}"))
        assert "Renewal" in page.words
        assert not any("/renewal" in form.action for form in page.forms)
        (card,) = await cards_of(brand_tag(it.brand))
        for method, path in (
            ("GET", "/bank-cards"),
            ("POST", "/bank-cards/add"),
            ("POST", f"/bank-cards/{card.id}/remove"),
            ("POST", f"/rentals/{it.agreement}/renewal"),
            ("PUT", f"/v1/rentals/{it.agreement}/renewal"),
            ("GET", "/v1/bank-cards"),
            ("POST", "/v1/bank-cards"),
            ("DELETE", f"/v1/bank-cards/{card.id}"),
        ):
            assert (await visitor.request(method, path)).status_code == 403, (method, path)
    assert len(await cards_of(brand_tag(it.brand))) == 1


async def test_the_pages_read_in_french(it: Renewing) -> None:
    async with reading(it.market, it.brand, "fr") as visitor, reading(it.market, it.holder, "fr") as holder:
        assert "Renouvellement" in Page(await visitor.get(f"/rentals/{it.agreement}")).words
        assert "Cartes bancaires" in Page(await visitor.get("/bank-cards")).words
        assert "Permettre le renouvellement" in Page(await holder.get(f"/relations/{it.agreement}")).words
