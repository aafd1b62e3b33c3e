"""An order that waits is paid in another way: never by two, whatever Stripe, the bank or the brand does meanwhile."""

import asyncio
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from market.base import audit, clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.ids import new_id
from market.money import orders
from market.money.asking import ask_payment, expire_open_checkout
from market.money.bankcards.actions import brand_tag
from market.money.bankcards.errors import BankCardNotFound
from market.money.bankcards.queries import Kept
from market.money.booking import apply_payment
from market.money.charges import submit_charge
from market.money.chart import brand_credit, escrow
from market.money.credit.errors import BalanceTooLow, BrandOwes
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.ledger import balance
from market.money.orders import Paying
from market.money.queries import open_page
from market.money.rules import LEASE
from market.money.sandbox import cards, checkout, disputes, faults, ibans, intents
from market.money.switching import Means, OrderNotWaiting, PaymentUnderWay, carry_out, go_on, standing, switch
from tests.factories import a_brand
from tests.money import acts
from tests.money.bankcards.keeping import taken, with_card
from tests.money.credit.brands import Payer, topped_up
from tests.money.disputes.banks import decided
from tests.money.flows.conftest import crowded_shop
from tests.money.flows.shop import Shop, killed, submit

__all__ = ["crowded_shop"]

PAGES, INTENTS = "/v1/checkout/sessions", "/v1/payment_intents"
MOMENT = timedelta(minutes=2)


@dataclass
class Waiting:
    """An order that waits for its payment, and the brand that placed it."""

    who: Principal
    tag: bytes
    order: uuid.UUID
    rental: uuid.UUID

    async def payment(self) -> uuid.UUID:
        return await orders.payment_of(self.order)

    async def payments(self) -> list[str]:
        """The states of the order's payments, the first one first."""
        rows = await fetch(
            "select status from money.payments where order_id = $1 order by created_at", self.order
        )
        return [row["status"] for row in rows]


async def waiting(shop: Shop, by: Kept | None, who: Principal, submitted: bool = True) -> Waiting:
    """An order by this card, or on Stripe's page, submitted."""
    rental, tag = new_id(), brand_tag(who)
    paying = Paying() if by is None else Paying("card", card=by.id)
    async with transaction():
        placed = await orders.place_order(
            tag, "EUR", [orders.NewLine(rental, 1900, 8000, 2000)], f"rental:{rental}", paying
        )
    if submitted:
        await submit(placed.payment_id)
    return Waiting(who, tag, placed.order_id, rental)


async def wish(it: Waiting, means: Means, card: Kept | None = None) -> uuid.UUID:
    """Step 1; the payment that gives way."""
    async with transaction():
        row = await standing(it.order)
        await switch(row, means, card.id if card else None, "en", audit.SYSTEM)
    payment: uuid.UUID = row["id"]
    return payment


async def pay_by(it: Waiting, means: Means, card: Kept | None = None) -> orders.Submitted:
    """All of it, as the brand's request does it."""
    await carry_out(await wish(it, means, card))
    return await submit(await it.payment())


async def with_balance(shop: Shop, who: Principal, amount: int = 5000) -> Payer:
    payer = Payer(who, brand_tag(who))
    await topped_up(shop, payer, amount)
    return payer


async def fill_in(shop: Shop, url: str, number: str = cards.SUCCEEDS) -> checkout.Outcome:
    return await acts.pay(shop.sandbox, url.rsplit("/", 1)[1].split("?")[0], number)


async def the_bank_says(shop: Shop, yes: bool) -> None:
    [asked] = [it for it in await shop.at_stripe("payment_intent") if it["status"] == "requires_action"]
    async with shop.sandbox.acting() as call:
        await intents.authenticate(call, asked["id"], yes)


async def paid_once(shop: Shop, it: Waiting, *, at_stripe: int = 1) -> None:
    """The order has its money, once; `at_stripe` charges took money in all (a top-up is one)."""
    assert (await it.payments()).count("succeeded") == 1
    assert [event.order_id for event in shop.paid] == [it.order] and shop.failed == []
    assert await balance(escrow(it.rental)) == 1900
    assert await taken(shop) == at_stripe
    assert await check() == []


REFUSES = [cards.DECLINES_LATER, cards.ASKS_3DS]


# From a kept card.


