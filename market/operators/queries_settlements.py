"""Reads of settlements for the desk."""

from dataclasses import dataclass
from datetime import datetime

from market.base.clock import now
from market.base.database import fetch, fetch_value
from market.money.settlement.rules import Month


@dataclass(frozen=True)
class SettlementRow:
    """A month that was closed or is being closed, and its payouts. Minor units, times UTC."""

    period: str
    lines: int
    holders: int
    revenue: int
    vat: int
    started_at: datetime
    closed_at: datetime | None
    payouts: int
    payout_amount: int
    asked: int
    requested_at: datetime | None


async def settlements(limit: int = 24) -> list[SettlementRow]:
    """The months, latest first."""
    rows = await fetch(
        "select s.period, s.lines, s.holders, s.revenue, s.vat, s.started_at, s.closed_at,"
        " coalesce(r.payouts, 0) as payouts, coalesce(r.amount, 0) as payout_amount, coalesce(r.asked, 0) as asked,"
        # What an older month's run left, or would have paid, went out with the next one's.
        " coalesce(r.closed_at, (select min(l.closed_at) from money.payout_runs l where l.period > s.period))"
        " as requested_at from money.settlements s left join money.payout_runs r using (period)"
        " order by s.period desc limit $1",
        limit,
    )
    return [SettlementRow(**row) for row in rows]


async def next_month() -> str | None:
    """The oldest month that is over, not closed, and younger than the latest closed one; None when all are.

    Before anything was closed: the first month in which a rental began, or that is being closed.
    """
    last = await fetch_value("select max(period) from money.settlements where closed_at is not null")
    if last is None:
        first = await fetch_value(
            "select least((select min(starts_at) from money.order_lines), (select min(ends_at) - interval '1 day'"
            " from money.settlements))"
        )
        if first is None:
            return None
        candidate = Month.of(first)
    else:
        candidate = Month.named(last).following
    return str(candidate) if candidate.ends_at <= await now() else None
