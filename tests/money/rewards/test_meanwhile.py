"""What was decided meanwhile stands: who comes second finds it so, and does nothing twice."""

import asyncio
import contextvars

import pytest

from market.base.database import current_connection, fetch_row, transaction
from market.money.chart import budget
from market.money.invariants import check
from market.money.ledger import balance
from market.money.rewards.actions import budgets, choose, offers
from market.money.rewards.schemas import CodesShape
from tests.factories import a_holder
from tests.money.conftest import sandbox
from tests.money.credit.brands import Payer, a_payer
from tests.money.flows.conftest import shop
from tests.money.flows.shop import Shop
from tests.money.rewards.offering import a_budget, chosen, earned, offered
from tests.waiting import until_waiting

__all__ = ["sandbox", "shop"]


@pytest.fixture
async def payer(shop: Shop) -> Payer:
    return await a_payer(shop, 40_00)


async def test_a_budget_of_which_nothing_is_free_closes_with_its_last_reward(payer: Payer) -> None:
    of, person = await a_budget(payer, 5_00), await a_holder()
    reward = await offered(payer, of, 5_00, person)
    await budgets.close_budget(payer.who, of)
    row = await budgets.locked(of)
    assert (row["status"], row["returned"], row["returns"]) == ("closing", 0, 0)
    async with transaction():
        assert await offers.earn(reward)
    await chosen(person, reward)
    await budgets.sweep_budgets()
    assert (await budgets.locked(of))["status"] == "closed"
    assert await balance(budget(of)) == 0 and await check() == []


async def test_a_budget_that_is_not_due_any_more_is_left(payer: Payer) -> None:
    of = await a_budget(payer, 5_00)
    found = await fetch_row("select id, brand from money.reward_budgets where id = $1", of)
    assert found is not None
    await budgets._close_due(found)
    assert (await budgets.locked(of))["status"] == "open"
    await budgets.close_budget(payer.who, of)
    await budgets._close_due(found)
    assert (await budgets.locked(of))["status"] == "closed"
    assert await check() == []


async def test_who_chooses_while_the_term_runs_out_is_paid_once(payer: Payer) -> None:
    of, person = await a_budget(payer, 5_00), await a_holder()
    reward = await earned(payer, of, 5_00, person)
    async with transaction():
        await choose.choose(person, reward, choose.Choice("cash"), running=True)
        # Outside of this transaction, so on a connection of its own.
        late = asyncio.create_task(choose._pay_unchosen(reward), context=contextvars.Context())
        await until_waiting(current_connection())
    await late
    row = await fetch_row("select status from money.rewards where id = $1", reward)
    assert row is not None and row["status"] == "paid"
    assert await balance(budget(of)) == 0 and await check() == []


def test_codes_stand_in_no_log() -> None:
    assert "GEHEIM" not in repr(CodesShape(codes=["GEHEIM-1"]))
