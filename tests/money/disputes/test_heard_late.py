"""A refund in the dashboard that we hear of after ours was refused, or had failed: the brand has its money once."""

import itertools
from collections.abc import Awaitable, Callable, Sequence

import pytest

from market.base import audit
from market.base.database import transaction
from market.base.ids import new_id
from market.money import going_back, orders, refund_booking
from market.money.chart import brand_credit, brand_receivable
from market.money.credit.errors import BalanceTooLow
from market.money.invariants import check
from market.money.ledger import balance
from market.money.refunds import apply_refund, submit_refund
from market.money.sandbox import faults, refunds
from tests.money.disputes.banks import charge_of
from tests.money.disputes.test_orders_of_events import books
from tests.money.flows.shop import Bought, Shop, refund_of
from tests.money.reconciliation.looking import deaf

UNUSED = 1287
"""Of 1900, after 10 of 31 days."""


async def _dashboard(shop: Shop, bought: Bought, amount: int) -> str:
    async with shop.sandbox.acting() as call:
        made = await refunds.create(call, {"charge": await charge_of(shop, bought), "amount": amount})
    return str(made["id"])


async def _heard(shop: Shop, made: Sequence[str]) -> None:
    """What the hourly run, or a webhook that comes late, does."""
    for refund in made:
        assert await apply_refund(await shop.gateway.fetch_refund(refund))


async def _stands(bought: Bought) -> tuple[int, int]:
    """The brand's credit, and what it owes."""
    return await balance(brand_credit(bought.brand)), -await balance(brand_receivable(bought.brand))


async def _at_card(shop: Shop) -> int:
    """What Stripe has sent to the brand's card and no bank sent back."""
    return sum(it["amount"] for it in await shop.at_stripe("refund") if it["status"] == "succeeded")


async def _fails_late(shop: Shop, bought: Bought) -> None:
    ours = await refund_of(bought)
    if ours is not None and ours["status"] == "succeeded":
        async with shop.sandbox.acting() as call:
            await refunds.fail(call, ours["stripe_refund_id"])
        await _heard(shop, [ours["stripe_refund_id"]])


async def _rules_hold(bought: Bought) -> bool:
    """Not asked while ours is on its way to Stripe, which refuses it in a moment where it is too much."""
    ours = await refund_of(bought)
    return (ours is not None and ours["status"] == "requested") or await check() == []


async def _spend(bought: Bought, amount: int) -> None:
    """The brand rents something else from its balance. Raises BalanceTooLow."""
    rental = new_id()
    line = orders.NewLine(rental, amount, 8000, 2000)
    async with transaction():
        placed = await orders.place_order(
            bought.brand, "EUR", [line], f"rental:{rental}", orders.Paying("balance")
        )
        await orders.pay_from_balance(placed.payment_id, audit.SYSTEM)


async def test_all_was_refunded_in_the_dashboard_and_its_webhook_is_late(shop: Shop) -> None:
    """As where it is heard first (`test_more_than_the_days_not_used_stays_owed_and_nothing_goes_back`)."""
    bought = await shop.bought()
    await deaf(shop)
    made = await _dashboard(shop, bought, 1900)
    await shop.end(bought)
    await shop.settle()
    assert (await refund_of(bought))["failure"] == "charge_already_refunded"
    assert await _stands(bought) == (0, 1900 - UNUSED), "it was asked before ours was given up"
    await _heard(shop, [made])
    assert await _stands(bought) == (0, 1900 - UNUSED)
    assert await check() == []


async def test_a_part_was_refunded_there_and_ours_is_more_than_is_left(shop: Shop) -> None:
    bought = await shop.bought()
    await deaf(shop)
    await _dashboard(shop, bought, 1000)
    await shop.end(bought)
    await shop.settle()
    assert (await refund_of(bought))["status"] == "failed"
    assert await _stands(bought) == (UNUSED - 1000, 0)
    assert await check() == []


async def test_where_stripe_does_not_say_what_it_refunded_the_refusal_waits(shop: Shop) -> None:
    bought = await shop.bought()
    await deaf(shop)
    await _dashboard(shop, bought, 1900)
    await shop.end(bought)
    await shop.fault("/v1/refunds", faults.TIMEOUT_BEFORE, "GET", count=20)
    await shop.work()
    assert (await refund_of(bought))["status"] == "submitted"
    assert await _stands(bought) == (0, 0)
    async with shop.sandbox.acting() as call:
        await faults.clear(call.connection)
    await submit_refund((await refund_of(bought))["id"])
    assert (await refund_of(bought))["status"] == "failed"
    assert await _stands(bought) == (0, 1900 - UNUSED)


