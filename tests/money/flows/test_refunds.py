"""From the end of a rental to the money back on the card, or to the brand's credit."""

import uuid
from datetime import timedelta

import pytest

from market.base import clock
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.money import orders
from market.money.chart import Kind, brand_credit, brand_receivable, escrow, holder, in_flight, own
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.ledger import balance, rental_position
from market.money.orders import Earnings, Ended, earnings
from market.money.refunds import apply_refund, submit_refund
from market.money.sandbox import faults, refunds
from tests.money import acts
from tests.money.acts import run
from tests.money.books import tag
from tests.money.flows.shop import Shop, killed, refund_of

REFUNDS = "/v1/refunds"


async def test_the_unused_days_go_back_to_the_cent(shop: Shop) -> None:
    bought = await shop.bought()
    assert await shop.end(bought, used=10) == Ended(refund=1287, earned=613, holder=490, platform=123)
    assert (await shop.at_stripe("refund")) == [], "nothing is called before the commit"
    assert await balance(in_flight(bought.rental)) == 1287
    await shop.settle()
    assert [refund["amount"] for refund in await shop.at_stripe("refund")] == [1287]
    assert (await refund_of(bought))["status"] == "succeeded"
    assert await earnings(bought.holder) == Earnings(pending=490, payable=0, paid=0)
    assert (await balance(own(Kind.PLATFORM_REVENUE)), await balance(own(Kind.TAX_VAT))) == (102, 21)
    position = await rental_position(bought.rental)
    assert (position.captured, position.refunded, position.in_flight, position.escrow) == (1900, 1287, 0, 0)
    assert position.explained
    assert await check() == []


async def test_a_rental_that_ran_out_or_was_ended_by_the_brand_refunds_nothing(shop: Shop) -> None:
    bought = await shop.bought()
    assert await shop.end(bought, used=31) == Ended(refund=0, earned=1900, holder=1520, platform=380)
    await shop.settle()
    assert await shop.at_stripe("refund") == []
    assert await balance(holder(Kind.HOLDER_PENDING, bought.holder)) == 1520
    assert await check() == []


async def test_a_line_is_divided_once_and_only_when_paid(shop: Shop) -> None:
    unpaid = await shop.submitted()
    with pytest.raises(orders.LineNotPaid):
        await shop.end(unpaid)
    with pytest.raises(orders.LineNotPaid):
        async with transaction():
            await orders.end_line(new_id(), tag(), 31, 10, "switched_off")
    bought = await shop.bought()
    await shop.end(bought)
    with pytest.raises(orders.LineClosed):
        await shop.end(bought, used=5)
    with pytest.raises(orders.LineClosed):
        async with transaction():
            await orders.refund_line_in_full(bought.rental, "paid_too_late")
    await shop.settle()
    assert len(await shop.at_stripe("refund")) == 1
    assert await check() == []


async def test_two_lines_of_an_order_end_apart(shop: Shop) -> None:
    rentals, brand = [new_id(), new_id()], tag()
    async with transaction():
        placed = await orders.place_order(
            brand, "EUR", [orders.NewLine(rental, 1900, 8000, 2000) for rental in rentals], "both"
        )
    await orders.submit_payment(placed.payment_id)
    await clock.travel(timedelta(minutes=1))
    await shop.settle()
    (session,) = await shop.at_stripe("checkout.session")
    assert session["amount_total"] == 3800
    await acts.pay(shop.sandbox, session["id"])
    await shop.settle()
    assert [await balance(escrow(rental)) for rental in rentals] == [1900, 1900]
    async with transaction():
        who = tag()
        await orders.begin_line(rentals[0], who, await clock.now(), 31)
        await orders.end_line(rentals[0], who, 31, 10, "switched_off")
    await shop.settle()
    assert [await balance(escrow(rental)) for rental in rentals] == [0, 1900]
    assert await fetch_value("select refunded from money.payments") == 1287
    assert await check() == []


async def test_a_rolled_back_end_leaves_nothing(shop: Shop) -> None:
    bought = await shop.bought()
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await orders.end_line(bought.rental, bought.holder, 31, 10, "switched_off")
            raise ZeroDivisionError
    await shop.settle()
    assert await refund_of(bought) is None
    assert await balance(escrow(bought.rental)) == 1900
    assert await shop.at_stripe("refund") == []


