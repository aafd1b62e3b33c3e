"""Where a brand is reached about the data of whom it rents from: said before it rents.

GDPR, articles 13(1)(a), for what a person says to it, and 14(1)(a), for the sheet.
"""

from market.accounts import rules
from market.accounts.actions.keys import seat_of
from market.base import audit
from market.base.access import Principal
from market.base.database import fetch, transaction


async def set_contact(who: Principal, address: str, email: str) -> rules.Contact:
    """Keep it; consents that are recorded keep the one that they name.

    Raises ContactAddressNotValid, EmailNotValid.
    """
    brand, found = seat_of(who).brand, rules.contact(address, email)
    async with transaction():
        await fetch(
            "update accounts.brands set contact_address = $2, contact = $3 where id = $1",
            *(brand, found.address, found.email),
        )
        await audit.record(who.actor, "brand.contact_set", "brand", brand)
    return found
