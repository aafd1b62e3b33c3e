"""What went back past us and nothing repays is given up by operators; or it stays what it is."""

import asyncio
import uuid
from dataclasses import replace

import asyncpg
import pytest

from market.base import vault
from market.base.access import NotYours, Principal
from market.base.database import fetch, fetch_value
from market.money.chart import Kind, brand_credit, brand_receivable, own
from market.money.debts import owed_by
from market.money.disputes.errors import NothingOwed, OwnDebt
from market.money.invariants import check
from market.money.ledger import balance
from market.money.payouts.errors import SameOperator
from market.money.reconciliation.actions import reconcile
from market.money.sandbox import refunds
from market.money.writeoffs import actions
from market.money.writeoffs.actions import GivenUp
from market.money.writeoffs.errors import DebtChanged, StillRepaid
from market.money.writeoffs.queries import past_us
from tests.factories import a_brand
from tests.money.credit.brands import a_payer, spend
from tests.money.credit.test_past_us import past_us as refunded_past_us
from tests.money.flows.shop import Bought, Shop
from tests.money.payouts.paying import an_operator, client_money


async def gone_back(shop: Shop, bought: Bought, amount: int = 1900) -> uuid.UUID:
    """Somebody refunds in Stripe's dashboard: our row of it."""
    made = await refunded_past_us(shop, bought.payment, amount)
    found: uuid.UUID = await fetch_value("select id from money.refunds where stripe_refund_id = $1", made)
    return found


async def used_up(shop: Shop, amount: int = 1900) -> tuple[Bought, uuid.UUID]:
    """A rental that was refunded past us and ran to its end."""
    bought = await shop.bought(amount)
    refund = await gone_back(shop, bought, amount)
    await shop.end(bought, used=31)
    await shop.settle()
    return bought, refund


async def stands(bought: Bought) -> tuple[int, int]:
    """(what the books say that the brand owes, what we lost)"""
    return -await balance(brand_receivable(bought.brand)), -await balance(own(Kind.PLATFORM_LOSSES))


async def give_up(who: Principal, refund: uuid.UUID) -> GivenUp:
    """As somebody does who has just looked."""
    about = await past_us(refund)
    return await actions.give_up(who, refund, about.owed if about else 0)


async def fails(shop: Shop, refund: uuid.UUID) -> None:
    """It did not reach the card after all."""
    named = await fetch_value("select stripe_refund_id from money.refunds where id = $1", refund)
    async with shop.sandbox.acting() as call:
        await refunds.fail(call, named)
    await shop.settle()


async def test_it_is_a_loss_of_ours_and_nobody_owes_it(shop: Shop) -> None:
    bought, refund = await used_up(shop)
    assert await stands(bought) == (1900, 0)
    about = await past_us(refund)
    assert about and (about.owed, about.asked, about.runs) == (1900, False, False)
    done = await give_up(await an_operator(), refund)
    assert (done.amount, done.booked) == (1900, True)
    assert await stands(bought) == (0, 1900)
    about = await past_us(refund)
    assert about and (about.owed, about.given_up) == (0, 1900)
    with pytest.raises(NothingOwed):
        await give_up(await an_operator(), refund)
    assert await check() == [] and (await reconcile()).numbers.unexplained == 0


async def test_only_what_no_unused_part_repaid(shop: Shop) -> None:
    bought = await shop.bought()
    refund = await gone_back(shop, bought)
    await shop.end(bought, used=10)
    await shop.settle()
    assert (await give_up(await an_operator(), refund)).amount == 1900 - 1287
    assert await stands(bought) == (0, 613) and await check() == []


async def test_while_the_rental_runs_its_unused_part_may_repay_it(shop: Shop) -> None:
    bought = await shop.bought()
    refund = await gone_back(shop, bought)
    with pytest.raises(StillRepaid):
        await give_up(await an_operator(), refund)
    assert await stands(bought) == (1900, 0) and await fetch("select 1 from money.write_offs") == []