@pytest.mark.parametrize(
    "kind",
    [faults.TIMEOUT_BEFORE, faults.TIMEOUT_AFTER, faults.CONFLICT, faults.RATE_LIMIT, *faults.WITHOUT_A_KEY],
)
async def test_a_refund_that_went_wrong_has_one_effect_in_the_end(shop: Shop, kind: str) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.fault(REFUNDS, kind)
    await shop.work()
    assert (await refund_of(bought))["status"] in ("unknown", "submitted")
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    assert (await refund_of(bought))["status"] == "succeeded"
    assert [refund["amount"] for refund in await shop.at_stripe("refund")] == [1287]
    await shop.settle()
    assert await check() == []


@pytest.mark.parametrize(("kind", "done"), [(faults.SERVER_ERROR, 0), (faults.SERVER_ERROR_AFTER, 1)])
async def test_a_saved_server_error_is_overcome_with_a_new_key_after_looking(
    shop: Shop, kind: str, done: int
) -> None:
    bought = await shop.bought()
    await shop.fault("refund.*", faults.DROP, "WEBHOOK", count=50)
    await shop.fault("charge.*", faults.DROP, "WEBHOOK", count=50)
    await shop.end(bought)
    await shop.fault(REFUNDS, kind)
    await shop.settle()
    await clock.travel(timedelta(hours=1))
    await sweep_money()
    assert (await refund_of(bought))["status"] == "unknown", "the same key, the same answer"
    assert len(await shop.at_stripe("refund")) == done
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    row = await refund_of(bought)
    assert (row["status"], row["attempt"], row["failure"]) == ("succeeded", 2, None), (
        "minutes later, not a day"
    )
    assert [refund["amount"] for refund in await shop.at_stripe("refund")] == [1287]
    assert await check() == []


async def test_a_first_server_error_is_repeated_under_its_key_for_the_call_may_still_go_on(
    shop: Shop,
) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.fault(REFUNDS, faults.SERVER_ERROR)
    await shop.work()
    row = await refund_of(bought)
    assert (row["status"], row["failure"]) == ("unknown", None)
    await run(shop.sandbox, "delete from sandbox.idempotency_keys")  # Stripe kept no answer: it never began
    await submit_refund(row["id"])
    row = await refund_of(bought)
    assert (row["status"], row["attempt"]) == ("succeeded", 1)


