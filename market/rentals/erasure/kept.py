"""What is counted of the erasures a brand owed: the same for whoever it asks and for its public page.

By the clock: also of what ended and was recorded by nobody yet.
"""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final

from market.base.clock import market_date, now
from market.base.database import fetch_row

MINIMUM: Final = 5
"""Of fewer than this no share is said: one forgetful week would look like a habit."""

_ZONE = "at time zone 'Europe/Paris'"
DUE: Final = f"""
  select d.rental, (d.attested_at {_ZONE})::date <= d.delete_by as in_time
  from rentals.erasure_duties d where d.brand = $1 and not d.passed_on and d.delete_by < $2
  union all
  select r.id, null from rentals.rentals r where r.brand = $1 and r.state in ('Active', 'TemporarilySuspended')
    and r.ends_at <= base.now() and (r.ends_at {_ZONE})::date + r.retention_days < $2
    and not rentals.passes_on(r.id, r.ends_at)
"""
"""The brand's ($1) rentals that came due before a day ($2), and whether they were signed for in time; null: not yet."""


@dataclass(frozen=True)
class Kept:
    """What came due before the first day of the month `before`, by how it stands now.

    A month at a time: who looks every day does not see on which one somebody switched a brand off.
    """

    before: date
    due: int
    in_time: int
    late: int

    @property
    def outstanding(self) -> int:
        """Due, and not signed to this day."""
        return self.due - self.in_time - self.late

    @property
    def breaches(self) -> int:
        """Not signed when the day was over, whatever came later."""
        return self.late + self.outstanding

    @property
    def kept_percent(self) -> int | None:
        """Of what came due, how much was signed in time, rounded down; None below the minimum."""
        return percent(self.in_time, self.due)


async def kept_by(brand: uuid.UUID) -> Kept:
    """The counts of a brand as of this month."""
    before = month_of(market_date(await now()))
    row = await fetch_row(
        "select count(*) as due, count(*) filter (where in_time) as in_time,"
        f" count(*) filter (where not in_time) as late from ({DUE}) d",
        *(brand, before),
    )
    if row is None:
        raise LookupError("a count has one row")
    return Kept(before, row["due"], row["in_time"], row["late"])


def percent(part: int, whole: int) -> int | None:
    """The share in whole percent, rounded down: only all is a hundred."""
    return part * 100 // whole if whole >= MINIMUM else None


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)
