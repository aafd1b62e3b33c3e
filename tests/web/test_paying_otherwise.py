"""A brand that ordered pays in another way than it said: by its pages, in both languages, and by API."""

import asyncio
import uuid
from typing import Any

import pytest

from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.money.orders import Paying
from market.money.sandbox import cards, checkout, disputes, faults, ibans
from market.rentals.actions.basket import rent_several
from market.rentals.actions.pay import pay_by
from market.rentals.actions.rent import Wanted
from market.rentals.api import submitted
from tests.factories import a_brand, a_holder, a_persona, stand_under_a_card, with_address
from tests.market import Market, market
from tests.money import acts
from tests.rentals.renewal.renewing import a_rental
from tests.web.brands import Page, a_crowd, reading
from tests.web.test_balance_pages import topped_up
from tests.web.test_paying_by_card import keep, order, taken

__all__ = ["market"]

PAGES = "/v1/checkout/sessions"


@pytest.fixture
async def brand(market: Market) -> Principal:
    await a_crowd()
    return await with_address(await a_brand())


async def on_the_page(market: Market, who: Principal, several: int = 1) -> tuple[uuid.UUID, Any]:
    """An order on Stripe's page, which is open."""
    wanted = []
    for _ in range(several):
        persona = await a_persona(await a_holder())
        await stand_under_a_card(persona)
        wanted.append(Wanted(persona, "standard", "P1M", 1900, ("benefits",)))
    made = await rent_several(who, wanted, uuid.uuid4().hex, "/rentals", paying=Paying())
    return made.agreements[0], await submitted(made.payment, made.agreements[0], "en")


def choices(page: Page, path: str) -> dict[str, Any]:
    """The ways to pay that a rental's page offers, by what its form says; "" goes on as before."""
    return {form.values.get("pay", ""): form for form in page.forms if form.action == f"{path}/pay"}


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_refused_card_leaves_stripes_page_and_the_balance_to_choose(
    market: Market, brand: Principal, language: str
) -> None:
    await topped_up(market, brand, "50")
    agreement, _ = await order(market, brand, await keep(market, brand, cards.DECLINES_LATER))
    path = f"/rentals/{agreement}"
    async with reading(market, brand, language) as visitor:
        page = Page(await visitor.get(path))
        words = ("Pay on Stripe’s page", "Pay from the balance") if language == "en" else (
            "Payer sur la page de Stripe", "Payer sur le solde"
        )  # fmt: skip
        assert all(each in page.words for each in words)
        form = choices(page, path)["page"]
        answer = await visitor.post(form.action, data=form.values)
        assert "/sandbox/" in answer.headers["location"]
        assert isinstance(await market.pay_at(answer.headers["location"]), checkout.Paid)
        await market.quiet()
        assert ("Open the sheet" if language == "en" else "Ouvrir la fiche") in Page(
            await visitor.get(f"{path}?paid=1")
        ).words
    assert await market.state(agreement) == "Active" and await taken() == 2, "the top-up, and the rental"
    assert await market.findings() == []


async def test_who_gives_its_bank_up_pays_from_the_balance(market: Market, brand: Principal) -> None:
    await topped_up(market, brand, "50")
    agreement, sent = await order(market, brand, await keep(market, brand, cards.ASKS_3DS))
    assert sent.status == "requires_action"
    path = f"/rentals/{agreement}"
    async with reading(market, brand) as visitor:
        form = choices(Page(await visitor.get(path)), path)["balance"]
        answer = await visitor.post(form.action, data=form.values)
        assert answer.headers["location"] == path
        assert "Open the sheet" in Page(await visitor.get(path)).words
        assert "31.00" in Page(await visitor.get("/balance")).words
    assert await taken() == 1 and await market.findings() == []


async def test_an_open_page_is_left_for_a_kept_card(market: Market, brand: Principal) -> None:
    card = await keep(market, brand)
    agreement, sent = await on_the_page(market, brand, several=2)
    path = f"/rentals/{agreement}"
    async with reading(market, brand) as visitor:
        ways = choices(Page(await visitor.get(path)), path)
        assert set(ways) == {"", f"card:{card.id}"}, "the balance is empty"
        form = ways[f"card:{card.id}"]
        assert (await visitor.post(form.action, data=form.values)).headers["location"] == path
        assert "Open the sheet" in Page(await visitor.get(path)).words
    assert isinstance(await market.pay_at(sent.checkout_url), checkout.SessionClosed)
    await market.quiet()
    assert len(await fetch("select 1 from rentals.rentals where state = 'Active'")) == 2
    assert await taken() == 1 and await market.findings() == []


