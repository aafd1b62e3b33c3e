"""Twenty at one refund, and twenty at one payment: one effect. Beside each race stands its control."""

import asyncio
import dataclasses
import uuid
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import asyncpg
import pytest

from contracts.states import Machine
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.money import booking, orders
from market.money import refunds as refunds_
from market.money.booking import apply_payment
from market.money.chart import brand_credit, escrow, in_flight
from market.money.gateway import RefundState
from market.money.invariants import check
from market.money.ledger import balance
from market.money.moves import move
from market.money.refunds import apply_refund, request_refund, submit_refund
from market.money.sandbox import Sandbox, refunds
from tests.conftest import FreshDatabase
from tests.money.conftest import sandbox  # noqa: F401  # the fixture
from tests.money.flows.conftest import a_shop, close
from tests.money.flows.shop import Shop, refund_of
from tests.races.conftest import CONTENDERS, at_once


@pytest.fixture
async def shop(arena: FreshDatabase, sandbox: Sandbox) -> AsyncIterator[Shop]:  # noqa: F811
    made = await a_shop(sandbox)
    yield made
    await close(made)


async def test_of_twenty_ends_one_divides_the_money(shop: Shop) -> None:
    bought = await shop.bought()
    results = await at_once([lambda: shop.end(bought)] * CONTENDERS)
    assert sorted(type(result).__name__ for result in results) == ["Ended"] + ["LineClosed"] * (
        CONTENDERS - 1
    )
    await shop.settle()
    assert [refund["amount"] for refund in await shop.at_stripe("refund")] == [1287]
    assert await check() == []


async def test_without_the_closed_mark_a_line_would_be_divided_again_but_for_the_index(shop: Shop) -> None:
    """The controls: each wall that is taken away lets the next one be seen."""
    bought = await shop.bought()
    await shop.end(bought, used=30)
    line = await fetch_value("select id from money.order_lines")
    with pytest.raises(asyncpg.UniqueViolationError):
        async with transaction():
            await request_refund(bought.payment, line, 50, "EUR", "again")
    with pytest.raises(asyncpg.CheckViolationError):
        await fetch("update money.order_lines set refunded = amount + 1")


