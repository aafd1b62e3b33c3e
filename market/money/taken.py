"""When money came: by Stripe's word, where that is known, else when we heard of it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from market.base.database import fetch
from market.money.settlement.rules import Month


@dataclass(frozen=True)
class Taken:
    """`heard_at` is the market's present, `paid_at` the day that papers say, `booked_at` the one in the books: the
    same, unless its month is closed, which takes nothing any more. UTC.
    """

    heard_at: datetime
    paid_at: datetime
    booked_at: datetime


# Stripe's time is on the wall clock, ours may have travelled: by whole seconds, for Stripe's are whole. No money came
# before its payment was made here, nor will it have come later than now.
_TAKEN = """
with moment as materialized (
  select base.now() as now, date_trunc('second', base.now() - clock_timestamp()) as travelled)
select now as heard_at,
  case when $2::timestamptz is null then now else least(now, greatest(p.created_at, $2 + travelled)) end as paid_at,
  (select max(period) from money.settlements where closed_at is not null) as closed
from money.payments p, moment where p.id = $1
"""


async def taken(payment: uuid.UUID, at: datetime | None) -> Taken:
    """When the money of a payment came, which Stripe says that it took `at` (wall time; None: it does not say)."""
    (row,) = await fetch(_TAKEN, payment, at)
    is_open = row["closed"] is None or str(Month.of(row["paid_at"])) > row["closed"]
    return Taken(row["heard_at"], row["paid_at"], row["paid_at"] if is_open else row["heard_at"])
