"""What the days up to a month's end have earned stands in that month, whenever the line ended and the run came."""

import uuid
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.price import Money, earned_between, proration
from market.base import audit, clock
from market.base.database import fetch, fetch_value
from market.money import invariants, orders
from market.money.accounting.actions import close_books
from market.money.chart import Kind, escrow, holder, in_flight
from market.money.invariants import check
from market.money.ledger import balance
from market.money.settlement import earnings
from market.money.settlement.actions import open_month, settle
from market.money.settlement.rules import Month, days_begun, over_and_open
from tests.conftest import FreshDatabase
from tests.money.settlement.running import Running, end, run

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)

_BOOKED = """
select coalesce(sum(e.amount), 0)::bigint from money.ledger_entries e
  join money.ledger_transactions t on t.id = e.transaction_id
  where e.kind in ('holder:pending', 'platform:revenue', 'tax:vat') and t.source_type = 'rental'
    and t.effective_at >= $1 and t.effective_at < $2 and ($3::uuid is null or t.source_id = $3)
"""


async def booked(month: Month, rental: Running | None = None) -> int:
    """What the books say was earned in a month, of all rentals or one."""
    found = await fetch_value(_BOOKED, month.starts_at, month.ends_at, rental.rental if rental else None)
    return int(found)


def by(rental: Running, month: Month) -> int:
    """What the contract says that a rental which runs on has earned by the month's end."""
    days = rental.used_days(month.last_instant)
    return proration(Money(rental.amount), rental.total_days, days, rental.bps).earned.amount


@pytest.fixture
async def third_of_december(database: FreshDatabase) -> None:
    await clock.travel_to(datetime(2026, 12, 3, 9, tzinfo=UTC))


async def test_what_ran_out_before_the_run_came_stands_in_the_month_all_the_same(
    third_of_december: None,
) -> None:
    rentals = [await run(Running(datetime(2026, 11, day, 9, tzinfo=UTC))) for day in range(1, 31)]
    for over in rentals[:2]:
        await end(over, over.total_days)
    settled = await settle(str(NOVEMBER), audit.CLOCK)
    assert settled.lines == 28
    assert await booked(NOVEMBER) == sum(by(it, NOVEMBER) for it in rentals) == 29460
    assert await check() == []


async def test_a_line_that_was_over_before_the_worker_came_is_booked_when_it_was_earned(
    database: FreshDatabase,
) -> None:
    """Over on 30 December; the worker is back on 2 January. Two months at once are each given their own."""
    await clock.travel_to(datetime(2027, 1, 2, 10, tzinfo=UTC))
    rental = await run(Running(datetime(2026, 11, 30, 9, tzinfo=UTC)))
    await end(rental, rental.total_days)
    first = 1900 - 1900 * 29 // 30
    assert (await booked(NOVEMBER), await booked(DECEMBER)) == (first, 1900 - first)
    assert await fetch("select 1 from money.ledger_transactions where kind = 'rental.ended'") == []
    assert await check() == []
    for month in (NOVEMBER, DECEMBER):
        assert (await settle(str(month), audit.CLOCK)).lines == 0


async def test_the_parts_carry_the_instant_and_the_key_of_the_settlements_own(
    third_of_december: None,
) -> None:
    """Of two like rentals one is settled and one ends: what stands of November is the same, but whose it is."""
    began = datetime(2026, 11, 10, 9, tzinfo=UTC)
    ended, settled = await run(Running(began)), await run(Running(began))
    await end(ended, 24)
    await settle(str(NOVEMBER), audit.CLOCK)

    async def stands(rental: Running) -> list[tuple[object, ...]]:
        rows = await fetch(
            "select t.kind as why, t.source_type, replace(t.idempotency_key, $1::text, '') as key, t.effective_at,"
            " e.line, e.kind, e.amount from money.ledger_transactions t"
            " join money.ledger_entries e on e.transaction_id = t.id"
            " where t.source_id = $1::text::uuid and t.effective_at < $2 order by e.line",
            str(rental.rental),
            NOVEMBER.ends_at,
        )
        return [tuple(row) for row in rows]

    assert await stands(ended) == await stands(settled) != []
    assert await check() == []


async def test_the_parts_come_to_the_whole_and_each_has_its_earning(third_of_december: None) -> None:
    """An odd price, share and rate, and VAT on the sum of an order: no cent more or less than at once."""
    rental = await run(
        Running(datetime(2026, 10, 9, 9, tzinfo=UTC), period="P3M", amount=5131, bps=7999, vat_bps=550)
    )
    await fetch("update money.order_lines set commission_before = 37")
    ended = await end(rental, 55)
    vat = orders.shared_between(Money(0), Money(ended.earned), 7999, 550, 37).vat.amount
    rows = await fetch(
        "select kind, sum(amount)::bigint as amount from money.ledger_entries"
        " where kind in ('holder:pending', 'platform:revenue', 'tax:vat') group by kind"
    )
    assert {row["kind"]: row["amount"] for row in rows} == {
        "holder:pending": ended.holder,
        "platform:revenue": ended.platform - vat,
        "tax:vat": vat,
    }
    assert await balance(escrow(rental.rental)) == 0
    assert await balance(in_flight(rental.rental)) == ended.refund
    assert await fetch_value("select count(*) from money.earnings") == 3  # October, November, the end
    assert await fetch_value("select sum(amount)::bigint from money.earnings") == ended.holder
    assert await check() == []