@pytest.mark.parametrize("number", REFUSES)
async def test_a_card_that_did_not_pay_gives_way_to_stripes_page(shop: Shop, number: str) -> None:
    who = await a_brand()
    it = await waiting(shop, await with_card(shop, who, number), who)
    sent = await pay_by(it, "page")
    assert sent.status == "submitted" and sent.checkout_url and not sent.by_card
    [first] = [row["status"] for row in await shop.at_stripe("payment_intent") if row["customer"]]
    assert first == "canceled", "dead before anybody could pay on the page"
    assert await open_page(it.order) == sent.checkout_url
    assert isinstance(await fill_in(shop, sent.checkout_url), checkout.Paid)
    await shop.settle()
    assert await it.payments() == ["canceled", "succeeded"]
    await paid_once(shop, it)


@pytest.mark.parametrize("number", REFUSES)
async def test_a_card_that_did_not_pay_gives_way_to_the_balance(shop: Shop, number: str) -> None:
    who = await a_brand()
    payer = await with_balance(shop, who)
    it = await waiting(shop, await with_card(shop, who, number), who)
    sent = await pay_by(it, "balance")
    assert (sent.status, sent.checkout_url) == ("succeeded", None)
    assert await balance(brand_credit(payer.tag)) == 3100
    await shop.settle()
    await paid_once(shop, it)


async def test_a_bank_that_is_answered_while_the_brand_turns_away_has_paid(shop: Shop) -> None:
    who = await a_brand()
    await with_balance(shop, who)
    it = await waiting(shop, await with_card(shop, who, cards.ASKS_3DS), who)
    shop.transport.first("POST", f"{INTENTS}/*/cancel", lambda: the_bank_says(shop, True))
    sent = await pay_by(it, "balance")
    assert sent.status == "succeeded" and await it.payments() == ["succeeded"]
    assert await balance(brand_credit(it.tag)) == 5000, "the balance was not touched"
    await paid_once(shop, it, at_stripe=2)


async def test_no_page_opens_while_nobody_knows_what_the_card_did(shop: Shop) -> None:
    """The charge had its effect, its answer was lost: what came first, pays."""
    who = await a_brand()
    card = await with_card(shop, who)
    it = await waiting(shop, card, who, submitted=False)
    await shop.fault(INTENTS, faults.TIMEOUT_AFTER)
    await submit(await it.payment())
    await shop.fault(INTENTS, faults.TIMEOUT_BEFORE, "GET")
    sent = await pay_by(it, "page")
    assert (sent.checkout_url, sent.status) == (None, "unknown")
    assert len(await shop.at_stripe("checkout.session")) == 1, "where the card was added"
    await clock.travel(MOMENT)
    await sweep_money()
    assert await it.payments() == ["succeeded"]
    await paid_once(shop, it)


async def test_one_whose_failure_stripe_has_saved_is_not_waited_for(shop: Shop) -> None:
    who = await a_brand()
    await with_balance(shop, who)
    it = await waiting(shop, await with_card(shop, who), who, submitted=False)
    await shop.fault(INTENTS, faults.SERVER_ERROR)
    await submit(await it.payment())
    await submit_charge(await it.payment())
    assert (await pay_by(it, "balance")).status == "succeeded"
    await paid_once(shop, it)


# From Stripe's page.


async def test_an_open_page_gives_way_to_a_kept_card(shop: Shop) -> None:
    who = await a_brand()
    card = await with_card(shop, who)
    it = await waiting(shop, None, who)
    page = await open_page(it.order)
    sent = await pay_by(it, "card", card)
    assert (sent.status, sent.by_card) == ("succeeded", True)
    assert page and isinstance(await fill_in(shop, page), checkout.SessionClosed), (
        "nobody can pay there any more"
    )
    await shop.settle()
    await paid_once(shop, it)


async def test_an_open_page_gives_way_to_the_balance(shop: Shop) -> None:
    who = await a_brand()
    await with_balance(shop, who)
    it = await waiting(shop, None, who)
    assert (await pay_by(it, "balance")).status == "succeeded"
    await shop.settle()
    assert await it.payments() == ["canceled", "succeeded"]
    await paid_once(shop, it)


async def test_who_paid_on_the_page_before_it_was_closed_has_paid(shop: Shop) -> None:
    who = await a_brand()
    card = await with_card(shop, who)
    it = await waiting(shop, None, who)
    page = await open_page(it.order)

    async def meanwhile() -> None:
        await fill_in(shop, str(page))

    shop.transport.first("POST", f"{PAGES}/*/expire", meanwhile)
    assert (await pay_by(it, "card", card)).status == "succeeded"
    assert await it.payments() == ["succeeded"]
    await paid_once(shop, it)


