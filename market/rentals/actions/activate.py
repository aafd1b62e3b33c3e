"""A paid rental begins, or its money goes back: commit 2, in the transaction that books the payment."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from contracts.agreement import AGREEMENT, ENDED_BY, NEGOTIATION, activated
from contracts.period import Interval, rental_days
from market.accounts import openings
from market.base import audit, events, jobs, vault
from market.base.database import fetch
from market.money import orders
from market.money.events import OrderFailed, OrderPaid, OrderProcessing
from market.personas import slots
from market.rentals import record
from market.rentals.consents import moves as consents
from market.rentals.credentials.issue import due as credential_due
from market.rentals.queries import ROOM, RentalRow, locked
from market.rentals.renewal.begin import begin_following, not_followed
from market.rentals.renewal.queries import parent_of

NOT_PAID, NOT_AVAILABLE = "not_paid", "not_available"
"""Why a rental never began: no money in time, or nobody behind the persona when it came."""


@dataclass(frozen=True)
class RentalAbandoned:
    """A rental will not be paid any more, by Stripe's word; `debit` is why its bank did not pay a debit."""

    rental: uuid.UUID
    debit: str | None = None


async def on_order_paid(event: OrderPaid) -> None:
    """Activate each rental whose hold still stands; refund the others in full."""
    for rental in await _agreed_on(event.rental_ids):
        parent = await parent_of(rental)
        if parent is not None:
            await _follow(parent, rental)
            continue
        row = await locked(rental)
        if row.state in AGREEMENT.sources("activate"):
            if not await _answers(row):
                await _not_available(row)
                continue
            if await begin(row):
                continue
        if row.starts_at is None:
            await _too_late(row)


async def _agreed_on(rentals: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Those of an order's rentals that there are, in the order in which they are locked: what was only asked for is
    none yet, and its negotiation sees to it.
    """
    rows = await fetch("select id from rentals.rentals where id = any($1) order by id", list(rentals))
    return [row["id"] for row in rows]


async def _answers(row: RentalRow) -> bool:
    """Whether there is somebody behind the persona: a debit is on its way for days, and they may have been given up."""
    return not await openings.given_up(vault.person_of(ROOM, row.holder))


async def begin(row: RentalRow) -> bool:
    """Start the period of a locked rental that is paid, now; False when the hold has lapsed."""
    running = activated(row.agreed(), row.now)
    if running.starts_at is None or running.ends_at is None:
        raise RuntimeError("an activated agreement has a period")
    if not await slots.occupy(row.id, running.ends_at):
        return False
    moved = await fetch(
        "update rentals.rentals set state = $2, negotiation = $3, starts_at = $4, ends_at = $5, document = $6"
        " where id = $1 and state = any($7) returning id",
        *(row.id, AGREEMENT.target("activate"), NEGOTIATION.target("finalize")),
        *(running.starts_at, running.ends_at, running.model_dump_json()),
        list(AGREEMENT.sources("activate")),
    )
    if not moved:
        raise RuntimeError("an activation lost its rental under the lock")
    days = rental_days(Interval(running.starts_at, running.ends_at), running.starts_at).total
    await orders.begin_line(row.id, vault.retag(row.holder, ROOM, "money"), running.starts_at, days)
    facts = {"starts_at": running.starts_at.isoformat(), "ends_at": running.ends_at.isoformat()}
    await record.write(row.id, row.agreement, "activated", row.now, facts)
    await consents.give(row.id, running, row.now)
    await audit.record(audit.STRIPE, "rental.activated", "rental", row.id)
    await jobs.enqueue("rentals.notice", rental=row.id, kind="rented")
    await credential_due(row.id, row.brand)
    return True


async def _follow(parent: uuid.UUID, rental: uuid.UUID) -> None:
    """A renewal is paid: it follows its parent, or its money goes back."""
    if not await begin_following(parent, rental):
        row = await locked(rental)
        if row.starts_at is None:
            await _give_back(row)
            if not await not_followed(parent):
                await jobs.enqueue("rentals.notice", rental=row.id, kind="renewal_over")


async def _too_late(row: RentalRow) -> None:
    await _give_back(row)
    await jobs.enqueue("rentals.notice", rental=row.id, kind="late")


async def _not_available(row: RentalRow) -> None:
    """It was paid in time, and there is nobody behind the persona any more: the brand learns the first, and that the
    persona cannot be rented, which its card shows as well.
    """
    await abandon(row, "stop", NOT_AVAILABLE)
    await _send_back(row, NOT_AVAILABLE)
    await jobs.enqueue("rentals.notice", rental=row.id, kind=NOT_AVAILABLE)


async def _give_back(row: RentalRow) -> None:
    await abandon(row)
    await _send_back(row, "paid_too_late")


async def _send_back(row: RentalRow, reason: str) -> None:
    await orders.refund_line_in_full(row.id, reason)
    await fetch("update rentals.rentals set refunded = price where id = $1", row.id)


async def on_order_processing(event: OrderProcessing) -> None:
    """A debit is on its way: the places stay held for it, and nothing begins before the money is there.

    A hold that has lapsed is not taken up again: that money goes back when it comes.
    """
    for rental in sorted(event.rental_ids):
        if await parent_of(rental) is not None:
            continue  # its place is its parent's
        row = await locked(rental)
        if row.state in AGREEMENT.sources("activate") and await slots.hold_longer(row.id, event.until):
            await fetch("update rentals.rentals set held_until = $2 where id = $1", row.id, event.until)
            await audit.record(audit.STRIPE, "rental.held_longer", "rental", row.id)


async def on_order_failed(event: OrderFailed) -> None:
    """The payment cannot succeed any more: give the slots back."""
    for rental in await _agreed_on(event.rental_ids):
        parent = await parent_of(rental)
        if parent is not None:
            await locked(parent)
        await abandon(await locked(rental))
        await events.raise_event(RentalAbandoned(rental, event.debit))


async def abandon(row: RentalRow, event: str = "abandon", reason: str = NOT_PAID) -> None:
    """A rental ends without having begun and its slot is free; one that has begun or ended stays as it is.

    `event` is the one of the agreement's machine that ends it, `reason` NOT_PAID or NOT_AVAILABLE.
    """
    rows = await fetch(
        "update rentals.rentals set state = $2, negotiation = 'TERMINATED', ended_at = base.now(),"
        " ended_by = $4, end_reason = $5 where id = $1 and state = any($3) and starts_at is null"
        " returning id",
        *(row.id, AGREEMENT.target(event), list(AGREEMENT.sources(event)), ENDED_BY[event], reason),
    )
    if rows:
        await slots.release(row.id)
        await record.write(row.id, row.agreement, "abandoned", row.now, {"reason": reason})
        await consents.close(row.id, event, row.now)
        await audit.record(audit.CLOCK, "rental.abandoned", "rental", row.id)
        await jobs.enqueue("rentals.close_checkout", order=row.order_id)


async def lapsed(limit: int = 500) -> list[uuid.UUID]:
    """Rentals whose hold is over and that were never paid, oldest first."""
    rows = await fetch(
        "select id from rentals.rentals where state = 'Inactive' and held_until <= base.now()"
        " order by held_until limit $1",
        limit,
    )
    return [row["id"] for row in rows]
