"""An owner signs the charter for the brand: what it promises stands on its public page from then on.

Of a new edition those who were here before are told by letter, once.
"""

from contracts import charter as texts
from market.accounts import charter, letters
from market.accounts.actions.keys import seat_of
from market.accounts.post import tell_brand
from market.base import audit
from market.base.access import Principal
from market.base.clock import market_date, now
from market.base.database import fetch, transaction
from market.base.settings import settings

LIMIT = 100

_UNTOLD = """
update accounts.brands b set charter_told = $1 where b.id in (
  select c.id from accounts.brands c where c.state = 'approved' and coalesce(c.charter_told, 0) < $1
    and (c.created_at at time zone 'Europe/Paris')::date < $2
    and not exists (select from accounts.charter_signatures s where s.brand = c.id and s.edition >= $1)
  order by c.id limit $3 for update skip locked
) returning b.id, b.trading_name
"""


async def sign(who: Principal, edition: int | None) -> None:
    """Sign the edition of today. Again changes nothing. Raises CharterEditionNeeded."""
    brand, current = seat_of(who).brand, charter.check_edition(edition)
    async with transaction():
        if await charter.put(brand, current):
            await audit.record(who.actor, "brand.charter_signed", "brand", brand, edition=current)


async def tell_of_the_edition() -> int:
    """Write to everybody who rents for a brand that has the term of today's edition; returns to how many brands."""
    edition = texts.current()
    today = market_date(await now())
    if not edition.published_on <= today < edition.due_on:
        return 0
    async with transaction():
        brands = await fetch(_UNTOLD, edition.edition, edition.published_on, LIMIT)
        for brand in brands:
            await tell_brand(
                brand["id"],
                letters.CHARTER_TO_SIGN,
                brand=brand["trading_name"],
                edition=edition.edition,
                last_day=edition.last_day,
                link=f"{settings().url}/brand/charter",
            )
            await audit.record(
                audit.CLOCK, "brand.charter_told", "brand", brand["id"], edition=edition.edition
            )
    return len(brands)
