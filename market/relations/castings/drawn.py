"""Which rentals began with a place of a casting. A place that was paid for by a bid is none."""

import uuid
from collections.abc import Collection
from typing import Final

from market.base.database import fetch

DRAWN: Final = (
    "exists (select from relations.casting_acceptances a where a.rental = r.id and a.state = 'chosen')"
)
"""Whether a rental `r` is the place of somebody who said yes to a casting."""


async def drawn(rentals: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of these rentals those that are."""
    rows = await fetch(
        f"select r.id from rentals.rentals r where r.id = any($1) and {DRAWN}",
        list(rentals),
    )
    return {row["id"] for row in rows}
