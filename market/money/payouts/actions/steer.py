"""Operators keep one payout back or call it off, as long as it was not sent."""

import uuid

from market.base import audit
from market.base.access import Principal
from market.base.database import Record, fetch_row, fetch_value, transaction
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
        await close_if_done(operator.actor, row["batch_id"])


async def cancel_payout(who: Principal, payout: uuid.UUID, reason: str) -> None:
    """Call a payout off before it is sent; the money is ready again, and next month's run pays it.

    Raises NotYours, PayoutNotFound, PayoutNotMovable, HoldReasonMissing.
    """
    operator, why = operator_of(who), reason_of(reason)
    async with transaction():
        row = await locks.payout(payout)
        await _move(operator, row, "cancel", why)
        await postings.release(Movement.PAYOUT_CANCELED, [payout])
        await close_if_done(operator.actor, row["batch_id"])


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


async def close_if_done(actor: audit.Actor, batch: uuid.UUID | None, *, sent: bool = False) -> None:
    """A locked batch in which nothing is to come any more: called off where it was not sent; else, through Stripe,
    done, or refused if nothing of it was paid. What is in a file that was sent ends with the bank's word on it.

    `sent`: what is said is of a transfer, which is no word on a batch that waits to let it out once more.
    """
    row = await fetch_row(
        "select bool_or(p.status = any($2)) as left, bool_or(p.status = 'paid') as paid, base.now() as now"
        " from money.payouts p where p.batch_id = $1",
        *(batch, list(OPEN)),
    )
    if batch is None or row is None or row["left"]:
        return
    if not sent and await move(BATCH, batch, "cancel", actor, closed_at=row["now"]):
        return
    await move(BATCH, batch, "execute" if row["paid"] else "reject", actor, closed_at=row["now"])


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
