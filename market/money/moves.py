"""The one way a payment, a refund, a dispute, a webhook, a payout or a batch of them changes its state."""

import uuid
from collections.abc import Sequence
from typing import Any

from contracts.agreement import Machine
from market.base import audit
from market.base.database import fetch
from market.money.bankcards.rules import BANK_CARD, CARD_SETUP
from market.money.bankreturns.rules import BANK_RETURN
from market.money.disputes.rules import DISPUTE
from market.money.ownfunds.rules import OWN_TRANSFER
from market.money.payouts.rules import BATCH, PAYOUT
from market.money.rewards.rules import BUDGET, CHARITY_PAYMENT, REWARD
from market.money.rules import INBOX, PAYMENT, REFUND

TABLES = {
    PAYMENT: "payments",
    REFUND: "refunds",
    INBOX: "inbox_events",
    PAYOUT: "payouts",
    BATCH: "payout_batches",
    BANK_CARD: "bank_cards",
    CARD_SETUP: "card_setups",
    DISPUTE: "disputes",
    OWN_TRANSFER: "own_transfers",
    BANK_RETURN: "bank_returns",
    BUDGET: "reward_budgets",
    REWARD: "rewards",
    CHARITY_PAYMENT: "charity_payments",
}


async def move(machine: Machine, row: uuid.UUID, event: str, actor: audit.Actor, **columns: Any) -> bool:
    """Move `row` by `event` if its state allows it, setting `columns` too, and leave an audit row.

    Inside the caller's transaction. False when the state does not allow it, or is the target already:
    the caller was late, and nothing is to be done.
    """
    target = machine.target(event)
    sources = [state for state in machine.sources(event) if state != target]
    sets = "".join(f", {name} = ${number}" for number, name in enumerate(columns, 4))
    moved = await fetch(
        f"update money.{TABLES[machine]} set status = $2{sets}"
        " where id = $1 and status = any($3) returning id",
        *(row, target, sources),
        *columns.values(),
    )
    if moved:
        await audit.record(actor, f"{machine.name}.{target}", machine.name, row)
    return bool(moved)


async def move_all(
    machine: Machine, rows: Sequence[uuid.UUID], event: str, actor: audit.Actor, **columns: Any
) -> list[uuid.UUID]:
    """`move` for many rows in one statement and with an audit row each; the rows that moved."""
    target = machine.target(event)
    sources = [state for state in machine.sources(event) if state != target]
    sets = "".join(f", {name} = ${number}" for number, name in enumerate(columns, 4))
    moved = await fetch(
        f"update money.{TABLES[machine]} set status = $2{sets}"
        " where id = any($1) and status = any($3) returning id",
        *(list(rows), target, sources),
        *columns.values(),
    )
    found = [row["id"] for row in moved]
    await audit.record_all(actor, f"{machine.name}.{target}", machine.name, found)
    return found
