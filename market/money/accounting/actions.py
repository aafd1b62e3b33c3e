"""Close a month's books: number what was posted in it, once and for ever."""

import uuid

from market.base import audit
from market.base.audit import Actor
from market.base.clock import now
from market.base.database import fetch_row, fetch_value, transaction
from market.base.errors import Conflict
from market.base.ids import new_id
from market.money.accounting.queries import begins_on
from market.money.settlement.rules import Month, PeriodNotOver


class BooksClosed(Conflict):
    """The books of this month are closed: its file stands."""


class BeforeTheBooks(Conflict):
    """Nothing was posted in this month or before; the books begin with the month `begins`."""


class MonthNotSettled(Conflict):
    """The settlement of this month is not closed: it will still post."""


class EarlierBooksOpen(Conflict):
    """Months are closed in their order; `next` is the one whose turn it is."""


# One statement, so that a month and its numbers are there together. What moved money before the month's end and
# has no number yet, in the order in which it moved; what was posted late, into a month whose books are closed, is
# booked on the first day of this one. Of two closings at once the second waits at the month's name, and writes
# nothing.
_CLOSE = """
with due as (
  select t.id, row_number() over (order by t.effective_at, t.id) as place,
    greatest((t.effective_at at time zone 'Europe/Paris')::date, $6::date) as booked_on
  from money.ledger_transactions t
  where t.effective_at < $5 and not exists
    (select 1 from money.accounting_entries a where a.transaction_id = t.id)
), sums as (
  select coalesce(sum(e.amount) filter (where e.amount > 0), 0)::bigint as amount
  from due join money.ledger_entries e on e.transaction_id = due.id
), month as (
  insert into money.accounting_months (id, period, year, first_number, last_number, amount, closed_at)
  select $1, $2, $3, $4::int, $4::int - 1 + (select count(*) from due)::int, sums.amount, base.now() from sums
  on conflict (period) do nothing returning id, year
), numbered as (
  insert into money.accounting_entries (transaction_id, month, year, number, booked_on)
  select due.id, month.id, month.year, $4::int - 1 + due.place, due.booked_on from due, month
)
select id from month
"""


async def close_books(period: str, by: Actor) -> uuid.UUID:
    """Number a settled month's transactions without a gap in its year, and keep the numbers.

    Raises PeriodUnknown, PeriodNotOver, BeforeTheBooks, BooksClosed, EarlierBooksOpen, MonthNotSettled.
    """
    month = Month.named(period)
    async with transaction():
        if month.ends_at > await now():
            raise PeriodNotOver(ends_at=month.ends_at.isoformat())
        await _require_turn(month)
        identity, first = new_id(), await _next_number(month.year)
        begins = await fetch_value(
            "select ($1::timestamptz at time zone 'Europe/Paris')::date", month.starts_at
        )
        closed = await fetch_row(_CLOSE, identity, str(month), month.year, first, month.ends_at, begins)
        if closed is None:
            raise BooksClosed(period=str(month))
        await audit.record(by, "books.closed", "accounting_month", identity, period=str(month), first=first)
    return identity


async def next_books() -> Month | None:
    """The month whose books are closed next; None before anything was posted."""
    last = await fetch_value("select max(period) from money.accounting_months")
    if last is not None:
        return Month.named(last).following
    return await first_books()


async def first_books() -> Month | None:
    """The month with which the books begin; None before anything was posted."""
    first = await begins_on()
    return Month(first.year, first.month) if first is not None else None


async def is_settled(month: Month) -> bool:
    """Whether nothing will be settled into the month any more.

    A settlement has closed it or a later one, after which no earlier one is settled; or the first began after it:
    then there was nothing to earn in it.
    """
    return bool(
        await fetch_value(
            "select exists (select 1 from money.settlements where period >= $1 and closed_at is not null)"
            " or $1 < (select min(period) from money.settlements)",
            str(month),
        )
    )


async def _require_turn(month: Month) -> None:
    begins, due = await first_books(), await next_books()
    if begins is not None and month < begins:
        raise BeforeTheBooks(begins=str(begins))
    if due is None or month > due:
        raise EarlierBooksOpen(next=str(due) if due else None)
    if month < due:
        raise BooksClosed(period=str(month))
    if not await is_settled(month):
        raise MonthNotSettled(period=str(month))


async def _next_number(year: int) -> int:
    last = await fetch_value("select max(last_number) from money.accounting_months where year = $1", year)
    return int(last or 0) + 1
