"""An owner signs the charter for the brand: what it promises stands on its public page from then on."""

from market.accounts import charter
from market.accounts.actions.keys import seat_of
from market.base import audit
from market.base.access import Principal
from market.base.database import transaction


async def sign(who: Principal, edition: int | None) -> None:
    """Sign the edition of today. Again changes nothing. Raises CharterEditionNeeded."""
    brand, current = seat_of(who).brand, charter.check_edition(edition)
    async with transaction():
        if await charter.put(brand, current):
            await audit.record(who.actor, "brand.charter_signed", "brand", brand, edition=current)