async def test_of_twenty_submissions_of_a_refund_one_reaches_the_card(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought = await shop.bought()
    await shop.end(bought, used=30)  # so small that Stripe would let all twenty pass
    refund = (await refund_of(bought))["id"]
    asked = asked_of(shop, monkeypatch)
    results = await at_once([lambda: submit_refund(refund)] * CONTENDERS)
    assert results == [None] * CONTENDERS
    assert len(asked) == 1, "the lease lets one of them call"
    assert [refund["amount"] for refund in await shop.at_stripe("refund")] == [61]
    await shop.settle()
    assert await balance(in_flight(bought.rental)) == 0
    assert await check() == []


def asked_of(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys under which Stripe is asked for a refund from now on; what it answers is its own."""
    keys, ask = [], shop.gateway.refund

    async def noted(key: str, **facts: Any) -> RefundState:
        keys.append(key)
        return await ask(key, **facts)

    monkeypatch.setattr(shop.gateway, "refund", noted)
    return keys


async def test_without_lock_and_lease_all_would_call_and_only_the_key_is_left(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def careless(sql: str, *arguments: object) -> asyncpg.Record | None:
        found = await fetch_row(
            sql.replace(" for update", "").replace("leased_until > base.now() as leased", "false as leased"),
            *arguments,
        )
        await asyncio.sleep(0.05)
        return found

    bought = await shop.bought()
    await shop.end(bought, used=30)
    refund = (await refund_of(bought))["id"]
    monkeypatch.setattr(refunds_, "fetch_row", careless)
    asked = asked_of(shop, monkeypatch)
    await at_once([lambda: submit_refund(refund)] * CONTENDERS)
    assert len(asked) > 1 and len(set(asked)) == 1
    assert len(await shop.at_stripe("refund")) == 1


async def test_with_a_key_each_twenty_refunds_reach_the_card(shop: Shop, arena: FreshDatabase) -> None:
    bought = await shop.bought()
    owner = await asyncpg.connect(arena.owner)
    await owner.execute("drop index money.refunds_one_a_line")
    await owner.close()
    line = await fetch_value("select id from money.order_lines")
    made = []
    async with transaction():
        for _ in range(CONTENDERS):
            made.append(await request_refund(bought.payment, line, 50, "EUR", "again"))
    await at_once([lambda refund=refund: submit_refund(refund) for refund in made])
    assert len(await shop.at_stripe("refund")) == CONTENDERS
    assert 7 in {finding.invariant for finding in await check()}


async def test_of_twenty_tellings_of_a_success_one_is_booked(shop: Shop) -> None:
    bought = await shop.submitted()
    await shop.pay(bought)
    state = await shop.gateway.fetch_payment(str((await shop.session(bought)).payment_intent))
    results = await at_once([lambda: apply_payment(state)] * CONTENDERS)
    assert results == [True] * CONTENDERS
    assert len(shop.paid) == 1
    assert await balance(escrow(bought.rental)) == 1900
    assert await check() == []


async def test_without_lock_and_compare_and_set_only_the_ledgers_own_key_is_left(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def without_comparing(machine: Machine, row: uuid.UUID, *rest: Any, **columns: Any) -> bool:
        await move(machine, row, *rest, **columns)
        return True

    async def unlocked(payment: uuid.UUID) -> asyncpg.Record | None:
        found = await fetch_row("select *, false as gives_way from money.payments where id = $1", payment)
        await asyncio.sleep(0.3)  # long enough for the others to look before anybody writes
        return found

    bought = await shop.submitted()
    await shop.pay(bought)
    state = await shop.gateway.fetch_payment(str((await shop.session(bought)).payment_intent))
    monkeypatch.setattr(booking, "lock_payment", unlocked)
    monkeypatch.setattr(booking, "move", without_comparing)
    await at_once([lambda: apply_payment(state)] * CONTENDERS)
    assert len(shop.paid) > 1, "whoever waits for the money was told more than once"
    assert await balance(escrow(bought.rental)) == 1900
    assert await check() == []


async def test_of_twenty_tellings_of_a_refund_one_is_booked(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.work()
    state = await shop.gateway.fetch_refund((await refund_of(bought))["stripe_refund_id"])
    assert await at_once([lambda: apply_refund(state)] * CONTENDERS) == [True] * CONTENDERS
    assert await fetch_value("select refunded from money.payments") == 1287
    assert await check() == []


async def test_success_and_failure_told_at_once_end_as_a_failure_with_the_money_in_one_place(
    shop: Shop,
) -> None:
    for _ in range(5):
        bought = await shop.bought()
        await shop.end(bought)
        state = await shop.gateway.refund(
            f"by hand {bought.rental}",
            payment_intent=str((await shop.session(bought)).payment_intent),
            amount=1287,
            reason="requested_by_customer",
            metadata={"app": "moi", "kind": "refund", "row": str((await refund_of(bought))["id"])},
        )
        failed = dataclasses.replace(state, status="failed")
        results = await at_once([partial(apply_refund, state), partial(apply_refund, failed)] * 10)
        assert results == [True] * CONTENDERS, results
        assert (await refund_of(bought))["status"] == "failed"
        assert await balance(brand_credit(bought.brand)) == 1287
    assert await check() == []


async def test_of_twenty_tellings_of_a_dashboard_refund_one_is_booked(shop: Shop) -> None:
    await shop.bought()
    (charge,) = await shop.at_stripe("charge")
    async with shop.sandbox.acting() as call:
        made = await refunds.create(call, {"charge": charge["id"], "amount": 500})
    state = await shop.gateway.fetch_refund(made["id"])
    assert await at_once([lambda: apply_refund(state)] * CONTENDERS) == [True] * CONTENDERS
    assert await fetch_value("select count(*) from money.refunds") == 1
    assert await check() == []


async def test_of_twenty_orders_under_one_key_one_is_placed(shop: Shop) -> None:
    rental = new_id()
    line = orders.NewLine(rental, 1900, 8000, 2000)

    async def place() -> orders.Placed:
        async with transaction():
            return await orders.place_order(bytes(32), "EUR", [line], "one obligation")

    results = await at_once([place] * CONTENDERS)
    assert len(set(results)) == 1
    assert await fetch_value("select count(*) from money.payments") == 1