async def test_it_takes_an_operator_and_a_refund_past_us(shop: Shop) -> None:
    bought, refund = await used_up(shop)
    with pytest.raises(NotYours):
        await give_up(await a_brand(), refund)
    other = await shop.bought()
    await shop.end(other)
    await shop.settle()
    ours = await fetch_value("select id from money.refunds where origin = 'platform'")
    for nothing in (ours, uuid.uuid4()):
        with pytest.raises(NothingOwed):
            await give_up(await an_operator(), nothing)
    assert await stands(bought) == (1900, 0) and await past_us(ours) is None


async def test_above_the_limit_it_takes_two_and_never_the_same_one(shop: Shop) -> None:
    with client_money(MOI_PAYOUT_TWO_OPERATORS="1000"):
        bought, refund = await used_up(shop)
        first, second = await an_operator(), await an_operator()
        assert (await give_up(first, refund)).booked is False
        with pytest.raises(SameOperator):
            await give_up(first, refund)
        about = await past_us(refund)
        assert about and (about.owed, about.waiting) == (1900, 1900)
        assert await stands(bought) == (1900, 0) and await check() == []
        assert (await give_up(second, refund)).booked is True
    assert await stands(bought) == (0, 1900) and await check() == []


async def test_an_operator_gives_up_no_debt_of_their_own_brand(shop: Shop) -> None:
    _, refund = await used_up(shop)
    member = await a_brand()
    assert member.seat
    await fetch("update money.orders set brand = $1", vault.tag("money", member.seat.brand))
    with pytest.raises(OwnDebt):
        await give_up(replace(member, operator=True), refund)
    assert await fetch("select 1 from money.write_offs") == []


async def test_a_debt_that_has_changed_since_it_was_seen_is_not_given_up(shop: Shop) -> None:
    bought = await shop.bought(1900)
    refund = await gone_back(shop, bought, 500)
    await shop.end(bought, used=31)
    await shop.settle()
    operator = await an_operator()
    for seen in (0, 499, 501, 1900):
        with pytest.raises(DebtChanged) as refused:
            await actions.give_up(operator, refund, seen)
        assert refused.value.facts == {"owed": 500}
    await gone_back(shop, bought, 1400)
    with pytest.raises(DebtChanged):
        await actions.give_up(operator, refund, 500)
    assert await stands(bought) == (1900, 0) and await fetch("select 1 from money.write_offs") == []
    assert (await actions.give_up(operator, refund, 1900)).booked is True


async def test_what_has_grown_since_the_first_signature_takes_two_anew(shop: Shop) -> None:
    with client_money(MOI_PAYOUT_TWO_OPERATORS="400"):
        bought = await shop.bought(1900)
        refund = await gone_back(shop, bought, 500)
        await shop.end(bought, used=31)
        await shop.settle()
        first, second = await an_operator(), await an_operator()
        assert (await give_up(first, refund)).booked is False
        await gone_back(shop, bought, 1400)
        assert (await give_up(second, refund)).booked is False, "two have not agreed to 1900"
        about = await past_us(refund)
        assert about and (about.owed, about.waiting) == (1900, 1900)
        with pytest.raises(SameOperator):
            await give_up(second, refund)
        assert await stands(bought) == (1900, 0)
        assert (await give_up(first, refund)).booked is True
    assert await stands(bought) == (0, 1900) and await check() == []


async def test_a_large_sum_in_small_parts_is_a_large_sum(shop: Shop) -> None:
    with client_money(MOI_PAYOUT_TWO_OPERATORS="2000"):
        one, two = await used_up(shop), await used_up(shop)
        operator = await an_operator()
        assert (await give_up(operator, one[1])).booked is True
        assert (await give_up(operator, two[1])).booked is False


async def test_what_the_second_one_confirms_is_what_is_owed_then(shop: Shop) -> None:
    """Of two refunds past us one failed in between."""
    with client_money(MOI_PAYOUT_TWO_OPERATORS="1000"):
        bought = await shop.bought()
        small, large = await gone_back(shop, bought, 400), await gone_back(shop, bought, 1500)
        await shop.end(bought, used=31)
        await shop.settle()
        assert (await give_up(await an_operator(), large)).amount == 1900
        await fails(shop, small)
        assert (await give_up(await an_operator(), large)).amount == 1500
    assert await stands(bought) == (0, 1500) and await check() == []


