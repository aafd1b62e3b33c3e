"""Of money that a bank held, a part is taken by hand in Stripe's dashboard: nothing is bought, all of it goes back."""

import re
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from market.base import clock, events, mail
from market.base.database import fetch, fetch_value
from market.money.booking import apply_payment
from market.money.chart import Kind, brand_credit, brand_reserved, escrow, own
from market.money.credit.actions.give_back_part import give_back_part, give_back_part_job
from market.money.events import OrderAuthorized
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.ledger import balance
from market.money.sandbox import intents
from tests.money.credit.brands import a_payer, spend, topped_up
from tests.money.flows.shop import Bought, Shop
from tests.money.flows.test_captures import deaf, decide, held
from tests.money.reconciliation.looking import found, look
from tests.relations.helpers import with_mailbox


@pytest.fixture(autouse=True)
async def heard(shop: Shop) -> AsyncIterator[None]:
    """Nobody decides by himself."""
    before = events._handlers.pop(OrderAuthorized, [])
    yield
    events._handlers[OrderAuthorized] = before


async def by_hand(shop: Shop, amount: int) -> None:
    """An operator of Stripe's dashboard takes so much."""
    (intent,) = await shop.at_stripe("payment_intent")
    async with shop.sandbox.acting() as call:
        await intents.capture(call, {"amount_to_capture": amount}, intent["id"])


async def clean() -> None:
    assert await check() == []
    await look()
    assert await found() == []
    assert await fetch("select type from money.inbox_events where status = 'received'") == []
    assert await fetch("select entrypoint from jobs.pgqueuer where status = 'failed'") == []


async def all_went_back(shop: Shop, bought: Bought, amount: int) -> None:
    assert await balance(brand_credit(bought.brand)) == 0 == await balance(brand_reserved(bought.brand))
    assert await balance(escrow(bought.rental)) == 0
    assert shop.paid == []
    row = await fetch("select amount, origin, status from money.refunds")
    assert [tuple(it.values()) for it in row] == [(amount, "balance", "succeeded")]
    fee = await fetch_value("select fee from money.payments where id = $1", bought.payment)
    assert await balance(own(Kind.STRIPE_CLEARING)) == fee
    await clean()


@pytest.mark.parametrize("amount", [1, 900, 1899])
async def test_what_was_taken_goes_back_and_the_order_falls(shop: Shop, amount: int) -> None:
    bought = await held(shop)
    await by_hand(shop, amount)
    await shop.settle()
    assert [it.order_id for it in shop.failed] == [bought.order]
    kept = await fetch("select status, failure, amount from money.payments where order_id = $1", bought.order)
    assert [tuple(it.values()) for it in kept] == [("canceled", "captured_in_part", 1900)]
    await all_went_back(shop, bought, amount)
    (mine,) = await shop.at_stripe("payment_intent")
    assert mine["amount_received"] == amount


async def test_the_brand_is_told_what_comes_back(shop: Shop) -> None:
    payer = await a_payer(shop)
    await with_mailbox(payer.who, "owner@example.org")
    bought = await held(shop, payer.tag)
    await by_hand(shop, 900)
    await shop.settle()
    (letter,) = await mail.kept()
    assert letter.kind == "taken_in_part" and re.search(r"9,00\s€ reviennent", letter.text)
    await all_went_back(shop, bought, 900)


async def test_what_the_brand_has_spent_meanwhile_stays(shop: Shop) -> None:
    payer = await a_payer(shop)
    bought = await held(shop, payer.tag)
    await by_hand(shop, 900)
    (mine,) = await shop.at_stripe("payment_intent")
    await apply_payment(await shop.gateway.fetch_payment(mine["id"]))
    spent = await spend(payer, 500)
    await shop.settle()
    assert await balance(brand_credit(payer.tag)) == 0 and await balance(escrow(spent.rentals[0])) == 500
    refunded = await fetch("select payment_id, amount, status from money.refunds")
    assert [tuple(it.values()) for it in refunded] == [(bought.payment, 400, "succeeded")]
    await clean()


async def test_where_all_of_it_is_spent_nothing_goes_back(shop: Shop) -> None:
    payer = await a_payer(shop)
    bought = await held(shop, payer.tag)
    await by_hand(shop, 900)
    (mine,) = await shop.at_stripe("payment_intent")
    await apply_payment(await shop.gateway.fetch_payment(mine["id"]))
    await spend(payer, 900)
    await shop.settle()
    for _ in range(2):
        await clock.travel(timedelta(minutes=2))
        await sweep_money()
        await give_back_part_job(str(bought.payment))
    await topped_up(shop, payer, 1000)
    await give_back_part_job(str(bought.payment))
    assert await balance(brand_credit(payer.tag)) == 1000, "what came since stays"
    assert await fetch("select 1 from money.refunds") == [] == await mail.kept()
    await clean()


async def test_a_job_of_a_database_that_was_restored_since_does_nothing(shop: Shop) -> None:
    await give_back_part_job(str(uuid.uuid4()))
    assert await fetch("select 1 from money.refunds") == []


async def test_what_its_job_did_not_do_the_janitor_does(shop: Shop) -> None:
    bought = await held(shop)
    await by_hand(shop, 900)
    (mine,) = await shop.at_stripe("payment_intent")
    await apply_payment(await shop.gateway.fetch_payment(mine["id"]))
    await fetch("delete from jobs.pgqueuer")
    await shop.settle()
    assert await balance(brand_credit(bought.brand)) == 900
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    await shop.settle()
    await all_went_back(shop, bought, 900)


async def test_all_of_it_by_hand_pays_the_order(shop: Shop) -> None:
    bought = await held(shop)
    await by_hand(shop, 1900)
    await shop.settle()
    assert await balance(escrow(bought.rental)) == 1900 and len(shop.paid) == 1
    await clean()


@pytest.mark.parametrize("act", ["take", "let_go"])
async def test_what_was_decided_here_meanwhile_finds_it_over(shop: Shop, act: str) -> None:
    bought = await held(shop)
    await deaf(shop)
    await decide(bought, act)
    await by_hand(shop, 900)
    await shop.work()
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    await shop.settle()
    await clock.travel(timedelta(days=1))
    await sweep_money()
    assert len(shop.failed) == 1
    await all_went_back(shop, bought, 900)


async def test_an_order_that_fell_before_is_told_once(shop: Shop) -> None:
    bought = await held(shop)
    await fetch(
        "update money.payments set status = 'canceled', failure = 'expired' where id = $1", bought.payment
    )
    await by_hand(shop, 900)
    await shop.settle()
    assert shop.failed == []
    kept = await fetch("select status, failure from money.payments where order_id = $1", bought.order)
    assert [tuple(it.values()) for it in kept] == [("canceled", "expired")]
    await all_went_back(shop, bought, 900)


async def test_what_stripe_says_again_changes_nothing(shop: Shop) -> None:
    bought = await held(shop)
    await by_hand(shop, 900)
    await shop.settle()
    before = await fetch("select id, status, amount from money.payments order by id")
    (mine,) = await shop.at_stripe("payment_intent")
    assert await apply_payment(await shop.gateway.fetch_payment(mine["id"]))
    await give_back_part(bought.payment)
    assert await fetch("select id, status, amount from money.payments order by id") == before
    await all_went_back(shop, bought, 900)