async def test_a_card_that_the_page_refused_and_a_bank_that_asks_there_give_way(shop: Shop) -> None:
    who = await a_brand()
    await with_balance(shop, who)
    for number in (cards.DECLINES, cards.ASKS_3DS):
        shop.paid.clear()
        it = await waiting(shop, None, who)
        await fill_in(shop, str(await open_page(it.order)), number)
        await shop.settle()
        assert (await pay_by(it, "balance")).status == "succeeded"
        await shop.settle()
        await paid_once(shop, it)


@pytest.mark.parametrize("kind", [faults.TIMEOUT_BEFORE, faults.TIMEOUT_AFTER, faults.SERVER_ERROR])
async def test_a_page_that_could_not_be_closed_is_closed_before_anything_else_pays(
    shop: Shop, kind: str
) -> None:
    who = await a_brand()
    await with_balance(shop, who)
    it = await waiting(shop, None, who)
    await shop.fault(f"{PAGES}/*/expire", kind)
    sent = await pay_by(it, "balance")
    assert sent.status == "submitted" and sent.checkout_url is None, "nobody is sent there any more"
    assert await balance(brand_credit(it.tag)) == 5000
    await clock.travel(MOMENT)
    await sweep_money()
    await shop.settle()
    assert await it.payments() == ["canceled", "succeeded"]
    await paid_once(shop, it)


@pytest.mark.parametrize("kind", [faults.TIMEOUT_AFTER, faults.SERVER_ERROR])
async def test_a_page_that_got_lost_gives_way(shop: Shop, kind: str) -> None:
    who = await a_brand()
    card = await with_card(shop, who)
    it = await waiting(shop, None, who, submitted=False)
    before = len(await shop.at_stripe("checkout.session"))
    await shop.fault(PAGES, kind)
    await submit(await it.payment())
    await clock.travel(LEASE * 2)
    assert (await pay_by(it, "card", card)).status == "succeeded"
    for session in (await shop.at_stripe("checkout.session"))[before:]:
        assert session["status"] == "expired"
    await shop.settle()
    await paid_once(shop, it)


async def test_a_debit_that_is_on_its_way_gives_way_to_nothing(shop: Shop) -> None:
    who = await a_brand()
    await with_balance(shop, who)
    it = await waiting(shop, None, who)
    session = str(await open_page(it.order)).rsplit("/", 1)[1].split("?")[0]
    await debit(shop, session)
    await shop.settle()
    assert await it.payments() == ["processing"]
    with pytest.raises(PaymentUnderWay):
        await wish(it, "balance")
    assert await fetch("select 1 from money.payment_switches") == []


async def debit(shop: Shop, session: str, iban: str = ibans.SUCCEEDS_LATER) -> None:
    async with shop.sandbox.acting() as call:
        debtor = checkout.Debtor(iban, "Cycles Garonne", "achats@garonne.example")
        assert isinstance(await checkout.pay(call, session, debtor), checkout.Paid)


async def test_a_wish_is_void_once_a_bank_is_at_the_payment(shop: Shop) -> None:
    """The debit was given on the page while it was being closed: days later, nothing is charged instead of it."""
    who = await a_brand()
    card = await with_card(shop, who)
    it = await waiting(shop, None, who)
    session = str(await open_page(it.order)).rsplit("/", 1)[1].split("?")[0]
    shop.transport.first("POST", f"{PAGES}/*/expire", lambda: debit(shop, session, ibans.FAILS_LATER))
    assert (await pay_by(it, "card", card)).status == "processing"
    assert await fetch_value("select resolved_at is not null from money.payment_switches")
    await acts.hurry(shop.sandbox)
    await shop.settle()
    assert await it.payments() == ["failed"] and await taken(shop) == 0
    assert [event.order_id for event in shop.failed] == [it.order]


# What nobody had called yet, wishes in turn, refusals.


@pytest.mark.parametrize("means", ["page", "balance"])
async def test_what_stripe_never_heard_of_gives_way_without_a_call(shop: Shop, means: Means) -> None:
    who = await a_brand()
    await with_balance(shop, who)
    it = await waiting(shop, await with_card(shop, who), who, submitted=False)
    shop.transport.posted.clear()
    await go_on(await wish(it, means))
    assert shop.transport.posted == [] and (await it.payments())[0] == "canceled"
    await shop.settle()
    assert (await it.payments())[1] == ("succeeded" if means == "balance" else "created")