async def test_a_refund_that_failed_after_it_was_given_up_is_no_loss(shop: Shop) -> None:
    bought, refund = await used_up(shop)
    await give_up(await an_operator(), refund)
    await fails(shop, refund)
    assert await stands(bought) == (0, 0)
    assert await balance(brand_credit(bought.brand)) == 0, "the brand had paid, and pays still"
    assert await check() == [] and (await reconcile()).numbers.unexplained == 0


async def test_of_what_was_repaid_and_given_up_a_failure_takes_back_our_loss_first(shop: Shop) -> None:
    bought = await shop.bought()
    first, second = await gone_back(shop, bought, 1000), await gone_back(shop, bought, 900)
    await shop.end(bought, used=10)
    await shop.settle()
    await give_up(await an_operator(), first)
    assert await stands(bought) == (0, 613)
    await fails(shop, second)
    assert await stands(bought) == (0, 0)
    assert await balance(brand_credit(bought.brand)) == 900 - 613
    await fails(shop, first)
    assert await balance(brand_credit(bought.brand)) == 1287
    assert await check() == []


async def test_what_was_put_in_and_spent_can_be_given_up_too_and_the_brand_rents_again(shop: Shop) -> None:
    payer = await a_payer(shop, 5000)
    await spend(payer)
    made = await refunded_past_us(shop, payer.top_ups[0], 5000)
    refund = await fetch_value("select id from money.refunds where stripe_refund_id = $1", made)
    about = await past_us(refund)
    assert about and about.asked and about.owed == await owed_by(payer.tag) == 1900
    await give_up(await an_operator(), refund)
    assert await owed_by(payer.tag) == 0 and await check() == []


async def test_of_many_at_once_one_gives_it_up(crowded_shop: Shop) -> None:
    bought, refund = await used_up(crowded_shop)
    operators = [await an_operator() for _ in range(8)]
    found = await asyncio.gather(*(give_up(who, refund) for who in operators), return_exceptions=True)
    assert sum(isinstance(it, NothingOwed) for it in found) == 7
    assert await stands(bought) == (0, 1900) and await check() == []


async def test_control_without_the_lock_it_would_be_given_up_twice(
    crowded_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(_: object) -> None: ...

    monkeypatch.setattr(actions, "lock_payment", nothing)
    right, all_here = actions.owed, asyncio.Barrier(4)

    async def seen(payment: uuid.UUID) -> int:
        found = int(await fetch_value("select 1900 - coalesce(sum(amount), 0) from money.write_offs"))
        await all_here.wait()
        return found

    bought, refund = await used_up(crowded_shop)
    monkeypatch.setattr(actions, "owed", seen)
    operators = [await an_operator() for _ in range(4)]
    await asyncio.gather(*(give_up(who, refund) for who in operators), return_exceptions=True)
    monkeypatch.setattr(actions, "owed", right)
    assert (await stands(bought))[1] > 1900
    assert await check() != []


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("second_by = first_by", "write_offs_signed"),
        ("booked_at = null", "write_offs_signed"),
        ("needed = 2", "write_offs_signed"),
        ("amount = 0", "write_offs_amount"),
        ("restored = amount + 1", "write_offs_amount"),
    ],
)
async def test_the_table_defends_itself(shop: Shop, change: str, constraint: str) -> None:
    _, refund = await used_up(shop)
    await give_up(await an_operator(), refund)
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await fetch(f"update money.write_offs set {change}")
    assert refused.value.constraint_name == constraint  # type: ignore[attr-defined]


async def test_control_a_row_that_was_altered_is_noticed(shop: Shop) -> None:
    _, refund = await used_up(shop)
    await give_up(await an_operator(), refund)
    await fetch("update money.write_offs set amount = amount + 1")
    assert {it.invariant for it in await check()} >= {7, 11}
