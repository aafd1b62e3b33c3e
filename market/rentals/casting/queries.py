"""Reads of a casting's places: which rentals began with one."""

import uuid
from collections.abc import Collection
from typing import Final

from market.base.database import fetch

DRAWN: Final = "exists (select from rentals.casting_places p where p.rental = r.id and p.state = 'taken')"
"""Whether a rental `r` is the place that somebody took in a casting."""


async def drawn(rentals: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of these rentals those that are."""
    rows = await fetch(
        f"select r.id from rentals.rentals r where r.id = any($1) and {DRAWN}",
        list(rentals),
    )
    return {row["id"] for row in rows}
