"""Refunds made past us, in Stripe's dashboard: the brand owes them, the agreement goes on, days not used repay."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from market.base import clock, mail
from market.base.database import fetch, fetch_value, transaction
from market.base.ids import new_id
from market.money import going_back, orders
from market.money.chart import brand_credit, brand_receivable, escrow, in_flight
from market.money.disputes.notices import refund_notice
from market.money.invariants import check
from market.money.ledger import balance
from market.money.sandbox import refunds
from market.money.sandbox.call import Call
from tests.conftest import FreshDatabase
from tests.money import acts
from tests.money.books import tag
from tests.money.disputes.banks import charge_of, decided, disputed, row_of
from tests.money.flows.shop import Bought, Shop, refund_of
from tests.money.flows.together import done_or_waiting, held_after_looking

Undo = Callable[[Call, str], Awaitable[object]]


async def outside(shop: Shop, bought: Bought, amount: int) -> str:
    """Somebody refunds a part in Stripe's dashboard, and Stripe tells us."""
    async with shop.sandbox.acting() as call:
        made = await refunds.create(call, {"charge": await charge_of(shop, bought), "amount": amount})
    await shop.settle()
    return str(made["id"])


async def sums(bought: Bought) -> tuple[int, int, int, int]:
    """Escrow, on its way back, the brand's credit, its debt."""
    return (
        await balance(escrow(bought.rental)),
        await balance(in_flight(bought.rental)),
        await balance(brand_credit(bought.brand)),
        -await balance(brand_receivable(bought.brand)),
    )


async def test_days_not_used_repay_first_and_only_the_rest_goes_back(shop: Shop) -> None:
    bought = await shop.bought()
    await outside(shop, bought, 500)
    assert await sums(bought) == (1900, 0, 0, 500)
    assert (await shop.end(bought, used=10)).refund == 1287
    await shop.settle()
    assert await sums(bought) == (0, 0, 0, 0)
    assert [it["amount"] for it in await shop.at_stripe("refund")] == [500, 787], "1287 in all"
    assert await check() == []


