"""The desk's list of words that were broken: copies whose day went by without their brand's signature."""

import uuid
from dataclasses import dataclass
from datetime import date

from market.base.clock import market_date
from market.base.database import fetch, fetch_value

MOST = 200


@dataclass(frozen=True)
class Breach:
    """A duty that was broken. `attested_on`: when it was signed after all. Days are the market's."""

    agreement: uuid.UUID
    brand: uuid.UUID
    trading_name: str
    delete_by: date
    attested_on: date | None


async def breaches(limit: int = MOST) -> list[Breach]:
    """Those that are still not signed for first, then the latest; as the clock has it, recorded or not."""
    rows = await fetch(
        "select r.agreement, d.brand, b.trading_name, d.delete_by, d.attested_at from rentals.erasure_duties d"
        " join rentals.rentals r on r.id = d.rental join accounts.brands b on b.id = d.brand"
        f" where {_BROKEN} order by d.attested_at is not null, d.delete_by desc, d.rental limit $1",
        limit,
    )
    return [
        Breach(
            row["agreement"],
            row["brand"],
            row["trading_name"],
            row["delete_by"],
            market_date(row["attested_at"]) if row["attested_at"] else None,
        )
        for row in rows
    ]


async def outstanding() -> int:
    """How many are not signed for to this day."""
    found: int = await fetch_value(
        f"select count(*) from rentals.erasure_duties d where d.attested_at is null and {_BROKEN}"
    )
    return found


_BROKEN = (
    "(d.breached_at is not null or d.due_on is not null"
    " and d.delete_by < (base.now() at time zone 'Europe/Paris')::date)"
)
