"""A brand pays what it rents by a card that it keeps: one persona or several, by page and by API."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from market.base import clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.money.bankcards.actions import brand_tag
from market.money.bankcards.queries import Kept, cards_of
from market.money.bankcards.setups import begin_setup, open_setup
from market.money.orders import Paying
from market.money.sandbox import cards, checkout, faults, intents
from market.rentals.actions.basket import rent_several
from market.rentals.actions.rent import Wanted
from market.rentals.api import submitted
from tests.factories import a_brand, a_holder, a_persona, stand_under_a_card, with_address
from tests.market import Market, market
from tests.money import acts
from tests.web.brands import Page, a_crowd, reading

__all__ = ["market"]

INTENTS = "/v1/payment_intents"


async def keep(market: Market, who: Principal, number: str = cards.SUCCEEDS) -> Kept:
    """The brand adds a card on Stripe's page."""
    here = {"success_url": "https://moi.test/bank-cards", "cancel_url": "https://moi.test/bank-cards"}
    url = await open_setup(await begin_setup(who, **here, locale="en"))
    session = url.rsplit("/", 1)[1].split("?")[0]
    outcome = await acts.pay(market.sandbox, session, number)
    if isinstance(outcome, checkout.AuthenticationNeeded):
        async with market.sandbox.acting() as call:
            await checkout.authenticate(call, session, True)
    await market.quiet()
    return max(await cards_of(brand_tag(who)), key=lambda card: card.kept_at)


@pytest.fixture
async def brand(market: Market) -> Principal:
    await a_crowd()
    return await with_address(await a_brand())


async def order(market: Market, who: Principal, card: Kept, several: int = 1) -> tuple[uuid.UUID, Any]:
    """An order by this card, submitted: the first agreement, and what came of it."""
    wanted = []
    for _ in range(several):
        persona = await a_persona(await a_holder())
        await stand_under_a_card(persona)
        wanted.append(Wanted(persona, "standard", "P1M", 1900, ("benefits",)))
    made = await rent_several(who, wanted, uuid.uuid4().hex, "/rentals", paying=Paying("card", card=card.id))
    return made.agreements[0], await submitted(made.payment, made.agreements[0], "en")


async def the_form(visitor: Any) -> tuple[Page, str]:
    """The page on which somebody of the first card is rented, and its form's address."""
    card = next(it for it in Page(await visitor.get("/catalogue")).links if it.startswith("/moi/"))
    to_rent = next(it for it in Page(await visitor.get(card)).links if "/rent?persona=" in it)
    return Page(await visitor.get(to_rent)), to_rent.split("?")[0]


async def says_the_bank(market: Market, approved: bool) -> None:
    rows = await acts.objects(market.sandbox, "payment_intent")
    [asked] = [it for it in rows if it["status"] == "requires_action"]
    async with market.sandbox.acting() as call:
        await intents.authenticate(call, asked["id"], approved)


async def taken() -> int:
    return int(
        await fetch_value(
            "select count(*) from sandbox.objects where kind = 'charge' and body->>'paid' = 'true'"
        )
    )


async def test_the_form_offers_the_kept_card_and_it_pays_at_once(market: Market, brand: Principal) -> None:
    card = await keep(market, brand)
    async with reading(market, brand) as visitor:
        page, action = await the_form(visitor)
        assert f"•••• {card.last4}" in page.words
        form = page.form(action)
        said = form.values | {"purposes": "benefits", "pay": f"card:{card.id}"}
        answer = await visitor.post(form.action, data=said)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/rentals/")
        again = await visitor.post(form.action, data=said)
        assert again.headers["location"] == answer.headers["location"]
    agreement = uuid.UUID(answer.headers["location"].split("/")[-1])
    assert await market.state(agreement) == "Active"
    assert await taken() == 1
    assert await market.findings() == []


