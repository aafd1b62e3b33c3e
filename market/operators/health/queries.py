"""Reads of the market's health: what the sweeps added up, a row a day, whatever the size of the ledger."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from market.base.database import fetch_row
from market.money.chart import Kind, Movement
from market.money.days.queries import moved
from market.operators.health.rules import Day

# A refund that failed after it had succeeded comes back, and is counted out again.
REFUNDS = frozenset({Movement.REFUND_SUCCEEDED, Movement.REFUND_FAILED, Movement.REFUND_EXTERNAL})


async def days(first: date, last: date) -> list[Day]:
    """The days that moved money, oldest first: sums of what the platform's own accounts moved."""
    found: dict[date, Counter[str]] = {}
    for it in await moved(first, last):
        sums = found.setdefault(it.day, Counter())
        if it.kind == Kind.STRIPE_CLEARING and it.why == Movement.CHARGE_SUCCEEDED:
            sums["charges"] += it.entries
            sums["volume"] -= it.amount
        elif it.kind == Kind.STRIPE_CLEARING and it.why in REFUNDS:
            sums["refunds"] += it.amount
        elif it.kind == Kind.PLATFORM_REVENUE:
            sums["commission"] += it.amount
        elif it.kind == Kind.STRIPE_FEES:
            sums["stripe_fees"] -= it.amount
    return [Day(day, **sums) for day, sums in sorted(found.items())]


@dataclass(frozen=True)
class Counted:
    """The figures of a span, and when they were counted (UTC)."""

    at: datetime
    figures: dict[str, Any]


async def counted(span: int) -> Counted | None:
    """How the market did over the last `span` days, as last counted; None before the first time."""
    row = await fetch_row("select counted_at, figures from operators.market_figures where days = $1", span)
    return Counted(row["counted_at"], json.loads(row["figures"])) if row else None
