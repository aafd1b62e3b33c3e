"""Whose turn it is: months are closed in their order, and what a later one took up is not closed again."""

from market.base import audit
from market.base.clock import MARKET_ZONE, now
from market.base.database import fetch, fetch_value, transaction
from market.money.settlement import statements
from market.money.settlement.rules import EarlierMonthOpen, Month, PeriodClosed, PeriodNotOver

# Two months that are opened at once decide one after the other.
ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('settlements.open', 0))"
_LAST = "select max(period) from money.settlements where closed_at is not null"


async def require_turn(month: Month) -> None:
    """Raises PeriodNotOver, PeriodClosed (it or a later one is), EarlierMonthOpen."""
    if month.ends_at > await now():
        raise PeriodNotOver(period=str(month), ends_at=month.ends_at.isoformat())
    last = await fetch_value(_LAST)
    if last is not None and last >= str(month):
        raise PeriodClosed(period=str(month), closed=last)
    earlier = await _earlier_open(month, last)
    if earlier is not None:
        raise EarlierMonthOpen(period=str(month), next=str(earlier))


async def _earlier_open(month: Month, last: str | None) -> Month | None:
    """The earliest month before `month` and after the `last` closed one that is being closed or has something."""
    begun = await fetch_value(
        "select min(period) from money.settlements where closed_at is null and period < $1"
        " and ($2::text is null or period > $2)",
        *(str(month), last),
    )
    if begun is not None:
        return Month.named(begun)
    if not await _has_something(month.preceding):
        return None
    earlier = await _first_month(last)
    while earlier < month.preceding and not await _has_something(earlier):
        earlier = earlier.following
    return min(earlier, month.preceding)


async def _first_month(last: str | None) -> Month:
    if last is not None:
        return Month.named(last).following
    return Month.of(await fetch_value("select min(starts_at) from money.order_lines where closed_at is null"))


async def _has_something(month: Month) -> bool:
    """Whether something was earned until the end of `month` that nothing has posted."""
    return bool(await fetch_value(statements.ANYTHING, month.ends_at, MARKET_ZONE.key))


async def is_settled(month: Month) -> bool:
    """Whether nothing of `month` (or before) is left to be posted: it is closed, by a later one too, or has nothing."""
    last = await fetch_value(_LAST)
    if last is not None and last >= str(month):
        return True
    begun = await fetch_value(
        "select exists (select from money.settlements where closed_at is null and period <= $1)", str(month)
    )
    return not begun and not await _has_something(month)


async def shut_overtaken() -> None:
    """Close the months that were being closed when a later one was: it has posted what was theirs.

    Months are closed in their order now; a market that once skipped one gets out of it here.
    """
    async with transaction():
        for row in await fetch(
            "update money.settlements s set closed_at = base.now() where closed_at is null and exists"
            " (select from money.settlements l where l.period > s.period and l.closed_at is not null)"
            " returning id, lines"
        ):
            await audit.record(audit.CLOCK, "settlement.closed", "settlement", row["id"], lines=row["lines"])