async def test_several_are_paid_by_one_charge_of_the_kept_card(market: Market, brand: Principal) -> None:
    card = await keep(market, brand)
    agreement, sent = await order(market, brand, card, several=2)
    assert sent.status == "succeeded"
    states = await fetch("select state from rentals.rentals where state = 'Active'")
    assert (len(states), await taken()) == (2, 1)
    assert await market.findings() == []
    assert await market.state(agreement) == "Active"


async def test_the_basket_offers_the_card_and_the_box_to_keep_one(market: Market, brand: Principal) -> None:
    card = await keep(market, brand)
    async with reading(market, brand) as visitor:
        one, action = await the_form(visitor)
        pick = f"{action.split('/')[2]}:{one.form(action).values['persona']}"
        page = Page(await visitor.get(f"/rent?pick={pick}"))
        assert "Keep the card that I pay with" in page.words
        form = page.form("/rent")
        said = form.values | {f"purposes:{pick}": "benefits", "pay": "page", "keep_card": "yes"}
        answer = await visitor.post(form.action, data=said)
        await market.pay_at(answer.headers["location"], "5555555555554444")
        await market.quiet()
    kept = await cards_of(brand_tag(brand))
    assert [it.last4 for it in kept] == [card.last4, "4444"]


async def test_where_the_bank_asks_the_brand_goes_to_its_page_and_the_rental_begins(
    market: Market, brand: Principal
) -> None:
    agreement, sent = await order(market, brand, await keep(market, brand, cards.ASKS_3DS))
    assert sent.status == "requires_action" and sent.checkout_url
    path = f"/rentals/{agreement}"
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get(path))
        assert "Your bank asks you to confirm" in page.words
        form = page.form(f"{path}/pay")
        answer = await visitor.post(form.action, data=form.values)
        assert answer.headers["location"] == sent.checkout_url
        market.webhooks = False
        await says_the_bank(market, True)
        assert "Open the sheet" in Page(await visitor.get(f"{path}?paid=1")).words
    assert await taken() == 1


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_refused_card_says_so_and_another_one_pays_the_same_order(
    market: Market, brand: Principal, language: str
) -> None:
    agreement, sent = await order(market, brand, await keep(market, brand, cards.DECLINES_LATER))
    assert (sent.status, sent.checkout_url) == ("submitted", None)
    good = await keep(market, brand)
    path = f"/rentals/{agreement}"
    async with reading(market, brand, language) as visitor:
        page = Page(await visitor.get(path))
        assert ("Your card did not pay" if language == "en" else "Votre carte n’a pas payé") in page.words
        answer = await visitor.post(f"{path}/pay", data={"pay": f"card:{good.id}"})
        assert answer.headers["location"] == path
    assert await market.state(agreement) == "Active"
    assert (await taken(), await fetch_value("select count(*) from money.orders")) == (1, 1)
    assert len(await acts.objects(market.sandbox, "payment_intent")) == 1, "one payment, whatever tries"
    assert await market.findings() == []


async def test_a_page_of_its_bank_that_was_left_gives_way_to_another_card(
    market: Market, brand: Principal
) -> None:
    agreement, sent = await order(market, brand, await keep(market, brand, cards.ASKS_3DS))
    good = await keep(market, brand)
    path = f"/rentals/{agreement}"
    async with reading(market, brand) as visitor:
        assert (await visitor.post(f"{path}/pay", data={})).headers["location"] == sent.checkout_url
        answer = await visitor.post(f"{path}/pay", data={"pay": f"card:{good.id}"})
        assert answer.headers["location"] == path
    assert await market.state(agreement) == "Active"
    assert await taken() == 1 and len(await acts.objects(market.sandbox, "payment_intent")) == 1
    assert await market.findings() == []


async def test_after_a_no_to_the_bank_nothing_leads_to_its_page_any_more(
    market: Market, brand: Principal
) -> None:
    agreement, _ = await order(market, brand, await keep(market, brand, cards.ASKS_3DS))
    await says_the_bank(market, False)
    await market.quiet()
    async with reading(market, brand) as visitor:
        seen = (await visitor.get(f"/v1/rentals/{agreement}")).json()
        assert seen["checkout_url"] is None
        assert seen["declined"] == "payment_intent_authentication_failure"
        page = Page(await visitor.get(f"/rentals/{agreement}"))
        assert "Your bank asked you to confirm, and did not get a yes." in page.words


