"""A brand sets money aside for rewards, and has back what of it reached nobody."""

import uuid
from collections.abc import Sequence

from market.base import audit, vault
from market.base.access import Principal
from market.base.clock import market_date, now
from market.base.database import Record, fetch, fetch_row, transaction
from market.base.errors import Forbidden
from market.base.idempotency import claim
from market.base.sweeps import each
from market.money.chart import brand_credit
from market.money.credit.errors import BalanceTooLow, BrandOwes
from market.money.debts import asked_back, owed_by
from market.money.disputes.booking import held_disputes, withhold_again
from market.money.ledger import InsufficientFunds, balance
from market.money.moves import move
from market.money.rewards import postings
from market.money.rewards.errors import BudgetNotFound, BudgetOver
from market.money.rewards.rules import BUDGET, CURRENCY, Draft, check_budget

ROOM = "money"
BATCH = 200


async def open_budget(who: Principal, draft: Draft, key: str) -> uuid.UUID:
    """Take `draft.amount` from the balance of the brand in whose seat `who` is. Again with the key: the same one.

    Raises BalanceTooLow, BrandOwes, IdempotencyKeyReused, and what `check_budget` raises.
    """
    if who.seat is None:
        raise Forbidden()
    tag = vault.tag(ROOM, who.seat.brand)
    check_budget(draft, market_date(await now()))
    async with transaction():
        id, fresh = await claim(tag, key, (draft.amount, draft.until, draft.voucher_bps), "reward-budget")
        if not fresh:
            return id
        if owed := await owed_by(tag):
            raise BrandOwes(owed=owed)
        await fetch(
            "insert into money.reward_budgets (id, brand, currency, amount, status, until, voucher_bps, opened_at)"
            " values ($1, $2, $3, $4, 'open', $5, $6, base.now())",
            *(id, tag, CURRENCY, draft.amount, draft.until, draft.voucher_bps),
        )
        await audit.record(who.actor, "reward_budget.open", "reward_budget", id, amount=draft.amount)
        await _fund(id, tag, draft.amount)
    return id


async def _fund(id: uuid.UUID, tag: bytes, amount: int) -> None:
    try:
        await postings.fund(id, tag, amount)
    except InsufficientFunds as error:
        raise BalanceTooLow(price=amount) from error
    # The posting holds the balance's row: what is looked at after it is final.
    if await balance(brand_credit(tag)) < await asked_back(tag):
        raise BalanceTooLow(price=amount)


async def close_budget(who: Principal, id: uuid.UUID) -> None:
    """Offer nothing more from it: what is free is in the balance at once, the rest as it comes free.

    Raises BudgetNotFound, BudgetOver.
    """
    if who.seat is None:
        raise Forbidden()
    tag = vault.tag(ROOM, who.seat.brand)
    async with transaction():
        contested = await held_disputes(tag)
        row = await locked(id)
        if row["brand"] != tag:
            raise BudgetNotFound()
        if not await move(BUDGET, id, "close", who.actor):
            raise BudgetOver(ended_on=row["until"].isoformat())
        await _give_back_what_is_free(row, contested)


# Those that are to close, and those that are closing and of which something came free.
_DUE = """
select id, brand from money.reward_budgets
  where status = 'open' and until < $1
    or status = 'closing' and (reserved = 0 or reserved + spent + returned < amount) order by id limit $2
"""


async def sweep_budgets() -> int:
    """Close those whose last day is past, and give back what came free of those that close; how many."""
    due = await fetch(_DUE, market_date(await now()), BATCH)
    await each("money.reward_budgets", _close_due, due)
    return len(due)


async def _close_due(found: Record) -> None:
    today = market_date(await now())
    async with transaction():
        contested = await held_disputes(found["brand"])
        row = await locked(found["id"])
        if row["status"] == "open" and row["until"] < today:
            await move(BUDGET, row["id"], "close", audit.CLOCK)
        elif row["status"] != "closing":
            return
        await _give_back_what_is_free(row, contested)


async def locked(id: uuid.UUID) -> Record:
    """The row, locked: before its rewards, and before the ledger's accounts. Raises BudgetNotFound."""
    row = await fetch_row("select * from money.reward_budgets where id = $1 for no key update", id)
    if row is None:
        raise BudgetNotFound()
    return row


def free_of(row: Record) -> int:
    """What of a budget nothing holds, minor units."""
    return int(row["amount"] - row["reserved"] - row["spent"] - row["returned"])


async def _give_back_what_is_free(row: Record, contested: Sequence[Record]) -> None:
    """Of a locked budget that closes: what is free is in the balance, and where nothing is held that is its end.

    What comes into the balance is of a bank first that contests the payment it came of; such payments are locked
    before the budget, as before rentals everywhere.
    """
    id, free = row["id"], free_of(row)
    if free:
        number = row["returns"] + 1
        await fetch(
            "update money.reward_budgets set returned = returned + $2, returns = $3 where id = $1",
            *(id, free, number),
        )
        await postings.give_back(id, row["brand"], free, number)
        await withhold_again(contested)
    if row["reserved"] == 0:
        await move(BUDGET, id, "finish", audit.SYSTEM, closed_at=await now())