async def test_a_later_wish_takes_the_place_of_one_that_waits(shop: Shop) -> None:
    who = await a_brand()
    await with_balance(shop, who)
    card = await with_card(shop, who)
    it = await waiting(shop, None, who)
    await shop.fault(f"{PAGES}/*/expire", faults.TIMEOUT_BEFORE)
    await pay_by(it, "balance")
    assert (await pay_by(it, "card", card)).status == "succeeded"
    assert await balance(brand_credit(it.tag)) == 5000
    await shop.settle()
    await paid_once(shop, it, at_stripe=2)


async def test_from_card_to_page_to_balance_each_is_dead_before_the_next(shop: Shop) -> None:
    who = await a_brand()
    await with_balance(shop, who)
    it = await waiting(shop, await with_card(shop, who, cards.DECLINES_LATER), who)
    await pay_by(it, "page")
    assert (await pay_by(it, "balance")).status == "succeeded"
    await shop.settle()
    assert await it.payments() == ["canceled", "canceled", "succeeded"]
    await paid_once(shop, it)


async def test_what_cannot_pay_leaves_the_way_that_stands(shop: Shop) -> None:
    who = await a_brand()
    await with_balance(shop, who, 1000)
    it = await waiting(shop, None, who)
    with pytest.raises(BalanceTooLow):
        await wish(it, "balance")
    foreign = await with_card(shop, await a_brand())
    with pytest.raises(BankCardNotFound):
        await wish(it, "card", foreign)
    assert await it.payments() == ["submitted"] and await open_page(it.order)
    assert await fetch("select 1 from money.payment_switches") == []


async def test_a_brand_that_owes_does_not_pay_from_its_balance(shop: Shop) -> None:
    who = await a_brand()
    payer = await with_balance(shop, who)
    it = await waiting(shop, None, who)
    other = await waiting(shop, None, who)
    assert (await pay_by(other, "balance")).status == "succeeded"
    charge = await fetch_value("select stripe_charge_id from money.payments where id = $1", payer.top_ups[0])
    async with shop.sandbox.acting() as call:
        dispute = str((await disputes.open_on(call, charge))["id"])
    await decided(shop, dispute, "lose")
    await shop.settle()
    await topped_up(shop, payer, 5000)
    with pytest.raises(BrandOwes):
        await wish(it, "balance")
    assert await it.payments() == ["submitted"]


async def test_a_balance_that_became_too_low_meanwhile_leaves_the_order_to_the_page(shop: Shop) -> None:
    who = await a_brand()
    payer = await with_balance(shop, who, 2000)
    it, other = await waiting(shop, None, who), await waiting(shop, None, who)
    old = await wish(it, "balance")
    assert (await pay_by(other, "balance")).status == "succeeded"
    await carry_out(old)
    assert await it.payments() == ["canceled", "created"] and await balance(brand_credit(payer.tag)) == 100
    sent = await submit(await it.payment())
    assert sent.checkout_url and isinstance(await fill_in(shop, sent.checkout_url), checkout.Paid)
    await shop.settle()
    assert await it.payments() == ["canceled", "succeeded"] and await check() == []


async def test_what_is_paid_or_over_waits_for_nothing(shop: Shop) -> None:
    who = await a_brand()
    card = await with_card(shop, who)
    it = await waiting(shop, card, who)
    with pytest.raises(OrderNotWaiting):
        await wish(it, "page")
    gone = await waiting(shop, None, who)
    await expire_open_checkout(gone.order)
    with pytest.raises(OrderNotWaiting):
        await wish(gone, "card", card)
    await go_on(await gone.payment())
    assert await gone.payments() == ["canceled"]


async def test_held_money_gives_way_to_nothing(shop: Shop) -> None:
    who, rental = await a_brand(), new_id()
    async with transaction():
        placed = await orders.place_order(
            brand_tag(who), "EUR", [orders.NewLine(rental, 1900, 8000, 2000)], "k", Paying(capture="manual")
        )
    await submit(placed.payment_id)
    with pytest.raises(PaymentUnderWay):
        await wish(Waiting(who, brand_tag(who), placed.order_id, rental), "balance")


# Deaths, ends and races.


@pytest.mark.parametrize("path", ["/expire", "/cancel"])
async def test_a_process_that_dies_after_the_call_leaves_it_to_the_worker(shop: Shop, path: str) -> None:
    who = await a_brand()
    await with_balance(shop, who)
    it = await waiting(
        shop, await with_card(shop, who, cards.DECLINES_LATER) if path == "/cancel" else None, who
    )
    shop.transport.dies_after = path
    await killed(pay_by(it, "balance"))
    assert (await it.payments()) == ["submitted"]
    await clock.travel(MOMENT)
    await sweep_money()
    await shop.settle()
    assert await it.payments() == ["canceled", "succeeded"]
    await paid_once(shop, it)


