"""A brand pays ahead: in by card, out on orders, back from refunds, and back to its cards."""

import uuid
from datetime import timedelta

import pytest

from market.base import audit, clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import Forbidden
from market.money import orders
from market.money.chart import Kind, brand_credit, brand_reserved, escrow, holder, own
from market.money.credit import queries
from market.money.credit.actions.pay_back import pay_back
from market.money.credit.actions.top_up import top_up
from market.money.credit.errors import BalanceTooLow, PayBackImpossible, TopUpNotOpen, TopUpOutOfRange
from market.money.documents.issue import issue_order
from market.money.documents.queries import waiting_for_address
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.ledger import balance, rental_position
from market.money.refunds import submit_refund
from market.money.sandbox import faults, refunds
from market.money.settlement.actions import release_due
from tests.factories import a_brand, a_holder
from tests.money import acts
from tests.money.credit.brands import Payer, a_payer, end, spend, topped_up
from tests.money.flows.shop import Shop, status, submit
from tests.money.reconciliation.looking import found, look

REFUNDS = "/v1/refunds"


def key() -> str:
    return uuid.uuid4().hex


async def held(payer: Payer) -> int:
    return await queries.held(payer.tag)


async def test_a_top_up_is_the_brands_balance_and_buys_nothing(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    assert await held(payer) == 5000
    fee = -await balance(own(Kind.STRIPE_FEES))
    assert fee > 0 and await balance(own(Kind.STRIPE_CLEARING)) == fee - 5000
    assert (shop.paid, shop.failed) == ([], []), "nobody waits for it"
    order = await fetch_value("select order_id from money.payments")
    assert not await issue_order(order)
    assert payer.who.seat and await waiting_for_address(payer.who.seat.brand) == 0
    (session,) = await shop.at_stripe("checkout.session")
    assert session["payment_method_types"] == ["card"], "a debit may come back for eight weeks"
    assert await check() == []
    await look()
    assert await found() == []


async def test_a_repeated_top_up_is_one_payment(shop: Shop) -> None:
    payer = await a_payer(shop)
    first, again = await top_up(payer.who, 5000, "k"), await top_up(payer.who, 5000, "k")
    assert first == again
    assert await fetch_value("select count(*) from money.payments") == 1


@pytest.mark.parametrize("amount", [0, 999, 1_000_001])
async def test_a_top_up_has_bounds(shop: Shop, amount: int) -> None:
    payer = await a_payer(shop)
    with pytest.raises(TopUpOutOfRange):
        await top_up(payer.who, amount, key())


async def test_a_brand_that_is_not_approved_puts_nothing_in(shop: Shop) -> None:
    who: Principal = await a_brand(approved=False)
    with pytest.raises(TopUpNotOpen):
        await top_up(who, 5000, key())
    assert await fetch("select 1 from money.orders") == []


async def test_a_top_up_that_nobody_pays_ends_without_a_word(shop: Shop) -> None:
    payer = await a_payer(shop)
    payment = await top_up(payer.who, 5000, key())
    await submit(payment)
    (session,) = await shop.at_stripe("checkout.session")
    await shop.gateway.expire_checkout(session["id"])
    await shop.settle()
    assert await status(payment) == "canceled"
    assert shop.failed == [] and await held(payer) == 0
    assert await check() == []


@pytest.mark.parametrize("kind", [faults.TIMEOUT_BEFORE, faults.TIMEOUT_AFTER])
async def test_a_top_up_without_an_answer_is_found_by_the_janitor(shop: Shop, kind: str) -> None:
    payer = await a_payer(shop)
    payment = await top_up(payer.who, 5000, key())
    await shop.fault("/v1/checkout/sessions", kind)
    assert (await submit(payment)).status == "unknown"
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    (session,) = await shop.at_stripe("checkout.session")
    await acts.pay(shop.sandbox, session["id"])
    await shop.settle()
    assert await held(payer) == 5000
    assert await check() == []


async def test_an_order_is_paid_from_the_balance_and_stripe_hears_nothing(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    posted = len(shop.transport.posted)
    spent = await spend(payer, 1900, 2900)
    await shop.settle()
    assert len(shop.transport.posted) == posted
    assert await held(payer) == 200
    assert [await balance(escrow(it)) for it in spent.rentals] == [1900, 2900]
    (told,) = shop.paid
    assert (told.order_id, sorted(told.rental_ids)) == (spent.order, sorted(spent.rentals))
    assert (await rental_position(spent.rentals[0])).captured == 1900
    assert await check() == []
    await look()
    assert await found() == []


async def test_what_the_balance_does_not_cover_takes_nothing_and_leaves_no_order(shop: Shop) -> None:
    payer = await a_payer(shop, 1899)
    with pytest.raises(BalanceTooLow) as refused:
        await spend(payer, 1900)
    assert refused.value.facts == {"price": 1900}
    assert await held(payer) == 1899 and shop.paid == []
    assert await fetch("select 1 from money.orders where purpose = 'rental'") == []
    assert await check() == []


async def test_a_refund_of_such_an_order_goes_back_to_the_balance(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    spent = await spend(payer, 1900, 1900)
    await end(spent)
    await shop.settle()
    assert await held(payer) == 1200 + 1287
    assert await shop.at_stripe("refund") == []
    assert await balance(escrow(spent.rentals[1])) == 1900, "the other one goes on"
    position = await rental_position(spent.rentals[0])
    assert (position.captured, position.credited, position.holder) == (1900, 1287, 490)
    assert position.explained
    assert await fetch_value("select refunded from money.payments where id = $1", spent.payment) == 1287
    assert await check() == []


async def test_a_refund_to_the_balance_that_a_lost_job_left_is_made_by_the_janitor(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    await end(await spend(payer))
    await fetch("delete from jobs.pgqueuer")
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    assert await held(payer) == 3100 + 1287
    assert await check() == []


async def test_what_it_earned_is_on_hold_as_after_a_card(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    spent = await spend(payer)
    await end(spent, used=31)
    await clock.travel(timedelta(days=13))
    await release_due()
    assert await balance(holder(Kind.HOLDER_PAYABLE, spent.holder)) == 0
    await clock.travel(timedelta(days=2))
    await release_due()
    assert await balance(holder(Kind.HOLDER_PAYABLE, spent.holder)) == 1520


async def test_the_rest_goes_back_to_the_cards_it_came_from_the_latest_first(shop: Shop) -> None:
    payer = await a_payer(shop, 3000, 2000)
    await spend(payer)
    assert await pay_back(payer.who, 2500, key()) == 2
    assert (await held(payer), await balance(brand_reserved(payer.tag))) == (600, 2500)
    assert await check() == []
    await shop.settle()
    assert sorted(it["amount"] for it in await shop.at_stripe("refund")) == [500, 2000]
    latest, first = payer.top_ups[1], payer.top_ups[0]
    back = {it["payment_id"]: it["amount"] for it in await fetch("select * from money.refunds")}
    assert back == {latest: 2000, first: 500}
    assert (await held(payer), await balance(brand_reserved(payer.tag))) == (600, 0)
    assert await check() == []
    await look()
    assert await found() == []


async def test_asked_twice_with_one_key_it_goes_back_once(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    assert [await pay_back(payer.who, 1000, "k"), await pay_back(payer.who, 1000, "k")] == [1, 0]
    assert await balance(brand_reserved(payer.tag)) == 1000


@pytest.mark.parametrize("amount", [0, -5, 5001])
async def test_no_more_goes_back_than_is_there(shop: Shop, amount: int) -> None:
    payer = await a_payer(shop, 5000)
    with pytest.raises(PayBackImpossible) as refused:
        await pay_back(payer.who, amount, key())
    assert refused.value.facts["most"] == 5000


async def test_a_card_that_does_not_take_it_leaves_it_in_the_balance(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    await pay_back(payer.who, 2000, key())
    await shop.settle()
    (row,) = await fetch("select stripe_refund_id from money.refunds")
    async with shop.sandbox.acting() as call:
        await refunds.fail(call, row["stripe_refund_id"])
    await shop.settle()
    assert (await held(payer), await balance(brand_reserved(payer.tag))) == (5000, 0)
    facts = await queries.facts_of(payer.tag)
    assert facts.returnable == 5000, "the card may be asked again"
    assert facts.by_no_card == 5000, "or a bank account takes it: not both, the balance is there once"
    assert await check() == []
    await look()
    assert await found() == ["failed-refund"], "a person is told"


@pytest.mark.parametrize("kind", [faults.TIMEOUT_BEFORE, faults.TIMEOUT_AFTER, faults.RATE_LIMIT])
async def test_a_way_back_without_an_answer_has_one_effect(shop: Shop, kind: str) -> None:
    payer = await a_payer(shop, 5000)
    await pay_back(payer.who, 2000, key())
    await shop.fault(REFUNDS, kind)
    await shop.work()
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    await shop.settle()
    assert [it["amount"] for it in await shop.at_stripe("refund")] == [2000]
    assert (await held(payer), await balance(brand_reserved(payer.tag))) == (3000, 0)
    assert await check() == []


async def test_what_came_by_no_card_of_its_own_stays(shop: Shop) -> None:
    """A card that refused its refund gets no other top-up's money instead."""
    payer = await a_payer(shop, 1000)
    bought = await shop.bought()
    await fetch("update money.orders set brand = $2 where id = $1", bought.order, payer.tag)
    await shop.end(bought)
    await shop.settle()
    async with shop.sandbox.acting() as call:
        (made,) = await shop.at_stripe("refund")
        await refunds.fail(call, made["id"])
    await shop.settle()
    facts = await queries.facts_of(payer.tag)
    assert (facts.held, facts.returnable) == (1000 + 1287, 1000)


async def test_what_the_brand_owes_is_kept_back(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    bought = await shop.bought(1900, payer.tag)
    charge = await fetch_value("select stripe_charge_id from money.payments where id = $1", bought.payment)
    async with shop.sandbox.acting() as call:
        await refunds.create(call, {"charge": charge, "amount": 1500})
    await shop.settle()
    facts = await queries.facts_of(payer.tag)
    assert (facts.held, facts.owed, facts.returnable) == (5000, 1500, 3500)
    await pay_back(payer.who, 3500, key())
    await shop.settle()
    assert await balance(brand_credit(payer.tag)) == 1500
    assert await check() == []


async def test_each_movement_is_told_with_what_was_left(shop: Shop) -> None:
    payer = await a_payer(shop, 3000)
    spent = await spend(payer)
    await end(spent)
    await shop.settle()
    await topped_up(shop, payer, 1000)
    rows = await queries.movements(payer.tag)
    assert [(it.kind, it.amount, it.after) for it in rows] == [
        ("charge.succeeded", 1000, 3387),
        ("refund.credited", 1287, 2387),
        ("credit.spent", -1900, 1100),
        ("charge.succeeded", 3000, 3000),
    ]
    assert [it.after for it in await queries.movements(payer.tag, rows[1].id)] == [1100, 3000]
    other = await a_payer(shop)
    assert await queries.movements(other.tag) == []


async def test_who_sits_in_no_brand_has_no_balance(shop: Shop) -> None:
    who = await a_holder()
    for act in (top_up, pay_back):
        with pytest.raises(Forbidden):
            await act(who, 5000, key())
    assert await fetch("select 1 from money.orders") == []


async def test_an_order_paid_from_the_balance_is_paid_once(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    spent = await spend(payer, 1900)
    async with transaction():
        await orders.pay_from_balance(spent.payment, audit.SYSTEM)
    assert await held(payer) == 3100 and len(shop.paid) == 1
    assert await check() == []


async def test_what_is_to_be_paid_on_stripes_page_takes_nothing_from_the_balance(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    with pytest.raises(LookupError):
        async with transaction():
            await orders.pay_from_balance(payer.top_ups[0], audit.SYSTEM)
    assert await held(payer) == 5000


async def test_what_goes_back_to_the_balance_goes_back_once(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    spent = await spend(payer, 1900)
    await end(spent, used=10)
    refund = await fetch_value("select id from money.refunds")
    for _ in range(2):
        await submit_refund(refund)
    assert await held(payer) == 3100 + 1287
    assert await check() == []
