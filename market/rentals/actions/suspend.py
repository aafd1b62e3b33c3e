"""A bank has a payment's money: its rentals are suspended until that is decided, and end when it is lost.

Inside the transaction that books it; each rental is locked, the payment is already. The clock runs meanwhile, and
what the holder earns is theirs.
"""

from contracts.agreement import AGREEMENT
from market.base import audit
from market.base.database import fetch
from market.money.events import PaymentDisputed, PaymentKept, PaymentLost
from market.rentals import record
from market.rentals.actions.activate import abandon
from market.rentals.actions.end import end
from market.rentals.queries import RentalRow, locked
from market.rentals.renewal.queries import parent_of

OPEN = ("Active", "TemporarilySuspended")


async def on_payment_disputed(event: PaymentDisputed) -> None:
    """Close access and contact for now; what is over by the clock stays over."""
    for rental in sorted(event.rental_ids):
        row = await locked(rental)
        if row.phase == "Active":
            await _move(row, "suspend", "disputed")


async def on_payment_kept(event: PaymentKept) -> None:
    """Access is open again for the days that are left."""
    for rental in sorted(event.rental_ids):
        row = await locked(rental)
        if row.phase == "TemporarilySuspended":
            await _move(row, "resume", "dispute_won")


async def on_payment_lost(event: PaymentLost) -> None:
    """End what is not over, by the one act that ends everything; what the clock has ended is recorded."""
    for rental in sorted(event.rental_ids):
        parent = await parent_of(rental)
        if parent is not None:  # the rental that it renews is locked first, as everywhere
            await locked(parent)
        row = await locked(rental)
        if row.state in OPEN:
            await end(rental, "stop" if row.phase in OPEN else "expire", audit.STRIPE)
        elif row.state in AGREEMENT.sources("abandon"):
            await abandon(row)


async def _move(row: RentalRow, event: str, fact: str) -> None:
    moved = await fetch(
        "update rentals.rentals set state = $2 where id = $1 and state = any($3) returning id",
        *(row.id, AGREEMENT.target(event), list(AGREEMENT.sources(event))),
    )
    if moved:
        await record.write(row.id, row.agreement, fact, row.now, {})
        await audit.record(audit.STRIPE, f"rental.{event}", "rental", row.id)
