"""A brand in public: who it is, what was checked, and what is counted of it."""

import uuid
from dataclasses import dataclass

from market.accounts import charter
from market.accounts.charter import Charter
from market.accounts.public import PublicBrand, public_brand
from market.base import names
from market.base.clock import MARKET_ZONE
from market.base.database import fetch_row, fetch_value
from market.relations.conduct.rules import TIME_TO_ANSWER, Conduct, more_than, share_of_crowd, year_before
from market.rentals.erasure.kept import DUE, kept_by

KIND = "brand"

_NOTES = f"select count(n.rental) from ({DUE}) d join relations.closing_notes n on n.rental = d.rental"

_ANSWERS = f"""
  select count(*) as wrote, count(*) filter (where exists (
    select from relations.messages b where b.rental = w.rental and b.side = 'brand' and b.sent_at > w.first_at
  )) as answered
  from (select d.rental, min(m.sent_at) as first_at from ({DUE}) d
    join relations.messages m on m.rental = d.rental and m.side = 'person' group by d.rental) w
  join rentals.rentals r on r.id = w.rental
  where w.first_at <= least(r.ends_at, coalesce(r.ended_at, r.ends_at)) - $3::interval
"""
"""Of the brand's ($1) rentals that came due before a day ($2): in how many the person wrote while there was time ($3)
to answer, and in how many of these the brand wrote afterwards. Whether that was read, and a pause, change nothing."""

_ASKED_WHO = """
  select count(distinct r.persona) from relations.message_flags f join rentals.rentals r on r.id = f.rental
  where f.brand = $1 and f.what = 'identity' and f.refused_on >= $2 and f.refused_on < $3
"""
"""Relations in which a brand ($1) wrote what asks who the person is, which was refused, from one day ($2) until before
another ($3): each persona once, however often. Not each holder: its brand would count on which of them are one's."""

_RATED = """
  select count(*) as said, count(*) filter (where s.fulfilled <> 'no') as found,
    count(*) filter (where s.rating >= 4) as well
  from (select distinct on (i.persona) i.fulfilled, i.rating from relations.bids b
    join relations.intents i on i.id = b.intent and i.chosen = b.id
    where b.brand = $1 and b.state = 'won' and i.rated_at < $2::date::timestamp at time zone $3
    order by i.persona, i.rated_at desc) s
"""
"""Of the bids of a brand ($1) that were accepted, what was said before a day ($2) of the market's zone ($3) of how it
went: the last word on each persona, so that nobody counts twice."""


@dataclass(frozen=True)
class BrandPage:
    """A brand in public: who it is, what was checked, and how it keeps its word."""

    name: str
    brand: PublicBrand
    charter: Charter
    conduct: Conduct


def name_of(brand: uuid.UUID) -> str:
    """The brand's name for everybody: the last part of its page's address."""
    return names.name(KIND, brand, names.for_everybody())


async def brand_page(name: str) -> BrandPage:
    """By its public name; raises NotFound, also for a brand that was never approved."""
    identity = names.inner_id(KIND, name, names.for_everybody())
    brand, signed = await public_brand(identity), await charter.of_brand(identity)
    return BrandPage(name, brand, signed, await conduct_of(identity))


async def conduct_of(brand: uuid.UUID) -> Conduct:
    """The counts of a brand as of this month."""
    kept = await kept_by(brand)
    notes = await fetch_value(_NOTES, brand, kept.before)
    said = await fetch_row(_ANSWERS, brand, kept.before, TIME_TO_ANSWER)
    assert said is not None
    asked = await fetch_value(_ASKED_WHO, brand, year_before(kept.before), kept.before)
    rated = await fetch_row(_RATED, brand, kept.before, MARKET_ZONE.key)
    assert rated is not None
    return Conduct(
        *(kept.before, kept.due, kept.in_time, kept.late, notes),
        written_to=more_than(said["wrote"]),
        answered_percent=share_of_crowd(said["answered"], said["wrote"]),
        asked_who=more_than(asked),
        rated=more_than(rated["said"]),
        found_percent=share_of_crowd(rated["found"], rated["said"]),
        well_percent=share_of_crowd(rated["well"], rated["said"]),
    )
