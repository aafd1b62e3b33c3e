"""What a brand keeps: personas under its lasting names, and where they were found."""

import uuid
from dataclasses import dataclass
from datetime import date

from market.base import names
from market.base.clock import market_date
from market.base.database import fetch
from market.catalogue.people import Shown, free_under, shown


@dataclass(frozen=True)
class Saved:
    """A kept persona. `available`: it stands under that card now, with a place for this brand.

    `saved_on`: a date in the market's zone.
    """

    persona: Shown
    address: str
    available: bool
    saved_on: date


async def saved(brand: uuid.UUID) -> list[Saved]:
    """What the brand keeps, latest first."""
    rows = await fetch(
        "select persona, address, saved_at from catalogue.saved_cards where brand = $1 order by id desc",
        brand,
    )
    free = await free_under([(row["persona"], row["address"]) for row in rows], brand)
    lasting = names.for_brand(brand)
    return [
        Saved(
            shown(row["persona"], lasting, saved=True),
            row["address"],
            row["persona"] in free,
            market_date(row["saved_at"]),
        )
        for row in rows
    ]
