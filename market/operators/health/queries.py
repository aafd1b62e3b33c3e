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

# What brands have back, by card or by our bank. What failed after it had succeeded comes back, and is counted out.
GIVEN_BACK = frozenset(
    {
        *((Kind.STRIPE_CLEARING, why) for why in (Movement.REFUND_SUCCEEDED, Movement.REFUND_FAILED)),
        (Kind.STRIPE_CLEARING, Movement.REFUND_EXTERNAL),
        *((Kind.STRIPE_CLEARING, why) for why in (Movement.CREDIT_RETURNED, Movement.CREDIT_RETURN_FAILED)),
        *(
            (Kind.BANK_CLIENT_FUNDS, why)
            for why in (Movement.BANK_RETURN_PAID, Movement.BANK_RETURN_CAME_BACK)
        ),
    }
)


async def days(first: date, last: date) -> list[Day]:
    """The days that moved money, oldest first: sums of what the platform's own accounts moved."""
    found: dict[date, Counter[str]] = {}
    for it in await moved(first, last):
        sums = found.setdefault(it.day, Counter())
        if it.kind == Kind.STRIPE_CLEARING and it.why == Movement.CHARGE_SUCCEEDED:
            sums["charges"] += it.entries
            sums["volume"] -= it.amount
        elif (it.kind, it.why) in GIVEN_BACK:
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
