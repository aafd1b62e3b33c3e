"""A SEPA debit at checkout: on its way for days, then the money, or nothing."""

import dataclasses
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from market.base import clock, events
from market.base.database import fetch_row, fetch_value
from market.money import orders
from market.money.booking import apply_payment
from market.money.chart import Kind, escrow, holder, own
from market.money.desk import desk
from market.money.events import OrderProcessing
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.ledger import balance
from market.money.sandbox import cards, checkout, faults, ibans
from market.money.settlement.actions import release_due
from tests.money import acts
from tests.money.flows.shop import Bought, Shop, refund_of, status, submit
from tests.money.reconciliation.looking import found, look


@pytest.fixture
async def processing(shop: Shop) -> AsyncIterator[list[OrderProcessing]]:
    """What was told of debits under way."""
    told: list[OrderProcessing] = []

    async def note(event: OrderProcessing) -> None:
        told.append(event)

    before = events._handlers.pop(OrderProcessing, [])
    events.on(OrderProcessing, note)
    yield told
    events._handlers[OrderProcessing] = before


async def debit(shop: Shop, bought: Bought, iban: str = ibans.SUCCEEDS_LATER) -> checkout.Outcome:
    """The brand gives a mandate on Stripe's page."""
    async with shop.sandbox.acting() as call:
        debtor = checkout.Debtor(iban, "Cycles Garonne", "achats@garonne.example")
        return await checkout.pay(call, (await shop.session(bought)).id, debtor)


async def test_a_debit_is_processing_until_the_bank_has_paid(
    shop: Shop, processing: list[OrderProcessing]
) -> None:
    bought = await shop.submitted()
    assert isinstance(await debit(shop, bought), checkout.Paid)
    await shop.settle()
    row = await fetch_row("select status, method, captured from money.payments")
    assert row is not None and tuple(row) == ("processing", "sepa_debit", 0)
    assert await balance(escrow(bought.rental)) == 0 and shop.paid == []
    (told,) = processing
    assert told.rental_ids == [bought.rental]
    assert told.until - await clock.now() > timedelta(days=13, hours=23)
    assert await check() == []
    await acts.hurry(shop.sandbox)
    await shop.settle()
    assert await status(bought.payment) == "succeeded"
    assert await balance(escrow(bought.rental)) == 1900 and len(shop.paid) == 1
    intent = await fetch_value("select stripe_payment_intent_id from money.payments")
    said = await desk().gateway.fetch_payment(intent)
    assert (said.fee is not None, said.taken_at) == (True, None), (
        "it says when the debit began, not when it was paid"
    )
    assert await check() == []
    await look()
    assert await found() == []


async def test_a_debit_that_the_bank_does_not_pay_fails_and_frees_what_waited(
    shop: Shop, processing: list[OrderProcessing]
) -> None:
    bought = await shop.submitted()
    await debit(shop, bought, ibans.FAILS_LATER)
    await shop.settle()
    assert await status(bought.payment) == "processing"
    await acts.hurry(shop.sandbox)
    await shop.settle()
    row = await fetch_row("select status, failure, captured from money.payments")
    assert row is not None and tuple(row) == ("failed", "generic_could_not_process", 0)
    assert [it.order_id for it in shop.failed] == [bought.order] and shop.paid == []
    assert await balance(own(Kind.STRIPE_CLEARING)) == 0
    assert await check() == []
    await look()
    assert await found() == [], "what came and went at Stripe takes each other back"


