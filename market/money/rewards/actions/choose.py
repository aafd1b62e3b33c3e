"""A person says how an earned reward comes: as money, as a code of the brand's, or as a gift. Once."""

import uuid
from dataclasses import dataclass

from contracts.price import Money
from market.base import audit, vault
from market.base.access import Principal
from market.base.clock import now
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.base.errors import Unauthenticated
from market.base.settings import settings
from market.base.sweeps import each
from market.money.moves import move
from market.money.rewards import codes, postings
from market.money.rewards.actions.budgets import ROOM, locked
from market.money.rewards.errors import (
    CharityNotFound,
    CodesAreOver,
    CodesNotOffered,
    NoCodeLeft,
    RewardNotChoosable,
    RewardNotFound,
)
from market.money.rewards.rules import REWARD, Way

BATCH = 200


@dataclass(frozen=True)
class Choice:
    """The way, and for a gift to whom."""

    way: Way
    charity: uuid.UUID | None = None


async def choose(who: Principal, reward: uuid.UUID, choice: Choice, *, running: bool) -> None:
    """How the reward of the person who acts comes. `running`: whether the relation still runs, under its lock.

    Inside the caller's transaction. Raises RewardNotFound, RewardNotChoosable, CharityNotFound, CodesNotOffered,
    CodesAreOver, NoCodeLeft.
    """
    if who.person is None:
        raise Unauthenticated()
    budget, row = await _locked(reward)
    if row["holder"] != vault.tag(ROOM, who.person):
        raise RewardNotFound()
    if row["status"] != "earned":
        raise RewardNotChoosable(state=row["status"])
    match choice.way:
        case "cash":
            await _pay(row, who.actor)
        case "charity":
            await _give(row, choice.charity, who.actor)
        case _:
            if not running:
                raise CodesAreOver()
            await _exchange(row, budget, who.actor)


async def sweep_unchosen() -> int:
    """Pay those as money whose person has not chosen in time; how many."""
    due = await fetch(
        "select id from money.rewards where status = 'earned' and choose_by <= base.now() order by choose_by, id"
        " limit $1",
        BATCH,
    )
    await each("money.unchosen_rewards", _pay_unchosen, [row["id"] for row in due])
    return len(due)


async def _pay_unchosen(reward: uuid.UUID) -> None:
    async with transaction():
        _, row = await _locked(reward)
        await _pay_if_earned(row, audit.CLOCK)


async def pay_all_of(holder: bytes) -> None:
    """Pay as money what a holder (a tag of this room), who leaves, has earned. Inside the caller's transaction."""
    for found in await fetch(
        "select id from money.rewards where holder = $1 and status = 'earned' order by budget, id", holder
    ):
        _, row = await _locked(found["id"])
        await _pay_if_earned(row, audit.SYSTEM)


async def _pay_if_earned(row: Record, actor: audit.Actor) -> None:
    """Of a locked one: its person may have chosen meanwhile."""
    if row["status"] == "earned":
        await _pay(row, actor)


async def _locked(reward: uuid.UUID) -> tuple[Record, Record]:
    budget = await fetch_value("select budget from money.rewards where id = $1", reward)
    if budget is None:
        raise RewardNotFound()
    held = await locked(budget)
    row = await fetch_row("select * from money.rewards where id = $1 for no key update", reward)
    assert row is not None
    return held, row


async def _pay(row: Record, actor: audit.Actor) -> None:
    await move(REWARD, row["id"], "pay", actor, settled_at=await now())
    await _spend(row)
    amount = Money(row["amount"], row["currency"])
    await postings.pay(row["id"], row["budget"], row["holder"], row["rental_id"], amount)


async def _give(row: Record, charity: uuid.UUID | None, actor: audit.Actor) -> None:
    if not settings().holds_client_money or not await fetch_value(
        "select exists (select from money.charities where id = $1 and retired_at is null)", charity
    ):
        raise CharityNotFound()
    await move(REWARD, row["id"], "give", actor, settled_at=await now(), charity=charity)
    await _spend(row)
    assert charity is not None
    await postings.give(row["id"], row["budget"], charity, row["amount"])


async def _exchange(row: Record, budget: Record, actor: audit.Actor) -> None:
    if budget["voucher_bps"] is None:
        raise CodesNotOffered()
    if not await codes.take(row["budget"], row["id"]):
        raise NoCodeLeft()
    await move(REWARD, row["id"], "exchange", actor, settled_at=await now())
    # The brand keeps the money, for the code costs it something else.
    await fetch(
        "update money.reward_budgets set reserved = reserved - $2 where id = $1", row["budget"], row["amount"]
    )


async def _spend(row: Record) -> None:
    await fetch(
        "update money.reward_budgets set reserved = reserved - $2, spent = spent + $2 where id = $1",
        *(row["budget"], row["amount"]),
    )
