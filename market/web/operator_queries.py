"""What the operators' first page counts: is everything all right?

What only the whole of the books can tell is read from the last run of reconciliation that looked at all of them:
the page is quick however big they are.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from market.base.clock import market_date, now
from market.base.database import fetch_row, fetch_value
from market.base.jobs import queue_settings
from market.money.bankreturns import queries as bank_returns
from market.money.chart import Kind
from market.money.disputes.queries import ToAnswer, to_answer
from market.money.payouts import queries as payouts
from market.money.reconciliation import queries, runs
from market.operators.health import queries as market
from market.operators.queries_settlements import next_month

DAY = timedelta(hours=26)
"""A whole run comes once a day, and may take its time."""


@dataclass(frozen=True)
class Health:
    """The market in numbers. Amounts in minor units of EUR, times UTC.

    `looked_at`: when all books were last looked at; `difference` (the sum of all accounts, which is zero) and
    `on_hold` are of then. `compared_at`: when Stripe's movements were last asked for, and whether it `answered`;
    `agreed` of the `listed` ones are explained. `asleep`: no run has looked at everything for a day. `to_approve`
    are batches of payouts, `came_back` single ones whose money waits again, `to_close` is the month that is over
    and not settled, or "". `disputes` wait for an operator's answer, `bank_returns` of brands' balances for theirs.
    """

    at: datetime
    looked_at: datetime | None
    difference: int
    on_hold: int
    compared_at: datetime | None
    answered: bool
    listed: int
    agreed: int
    asleep: bool
    findings: int
    running: int
    begun_today: int
    refunds_open: int
    held_jobs: int
    held_events: int
    paid_today: int
    to_approve: int
    to_approve_amount: int
    came_back: payouts.CameBack
    to_close: str
    disputes: ToAnswer
    bank_returns: bank_returns.ToDo


async def health() -> Health:
    """Asked anew each time, by index; the books' own figures are the last run's."""
    at, whole, last = await now(), await runs.last_whole(), await runs.last_of_all()
    row = await fetch_row(
        "select count(*) filter (where state = 'Active') as running,"
        " count(*) filter (where starts_at >= date_trunc('day', base.now(), 'Europe/Paris')) as begun_today,"
        " (select count(*) from money.refunds where status in ('requested', 'submitted', 'unknown', 'pending'))"
        "   as refunds_open,"
        " (select count(*) from money.inbox_events where status = 'dead') as held_events"
        " from rentals.rentals where ends_at > base.now() and state in ('Active', 'TemporarilySuspended')"
    )
    if row is None:
        raise RuntimeError("an aggregate has a row")
    queue = queue_settings().qualify(queue_settings().queue_table)
    held = await fetch_value(f"select count(*) from {queue} where status = 'failed'")
    waiting = [it for it in await payouts.batches() if it.status == "open"]
    books = whole.numbers if whole else {"difference": {}, "balances": {}}
    stripe = last.numbers if last else {"listed": 0, "unexplained": 0}
    return Health(
        at=at,
        looked_at=whole.finished_at if whole else None,
        difference=books["difference"].get("EUR", 0),
        on_hold=books["balances"].get(Kind.HOLDER_PENDING, {}).get("EUR", 0),
        compared_at=last.finished_at if last else None,
        answered=last is not None and last.outcome == "done",
        listed=stripe["listed"],
        agreed=stripe["listed"] - stripe["unexplained"],
        asleep=whole is not None and whole.finished_at < at - DAY,
        findings=await queries.count_open(),
        held_jobs=held,
        paid_today=sum(it.volume for it in await market.days(market_date(at), market_date(at))),
        to_approve=len(waiting),
        to_approve_amount=sum(it.amount for it in waiting),
        came_back=await payouts.came_back(),
        to_close=await next_month() or "",
        disputes=await to_answer(),
        bank_returns=await bank_returns.to_do(),
        **dict(row),
    )
