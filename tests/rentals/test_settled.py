"""A rental as settlement sees it: from its activation on it earns, month by month, and its end posts the rest."""

from datetime import UTC, datetime, timedelta

from market.base import audit, clock, vault
from market.money.orders import earnings
from market.money.settlement.actions import settle
from market.rentals.actions.end import withdraw
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market

__all__ = ["market"]

START = datetime(2027, 1, 20, 9, tzinfo=UTC)  # 31 days, 12 of them begun in January


async def test_a_month_is_settled_then_let_go_then_the_end_posts_the_rest(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    assert holder.person
    tag = vault.tag("money", holder.person)
    await clock.travel_to(START)
    agreement = await market.rented(brand, await a_persona(holder))
    await clock.travel_to(datetime(2027, 2, 1, 6, tzinfo=UTC))
    settled = await settle("2027-01", audit.CLOCK)
    earned = 1900 - 1900 * (31 - 12) // 31
    assert (settled.lines, settled.earned, settled.holders) == (1, earned, earned * 8000 // 10_000)
    assert (await earnings(tag)).pending == settled.holders
    await clock.travel(timedelta(days=14))
    await market.sweep()
    assert ((await earnings(tag)).pending, (await earnings(tag)).payable) == (0, settled.holders)
    ended = await withdraw(holder, agreement)  # on day 26
    assert ended.used_days == 26
    assert (await earnings(tag)).pending == ended.holder - settled.holders
    await market.quiet()
    assert await market.refunds() == [(ended.refund, "succeeded")]
    assert await market.findings() == []
