"""What is counted of a brand in public. By the clock: also what ended and was recorded by nobody yet."""

import uuid
from dataclasses import dataclass

from market.accounts import queries as accounts
from market.accounts.queries import PublicBrand
from market.base import names
from market.base.clock import market_date, now
from market.base.database import fetch_row
from market.relations.conduct.rules import Conduct, month_of

KIND = "brand"

_ZONE = "at time zone 'Europe/Paris'"
_CONDUCT = f"""
with due as (
  select d.rental, (d.attested_at {_ZONE})::date <= d.delete_by as in_time
  from rentals.erasure_duties d where d.brand = $1 and not d.passed_on and d.delete_by < $2
  union all
  select r.id, null from rentals.rentals r where r.brand = $1 and r.state in ('Active', 'TemporarilySuspended')
    and r.ends_at <= base.now() and (r.ends_at {_ZONE})::date + r.retention_days < $2
    and not rentals.passes_on(r.id, r.ends_at)
)
select count(*) as due, count(*) filter (where d.in_time) as in_time, count(*) filter (where not d.in_time) as late,
  count(n.rental) as notes
from due d left join relations.closing_notes n on n.rental = d.rental
"""


@dataclass(frozen=True)
class BrandPage:
    """A brand in public: who it is, what was checked, and how it keeps its word."""

    name: str
    brand: PublicBrand
    conduct: Conduct


def name_of(brand: uuid.UUID) -> str:
    """The brand's name for everybody: the last part of its page's address."""
    return names.name(KIND, brand, names.for_everybody())


async def brand_page(name: str) -> BrandPage:
    """By its public name; raises NotFound, also for a brand that was never approved."""
    identity = names.inner_id(KIND, name, names.for_everybody())
    return BrandPage(name, await accounts.public_brand(identity), await conduct_of(identity))


async def conduct_of(brand: uuid.UUID) -> Conduct:
    """The counts of a brand as of this month."""
    before = month_of(market_date(await now()))
    row = await fetch_row(_CONDUCT, brand, before)
    if row is None:
        raise LookupError("a count has one row")
    return Conduct(before, row["due"], row["in_time"], row["late"], row["notes"])
