"""Operators keep one payout back or call it off, as long as it was not sent."""

import uuid

from market.base import audit
from market.base.access import Principal
from market.base.database import Record, fetch_value, transaction
from market.money.chart import Movement
from market.money.moves import move, move_all
from market.money.payouts import locks, postings
from market.money.payouts.errors import BatchNotMovable, HoldReasonMissing, PayoutNotMovable
from market.money.payouts.operators import Operator, operator_of
from market.money.payouts.rules import BATCH, OPEN, PAYOUT, UNSENT

REASON_MOST = 140  # characters


async def hold_payout(who: Principal, payout: uuid.UUID, reason: str) -> None:
    """Take a payout out of its batch and keep it back; the money stays reserved.

    Raises NotYours, PayoutNotFound, PayoutNotMovable, HoldReasonMissing.
    """
    operator, why = operator_of(who), reason_of(reason)
    async with transaction():
        row = await locks.payout(payout)
        await _move(operator, row, "hold", why)
        await close_if_empty(operator.actor, row["batch_id"])


async def cancel_payout(who: Principal, payout: uuid.UUID, reason: str) -> None:
    """Call a payout off before it is sent; the money is ready again, and next month's run pays it.

    Raises NotYours, PayoutNotFound, PayoutNotMovable, HoldReasonMissing.
    """
    operator, why = operator_of(who), reason_of(reason)
    async with transaction():
        row = await locks.payout(payout)
        await _move(operator, row, "cancel", why)
        await postings.release(Movement.PAYOUT_CANCELED, [payout])
        await close_if_empty(operator.actor, row["batch_id"])


async def cancel_batch(who: Principal, batch: uuid.UUID, reason: str) -> int:
    """Call off what is left in a batch that was not sent; what had failed stays failed. Returns how many payouts.

    Raises NotYours, BatchNotFound, BatchNotMovable, HoldReasonMissing.
    """
    operator, why = operator_of(who), reason_of(reason)
    async with transaction():
        row = await locks.batch(batch)
        now = await fetch_value("select base.now()")
        if not await move(BATCH, batch, "cancel", operator.actor, closed_at=now):
            raise BatchNotMovable(state=row["status"])
        unsent = [each["id"] for each in await locks.payouts_in(batch, UNSENT)]
        canceled = await move_all(PAYOUT, unsent, "cancel", operator.actor, why=why, changed_at=now)
        await postings.release(Movement.PAYOUT_CANCELED, canceled)
        return len(canceled)


async def close_if_empty(actor: audit.Actor, batch: uuid.UUID | None) -> None:
    """A locked batch that nothing is left of is called off, or closed if it had been sent."""
    if batch is None:
        return
    left = await fetch_value(
        "select count(*) from money.payouts where batch_id = $1 and status = any($2)", batch, list(OPEN)
    )
    if not left:
        now = await fetch_value("select base.now()")
        await move(BATCH, batch, "cancel", actor, closed_at=now)


async def _move(operator: Operator, row: Record, event: str, why: str) -> None:
    now = await fetch_value("select base.now()")
    left = {} if event == "cancel" else {"batch_id": None}
    if not await move(PAYOUT, row["id"], event, operator.actor, why=why, changed_at=now, **left):
        raise PayoutNotMovable(state=row["status"])


def reason_of(words: str) -> str:
    """One line of words. Raises HoldReasonMissing."""
    kept = " ".join(words.split())
    if not 1 <= len(kept) <= REASON_MOST or not kept.isprintable():
        raise HoldReasonMissing(field="reason")
    return kept
