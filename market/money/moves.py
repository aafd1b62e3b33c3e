"""The one way a payment, a refund or a webhook changes its state."""

import uuid
from typing import Any

from contracts.agreement import Machine
from market.base import audit
from market.base.database import fetch
from market.money.rules import INBOX, PAYMENT, REFUND

TABLES = {PAYMENT: "payments", REFUND: "refunds", INBOX: "inbox_events"}


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
