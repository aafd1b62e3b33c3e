"""A reward is offered from a budget, and is earned or lapses: all inside the transaction of what it is for."""

import uuid
from dataclasses import dataclass
from datetime import date

from market.base import audit
from market.base.clock import market_date, now
from market.base.database import Record, fetch, fetch_row, fetch_value
from market.money.credit.errors import BrandOwes
from market.money.debts import owed_by
from market.money.moves import move
from market.money.rewards.actions.budgets import free_of, locked
from market.money.rewards.errors import BudgetNotFound, BudgetOver, RewardBeyondBudget
from market.money.rewards.rules import CHOOSE_WITHIN, CURRENCY, REWARD, check_reward


@dataclass(frozen=True)
class Thing:
    """What a reward is for: its kind and its row, the rental in which it is, and the holder's tag of this room."""

    type: str
    id: uuid.UUID
    rental: uuid.UUID
    holder: bytes


async def require_enough(budget: uuid.UUID, brand: bytes, amount: int) -> None:
    """Whether rewards of so much in all could be offered now, without holding anything.

    Raises BudgetNotFound, BudgetOver, RewardBeyondBudget.
    """
    row = await fetch_row("select * from money.reward_budgets where id = $1 and brand = $2", budget, brand)
    if row is None:
        raise BudgetNotFound()
    _require(row, amount, market_date(await now()))


async def offer(budget: uuid.UUID, brand: bytes, amount: int, thing: Thing, actor: audit.Actor) -> uuid.UUID:
    """Hold `amount` of the budget for one thing. Raises what `require_enough` raises, RewardOutOfRange, and
    BrandOwes."""
    check_reward(amount)
    row = await locked(budget)
    if row["brand"] != brand:
        raise BudgetNotFound()
    moment = await now()
    _require(row, amount, market_date(moment))
    if owed := await owed_by(brand):
        raise BrandOwes(owed=owed)
    id = uuid.uuid4()
    await fetch("update money.reward_budgets set reserved = reserved + $2 where id = $1", budget, amount)
    await fetch(
        "insert into money.rewards (id, budget, source_type, source, rental_id, holder, currency, amount, status,"
        " offered_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 'offered', $9)",
        *(id, budget, thing.type, thing.id, thing.rental, thing.holder, CURRENCY, amount, moment),
    )
    await audit.record(actor, "reward.offered", "reward", id, amount=amount)
    return id


def _require(row: Record, amount: int, today: date) -> None:
    if row["status"] != "open" or row["until"] < today:
        raise BudgetOver(ended_on=row["until"].isoformat())
    if amount > free_of(row):
        raise RewardBeyondBudget(field="reward", free=free_of(row))


async def earn(reward: uuid.UUID, actor: audit.Actor = audit.SYSTEM) -> bool:
    """What it was offered for was done. From now on the person has `CHOOSE_WITHIN` to choose. False if it was late."""
    moment = await now()
    return await move(REWARD, reward, "earn", actor, earned_at=moment, choose_by=moment + CHOOSE_WITHIN)


async def lapse(reward: uuid.UUID, actor: audit.Actor = audit.SYSTEM) -> bool:
    """It was not done in time: the budget has it again. False if it was earned, or had lapsed."""
    budget = await fetch_value("select budget from money.rewards where id = $1", reward)
    await locked(budget)
    if not await move(REWARD, reward, "lapse", actor, settled_at=await now()):
        return False
    await fetch(
        "update money.reward_budgets b set reserved = b.reserved - r.amount from money.rewards r"
        " where r.id = $1 and b.id = r.budget",
        reward,
    )
    return True
