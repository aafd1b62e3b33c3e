"""The one act that ends everything (P1): access, contact, billing and slot close in one transaction.

Expiry, withdrawal, early end and stop are this act with another event; nothing else ends a rental. It locks
the rental (and the one that it renews, first), then its line; never the payment.
"""

import uuid
from dataclasses import dataclass
from datetime import date

from contracts.agreement import AGREEMENT, ENDED_BY, delete_by
from contracts.period import Interval, rental_days
from contracts.price import proration
from market.base import audit, events, jobs, vault
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import fetch, transaction
from market.base.errors import Unauthenticated
from market.money import orders
from market.personas import slots
from market.rentals import record
from market.rentals.consents import moves as consents
from market.rentals.errors import RentalAlreadyEnded, RentalNotActive
from market.rentals.queries import ROOM, RentalRow, locked, of_brand, of_holder
from market.rentals.renewal.moves import RUNNING, by_a_bank, call_off, called_off
from market.rentals.renewal.queries import of_rental, parent_of

REASONS = {
    "withdraw": "switched_off",
    "end_early": "ended_by_brand",
    "expire": "period_over",
    "stop": "stopped",
}


@dataclass(frozen=True)
class RentalEnded:
    """A rental is over, whoever ended it."""

    rental: uuid.UUID


@dataclass(frozen=True)
class Ending:
    """What an end means in numbers: minor units, rental days, and the day by which copies must be erased.

    `used_days` had begun; `earned_days` are those whose price stays due: all of them, where the brand ends early. Of a
    period that had not begun there are no copies.
    """

    total_days: int
    used_days: int
    earned_days: int
    refund: int
    earned: int
    holder: int
    platform: int
    delete_by: date | None


def ending(row: RentalRow, event: str) -> Ending:
    """What ending this rental now would mean. Pure: `row.now` is the time."""
    if row.starts_at is None or row.ends_at is None:
        raise RentalNotActive()
    agreed = row.agreed()
    days = rental_days(Interval(row.starts_at, row.ends_at), row.now)
    earned = days.used if event in ("withdraw", "stop") or row.ahead else days.total
    parts = proration(agreed.price, days.total, earned, agreed.holder_bps)
    return Ending(
        days.total,
        days.used,
        earned,
        parts.refund.amount,
        parts.earned.amount,
        parts.holder.amount,
        parts.platform.amount,
        None if row.ahead else market_date(delete_by(agreed, min(row.now, row.ends_at))),
    )


def preview(row: RentalRow) -> Ending:
    """What switching off now would mean. Raises RentalAlreadyEnded."""
    refuse_ended(row)
    return ending(row, "withdraw")


def refuse_ended(row: RentalRow) -> None:
    """Raises RentalAlreadyEnded for one that is over, on the record or by the clock."""
    if row.phase in ("Expired", "Terminated"):
        over = row.ended_at or row.ends_at or row.now
        raise RentalAlreadyEnded(ended_on=market_date(over).isoformat())


async def withdraw(who: Principal, agreement: uuid.UUID) -> Ending:
    """The holder switches off: no reason, no cost. Raises RentalNotFound, RentalAlreadyEnded."""
    if who.person is None:
        raise Unauthenticated()
    async with transaction():
        row = await of_holder(who.person, agreement)
        return await end(row.id, "withdraw", who.actor)


async def end_early(who: Principal, agreement: uuid.UUID) -> Ending:
    """The brand ends: all is earned, nothing goes back. Raises RentalNotFound, RentalAlreadyEnded."""
    if who.seat is None:
        raise Unauthenticated()
    async with transaction():
        row = await of_brand(who.seat.brand, agreement)
        return await end(row.id, "end_early", who.actor)


async def end(rental: uuid.UUID, event: str, actor: audit.Actor) -> Ending:
    """End a rental that has begun, inside the caller's transaction.

    Raises RentalAlreadyEnded when it is over, on the record or by the clock, RentalNotActive when unpaid.
    """
    parent = await parent_of(rental)
    before = await locked(parent) if parent else None
    row = await locked(rental)
    if event != "expire" or row.ended_at is not None:
        refuse_ended(row)
    result = ending(row, event)
    ended_at = row.ends_at if event == "expire" else row.now
    moved = await fetch(
        "update rentals.rentals set state = $2, ended_at = $3, ended_by = $4, end_reason = $5, refunded = $6,"
        " delete_by = $7 where id = $1 and state = any($8) returning id",
        *(row.id, AGREEMENT.target(event), ended_at, ENDED_BY[event], _reason(row, before, event, actor)),
        *(result.refund, result.delete_by, list(AGREEMENT.sources(event))),
    )
    if not moved:
        raise RentalAlreadyEnded()
    await _give_up_place(row, before, event, actor)
    await orders.end_line(
        row.id,
        vault.retag(row.holder, ROOM, "money"),
        result.total_days,
        result.earned_days,
        REASONS[event],
    )
    why = "payment_lost" if by_a_bank(event, actor) else REASONS[event]
    facts = {"by": ENDED_BY[event], "reason": why, "used_days": result.used_days}
    await record.write(row.id, row.agreement, "ended", ended_at or row.now, facts)
    await consents.close(row.id, event, ended_at or row.now)
    await audit.record(actor, f"rental.{event}", "rental", row.id, used_days=result.used_days)
    await events.raise_event(RentalEnded(row.id))
    if not row.ahead:
        await jobs.enqueue("rentals.notice", rental=row.id, kind="ended")
    if event != "expire":
        await call_off(row, event, actor)
    return result


def _reason(row: RentalRow, before: RentalRow | None, event: str, actor: audit.Actor) -> str:
    """Why it ended, for its row: a coming period falls with the payment of the one before it, or with its own.

    The brand alone is told whose payment it was; the record says that one was lost to a bank, the ledger that it was
    stopped.
    """
    if before is None or not row.ahead or not by_a_bank(event, actor):
        return REASONS[event]
    return "payment_lost" if before.phase in RUNNING else "payment_before_lost"


async def _give_up_place(row: RentalRow, before: RentalRow | None, event: str, actor: audit.Actor) -> None:
    """Free the slot; a renewal that has not begun gives it back to the rental before it, if that still runs."""
    if before is None or not row.ahead or before.ends_at is None:
        await slots.release(row.id)
        return
    if before.phase in RUNNING:
        await slots.hand_back(row.id, before.id, before.ends_at)
    else:
        await slots.release(row.id)
    renewal = await of_rental(before.id)
    if renewal is not None:
        await called_off(before, renewal, event, actor)


async def end_all(column: str, value: object, actor: audit.Actor, event: str = "stop") -> int:
    """End every running rental of a persona, brand or holder, inside the caller's transaction.

    What is not paid yet is abandoned. `event`: `stop`, or `withdraw` where the holder ends all of theirs.
    Returns how many were ended.
    """
    from market.rentals.actions.activate import abandon

    if column not in ("persona", "brand", "holder"):
        raise ValueError(column)
    rows = await fetch(
        f"select id from rentals.rentals where {column} = $1"
        " and state in ('Inactive', 'Active', 'TemporarilySuspended') order by id",
        value,
    )
    for found in rows:
        row = await locked(found["id"])
        if row.state == "Inactive":
            await abandon(row)
        elif row.phase in ("Active", "TemporarilySuspended"):  # else the clock or the holder was first
            await end(row.id, event, actor)
    return len(rows)
