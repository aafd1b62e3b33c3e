"""How a duty moves: the clock breaks it, the brand's signature ends it. Inside a transaction that holds the rental."""

import uuid
from datetime import date

from market.base import audit, jobs
from market.base.clock import market_date
from market.base.database import fetch
from market.rentals import record
from market.rentals.actions.end import end
from market.rentals.erasure.rules import breached_at, duty_of
from market.rentals.queries import RentalRow, locked


async def write_letter(rental: uuid.UUID, kind: str) -> None:
    """Have it told, once this is committed."""
    await jobs.enqueue("rentals.erasure_letter", rental=rental, kind=kind)


async def keep_up(row: RentalRow) -> RentalRow:
    """Write down what the clock has decided and nobody recorded yet: the end, and a duty that was broken.

    Whatever is written in the record of a rental that is over begins with this, so that it tells things in order.
    """
    duty = duty_of(row)
    if duty.standing in ("none", "running"):
        return row
    if row.ended_at is None:
        await end(row.id, "expire", audit.CLOCK)
        row = await locked(row.id)
    if duty.broken and duty.delete_by is not None:
        await _break(row, duty.delete_by)
    return row


async def _break(row: RentalRow, due: date) -> None:
    """The database clock decides once more, in the statement that writes it down."""
    at = breached_at(due)
    broken = await fetch(
        "update rentals.erasure_duties set breached_at = $2, due_on = null where rental = $1"
        " and breached_at is null and attested_at is null and not passed_on and $2 <= base.now() returning rental",
        *(row.id, at),
    )
    if not broken:
        return
    await record.write(row.id, row.agreement, "erasure_breached", at, {"delete_by": due.isoformat()})
    await audit.record(audit.CLOCK, "rental.erasure_breached", "rental", row.id)
    await write_letter(row.id, "breach")


async def told(rental: uuid.UUID, today: date, following: date | None) -> bool:
    """Mark today's letter as written; False where it was already, or the brand has signed meanwhile."""
    moved = await fetch(
        "update rentals.erasure_duties set due_on = $3 where rental = $1 and due_on <= $2 returning rental",
        *(rental, today, following),
    )
    return bool(moved)


async def note_asked(rental: uuid.UUID, today: date) -> bool:
    """Mark that the closing note is asked for today; False where it was already, or was given unasked."""
    moved = await fetch(
        "update rentals.erasure_duties set note_due_on = null where rental = $1 and note_due_on <= $2"
        " returning rental",
        *(rental, today),
    )
    return bool(moved)


async def note_given(rental: uuid.UUID) -> None:
    """The brand has said what it did: nobody asks it for that any more."""
    await fetch(
        "update rentals.erasure_duties set note_due_on = null where rental = $1 and note_due_on is not null",
        rental,
    )


def today_of(row: RentalRow) -> date:
    """The market's day, by the clock of the row."""
    return market_date(row.now)