async def test_what_a_brand_gives_up_early_is_earned_when_it_does(third_of_december: None) -> None:
    rental = await run(Running(datetime(2026, 11, 20, 9, tzinfo=UTC)))
    await end(rental, rental.total_days)
    assert await booked(NOVEMBER) == by(rental, NOVEMBER)
    assert await booked(DECEMBER) == 1900 - by(rental, NOVEMBER)
    assert await check() == []


async def test_a_closed_month_takes_nothing_any_more(third_of_december: None) -> None:
    """A line that November's run did not have: what it earned is booked in the month that is open."""
    await settle(str(NOVEMBER), audit.CLOCK)
    late = await run(Running(datetime(2026, 11, 20, 9, tzinfo=UTC)))
    ended = await end(late, 13)
    assert (await booked(NOVEMBER), await booked(DECEMBER)) == (0, ended.earned)
    assert await check() == []


async def test_a_month_that_is_being_closed_takes_it_still(database: FreshDatabase) -> None:
    began = datetime(2026, 11, 20, 9, tzinfo=UTC)
    await clock.travel_to(began)
    rental = await run(Running(began))
    await clock.travel_to(began + timedelta(days=13))
    await open_month(str(NOVEMBER), audit.CLOCK)
    await end(rental, 13)
    assert (await settle(str(NOVEMBER), audit.CLOCK)).lines == 0
    assert await booked(NOVEMBER) == by(rental, NOVEMBER)
    await close_books(str(NOVEMBER), audit.SYSTEM)
    assert await check() == []


async def test_a_line_that_never_began_has_no_months(third_of_december: None) -> None:
    rental = await run(Running(datetime(2026, 11, 20, 9, tzinfo=UTC)))
    await fetch("update money.order_lines set starts_at = null")
    await end(rental, 3)
    assert await booked(NOVEMBER) == 0
    assert await balance(holder(Kind.HOLDER_PENDING, rental.holder)) > 0


async def test_a_month_in_whose_name_something_else_moved_is_found(
    third_of_december: None, monkeypatch: pytest.MonkeyPatch, owner: asyncpg.Connection
) -> None:
    """What is posted under November's key and moved in December; and the control, without the rule."""

    class Late(Month):
        @property
        def last_instant(self) -> datetime:
            return self.ends_at

    monkeypatch.setattr(
        earnings,
        "over_and_open",
        lambda *given: [Late(it.year, it.month) for it in over_and_open(*given)],
    )
    rental = await run(Running(datetime(2026, 11, 20, 9, tzinfo=UTC)))
    await end(rental, 13)
    (found,) = await check()
    assert found.invariant == invariants.BY_ROWS
    assert f"rental.settled:{rental.rental}:2026-11, in 2026-12" in found.detail
    without = invariants.INVARIANTS[invariants.BY_ROWS].replace(
        "p.source_id, p.month)", "p.source_id, '2026-11')"
    )
    assert without != invariants.INVARIANTS[invariants.BY_ROWS]
    monkeypatch.setitem(invariants.INVARIANTS, invariants.BY_ROWS, without)
    assert await check() == []


async def test_a_day_that_begins_with_the_next_month_is_not_this_ones(database: FreshDatabase) -> None:
    """Begun at midnight on the 15th: seventeen days of December, and the eighteenth is January's."""
    await clock.travel_to(datetime(2027, 1, 4, 10, tzinfo=UTC))
    began = datetime(2026, 12, 14, 23, tzinfo=UTC)
    settled, ended = await run(Running(began)), await run(Running(began))
    await end(ended, ended.used_days(await clock.now()))
    await settle(str(DECEMBER), audit.CLOCK)
    due = earned_between(Money(1900), 31, 0, 17, 8000, 2000)
    for rental in (settled, ended):
        assert await booked(DECEMBER, rental) == (due.holder + due.revenue + due.vat).amount
    assert await check() == []


INSTANTS = st.integers(0, 500 * 86_400).map(
    lambda it: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=it)
)


@given(INSTANTS, st.booleans())
def test_the_days_to_a_months_end_are_those_of_the_contract_an_instant_before(
    began: datetime, midnight: bool
) -> None:
    if midnight:
        began = Month.of(began).starts_at + timedelta(days=began.day % 3)
    rental, month = Running(began, period="P3M", rental=uuid.uuid4()), Month.of(began)
    for _ in range(3):
        assert min(days_begun(began, month), rental.total_days) == rental.used_days(month.last_instant)
        month = month.following


@given(INSTANTS, INSTANTS, st.none() | INSTANTS.map(Month.of))
def test_open_months_are_all_that_are_over_and_after_the_last_that_was_closed(
    began: datetime, now: datetime, closed: Month | None
) -> None:
    found = over_and_open(began, now, str(closed) if closed else None)
    month, expected = Month.of(began), []
    while month <= Month.of(now):
        if month.ends_at <= now and (closed is None or month > closed):
            expected.append(month)
        month = month.following
    assert found == expected


async def test_a_month_that_earned_less_than_a_cent_for_the_holder_has_no_earning_on_hold(
    third_of_december: None,
) -> None:
    """One cent of thirty days: four fifths of it are none, and nothing waits to be paid out for it."""
    rental = await run(Running(datetime(2026, 11, 30, 9, tzinfo=UTC), amount=30))
    await end(rental, 2)
    assert await booked(NOVEMBER) == 1
    kept = await fetch(
        "select e.amount from money.earnings e join money.ledger_transactions t on t.id = e.transaction_id"
        " where t.kind = 'rental.settled'"
    )
    assert kept == []
    assert await check() == []