async def test_nothing_can_be_rented_with_what_the_brand_would_have_twice(shop: Shop) -> None:
    bought = await shop.bought(5000)
    await deaf(shop)
    await _dashboard(shop, bought, 5000)
    await shop.end(bought)
    await shop.settle()
    with pytest.raises(BalanceTooLow):
        await _spend(bought, 1900)


async def test_ours_failed_late_and_an_operator_refunds_by_hand(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    await _fails_late(shop, bought)
    assert await _stands(bought) == (UNUSED, 0)
    await _dashboard(shop, bought, UNUSED)
    await shop.settle()
    assert await _stands(bought) == (0, 0)
    assert await check() == []


async def test_what_of_it_was_spent_meanwhile_is_owed(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    await _fails_late(shop, bought)
    await _spend(bought, 900)
    await _dashboard(shop, bought, UNUSED)
    await shop.settle()
    assert await _stands(bought) == (0, 900)
    assert await check() == []


async def test_where_that_fails_too_it_is_the_brands_credit_again_and_the_next_one_takes_it(
    shop: Shop,
) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    await _fails_late(shop, bought)
    for _ in range(2):
        made = await _dashboard(shop, bought, UNUSED)
        await shop.settle()
        assert await _stands(bought) == (0, 0)
        async with shop.sandbox.acting() as call:
            await refunds.fail(call, made)
        await shop.settle()
        assert await _stands(bought) == (UNUSED, 0)
        assert await check() == []


async def test_of_a_rental_that_runs_on_no_other_ones_credit_is_taken(shop: Shop) -> None:
    """The brand has a credit by another rental: that is its own, and this one's days not used may repay."""
    other = await shop.bought()
    await shop.end(other)
    await shop.settle()
    await _fails_late(shop, other)
    bought = await shop.bought(brand=other.brand)
    await _dashboard(shop, bought, 500)
    await shop.settle()
    assert await _stands(bought) == (UNUSED, 500)
    assert await check() == []


async def test_without_a_look_the_brand_would_have_it_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""

    async def nothing(_: object) -> int:
        return 0

    monkeypatch.setattr(refund_booking, "_had_twice", nothing)
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    await _fails_late(shop, bought)
    await _dashboard(shop, bought, UNUSED)
    await shop.settle()
    assert await _stands(bought) == (UNUSED, UNUSED)


_ORDERS = [
    order
    for order in itertools.permutations(("ends", "dashboard", "ours fails", "heard"))
    if order.index("ends") < order.index("ours fails") and order.index("dashboard") < order.index("heard")
]


@pytest.mark.parametrize("amount", [500, UNUSED, 1500, 1900])
async def test_heard_early_or_late_the_books_are_the_same(shop: Shop, amount: int) -> None:
    """Ours is refused, or fails late: in every order of what happens and is heard, and at each step the rules hold."""
    assert len(_ORDERS) == 6
    seen: set[tuple[tuple[str, int], ...]] = set()
    for order in _ORDERS:
        before = dict(await books())
        bought = await shop.bought()
        await deaf(shop)
        made: list[str] = []

        async def dashboard(bought: Bought = bought, made: list[str] = made) -> None:
            made.append(await _dashboard(shop, bought, amount))

        async def ours(bought: Bought = bought) -> None:
            await shop.work()
            await _fails_late(shop, bought)

        acts: dict[str, Callable[[], Awaitable[object]]] = {
            "ends": lambda bought=bought: shop.end(bought),
            "dashboard": dashboard,
            "ours fails": ours,
            "heard": lambda made=made: _heard(shop, made),
        }
        for step in order:
            await acts[step]()
            assert await _rules_hold(bought), (order, step)
        await shop.work()
        assert await _stands(bought) == (max(0, UNUSED - amount), max(0, amount - UNUSED)), order
        async with shop.sandbox.acting() as call:
            await faults.clear(call.connection)
        after = dict(await books())
        seen.add(tuple((kind, after[kind] - before.get(kind, 0)) for kind in sorted(after)))
    assert len({frozenset(it for it in one if it[1]) for one in seen}) == 1, seen


@pytest.mark.parametrize("order", _ORDERS, ids=" ".join)
async def test_where_ours_arrives_the_brand_has_what_was_not_used_and_owes_the_rest(
    shop: Shop, order: tuple[str, ...]
) -> None:
    """The same orders, and ours fails only where Stripe refuses it."""
    bought = await shop.bought()
    await deaf(shop)
    made: list[str] = []
    for step in order:
        if step == "ends":
            await shop.end(bought)
        elif step == "dashboard":
            made.append(await _dashboard(shop, bought, 600))
        elif step == "ours fails":
            await shop.work()
        else:
            await _heard(shop, made)
        assert await _rules_hold(bought), step
    await shop.work()
    held, owes = await _stands(bought)
    assert await _at_card(shop) + held - owes == UNUSED
    assert await going_back.owed(bought.payment) == owes
    assert not held or not owes
