"""What is paid ahead earns nothing before it begins, whatever month is closed meanwhile."""

from datetime import UTC, datetime, timedelta

from market.base import audit, clock
from market.base.clock import market_date
from market.base.database import fetch_value
from market.money.chart import escrow
from market.money.ledger import balance
from market.money.settlement.actions import settle
from tests.market import Market, market
from tests.rentals.renewal.renewing import a_rental

__all__ = ["market"]


async def the_second_of_a_month() -> None:
    """A rental of a month that begins now ends just after a month, and is charged just before that."""
    today = market_date(await clock.now())
    year, month = (today.year, today.month + 1) if today.month < 12 else (today.year + 1, 1)
    await clock.travel_to(datetime(year, month, 2, 10, tzinfo=UTC))


async def test_a_month_that_closes_leaves_what_has_not_begun_in_escrow(market: Market) -> None:
    await the_second_of_a_month()
    it = await (await a_rental(market)).paid()
    before, following = await it.row(), await it.following()
    assert following and following.starts_at and following.ends_at
    await clock.travel_to(following.starts_at - timedelta(hours=30))
    month = (market_date(following.starts_at) - timedelta(days=3)).strftime("%Y-%m")
    closed = await settle(month, audit.SYSTEM)
    assert closed.lines == 1, "the running period earns"
    assert await balance(escrow(before.id)) < 1900
    assert await balance(escrow(following.id)) == 1900
    assert await fetch_value("select earned from money.order_lines where rental_id = $1", following.id) == 0
    await clock.travel_to(following.ends_at + timedelta(days=1))
    await market.sweep()
    assert await balance(escrow(following.id)) == await balance(escrow(before.id)) == 0
    assert await fetch_value("select sum(amount)::int from money.earnings") == 2 * 1520
    assert await market.findings() == []