async def test_a_forgotten_key_is_not_used_again(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.fault("*", faults.DROP, "WEBHOOK", count=50)
    await shop.end(bought)
    shop.transport.dies_after = REFUNDS
    refund = await refund_of(bought)
    await killed(submit_refund(refund["id"]))
    assert (await refund_of(bought))["status"] == "submitted"
    await run(shop.sandbox, "delete from sandbox.idempotency_keys")
    await clock.travel(timedelta(hours=25))
    await sweep_money()
    assert (await refund_of(bought))["status"] == "succeeded"
    assert len(await shop.at_stripe("refund")) == 1, "a new key would have sent the money twice"
    assert await check() == []


async def test_a_process_that_died_after_the_refund_is_made_good(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    shop.transport.dies_after = REFUNDS
    await killed(submit_refund((await refund_of(bought))["id"]))
    await submit_refund((await refund_of(bought))["id"])
    assert (await refund_of(bought))["status"] == "submitted", "the lease holds"
    await clock.travel(timedelta(minutes=2))
    await sweep_money()
    assert (await refund_of(bought))["status"] == "succeeded"
    assert len(await shop.at_stripe("refund")) == 1
    assert await check() == []


async def test_a_refund_that_fails_late_becomes_the_brands_credit(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    async with shop.sandbox.acting() as call:
        await refunds.fail(call, (await refund_of(bought))["stripe_refund_id"])
    await shop.settle()
    assert (await refund_of(bought))["status"] == "failed"
    assert await balance(brand_credit(bought.brand)) == 1287
    assert await fetch_value("select refunded from money.payments") == 0
    assert (await rental_position(bought.rental)).credited == 1287
    assert await check() == []


async def test_a_failure_after_which_success_is_told_stays_a_failure(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    stale = await shop.gateway.fetch_refund((await refund_of(bought))["stripe_refund_id"])
    async with shop.sandbox.acting() as call:
        await refunds.fail(call, stale.id)
    await shop.settle()
    assert await apply_refund(stale)
    assert (await refund_of(bought))["status"] == "failed"
    assert await balance(brand_credit(bought.brand)) == 1287
    assert await check() == []


async def test_a_refund_that_stripe_refuses_for_it_was_made_past_us_is_no_credit(shop: Shop) -> None:
    bought = await shop.bought()
    (charge,) = await shop.at_stripe("charge")
    await shop.fault("*", faults.DROP, "WEBHOOK", count=50)
    async with shop.sandbox.acting() as call:
        await refunds.create(call, {"charge": charge["id"]})
    await shop.end(bought)
    await shop.settle()
    row = await refund_of(bought)
    assert (row["status"], row["failure"]) == ("failed", "charge_already_refunded")
    # All of it is on the brand's card, of which the unused part is repaid: it is not in the balance too.
    assert await balance(brand_credit(bought.brand)) == 0
    assert await balance(brand_receivable(bought.brand)) == 1287 - 1900
    assert await check() == []


async def test_a_refund_made_in_the_dashboard_is_found_and_booked(shop: Shop) -> None:
    bought = await shop.bought()
    (charge,) = await shop.at_stripe("charge")
    async with shop.sandbox.acting() as call:
        made = await refunds.create(call, {"charge": charge["id"], "amount": 500})
    await shop.settle()
    row = await fetch_row("select origin, status, amount, order_line_id from money.refunds")
    assert row is not None and tuple(row) == ("external", "succeeded", 500, None)
    assert await balance(brand_receivable(bought.brand)) == -500
    assert await balance(escrow(bought.rental)) == 1900, "the agreement goes on"
    assert await check() == []
    async with shop.sandbox.acting() as call:
        await refunds.fail(call, made["id"])
    await shop.settle()
    assert await balance(brand_receivable(bought.brand)) == 0
    assert await check() == []


async def test_a_refund_of_ours_that_the_books_have_lost_is_booked_as_one_made_past_us(shop: Shop) -> None:
    """As where a backup was put back: Stripe has it, with our row in its metadata, and there is no such row."""
    bought = await shop.bought()
    (charge,) = await shop.at_stripe("charge")
    lost = {"app": "moi", "kind": "refund", "row": str(uuid.uuid4()), "attempt": "1"}
    async with shop.sandbox.acting() as call:
        made = await refunds.create(call, {"charge": charge["id"], "amount": 500, "metadata": lost})
    await shop.settle()
    row = await fetch_row("select origin, status, amount, stripe_refund_id from money.refunds")
    assert row is not None and tuple(row) == ("external", "succeeded", 500, made["id"])
    assert await balance(brand_receivable(bought.brand)) == -500
    assert await check() == []


async def test_a_refund_of_a_stranger_is_none_of_ours(shop: Shop) -> None:
    session = await shop.gateway.open_checkout(
        "other",
        amount=1900,
        currency="EUR",
        description="somebody else's",
        success_url="https://moi.test/a",
        cancel_url="https://moi.test/b",
        locale="fr",
        metadata={"app": "other"},
    )
    await acts.pay(shop.sandbox, session.id)
    (charge,) = await shop.at_stripe("charge")
    async with shop.sandbox.acting() as call:
        await refunds.create(call, {"charge": charge["id"]})
    await shop.settle()
    assert await fetch("select 1 from money.refunds") == []
    assert await fetch_value("select bool_and(status = 'ignored') from money.inbox_events")


async def test_a_refund_that_is_taken_back_after_it_succeeded_becomes_the_brands_credit(shop: Shop) -> None:
    """In Stripe's dashboard a refund may be canceled for a while, whatever its status says."""
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    assert (await refund_of(bought))["status"] == "succeeded"
    async with shop.sandbox.acting() as call:
        await refunds.take_back(call, (await refund_of(bought))["stripe_refund_id"])
    await shop.settle()
    assert (await refund_of(bought))["status"] == "canceled"
    assert await balance(brand_credit(bought.brand)) == 1287
    assert await fetch_value("select refunded from money.payments") == 0
    assert (await rental_position(bought.rental)).credited == 1287
    assert await check() == []
