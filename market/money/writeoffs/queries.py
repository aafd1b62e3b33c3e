"""Reads of what was given up, or can be."""

import uuid
from dataclasses import dataclass

from market.base.database import fetch_row
from market.money.going_back import GIVEN_UP, OWED

_ABOUT = f"""
select p.id as payment, p.currency, greatest({OWED}, 0)::bigint as owed, {GIVEN_UP} as given_up, w.amount as waiting,
    w.first_by, o.purpose <> 'rental' as asked,
    exists (select from money.order_lines l where l.order_id = p.order_id and l.closed_at is null) as runs
  from money.payments p join money.orders o on o.id = p.order_id
  left join money.write_offs w on w.payment_id = p.id and w.booked_at is null
  where p.id = (select payment_id from money.refunds where id = $1 and origin = 'external')
"""


@dataclass(frozen=True)
class PastUs:
    """A payment of which something went back past us; minor units. `owed`: what nothing has repaid, and nobody has
    given up; `waiting`: what an operator (`first_by`, a tag) wants given up and another has to confirm; `asked`: the
    brand has to pay it, because it had put it into its balance; `runs`: a rental of it still may repay.
    """

    payment: uuid.UUID
    currency: str
    owed: int
    given_up: int
    waiting: int | None
    first_by: bytes | None
    asked: bool
    runs: bool


async def past_us(refund: uuid.UUID) -> PastUs | None:
    """What became of the payment that was refunded past us by `refund`; None for a refund of ours."""
    row = await fetch_row(_ABOUT, refund)
    return PastUs(**row) if row else None