async def test_without_another_wish_the_open_page_goes_on(market: Market, brand: Principal) -> None:
    agreement, sent = await on_the_page(market, brand)
    path = f"/rentals/{agreement}"
    async with reading(market, brand) as visitor:
        form = choices(Page(await visitor.get(path)), path)[""]
        assert (await visitor.post(form.action, data=form.values)).headers["location"] == sent.checkout_url
        again = await visitor.post(form.action, data={"pay": "page"})
        assert again.headers["location"] == sent.checkout_url
    assert await fetch_value("select count(*) from money.payments") == 1


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_while_the_first_way_is_being_closed_the_page_says_so_and_follows(
    market: Market, brand: Principal, language: str
) -> None:
    await topped_up(market, brand, "50")
    agreement, _ = await on_the_page(market, brand)
    path = f"/rentals/{agreement}"
    async with reading(market, brand, language) as visitor:
        form = choices(Page(await visitor.get(path)), path)["balance"]
        await acts.fault(market.sandbox, "POST", f"{PAGES}/*/expire", faults.TIMEOUT_BEFORE, count=3)
        answer = await visitor.post(form.action, data=form.values)
        assert answer.headers["location"] == path
        page = Page(await visitor.get(path))
        assert ("You pay in another way" if language == "en" else "Vous payez autrement") in page.words
        assert choices(page, path) == {}
        opened = "Open the sheet" if language == "en" else "Ouvrir la fiche"
        assert opened in Page(await visitor.get(f"{path}?paid=1")).words
    assert await market.findings() == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", [faults.RATE_LIMIT, faults.SERVER_ERROR])
async def test_a_card_without_an_answer_leaves_the_other_ways_to_choose_and_they_pay_at_once(
    market: Market, brand: Principal, language: str, kind: str
) -> None:
    await topped_up(market, brand, "50")
    card = await keep(market, brand)
    await acts.fault(market.sandbox, "POST", "/v1/payment_intents", kind)
    agreement, _ = await order(market, brand, card)
    path = f"/rentals/{agreement}"
    async with reading(market, brand, language) as visitor:
        page = Page(await visitor.get(path))
        words = ("Your payment is being confirmed", "Your card has had no answer yet.") if language == "en" else (
            "Votre paiement est en cours de confirmation", "Votre carte n’a pas encore eu de réponse."
        )  # fmt: skip
        assert all(each in page.words for each in words)
        ways = choices(page, path)
        assert set(ways) == {"balance", "page"}
        await visitor.post(path + "/pay", data=ways["balance"].values)
        opened = "Open the sheet" if language == "en" else "Ouvrir la fiche"
        assert opened in Page(await visitor.get(path)).words
    assert await taken() == 1, "the top-up"
    assert await market.findings() == []


async def test_who_presses_twice_at_once_is_led_to_one_page(market: Market, brand: Principal) -> None:
    agreement, _ = await order(market, brand, await keep(market, brand, cards.DECLINES_LATER))
    sent = await asyncio.gather(*(pay_by(brand, agreement, "page", None, "en") for _ in range(3)))
    assert len({it.checkout_url for it in sent}) == 1 and sent[0].checkout_url
    assert await fetch_value("select count(*) from money.payments") == 2


async def test_a_page_that_does_not_open_instead_says_that_nothing_was_taken(
    market: Market, brand: Principal
) -> None:
    agreement, _ = await order(market, brand, await keep(market, brand, cards.DECLINES_LATER))
    path = f"/rentals/{agreement}"
    async with reading(market, brand) as visitor:
        await acts.fault(market.sandbox, "POST", PAGES, faults.TIMEOUT_BEFORE, count=3)
        answer = await visitor.post(f"{path}/pay", data={"pay": "page"})
        assert answer.headers["location"] == f"{path}?paid=none"
        assert "The payment page did not open" in Page(await visitor.get(answer.headers["location"])).words
        again = await visitor.post(f"{path}/pay", data={})
        assert "/sandbox/" in again.headers["location"]


async def test_by_api_each_way_leads_to_the_other_and_says_what_stands(
    market: Market, brand: Principal
) -> None:
    await topped_up(market, brand, "19")
    agreement, _ = await order(market, brand, await keep(market, brand, cards.DECLINES_LATER))
    path = f"/v1/rentals/{agreement}/payment"
    async with reading(market, brand) as visitor:
        page = (await visitor.post(path, json={"pay": "page"})).json()
        assert (
            page["state"] == "Inactive" and page["declined"] is None and "/sandbox/" in page["checkout_url"]
        )
        wrong = await visitor.post(path, json={"pay": "cash"})
        assert wrong.status_code in (400, 422)
        paid = (await visitor.post(path, json={"pay": "balance"})).json()
        assert (paid["state"], paid["checkout_url"]) == ("Active", None)
        late = await visitor.post(path, json={"pay": "page"})
        assert late.json()["type"].endswith("already-rented")
    assert await market.findings() == []


