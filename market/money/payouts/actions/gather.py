"""Payouts that wait are gathered into the batch that can still be joined."""

import uuid

from market.base import audit
from market.base.database import fetch, fetch_value, transaction
from market.base.ids import new_id
from market.money.payouts.rules import CURRENCY, METHODS

_JOINABLE = (
    "select id from money.payout_batches where kind = 'run' and status = 'open' and frozen_at is null"
    " and method = $1 and currency = $2 for update"
)


async def gather(actor: audit.Actor) -> int:
    """Put every payout that waits outside a batch into one of its method; how many."""
    gathered = 0
    for method in METHODS:
        async with transaction():
            gathered += await _gather(actor, method)
    return gathered


async def _gather(actor: audit.Actor, method: str) -> int:
    waiting = await fetch_value(
        "select count(*) from money.payouts where status = 'requested' and batch_id is null"
        " and method = $1 and currency = $2",
        *(method, CURRENCY),
    )
    if not waiting:
        return 0
    batch = await _joinable(actor, method)
    joined = await fetch(
        "update money.payouts set batch_id = $3 where status = 'requested' and batch_id is null"
        " and method = $1 and currency = $2 returning 1",
        *(method, CURRENCY, batch),
    )
    await audit.record(actor, "payout_batch.joined", "payout_batch", batch, payouts=len(joined))
    return len(joined)


async def _joinable(actor: audit.Actor, method: str) -> uuid.UUID:
    """The batch that nobody has approved yet, locked; made if there is none."""
    while True:
        made = await fetch(
            "insert into money.payout_batches (id, method, currency, kind, status, created_at)"
            " values ($1, $2, $3, 'run', 'open', base.now())"
            " on conflict (method, currency) where kind = 'run' and status = 'open' and frozen_at is null"
            " do nothing returning id",
            *(new_id(), method, CURRENCY),
        )
        if made:
            await audit.record(actor, "payout_batch.opened", "payout_batch", made[0]["id"])
        found: uuid.UUID | None = await fetch_value(_JOINABLE, method, CURRENCY)
        if found is not None:  # else somebody approved it in this instant, and the next one is ours
            return found
