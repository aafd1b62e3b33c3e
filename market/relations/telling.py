"""The letter about what a brand has sent: what it says of the brand, and where it leads, is the same for all."""

from market.accounts.post import tell_tagged
from market.base.mail import Letter
from market.base.settings import settings
from market.rentals import queries as rentals
from market.rentals.queries import RentalRow


async def tell_holder(row: RentalRow, letter: Letter, part: str = "") -> None:
    """Write to the holder of a rental; `part` is the place on its page. Raises NotFound for one erased meanwhile."""
    link = f"{settings().url}/relations/{row.agreement}{part}"
    brand = row.document["second_party"]["name"]
    await tell_tagged(rentals.ROOM, row.holder, letter, brand=brand, link=link)
