"""What a bank's word does to a negotiation: the money is held, was taken, or is gone. Handlers of money's events.

Each runs in the transaction that books it, which holds the payment: so it never meets an answer half way.
"""

from contracts.negotiation import decide_by
from market.base import audit, jobs
from market.base.database import fetch, fetch_value
from market.money import captures, orders
from market.money.events import OrderAuthorized, OrderFailed, OrderPaid
from market.personas import slots
from market.rentals.negotiation import queries
from market.rentals.negotiation.concluding import gone_by
from market.rentals.negotiation.moves import LETTER, close, terminate
from market.rentals.negotiation.queries import NegotiationRow
from market.rentals.negotiation.rules import OPEN

NOT_PAID = "not_paid"


async def on_order_authorized(event: OrderAuthorized) -> None:
    """The bank holds the money: from now on the holder has 72 hours, and is told. Too late, it is let go."""
    found = await queries.of_order(event.order_id)
    if found is None:
        return
    row = await queries.locked(found, with_payment=False)
    until = decide_by(row.now, event.until)
    waits = row.state == "REQUESTED" and row.put_at is None and until > row.now
    if waits and await slots.hold_longer(row.rental, until):
        await fetch(
            "update rentals.negotiations set put_at = $2, decide_by = $3 where id = $1",
            row.id,
            row.now,
            until,
        )
        await audit.record(audit.STRIPE, "negotiation.put", "negotiation", row.id)
        if await gone_by(row) is None:  # else nobody is there to ask, and the brand waits as for anybody
            await jobs.enqueue(LETTER, negotiation=row.id, kind="asked")
        return
    await captures.let_go(event.order_id, audit.CLOCK)
    await terminate(row, "clock", audit.CLOCK, reason=NOT_PAID)


async def on_order_paid(event: OrderPaid) -> None:
    """What was agreed on begins elsewhere, and its brand is told; what was not, and was taken all the same (by hand,
    at Stripe), goes back whole.
    """
    found = await queries.of_order(event.order_id)
    if found is None:
        return
    row = await queries.locked(found, with_payment=False)
    if row.state == "AGREED":
        began = await fetch_value(
            "select starts_at is not null from rentals.rentals where id = $1", row.rental
        )
        if began:
            await jobs.enqueue(LETTER, negotiation=row.id, kind="begun")
        return
    await orders.refund_line_in_full(row.rental, "not_agreed")
    await _over(row)


async def on_order_failed(event: OrderFailed) -> None:
    """The money is gone: nobody is asked any more; what was agreed on does not begin, and both are told."""
    found = await queries.of_order(event.order_id)
    if found is None:
        return
    row = await queries.locked(found, with_payment=False)
    if row.state == "AGREED":
        await jobs.enqueue(LETTER, negotiation=row.id, kind="not_collected")
    elif row.state in OPEN or row.untold:
        await _over(row)


async def _over(row: NegotiationRow) -> None:
    if row.untold:
        await close(row, "not-paid", audit.STRIPE)
    else:
        await terminate(row, "clock", audit.STRIPE, reason=NOT_PAID)