async def test_without_repaying_the_brand_would_have_both(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""

    async def nothing(*_: object) -> int:
        return 0

    monkeypatch.setattr(going_back, "owed", nothing)
    bought = await shop.bought()
    await outside(shop, bought, 500)
    await shop.end(bought, used=10)
    await shop.settle()
    assert sum(it["amount"] for it in await shop.at_stripe("refund")) == 1787


async def test_more_than_the_days_not_used_stays_owed_and_nothing_goes_back(shop: Shop) -> None:
    bought = await shop.bought()
    await outside(shop, bought, 1500)
    await shop.end(bought, used=10)
    await shop.settle()
    assert await sums(bought) == (0, 0, 0, 1500 - 1287)
    assert await refund_of(bought) is None
    assert await check() == []


async def test_one_that_never_began_repays_too(shop: Shop) -> None:
    bought = await shop.bought()
    await outside(shop, bought, 500)
    async with transaction():
        await orders.refund_line_in_full(bought.rental, "paid_too_late")
    await shop.settle()
    assert await sums(bought) == (0, 0, 0, 0)
    assert [it["amount"] for it in await shop.at_stripe("refund")] == [500, 1400]
    assert await check() == []


@pytest.mark.parametrize("undo", [refunds.fail, refunds.take_back])
async def test_when_it_is_undone_late_what_was_repaid_is_the_brands_credit(shop: Shop, undo: Undo) -> None:
    bought = await shop.bought()
    made = await outside(shop, bought, 500)
    await shop.end(bought, used=10)
    await shop.settle()
    async with shop.sandbox.acting() as call:
        await undo(call, made)
    await shop.settle()
    assert await sums(bought) == (0, 0, 500, 0)
    assert await check() == []


async def test_one_that_fails_while_a_rental_ends_leaves_no_repayment_of_what_was_never_owed(
    crowded_shop: Shop, fresh: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end repays 500 and has not committed; the failure must see it, or the next 500 would be the brand's."""
    shop = crowded_shop
    bought = await shop.bought()
    made = await outside(shop, bought, 500)
    async with shop.sandbox.acting() as call:
        await refunds.fail(call, made)
    async with held_after_looking(monkeypatch, shop, bought):
        await done_or_waiting(beside := asyncio.create_task(shop.settle()), fresh)
    await beside
    await shop.settle()
    assert await fetch_value("select sum(repaid) from money.order_lines") == 0
    assert await sums(bought) == (0, 0, 500, 0)
    assert await check() == []


async def test_when_it_fails_before_anything_was_repaid_nothing_is_owed(shop: Shop) -> None:
    bought = await shop.bought()
    made = await outside(shop, bought, 500)
    async with shop.sandbox.acting() as call:
        await refunds.fail(call, made)
    await shop.settle()
    assert await sums(bought) == (1900, 0, 0, 0)
    await shop.end(bought, used=10)
    await shop.settle()
    assert await sums(bought) == (0, 0, 0, 0)
    assert await check() == []


async def test_a_refund_of_ours_that_fails_repays_before_it_is_credit(shop: Shop) -> None:
    """Ours was under way when somebody made another in the dashboard; ours then comes back."""
    bought = await shop.bought()
    await shop.end(bought, used=10)
    await shop.settle()
    await outside(shop, bought, 500)
    assert await sums(bought) == (0, 0, 0, 500)
    async with shop.sandbox.acting() as call:
        await refunds.fail(call, (await refund_of(bought))["stripe_refund_id"])
    await shop.settle()
    assert await sums(bought) == (0, 0, 787, 0)
    assert await check() == []


async def test_what_is_left_is_disputed_and_lost_and_every_cent_is_somewhere(shop: Shop) -> None:
    bought = await shop.bought()
    shop.running[bought.rental] = (bought.holder, 10)
    await outside(shop, bought, 500)
    dispute = await disputed(shop, bought)
    await shop.settle()
    await decided(shop, dispute, "lose")
    await shop.settle()
    row = await row_of(dispute)
    assert (row["amount"], row["from_escrow"], row["from_commission"], row["from_receivable"]) == (
        1400,
        787,
        123,
        490,
    )
    assert await sums(bought) == (0, 0, 0, 490), "1287 repaid 500, and 787 went with the bank"
    assert await check() == []


async def both(shop: Shop) -> list[Bought]:
    """Two rentals in one order, paid."""
    rentals, brand = sorted([new_id(), new_id()]), tag()
    async with transaction():
        placed = await orders.place_order(
            brand, "EUR", [orders.NewLine(rental, 1900, 8000, 2000) for rental in rentals], "both"
        )
    await orders.submit_payment(placed.payment_id)
    await clock.travel(timedelta(minutes=1))
    await shop.settle()
    (session,) = await shop.at_stripe("checkout.session")
    await acts.pay(shop.sandbox, session["id"])
    await shop.settle()
    return [Bought(placed.order_id, placed.payment_id, it, brand) for it in rentals]


async def test_two_rentals_that_end_at_once_repay_one_debt_once(crowded_shop: Shop) -> None:
    shop = crowded_shop
    one, other = await both(shop)
    await outside(shop, one, 500)
    await asyncio.gather(*(shop.end(it, used=10) for it in (one, other)))
    await shop.settle()
    assert await fetch_value("select sum(repaid) from money.order_lines") == 500
    assert await balance(brand_receivable(one.brand)) == 0
    assert await check() == []


async def test_without_taking_turns_they_would_repay_it_twice(
    crowded_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the order is not locked, and each has read before the other has written."""
    shop = crowded_shop
    one, other = await both(shop)
    await outside(shop, one, 500)
    read = asyncio.Barrier(2)

    async def at_once(payment: object) -> int:
        found = int(await fetch_value(going_back._OWED, payment))
        await read.wait()
        return found

    monkeypatch.setattr(going_back, "owed", at_once)
    await asyncio.gather(*(shop.end(it, used=10) for it in (one, other)))
    assert await fetch_value("select sum(repaid) from money.order_lines") == 1000
    assert [it.invariant for it in await check()] == [7]


async def test_a_refund_that_is_pending_stays_on_its_way(shop: Shop) -> None:
    from market.money.sandbox import faults

    bought = await shop.bought()
    await shop.fault(await charge_of(shop, bought), faults.PENDING, faults.REFUND)
    await shop.end(bought, used=10)
    await shop.work()
    await shop.deliver()
    assert (await refund_of(bought))["status"] == "pending"
    assert await sums(bought) == (0, 1287, 0, 0)
    assert await check() == []
    await acts.hurry(shop.sandbox)
    await shop.settle()
    assert ((await refund_of(bought))["status"], await sums(bought)) == ("succeeded", (0, 0, 0, 0))
    rows = await fetch("select status from money.refunds")
    assert [row["status"] for row in rows] == ["succeeded"]
    assert await check() == []


async def test_of_a_refund_that_is_not_there_nobody_is_told(shop: Shop) -> None:
    """A job of a database that was restored since."""
    await refund_notice(str(new_id()))
    assert await mail.kept() == []
