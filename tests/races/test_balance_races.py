"""A balance and all who want it at once: no euro is spent twice, and none goes back that was spent."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import asyncpg
import pytest

from market.base.database import fetch, fetch_value
from market.money.chart import brand_reserved
from market.money.credit import queries
from market.money.credit.actions import pay_back as ways_back
from market.money.credit.actions import spend as spending
from market.money.credit.actions.pay_back import pay_back
from market.money.credit.errors import BalanceTooLow, PayBackImpossible
from market.money.invariants import check
from market.money.ledger import InsufficientFunds, balance
from tests.conftest import FreshDatabase
from tests.money.conftest import sandbox
from tests.money.credit.brands import Payer, Spent, a_payer, spend
from tests.money.flows.conftest import crowded_shop
from tests.money.flows.shop import Shop
from tests.races.conftest import CONTENDERS, at_once

__all__ = ["crowded_shop", "sandbox"]

ROUNDS = 3
REFUSED = BalanceTooLow | PayBackImpossible | InsufficientFunds


@pytest.fixture
async def superuser(fresh: FreshDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(fresh.superuser)
    yield connection
    await connection.close()


async def spend_at_once(payer: Payer) -> list[Spent]:
    """Twenty orders of 19 euros; those that were paid."""
    results = await at_once([lambda: spend(payer)] * CONTENDERS)
    assert all(isinstance(it, Spent | BalanceTooLow) for it in results), results
    return [it for it in results if isinstance(it, Spent)]


async def test_twenty_orders_spend_what_the_balance_holds_and_no_euro_twice(crowded_shop: Shop) -> None:
    for _ in range(ROUNDS):
        payer = await a_payer(crowded_shop, 10_000)
        assert len(await spend_at_once(payer)) == 5
        assert await queries.held(payer.tag) == 500
    assert await fetch_value("select count(*) from money.orders where purpose = 'rental'") == 5 * ROUNDS
    assert len(crowded_shop.paid) == 5 * ROUNDS
    assert await check() == []


async def test_two_orders_for_the_last_euros_have_one_winner(crowded_shop: Shop) -> None:
    for _ in range(ROUNDS):
        payer = await a_payer(crowded_shop, 1900)
        results = await at_once([lambda: spend(payer)] * 2)  # noqa: B023
        assert sum(isinstance(it, Spent) for it in results) == 1
        assert await queries.held(payer.tag) == 0


async def test_control_without_the_guards_the_same_euros_are_spent_again(
    crowded_shop: Shop, superuser: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two walls: the ledger's, and the look at what a bank asks back, which finds a balance below nothing too."""

    async def never_mind(_: bytes) -> int:
        return -CONTENDERS * 1900

    monkeypatch.setattr(spending, "asked_back", never_mind)
    payer = await a_payer(crowded_shop, 1900)
    await superuser.execute("alter table money.ledger_balances drop constraint ledger_balances_posted")
    assert len(await spend_at_once(payer)) == CONTENDERS
    assert {it.invariant for it in await check()} == {4}


async def test_what_goes_back_is_not_spent_and_what_is_spent_does_not_go_back(crowded_shop: Shop) -> None:
    for _ in range(ROUNDS):
        payer = await a_payer(crowded_shop, 5000)
        ways = [
            lambda: spend(payer),  # noqa: B023
            lambda: pay_back(payer.who, 1900, uuid.uuid4().hex),  # noqa: B023
        ]
        results = await at_once(ways * (CONTENDERS // 2))
        done = [it for it in results if not isinstance(it, REFUSED)]
        assert len(done) == 2, results
        assert await queries.held(payer.tag) == 1200
    await crowded_shop.settle()
    assert await check() == []


async def two_ways_back(shop: Shop) -> list[int]:
    """Two take back more together than the latest top-up brought; what goes back by each payment."""
    payer = await a_payer(shop, 5000, 5000)
    await at_once([lambda: pay_back(payer.who, 3000, uuid.uuid4().hex)] * 2)
    rows = await fetch("select sum(amount)::int as back from money.refunds group by payment_id order by 1")
    return [row["back"] for row in rows]


async def test_no_top_up_gives_back_more_than_it_brought(crowded_shop: Shop) -> None:
    assert await two_ways_back(crowded_shop) == [1000, 5000]
    assert await check() == []


async def test_control_without_the_lock_on_the_top_ups_one_gives_back_too_much(
    crowded_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = asyncio.Barrier(2)

    async def nobody_waits(tag: bytes) -> None:
        """Both decide on what they see, and only then go on."""

    async def together(tag: bytes) -> queries.Facts:
        facts = await facts_of(tag)
        await both.wait()
        return facts

    facts_of = queries.facts_of
    monkeypatch.setattr(ways_back, "lock_top_ups", nobody_waits)
    monkeypatch.setattr(ways_back, "facts_of", together)
    assert await two_ways_back(crowded_shop) == [6000]
    assert {it.invariant for it in await check()} == {7}


async def test_twenty_who_want_all_of_it_back_get_it_once(crowded_shop: Shop) -> None:
    payer = await a_payer(crowded_shop, 5000)
    results = await at_once([lambda: pay_back(payer.who, 5000, uuid.uuid4().hex)] * CONTENDERS)
    assert results.count(1) == 1
    assert all(isinstance(it, REFUSED) for it in results if it != 1), results
    assert await balance(brand_reserved(payer.tag)) == 5000
    assert await fetch_value("select sum(amount) from money.refunds") == 5000
    assert await check() == []
