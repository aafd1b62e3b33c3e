"""Rewards of the world: each brand's budget with a reward that its person has earned; a charity and its transfers."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from market.base import audit, clock, vault
from market.base.access import Principal
from market.base.database import fetch_value, transaction
from market.money.rewards.actions import charities, offers
from market.money.rewards.actions.budgets import open_budget
from market.money.rewards.actions.charities import Payment
from market.money.rewards.actions.choose import Choice, choose
from market.money.rewards.actions.offers import Thing
from market.money.rewards.rules import Draft
from tests.money.bankreturns.returning import credited
from tests.money.payouts.paying import an_operator
from tests.world_bank import LARGE, statement_day


@dataclass(frozen=True)
class Gifts:
    """Inner ids: a charity, and transfers to it that wait and that are booked."""

    charity: uuid.UUID
    waiting: uuid.UUID
    booked: uuid.UUID


async def make_budget(owner: Principal) -> uuid.UUID:
    """Ten euros, out of which codes are given too; as much is left in the balance for another."""
    await credited(owner, 3000)
    day = clock.market_date(await clock.now()) + timedelta(days=60)
    return await open_budget(owner, Draft(1000, day, 12_000), uuid.uuid4().hex)


async def make_reward(
    owner: Principal, budget: uuid.UUID, holder: Principal, agreement: uuid.UUID
) -> uuid.UUID:
    """Two euros that are earned and not chosen yet."""
    assert holder.person and owner.seat
    rental = await fetch_value("select id from rentals.rentals where agreement = $1", agreement)
    thing = Thing("gift", uuid.uuid4(), rental, vault.tag("money", holder.person))
    async with transaction():
        made = await offers.offer(budget, vault.tag("money", owner.seat.brand), 200, thing, audit.SYSTEM)
        await offers.earn(made)
    return made


async def make_gifts(owner: Principal, budget: uuid.UUID, holder: Principal, agreement: uuid.UUID) -> Gifts:
    """Somebody gave two euros, of which a transfer has paid one."""
    charity = await charities.add(await an_operator(), "Les Vélos du lien", "W313001234")
    given = await make_reward(owner, budget, holder, agreement)
    async with transaction():
        await choose(holder, given, Choice("charity", charity), running=True)
    day = date.fromisoformat(statement_day())
    booked = await charities.record(await an_operator(), charity, Payment(100, "DONS 1", day))
    waiting = await charities.record(await an_operator(), charity, Payment(LARGE, "DONS 2", day))
    return Gifts(charity, waiting, booked)