@pytest.mark.parametrize("iban", [ibans.SUCCEEDS_LATER, ibans.FAILS_LATER])
async def test_if_no_word_of_it_reaches_us_the_janitor_asks(
    shop: Shop, processing: list[OrderProcessing], iban: str
) -> None:
    bought = await shop.submitted()
    await shop.fault("*", faults.DROP, "WEBHOOK", count=1000)
    await debit(shop, bought, iban)
    await clock.travel(timedelta(minutes=6))
    await sweep_money()
    assert await status(bought.payment) == "processing" and len(processing) == 1
    await acts.hurry(shop.sandbox)
    await clock.travel(timedelta(minutes=30))
    await sweep_money()
    assert await status(bought.payment) == "processing", "asked once an hour: a bank takes days"
    await clock.travel(timedelta(hours=1))
    await sweep_money()
    assert await status(bought.payment) == ("succeeded" if iban == ibans.SUCCEEDS_LATER else "failed")
    assert await check() == []


async def test_a_debit_that_failed_before_anybody_heard_of_it_has_failed(
    shop: Shop, processing: list[OrderProcessing]
) -> None:
    bought = await shop.submitted()
    await shop.fault("*", faults.DROP, "WEBHOOK", count=1000)
    await debit(shop, bought, ibans.FAILS)
    await acts.hurry(shop.sandbox)
    assert await status(bought.payment) == "submitted"
    await clock.travel(timedelta(minutes=6))
    await sweep_money()
    assert await status(bought.payment) == "failed"
    assert len(shop.failed) == 1 and processing == []
    assert await check() == []


async def test_a_declined_card_before_the_debit_is_old_news_and_fails_nothing(
    shop: Shop, processing: list[OrderProcessing]
) -> None:
    bought = await shop.submitted()
    await shop.pay(bought, cards.DECLINES)
    stale = await shop.gateway.fetch_payment(str((await shop.session(bought)).payment_intent))
    await debit(shop, bought)
    await shop.settle()
    await apply_payment(stale)
    assert await status(bought.payment) == "processing" and shop.failed == []
    await acts.hurry(shop.sandbox)
    await shop.settle()
    await apply_payment(dataclasses.replace(stale, status="processing"))
    row = await fetch_row("select status, method from money.payments")
    assert row is not None and tuple(row) == ("succeeded", "sepa_debit")
    assert await check() == []


async def test_what_a_debit_paid_is_on_hold_for_eight_weeks(
    shop: Shop, processing: list[OrderProcessing]
) -> None:
    bought = await shop.submitted()
    await debit(shop, bought, ibans.SUCCEEDS)
    await acts.hurry(shop.sandbox)
    await shop.settle()
    await shop.end(bought, used=31)
    await clock.travel(timedelta(days=55))
    await release_due()
    assert await balance(holder(Kind.HOLDER_PAYABLE, bought.holder)) == 0
    await clock.travel(timedelta(days=2))
    await release_due()
    assert await balance(holder(Kind.HOLDER_PAYABLE, bought.holder)) == 1520


async def test_a_debit_that_comes_after_its_order_was_closed_goes_back_whole(
    shop: Shop, processing: list[OrderProcessing]
) -> None:
    bought = await shop.submitted()
    await debit(shop, bought)
    await shop.settle()
    shop.too_late = True
    await orders.expire_open_checkout(bought.order)
    assert await status(bought.payment) == "processing", "a debit under way cannot be called off"
    await acts.hurry(shop.sandbox)
    await shop.settle()
    refund = await refund_of(bought)
    assert (refund["amount"], refund["status"]) in ((1900, "succeeded"), (1900, "pending"))
    assert await check() == []


async def test_a_debit_without_an_answer_at_the_page_is_found(
    shop: Shop, processing: list[OrderProcessing]
) -> None:
    bought = await shop.place()
    await shop.fault("/v1/checkout/sessions", faults.TIMEOUT_AFTER)
    assert (await submit(bought.payment)).status == "unknown"
    await debit(shop, bought)
    await shop.settle()
    assert await status(bought.payment) == "processing"
    await acts.hurry(shop.sandbox)
    await shop.settle()
    assert await status(bought.payment) == "succeeded"
    assert (
        await fetch_value("select count(*) from money.ledger_transactions where kind = 'charge.succeeded'")
        == 1
    )
    assert await check() == []