async def test_a_balance_that_does_not_cover_it_is_not_offered_and_refused(
    market: Market, brand: Principal
) -> None:
    await topped_up(market, brand, "18,99")
    agreement, sent = await on_the_page(market, brand)
    path = f"/rentals/{agreement}"
    async with reading(market, brand) as visitor:
        assert "balance" not in choices(Page(await visitor.get(path)), path)
        answer = await visitor.post(f"{path}/pay", data={"pay": "balance"})
        assert answer.status_code == 409 and "Your balance does not cover this price" in Page(answer).words
        by_api = await visitor.post(f"/v1{path}/payment", json={"pay": "balance"})
        assert by_api.status_code == 409 and by_api.json()["type"].endswith("balance-too-low")
    assert isinstance(await market.pay_at(sent.checkout_url), checkout.Paid), "the page is open as before"


async def test_while_a_debit_is_on_its_way_nothing_else_pays(market: Market, brand: Principal) -> None:
    card = await keep(market, brand)
    agreement, sent = await on_the_page(market, brand)
    async with market.sandbox.acting() as call:
        debtor = checkout.Debtor(ibans.SUCCEEDS_LATER, "Cycles Garonne", "achats@garonne.example")
        await checkout.pay(call, sent.checkout_url.rsplit("/", 1)[1].split("?")[0], debtor)
    await market.quiet()
    path = f"/rentals/{agreement}"
    async with reading(market, brand) as visitor:
        answer = await visitor.post(f"{path}/pay", data={"pay": f"card:{card.id}"})
        assert answer.status_code == 409 and "Your bank is already at this payment" in Page(answer).words
        by_api = await visitor.post(f"/v1{path}/payment", json={"card": str(card.id)})
        assert by_api.json()["type"].endswith("payment-under-way")
    assert await taken() == 0


async def test_a_renewal_is_paid_as_it_was_said(market: Market) -> None:
    it = await a_rental(market)
    async with reading(market, it.brand) as visitor:
        answer = await visitor.post(f"/v1/rentals/{it.agreement}/payment", json={"pay": "balance"})
        assert answer.json()["type"].endswith("already-rented")


async def test_what_a_bank_asks_back_is_not_offered_for_a_debt(market: Market, brand: Principal) -> None:
    """The brand owes 19,00 and has 30,00, which another bank asks back: the card alone is offered."""
    await topped_up(market, brand, "19")
    await a_debt_of(market, brand)
    await topped_up(market, brand, "30")
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get("/balance"))
        assert {form.values["pay"] for form in page.forms if form.action == "/balance/debt"} == {
            "page",
            "balance",
        }
        await asked_back(market, 3000)
        page = Page(await visitor.get("/balance"))
        forms = {form.values["pay"]: form for form in page.forms if form.action == "/balance/debt"}
        assert set(forms) == {"page"}
        refused = await visitor.post("/balance/debt", data=forms["page"].values | {"pay": "balance"})
        assert refused.status_code == 409
    assert await market.findings() == []


async def test_by_api_a_debt_is_paid_from_the_balance_once(market: Market, brand: Principal) -> None:
    await topped_up(market, brand, "19")
    await a_debt_of(market, brand)
    await topped_up(market, brand, "30")
    async with reading(market, brand) as visitor:
        for _ in range(2):
            paid = await visitor.post(
                "/v1/balance/debt", json={"pay": "balance"}, headers={"idempotency-key": "a-debt"}
            )
            assert (paid.status_code, paid.json()["status"]) == (200, "succeeded")
        assert paid.json()["amount"] == 1900 and paid.json()["checkout_url"] is None
        balance = (await visitor.get("/v1/balance")).json()
        assert (balance["held"], balance["owed"]) == (1100, 0)
    assert await market.findings() == []


async def a_debt_of(market: Market, brand: Principal) -> None:
    """A bank takes back what was put in, once it is spent."""
    persona = await a_persona(await a_holder())
    await stand_under_a_card(persona)
    wanted = Wanted(persona, "standard", "P1M", 1900, ("benefits",))
    await rent_several(brand, [wanted], uuid.uuid4().hex, "/rentals", paying=Paying("balance"))
    await market.quiet()
    dispute = await asked_back(market, 1900)
    async with market.sandbox.acting() as call:
        await disputes.lose(call, dispute)
    await market.quiet()


async def asked_back(market: Market, amount: int) -> str:
    charge = await fetch_value(
        "select stripe_charge_id from money.payments where amount = $1 and stripe_charge_id is not null",
        amount,
    )
    async with market.sandbox.acting() as call:
        found = await disputes.open_on(call, charge)
    await market.quiet()
    return str(found["id"])


async def test_a_card_and_an_account_without_digits_are_shown_without(
    market: Market, brand: Principal
) -> None:
    """Stripe tells none of some: nothing is made up in their place."""
    await keep(market, brand)
    agreement, _ = await order(market, brand, await keep(market, brand, cards.DECLINES_LATER))
    await fetch("update money.bank_cards set last4 = null")
    async with reading(market, brand) as visitor:
        for words in (
            Page(await visitor.get("/bank-cards")).words,
            Page(await visitor.get(f"/rentals/{agreement}")).words,
        ):
            assert "Visa" in words and "0000" not in words and "None" not in words and "••••" not in words
        assert [it["last4"] for it in (await visitor.get("/v1/bank-cards")).json()] == [None, None]
