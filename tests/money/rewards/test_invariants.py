"""What a budget, its rewards and its charities say is what the books say; each line finds what it is there for."""

import uuid
from collections.abc import AsyncIterator

import asyncpg
import pytest

from market.base.clock import market_date, now
from market.money.invariants import check
from market.money.rewards import codes
from market.money.rewards.actions import charities
from market.money.rewards.actions.budgets import close_budget
from market.money.rewards.actions.choose import Choice
from tests.conftest import FreshDatabase
from tests.factories import a_holder
from tests.money.conftest import sandbox
from tests.money.credit.brands import a_payer
from tests.money.flows.conftest import shop
from tests.money.flows.shop import Shop
from tests.money.payouts.paying import an_operator, client_money
from tests.money.rewards.offering import a_budget, chosen, earned, lapse, offered
from tests.relations.rewards.rewarding import a_charity

__all__ = ["sandbox", "shop"]


@pytest.fixture
async def superuser(fresh: FreshDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(fresh.superuser)
    yield connection
    await connection.close()


async def a_past(shop: Shop) -> uuid.UUID:
    """A budget with one reward of each state, one of its codes taken, a charity that was paid a part; closed."""
    payer, holder = await a_payer(shop, 50_00), await a_holder()
    budget = await a_budget(payer, 10_00, voucher_bps=12_000)
    await codes.add(payer.who, budget, ["EINS", "ZWEI"])
    to = await a_charity()
    await offered(payer, budget, 50, holder)
    await earned(payer, budget, 60, holder)
    await lapse(await offered(payer, budget, 70, holder))
    await chosen(holder, await earned(payer, budget, 80, holder))
    await chosen(holder, await earned(payer, budget, 90, holder), Choice("voucher"))
    await chosen(holder, await earned(payer, budget, 2_00, holder), Choice("charity", to))
    await charities.record(
        await an_operator(), to, charities.Payment(1_50, "DONS 1", market_date(await now()))
    )
    await close_budget(payer.who, budget)
    return budget


WRONG = {
    "more is said to be reserved": "update money.reward_budgets set reserved = reserved + 1, returned = returned - 1",
    "less is said to be spent": "update money.reward_budgets set spent = spent - 1",
    "a return is not told": "update money.reward_budgets set returns = returns + 1",
    "one was never paid": "update money.rewards set status = 'paid', earned_at = now(), choose_by = now(),"
    " settled_at = now() where status = 'lapsed'",
    "one was paid to another": "update money.rewards set holder = decode(repeat('ab', 32), 'hex')"
    " where status = 'paid'",
    "a gift went to another": "with other as (insert into money.charities (id, name, registration, added_at) values"
    " (gen_random_uuid(), 'Autre', 'W999999999', now()) returning id)"
    " update money.rewards set charity = (select id from other) where status = 'given'",
    "a transfer was never booked": "update money.charity_payments set status = 'waiting', booked_at = null",
    "a code was given for money": "update money.voucher_codes set reward = (select id from money.rewards"
    " where status = 'paid') where reward is not null",
    "one was exchanged for nothing": "update money.voucher_codes set reward = null",
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_the_rows_say_is_what_the_books_say(
    shop: Shop, superuser: asyncpg.Connection, wrong: str
) -> None:
    with client_money():
        await a_past(shop)
        assert await check() == []
        await superuser.execute("set session_replication_role = replica")
        await superuser.execute(WRONG[wrong])
        assert {it.invariant for it in await check()} & {8}, wrong


@pytest.mark.parametrize(
    ("kind", "gone"),
    [
        ("budget.funded", "delete from money.reward_budgets"),
        ("reward.paid", "delete from money.rewards where status = 'paid'"),
        ("gift.given", "delete from money.rewards where status = 'given'"),
        ("gift.paid", "delete from money.charity_payments"),
    ],
)
async def test_no_money_moves_without_a_row_that_says_why(
    shop: Shop, superuser: asyncpg.Connection, kind: str, gone: str
) -> None:
    with client_money():
        await a_past(shop)
        await superuser.execute("set session_replication_role = replica")
        await superuser.execute(gone)
        assert any(it.invariant == 11 and it.detail.startswith(kind) for it in await check())
