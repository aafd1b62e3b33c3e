"""Close a month's books: number what was posted in it, once and for ever."""

import uuid

from market.base import audit
from market.base.audit import Actor
from market.base.clock import now
from market.base.database import fetch_row, fetch_value, transaction
from market.base.errors import Conflict
from market.base.ids import new_id
from market.money.accounting.plan import AUXILIARY, FORM, OF_THE_RESULT
from market.money.accounting.queries import begins_on
from market.money.accounting.statements import CLOSE
from market.money.settlement.rules import Month, PeriodNotOver


class BooksClosed(Conflict):
    """The books of this month are closed: its file stands."""


class BeforeTheBooks(Conflict):
    """Nothing was posted in this month or before; the books begin with the month `begins`."""


class MonthNotSettled(Conflict):
    """The settlement of this month is not closed: it will still post."""


class EarlierBooksOpen(Conflict):
    """Months are closed in their order; `next` is the one whose turn it is."""


async def close_books(period: str, by: Actor) -> uuid.UUID:
    """Number a settled month's transactions without a gap in its year, and keep the numbers.

    The first number of a year carries forward what the years before it came to.
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
        closed = await fetch_row(
            *(CLOSE, identity, str(month), month.year, first, month.ends_at, begins),
            *(first == 1, list(OF_THE_RESULT), list(AUXILIARY), FORM),
        )
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
