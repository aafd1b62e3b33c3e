"""What was put into a balance and refunded in Stripe's dashboard is no balance any more; what was spent is owed."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable

import pytest

from market.base.database import fetch, fetch_value
from market.money import debts, refund_booking
from market.money.credit import queries
from market.money.credit.actions.pay_back import pay_back
from market.money.credit.actions.repay import repay_by_card, repay_from_balance
from market.money.credit.errors import BalanceTooLow, NoDebt
from market.money.debts import owed_by
from market.money.invariants import check
from market.money.reconciliation.actions import reconcile
from market.money.sandbox import refunds
from market.money.sandbox.call import Call
from tests.money.credit.brands import Payer, a_payer, spend, topped_up
from tests.money.credit.test_debts import card, stands
from tests.money.flows.conftest import crowded_shop
from tests.money.flows.shop import Shop

__all__ = ["crowded_shop"]


async def past_us(shop: Shop, payment: uuid.UUID, amount: int, **more: object) -> str:
    """Somebody refunds a part of a payment in Stripe's dashboard, and Stripe tells us."""
    charge = await fetch_value("select stripe_charge_id from money.payments where id = $1", payment)
    async with shop.sandbox.acting() as call:
        made = await refunds.create(call, {"charge": charge, "amount": amount, **more})
    await shop.settle()
    return str(made["id"])


async def left(payer: Payer) -> tuple[int, int, int]:
    """What it holds, what the books say that it owes, and what it is asked to pay."""
    return (*await stands(payer), await owed_by(payer.tag))


async def test_what_is_there_leaves_the_balance_and_buys_nothing_more(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    await past_us(shop, payer.top_ups[0], 5000)
    assert await left(payer) == (0, 0, 0)
    with pytest.raises(BalanceTooLow):
        await spend(payer)
    assert [(it.kind, it.amount) for it in await queries.movements(payer.tag)] == [
        ("debt.paid", -5000),
        ("charge.succeeded", 5000),
    ]
    assert await check() == []


async def test_control_without_it_the_money_would_be_spent_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_: object) -> None: ...

    monkeypatch.setattr(refund_booking, "settle_past_us", nothing)
    payer = await a_payer(shop, 5000)
    await past_us(shop, payer.top_ups[0], 5000)
    await spend(payer)
    assert await left(payer) == (3100, 5000, 5000)


async def test_what_was_spent_is_a_debt_and_is_paid_as_any(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    await spend(payer)
    await past_us(shop, payer.top_ups[0], 5000)
    assert await left(payer) == (0, 1900, 1900)
    with pytest.raises(BalanceTooLow):
        await repay_from_balance(payer.who, "a")
    await card(shop, await repay_by_card(payer.who, "b"))
    assert await left(payer) == (0, 0, 0)
    with pytest.raises(NoDebt):
        await repay_by_card(payer.who, "c")
    assert await check() == [] and (await reconcile()).numbers.unexplained == 0


async def test_from_a_later_top_up_it_is_paid_once_whoever_asks_twice(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    await spend(payer)
    await past_us(shop, payer.top_ups[0], 5000)
    await topped_up(shop, payer, 5000)
    assert await left(payer) == (5000, 1900, 1900), "what is put in later is the brand's, as with any debt"
    assert await repay_from_balance(payer.who, "a") == 1900
    assert await repay_from_balance(payer.who, "a") == 1900, "the same wish, told again"
    assert await left(payer) == (3100, 0, 0) and await check() == []


async def test_a_debt_that_was_paid_and_refunded_is_a_debt_again(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    await spend(payer)
    await past_us(shop, payer.top_ups[0], 5000)
    payment = await repay_by_card(payer.who, "a")
    await card(shop, payment)
    await past_us(shop, payment, 1900)
    assert await left(payer) == (0, 1900, 1900)
    await card(shop, await repay_by_card(payer.who, "b"))
    assert await left(payer) == (0, 0, 0) and await check() == []


async def test_in_parts_and_told_twice_each_part_leaves_once(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    await past_us(shop, payer.top_ups[0], 1000)
    await past_us(shop, payer.top_ups[0], 1500)
    await reconcile()
    assert await left(payer) == (2500, 0, 0) and await check() == []


async def test_what_was_on_its_way_back_and_is_refused_leaves_too(shop: Shop) -> None:
    """Both asked for it: the brand here, somebody in the dashboard. Stripe gives it back once."""
    payer = await a_payer(shop, 5000)
    await pay_back(payer.who, 3000, "a")
    assert await left(payer) == (2000, 0, 0)
    await past_us(shop, payer.top_ups[0], 5000)
    assert await left(payer) == (0, 0, 0)
    assert [
        (it["origin"], it["status"]) for it in await fetch("select origin, status from money.refunds")
    ] == [
        ("balance", "failed"),
        ("external", "succeeded"),
    ]
    assert await check() == []


async def test_one_that_fails_late_is_the_balance_again(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    await spend(payer)
    refund = await past_us(shop, payer.top_ups[0], 5000)
    await topped_up(shop, payer, 2000)
    assert await repay_from_balance(payer.who, "a") == 1900
    async with shop.sandbox.acting() as call:
        await refunds.fail(call, refund)
    await shop.settle()
    assert await left(payer) == (3100 + 2000, 0, 0) and await check() == []


@pytest.mark.parametrize("undo", [refunds.fail, refunds.take_back])
async def test_one_that_is_undone_late_ends_the_debt(
    shop: Shop, undo: Callable[[Call, str], Awaitable[object]]
) -> None:
    payer = await a_payer(shop, 5000)
    await spend(payer)
    refund = await past_us(shop, payer.top_ups[0], 5000)
    async with shop.sandbox.acting() as call:
        await undo(call, refund)
    await shop.settle()
    assert await left(payer) == (3100, 0, 0) and await check() == []


async def test_whoever_spends_at_that_moment_either_has_it_or_it_is_gone(crowded_shop: Shop) -> None:
    shop = crowded_shop
    payer = await a_payer(shop, 1900)

    async def spent() -> int:
        try:
            await spend(payer)
        except BalanceTooLow:
            return 0
        return 1900

    paid, _ = await asyncio.gather(spent(), past_us(shop, payer.top_ups[0], 1900))
    await shop.settle()
    assert await left(payer) == (0, paid, paid) and await check() == []


async def test_what_the_rows_do_not_say_is_found(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the invariant: the posting is left out, or the row's word of it."""

    async def unsaid(*_: object) -> None: ...

    payer = await a_payer(shop, 5000)
    with monkeypatch.context() as patch:
        patch.setattr(debts, "post", unsaid)
        await past_us(shop, payer.top_ups[0], 5000)
    found = [it.detail for it in await check()]
    assert "owes 5000, its disputes and refunds past us say 0" in found