async def test_a_charge_without_an_answer_is_said_to_be_confirmed_and_is_repeated_once(
    market: Market, brand: Principal
) -> None:
    card = await keep(market, brand)
    await acts.fault(market.sandbox, "POST", INTENTS, faults.TIMEOUT_AFTER, count=3)
    agreement, sent = await order(market, brand, card)
    assert (sent.status, sent.not_open) == ("unknown", False)
    async with reading(market, brand) as visitor:
        assert "Your payment is being confirmed" in Page(await visitor.get(f"/rentals/{agreement}")).words
        assert "Open the sheet" in Page(await visitor.get(f"/rentals/{agreement}?paid=1")).words
    assert await taken() == 1


async def test_the_job_leaves_the_charge_to_the_request_and_makes_it_if_that_died(
    market: Market, brand: Principal
) -> None:
    card = await keep(market, brand, cards.ASKS_3DS)
    persona = await a_persona(await a_holder())
    await stand_under_a_card(persona)
    wanted = Wanted(persona, "standard", "P1M", 1900, ("benefits",))
    made = await rent_several(
        brand, [wanted], uuid.uuid4().hex, "/rentals", paying=Paying("card", card=card.id)
    )
    await market.quiet()
    assert await acts.objects(market.sandbox, "payment_intent") == [], "the request is about to"
    await clock.travel(timedelta(minutes=1))
    await market.sweep()
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get(f"/rentals/{made.agreements[0]}"))
        assert "Your bank asks you to confirm" in page.words
    await clock.travel(timedelta(minutes=15))
    await market.sweep()
    [asked] = await acts.objects(market.sandbox, "payment_intent")
    assert asked["status"] == "canceled", "nobody answered in time: the bank is asked no more"
    assert await taken() == 0 and await market.findings() == []


async def test_anothers_card_pays_nothing(market: Market, brand: Principal) -> None:
    foreign = await keep(market, await a_brand())
    async with reading(market, brand) as visitor:
        page, action = await the_form(visitor)
        form = page.form(action)
        said = form.values | {"purposes": "benefits", "pay": f"card:{foreign.id}"}
        answer = await visitor.post(form.action, data=said)
        assert answer.status_code == 404
        assert "This bank card is not kept here, or no longer." in Page(answer).words
    assert await fetch("select 1 from money.orders") == [] and await taken() == 0


async def test_the_api_pays_by_card_says_a_refusal_and_tries_another(
    market: Market, brand: Principal
) -> None:
    bad = await keep(market, brand, cards.DECLINES_LATER)
    good = await keep(market, brand)
    persona = await a_persona(await a_holder())
    await stand_under_a_card(persona)
    asked = {"persona": await market.name_of(brand, persona), "variant": "standard", "period": "P1M"}
    asked |= {"price_step": 1900, "purposes": ["benefits"], "pay": "card", "card": str(bad.id)}  # type: ignore[dict-item]
    async with reading(market, brand) as visitor:
        made = await visitor.post("/v1/rentals", json=asked, headers={"idempotency-key": uuid.uuid4().hex})
        assert made.status_code == 201, made.text
        assert (made.json()["state"], made.json()["declined"]) == ("Inactive", "generic_decline")
        path = f"/v1/rentals/{made.json()['agreement']}/payment"
        paid = (await visitor.post(path, json={"card": str(good.id)})).json()
        assert (paid["state"], paid["declined"]) == ("Active", None)
        late = await visitor.post(path, json={})
        assert late.json()["type"].endswith("already-rented")
    assert await taken() == 1


async def test_the_bank_cards_page_says_what_a_card_is_for(market: Market, brand: Principal) -> None:
    async with reading(market, brand) as visitor:
        assert "A card pays what you choose to pay with it" in Page(await visitor.get("/bank-cards")).words
