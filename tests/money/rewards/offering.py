"""Builders: a budget, and rewards of it for things that nothing stands behind but their rows."""

import uuid
from datetime import timedelta

from market.base import audit, vault
from market.base.access import Principal
from market.base.clock import market_date, now
from market.base.database import transaction
from market.base.ids import new_id
from market.money.rewards.actions import offers
from market.money.rewards.actions.budgets import open_budget
from market.money.rewards.actions.choose import Choice, choose
from market.money.rewards.actions.offers import Thing
from market.money.rewards.rules import Draft
from tests.money.credit.brands import Payer


async def a_budget(payer: Payer, amount: int = 10_00, voucher_bps: int | None = None) -> uuid.UUID:
    """Set aside from the payer's balance."""
    draft = Draft(amount, market_date(await now()) + timedelta(days=60), voucher_bps)
    return await open_budget(payer.who, draft, uuid.uuid4().hex)


async def offered(payer: Payer, budget: uuid.UUID, amount: int, holder: Principal) -> uuid.UUID:
    """A reward for something."""
    assert holder.person
    thing = Thing("question", new_id(), new_id(), vault.tag("money", holder.person))
    async with transaction():
        return await offers.offer(budget, payer.tag, amount, thing, audit.SYSTEM)


async def earned(payer: Payer, budget: uuid.UUID, amount: int, holder: Principal) -> uuid.UUID:
    """One that was offered, and what it is for was done."""
    reward = await offered(payer, budget, amount, holder)
    async with transaction():
        assert await offers.earn(reward)
    return reward


async def lapse(reward: uuid.UUID) -> bool:
    async with transaction():
        return await offers.lapse(reward)


async def chosen(holder: Principal, reward: uuid.UUID, choice: Choice | None = None) -> None:
    async with transaction():
        await choose(holder, reward, choice or Choice("cash"), running=True)
