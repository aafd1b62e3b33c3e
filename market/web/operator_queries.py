"""What the operators' first page counts: is everything all right?"""

from dataclasses import dataclass
from datetime import datetime

from market.base.clock import now
from market.base.database import fetch_row, fetch_value
from market.base.jobs import queue_settings
from market.money import invariants
from market.money.invariants import Finding


@dataclass(frozen=True)
class Health:
    """The market in numbers. Amounts in minor units of EUR; `at` is UTC.

    `findings`: where the books break a rule. `difference`: the sum of all accounts, which is zero.
    """

    at: datetime
    findings: list[Finding]
    difference: int
    running: int
    begun_today: int
    on_hold: int
    refunds_open: int
    held_jobs: int
    held_events: int


async def health() -> Health:
    """Asked anew each time: nothing here is remembered."""
    row = await fetch_row(
        "select (select coalesce(sum(amount), 0)::bigint from money.ledger_entries) as difference,"
        " count(*) filter (where state = 'Active' and ends_at > base.now()) as running,"
        " count(*) filter (where starts_at >= date_trunc('day', base.now(), 'Europe/Paris')) as begun_today,"
        " (select coalesce(sum(posted), 0)::bigint from money.ledger_balances where kind = 'holder:pending')"
        "   as on_hold,"
        " (select count(*) from money.refunds where status not in ('succeeded', 'failed', 'canceled'))"
        "   as refunds_open,"
        " (select count(*) from money.inbox_events where status = 'dead') as held_events"
        " from rentals.rentals"
    )
    if row is None:
        raise RuntimeError("an aggregate has a row")
    queue = queue_settings().qualify(queue_settings().queue_table)
    held = await fetch_value(f"select count(*) from {queue} where status = 'failed'")
    return Health(at=await now(), findings=await invariants.check(), held_jobs=held, **dict(row))
