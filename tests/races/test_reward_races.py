"""A budget and all who want it at once: no euro is offered twice, no reward comes two ways, no code goes to two."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import asyncpg
import pytest

from market.base.database import Record, fetch, fetch_row, fetch_value
from market.money.chart import Kind, brand_credit, budget, holder
from market.money.credit.errors import BalanceTooLow
from market.money.invariants import check
from market.money.ledger import InsufficientFunds, balance
from market.money.rewards import codes
from market.money.rewards.actions import offers
from market.money.rewards.actions.budgets import close_budget, sweep_budgets
from market.money.rewards.actions.choose import Choice, sweep_unchosen
from market.money.rewards.errors import BudgetOver, NoCodeLeft, RewardBeyondBudget, RewardNotChoosable
from tests.conftest import FreshDatabase
from tests.factories import a_holder
from tests.money.conftest import sandbox
from tests.money.credit.brands import a_payer
from tests.money.flows.conftest import crowded_shop
from tests.money.flows.shop import Shop
from tests.money.rewards.offering import a_budget, chosen, earned, lapse, offered
from tests.races.conftest import CONTENDERS, at_once

__all__ = ["crowded_shop", "sandbox"]
Act = Callable[[], Awaitable[object]]


@pytest.fixture
async def superuser(fresh: FreshDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(fresh.superuser)
    yield connection
    await connection.close()


async def _row(of: uuid.UUID) -> Record | None:
    return await fetch_row("select * from money.reward_budgets where id = $1", of)


async def test_twenty_offers_hold_what_the_budget_has_and_no_euro_twice(crowded_shop: Shop) -> None:
    payer, person = await a_payer(crowded_shop, 10_00), await a_holder()
    of = await a_budget(payer, 10_00)
    results = await at_once([lambda: offered(payer, of, 1_90, person)] * CONTENDERS)
    assert sum(isinstance(it, uuid.UUID) for it in results) == 5
    assert all(isinstance(it, uuid.UUID | RewardBeyondBudget) for it in results), results
    assert await fetch_value("select reserved from money.reward_budgets") == 9_50
    assert await check() == []


async def test_control_without_the_lock_more_is_held_than_there_is(
    crowded_shop: Shop, superuser: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unlocked(id: uuid.UUID) -> Record | None:
        return await _row(id)

    monkeypatch.setattr(offers, "locked", unlocked)
    await superuser.execute("alter table money.reward_budgets drop constraint reward_budgets_sums")
    payer, person = await a_payer(crowded_shop, 10_00), await a_holder()
    of = await a_budget(payer, 10_00)
    await at_once([lambda: offered(payer, of, 1_90, person)] * CONTENDERS)
    assert await fetch_value("select reserved from money.reward_budgets") > 10_00


async def test_twenty_choices_of_one_reward_have_one_winner(crowded_shop: Shop) -> None:
    payer, person = await a_payer(crowded_shop, 10_00), await a_holder()
    of = await a_budget(payer, 10_00, voucher_bps=10_000)
    await codes.add(payer.who, of, [f"CODE-{it}" for it in range(CONTENDERS)])
    reward = await earned(payer, of, 2_00, person)
    ways = [Choice("cash"), Choice("voucher")]
    results = await at_once([partial(chosen, person, reward, ways[it % 2]) for it in range(CONTENDERS)])
    assert sum(it is None for it in results) == 1
    assert all(it is None or isinstance(it, RewardNotChoosable) for it in results), results
    assert await check() == []


async def test_a_code_goes_to_one_of_twenty(crowded_shop: Shop) -> None:
    payer = await a_payer(crowded_shop, 20_00)
    of = await a_budget(payer, 20_00, voucher_bps=10_000)
    await codes.add(payer.who, of, ["ONE", "TWO"])
    people = [await a_holder() for _ in range(CONTENDERS)]
    rewards = [await earned(payer, of, 50, person) for person in people]
    acts: list[Act] = [
        partial(chosen, *pair, Choice("voucher")) for pair in zip(people, rewards, strict=True)
    ]
    results = await at_once(acts)
    assert sum(it is None for it in results) == 2
    assert all(it is None or isinstance(it, NoCodeLeft) for it in results), results
    given = await fetch("select reward from money.voucher_codes where reward is not null")
    assert len({row["reward"] for row in given}) == 2
    assert await check() == []


async def test_what_is_paid_by_the_clock_is_not_chosen_too(crowded_shop: Shop) -> None:
    payer, person = await a_payer(crowded_shop, 10_00), await a_holder()
    of = await a_budget(payer, 10_00)
    reward = await earned(payer, of, 2_00, person)
    await fetch("update money.rewards set choose_by = base.now()")
    choice = partial(chosen, person, reward)
    acts: list[Act] = [choice, sweep_unchosen, sweep_unchosen, choice]
    await at_once(acts)
    tag = await fetch_value("select holder from money.rewards")
    assert await balance(holder(Kind.HOLDER_PENDING, tag)) == 2_00
    assert await check() == []


async def test_a_budget_that_closes_beside_offers_and_ends_keeps_every_euro(crowded_shop: Shop) -> None:
    payer, person = await a_payer(crowded_shop, 10_00), await a_holder()
    of = await a_budget(payer, 10_00)
    held = [await offered(payer, of, 50, person) for _ in range(5)]
    acts: list[Act] = [
        partial(close_budget, payer.who, of),
        *(partial(lapse, it) for it in held),
        *(partial(offered, payer, of, 50, person) for _ in range(5)),
        *(sweep_budgets for _ in range(4)),
    ]
    results = await at_once(acts)
    assert not [it for it in results if isinstance(it, Exception) and not isinstance(it, BudgetOver)], results
    await sweep_budgets()
    (row,) = await fetch("select * from money.reward_budgets")
    assert await balance(budget(of)) == row["reserved"] == 10_00 - row["returned"]
    assert await balance(brand_credit(payer.tag)) == row["returned"]
    assert await check() == []


async def test_two_budgets_of_the_last_euros_have_one_winner(crowded_shop: Shop) -> None:
    payer = await a_payer(crowded_shop, 10_00)
    results = await at_once([lambda: a_budget(payer, 6_00)] * 4)
    assert sum(isinstance(it, uuid.UUID) for it in results) == 1
    assert all(isinstance(it, uuid.UUID | BalanceTooLow | InsufficientFunds) for it in results), results
    assert await check() == []
