"""Reads of money for the rooms above."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from market.base.clock import MARKET_ZONE
from market.base.database import fetch, fetch_value
from market.money.chart import Kind, holder
from market.money.ledger import balance


@dataclass(frozen=True)
class Earnings:
    """What a holder has earned, minor units: on hold, ready to be paid out, paid out."""

    pending: int
    payable: int
    paid: int


async def earnings(holder_tag: bytes, currency: str = "EUR") -> Earnings:
    """The earnings of a holder, by the holder's tag of this room. What still accrues is not among them."""
    paid = await fetch_value(
        "select coalesce(-sum(e.amount), 0)::bigint from money.ledger_entries e"
        " join money.ledger_transactions t on t.id = e.transaction_id"
        " where e.subject = $1 and e.kind = 'holder:reserved' and e.currency = $2 and t.kind = 'payout.paid'",
        holder_tag,
        currency,
    )
    return Earnings(
        pending=await balance(holder(Kind.HOLDER_PENDING, holder_tag, currency)),
        payable=await balance(holder(Kind.HOLDER_PAYABLE, holder_tag, currency)),
        paid=int(paid),
    )


async def posted_for(holder_tag: bytes, rentals: Sequence[uuid.UUID]) -> int:
    """What settlements have posted so far for these rentals of a holder's, minor units."""
    return int(
        await fetch_value(
            "select coalesce(sum(amount), 0) from money.earnings where holder = $1 and rental_id = any($2)",
            holder_tag,
            list(rentals),
        )
    )


async def earned_by_month(holder_tag: bytes, currency: str = "EUR") -> dict[date, int]:
    """What was earned in each month of the market's zone (its first day), minor units, oldest first."""
    rows = await fetch(
        "select date_trunc('month', t.effective_at at time zone $3)::date as month, sum(e.amount)::bigint as earned"
        " from money.ledger_entries e join money.ledger_transactions t on t.id = e.transaction_id"
        " where e.subject = $1 and e.kind = 'holder:pending' and e.currency = $2 and e.amount > 0"
        " group by 1 order by 1",
        holder_tag,
        currency,
        MARKET_ZONE.key,
    )
    return {row["month"]: row["earned"] for row in rows}
