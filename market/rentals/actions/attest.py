"""A brand signs that it has erased its copies: the last duty of a rental, kept in the agreement's record."""

import uuid

from market.base import audit
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import fetch, transaction
from market.base.errors import Unauthenticated
from market.rentals import record
from market.rentals.actions.end import end
from market.rentals.errors import RentalNotOver
from market.rentals.queries import OVER, locked, of_brand


async def attest_erasure(who: Principal, agreement: uuid.UUID) -> None:
    """Sign for the brand, once; late is better than never, and the record says when.

    Raises RentalNotFound, RentalNotOver.
    """
    if who.seat is None:
        raise Unauthenticated()
    async with transaction():
        row = await locked((await of_brand(who.seat.brand, agreement)).id)
        if row.never_began or row.phase not in OVER:
            raise RentalNotOver()
        if row.delete_by is None:  # the clock has ended it, and nobody recorded that yet
            await end(row.id, "expire", audit.CLOCK)
            row = await locked(row.id)
        if row.erased_at is not None:
            return
        await fetch("update rentals.rentals set erased_at = $2 where id = $1", row.id, row.now)
        late = row.delete_by is not None and market_date(row.now) > row.delete_by
        await record.write(row.id, row.agreement, "erasure_attested", row.now, {"late": late})
        await audit.record(who.actor, "rental.erasure_attested", "rental", row.id, late=late)
