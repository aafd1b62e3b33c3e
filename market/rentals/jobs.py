"""What the worker does for rentals: records what the clock has ended, gives back what was never paid."""

import uuid

import structlog

from market.base import audit, mail
from market.base.database import fetch, transaction
from market.base.errors import Refusal
from market.base.vault import person_of
from market.money import orders
from market.rentals.actions.activate import abandon, lapsed
from market.rentals.actions.end import end
from market.rentals.queries import ROOM, locked

log = structlog.get_logger()


async def sweep_expired(limit: int = 500) -> int:
    """Record the end of every rental whose period is over; access ended by the clock, without this."""
    rows = await fetch(
        "select id from rentals.rentals where state in ('Active', 'TemporarilySuspended')"
        " and ends_at <= base.now() order by ends_at limit $1",
        limit,
    )
    for row in rows:
        try:
            async with transaction():
                await end(row["id"], "expire", audit.CLOCK)
        except Refusal as refusal:  # another worker, or a withdrawal, was first
            log.info("rentals.expiry_skipped", reason=refusal.code)
    return len(rows)


async def sweep_lapsed() -> int:
    """Abandon rentals whose hold is over, and close their checkout pages at Stripe."""
    found = await lapsed()
    for rental, order in found:
        async with transaction():
            await abandon(await locked(rental))
        await orders.expire_open_checkout(order)
    return len(found)


async def notice(rental: str, kind: str) -> None:
    """Tell the holder that a rental began or ended; the dates are days."""
    async with transaction():
        row = await locked(uuid.UUID(rental))
        document = row.agreed()
        await mail.write(
            person_of(ROOM, row.holder),
            kind,
            brand=document.second_party.name,
            ends_on=row.ends_at.date().isoformat() if row.ends_at else None,
        )