async def test_a_process_that_dies_before_the_next_payment_leaves_it_to_the_janitor(shop: Shop) -> None:
    who = await a_brand()
    await with_balance(shop, who)
    it = await waiting(shop, None, who)
    await ask_payment(await wish(it, "balance"))
    assert await it.payments() == ["canceled"] and shop.failed == [], "the order waits for its next payment"
    await sweep_money()
    assert await it.payments() == ["canceled", "succeeded"]
    await paid_once(shop, it)


async def test_an_order_that_lapses_meanwhile_is_paid_in_no_way(shop: Shop) -> None:
    who = await a_brand()
    await with_balance(shop, who)
    it = await waiting(shop, None, who)
    await ask_payment(await wish(it, "balance"))
    await expire_open_checkout(it.order)
    await shop.settle()
    await sweep_money()
    assert await it.payments() == ["canceled"] and await balance(brand_credit(it.tag)) == 5000
    assert await fetch_value("select resolved_at is not null from money.payment_switches")


async def test_an_order_closed_before_its_payment_is_dead_has_failed(shop: Shop) -> None:
    who = await a_brand()
    await with_balance(shop, who)
    it = await waiting(shop, None, who)
    await wish(it, "balance")
    await expire_open_checkout(it.order)
    await shop.settle()
    assert await it.payments() == ["canceled"] and [e.order_id for e in shop.failed] == [it.order]
    assert await balance(brand_credit(it.tag)) == 5000


async def test_of_many_who_choose_at_once_one_pays(crowded_shop: Shop) -> None:
    shop = crowded_shop
    who = await a_brand()
    await with_balance(shop, who, 9000)
    card = await with_card(shop, who)
    it = await waiting(shop, None, who)
    means: list[Any] = [("balance", None), ("card", card), ("balance", None), ("card", card), ("page", None)]
    done = await asyncio.gather(*(pay_by(it, *each) for each in means), return_exceptions=True)
    assert all(not isinstance(each, Exception) or isinstance(each, OrderNotWaiting) for each in done), done
    await clock.travel(MOMENT)
    await sweep_money()
    await shop.settle()
    if (page := await open_page(it.order)) is not None:  # the last wish of all may have been that
        await fill_in(shop, page)
        await shop.settle()
    states = await it.payments()
    assert states.count("succeeded") == 1 and states.count("canceled") == len(states) - 1
    spent = 9000 - await balance(brand_credit(it.tag))
    assert spent + 1900 * (await taken(shop) - 1) == 1900, "a top-up, and the order once"
    assert await check() == []


async def test_the_page_that_closes_by_itself_and_the_webhook_of_it_go_on_too(shop: Shop) -> None:
    """Whoever hears first that the payment is dead, the next one is made once."""
    who = await a_brand()
    await with_balance(shop, who)
    it = await waiting(shop, None, who)
    old = await wish(it, "balance")
    session = await fetch_value("select stripe_checkout_session_id from money.payments where id = $1", old)
    await shop.gateway.expire_checkout(session)
    await shop.settle()
    assert await it.payments() == ["canceled", "succeeded"]
    await carry_out(old)
    await sweep_money()
    await paid_once(shop, it)


async def test_a_payment_beside_the_one_that_paid_is_refused_by_the_database(shop: Shop) -> None:
    """Stripe says that a dead payment cannot take money. If one ever did, nothing is booked twice: somebody looks."""
    who = await a_brand()
    card = await with_card(shop, who, cards.ASKS_3DS)
    await with_balance(shop, who)
    it = await waiting(shop, card, who)
    assert (await pay_by(it, "balance")).status == "succeeded"
    await acts.run(
        shop.sandbox,
        "update sandbox.objects set body = jsonb_set(body, '{status}', '\"succeeded\"') where kind = 'payment_intent'"
        " and body->>'status' = 'canceled'",
    )
    [intent] = [row["id"] for row in await shop.at_stripe("payment_intent") if row["customer"]]
    state = await shop.gateway.fetch_payment(intent)
    with pytest.raises(Exception, match=r"payments_one_live|captured"):
        await apply_payment(state)
    assert await balance(escrow(it.rental)) == 1900 and await check() == []
