"""A month is closed: what was earned leaves escrow, once, and to the cent that the contract says."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from contracts.price import Money, earned_between
from market.base import audit, clock
from market.base.database import fetch, fetch_value, transaction
from market.money import orders
from market.money.chart import Kind, escrow, holder, in_flight
from market.money.invariants import check
from market.money.ledger import balance, rental_position
from market.money.settlement import actions
from market.money.settlement.actions import Settled, preview, release_due, settle
from market.money.settlement.rules import Month, PeriodClosed, PeriodNotOver
from tests.conftest import FreshDatabase
from tests.money.settlement.running import Running, end, run

BEGAN = datetime(2027, 3, 9, 9, 30, tzinfo=UTC)
MARCH, APRIL = "2027-03", "2027-04"


@pytest.fixture
async def march(database: FreshDatabase) -> None:
    await clock.travel_to(BEGAN)


async def over(period: str) -> None:
    await clock.travel_to(Month.named(period).ends_at + timedelta(hours=6))


async def pending(rental: Running) -> int:
    return await balance(holder(Kind.HOLDER_PENDING, rental.holder))


async def payable(rental: Running) -> int:
    return await balance(holder(Kind.HOLDER_PAYABLE, rental.holder))


async def test_a_month_posts_what_the_days_begun_have_earned(march: None) -> None:
    rental = await run(Running(BEGAN))
    await over(MARCH)
    foreseen = await preview(MARCH)
    assert await settle(MARCH, audit.CLOCK) == foreseen
    due = earned_between(Money(1900), 31, 0, 23, 8000, 2000)
    assert foreseen == Settled(MARCH, 1, due.holder.amount, due.revenue.amount, due.vat.amount)
    assert await pending(rental) == due.holder.amount
    assert await balance(escrow(rental.rental)) == 1900 - foreseen.earned
    assert (await rental_position(rental.rental)).explained
    assert await check() == []


async def test_the_posting_belongs_to_the_month_that_it_closes(march: None) -> None:
    await run(Running(BEGAN))
    await over(MARCH)
    await settle(MARCH, audit.CLOCK)
    at = await fetch_value("select effective_at from money.ledger_transactions where kind = 'rental.settled'")
    assert Month.of(at) == Month.named(MARCH)


async def test_a_closed_month_is_not_settled_again(march: None) -> None:
    rental = await run(Running(BEGAN))
    await over(MARCH)
    await settle(MARCH, audit.CLOCK)
    held = await pending(rental)
    for period in (MARCH, "2027-02"):
        with pytest.raises(PeriodClosed):
            await settle(period, audit.CLOCK)
        with pytest.raises(PeriodClosed):
            await preview(period)
    assert await pending(rental) == held


async def test_a_month_that_still_runs_is_not_settled(march: None) -> None:
    await run(Running(BEGAN))
    with pytest.raises(PeriodNotOver):
        await settle(MARCH, audit.CLOCK)
    assert await fetch("select 1 from money.settlements") == []


async def test_what_ends_after_a_settlement_gets_the_rest(march: None) -> None:
    rental = await run(Running(BEGAN))
    await over(MARCH)
    await settle(MARCH, audit.CLOCK)
    ended = await end(rental, 26)
    assert await pending(rental) == ended.holder
    assert await balance(in_flight(rental.rental)) == ended.refund
    assert await balance(escrow(rental.rental)) == 0
    assert await check() == []
    whole = earned_between(Money(1900), 31, 0, 26, 8000, 2000)
    assert ended.holder == whole.holder.amount


async def test_what_was_earned_to_the_end_leaves_nothing_to_post_at_the_end(march: None) -> None:
    rental = await run(Running(BEGAN))
    await over(APRIL)  # nobody recorded the end on 9 April
    for period in (MARCH, APRIL):
        await settle(period, audit.CLOCK)
    assert await balance(escrow(rental.rental)) == 0
    ended = await end(rental, rental.total_days)
    assert (ended.refund, await pending(rental)) == (0, 1520)
    assert await check() == []


async def test_a_run_that_was_cut_off_goes_on(march: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rentals = [await run(Running(BEGAN, amount=1900 + n)) for n in range(7)]
    await over(MARCH)
    foreseen = await preview(MARCH)
    monkeypatch.setattr(actions, "BATCH", 3)
    batches: list[int] = []

    class Killed(BaseException): ...

    def die(lines: int) -> None:
        batches.append(lines)
        raise Killed

    with pytest.raises(Killed):
        await settle(MARCH, audit.CLOCK, die)
    assert batches == [3]
    assert sum([await pending(rental) > 0 for rental in rentals]) == 3
    assert await settle(MARCH, audit.CLOCK) == foreseen
    assert await check() == []


async def test_two_runs_at_once_post_once(march: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rentals = [await run(Running(BEGAN)) for _ in range(6)]
    await over(MARCH)
    foreseen = await preview(MARCH)
    monkeypatch.setattr(actions, "BATCH", 1)
    results = await asyncio.gather(*(settle(MARCH, audit.CLOCK) for _ in range(4)), return_exceptions=True)
    assert foreseen in results
    assert all(result == foreseen or isinstance(result, PeriodClosed) for result in results)
    assert sum([await pending(rental) for rental in rentals]) == foreseen.holders
    assert await check() == []


async def _withdrawn_while_settling(rental: Running, owner: asyncpg.Connection) -> list[Any]:
    """The line is being ended and not committed when the settlement comes to it.

    That it has come is told by the server: somebody waits for the very connection that ends the line, which nothing
    of a settlement does before the statement that moves the lines. Somebody who waits for something else is no sign.
    """
    holds, may_commit, ends_it = asyncio.Event(), asyncio.Event(), asyncio.Queue[int](1)

    async def withdraw() -> Any:
        async with transaction():
            ended = await orders.end_line(rental.rental, rental.holder, rental.total_days, 24, "switched_off")
            ends_it.put_nowait(await fetch_value("select pg_backend_pid()"))
            holds.set()
            await may_commit.wait()
        return ended

    async def settle_beside() -> Settled:
        await holds.wait()
        return await settle(MARCH, audit.CLOCK)

    async def commit_once_it_waits() -> None:
        pid = await ends_it.get()
        while not await owner.fetchval(
            "select exists (select from pg_stat_activity where $1 = any(pg_blocking_pids(pid)))", pid
        ):
            await asyncio.sleep(0.01)
        may_commit.set()

    ended, settled, _ = await asyncio.gather(withdraw(), settle_beside(), commit_once_it_waits())
    return [ended, settled]


async def test_a_line_that_ends_meanwhile_is_waited_for_and_left_alone(
    march: None, owner: asyncpg.Connection
) -> None:
    rental = await run(Running(BEGAN))
    await over(MARCH)
    ended, settled = await _withdrawn_while_settling(rental, owner)
    assert settled.lines == 0
    assert await pending(rental) == ended.holder
    assert await check() == []


async def test_the_waiting_is_needed(
    march: None, database: FreshDatabase, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the row lock the settlement decides on what it saw before: the ledger refuses its posting, whose key the
    end has used for the same month.
    """
    from market.money.settlement import statements

    blind = statements.SETTLE.replace("for no key update of l", "")
    monkeypatch.setattr(statements, "SETTLE", blind)
    rental = await run(Running(BEGAN))
    await over(MARCH)
    async with _strangers_wait(database.owner):
        with pytest.raises(asyncpg.UniqueViolationError):
            await _withdrawn_while_settling(rental, owner)


@contextlib.asynccontextmanager
async def _strangers_wait(address: str) -> AsyncIterator[None]:
    """Somebody in the same database waits all the while for something that has nothing to do with it."""
    one, other = await asyncpg.connect(address), await asyncpg.connect(address)
    await one.execute("select pg_advisory_lock(1)")
    waits = asyncio.create_task(other.execute("select pg_advisory_lock(1)"))
    try:
        while not await one.fetchval("select exists (select from pg_locks where not granted)"):
            await asyncio.sleep(0.01)
        yield
    finally:
        await one.close()  # which lets the other go on
        await waits
        await other.close()


async def test_set_operations_say_what_the_contract_says(march: None) -> None:
    """Random prices, shares, rates, periods and starts, through the change of the clocks: the same cents."""
    chance = random.Random(20270309)
    await clock.travel_to(datetime(2027, 4, 30, 20, tzinfo=UTC))
    rentals = []
    for _ in range(120):
        began = datetime(2027, 1, 30, tzinfo=UTC) + timedelta(seconds=chance.randrange(85 * 86400))
        rentals.append(
            await run(
                Running(
                    chance.choice([began, began.replace(hour=23, minute=0, second=0)]),
                    period=chance.choice(["P1W", "P1M", "P3M"]),
                    amount=chance.choice([1, 2, 200, 500, 1900, 53730, chance.randrange(1, 10**7)]),
                    bps=chance.choice([0, 1, 8000, 9999, 10000]),
                    vat_bps=chance.choice([0, 550, 2000, 2100]),
                )
            )
        )
    before = {rental.rental: 0 for rental in rentals}
    for period in ("2027-02", MARCH, APRIL):
        month = Month.named(period)
        await over(period)
        await settle(period, audit.CLOCK)
        rows = await fetch(
            "select t.source_id, sum(e.amount) filter (where e.kind = 'holder:pending') as holder,"
            " sum(e.amount) filter (where e.kind = 'platform:revenue') as revenue,"
            " sum(e.amount) filter (where e.kind = 'tax:vat') as vat from money.ledger_transactions t"
            " join money.ledger_entries e on e.transaction_id = t.id where t.idempotency_key like $1"
            " group by t.source_id",
            f"rental.settled:%:{period}",
        )
        posted = {
            row["source_id"]: tuple(int(row[name] or 0) for name in ("holder", "revenue", "vat"))
            for row in rows
        }
        expected = {}
        for rental in rentals:
            used = rental.used_days(month.last_instant) if rental.starts_at < month.ends_at else 0
            due = earned_between(
                Money(rental.amount),
                rental.total_days,
                before[rental.rental],
                used,
                rental.bps,
                rental.vat_bps,
            )
            parts = (due.holder.amount, due.revenue.amount, due.vat.amount)
            if sum(parts):
                expected[rental.rental] = parts
            before[rental.rental] = used
        assert posted == expected
        assert len(posted) > 20
    assert await check() == []


@pytest.mark.parametrize(("method", "days"), [("card", 14), ("sepa_debit", 56)])
async def test_an_earning_is_on_hold_until_the_payers_bank_cannot_ask_it_back(
    march: None, method: str, days: int
) -> None:
    rental = await run(Running(BEGAN, method=method))
    ended = await end(rental, 10)
    await clock.travel(timedelta(days=days) - timedelta(minutes=5))
    assert await release_due() == 0
    assert (await pending(rental), await payable(rental)) == (ended.holder, 0)
    await clock.travel(timedelta(minutes=10))
    assert await release_due() == 1
    assert (await pending(rental), await payable(rental)) == (0, ended.holder)
    assert await release_due() == 0
    assert await check() == []


async def test_two_workers_release_an_earning_once(march: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rentals = [await run(Running(BEGAN)) for _ in range(8)]
    ended = [await end(rental, 10) for rental in rentals]
    await clock.travel(timedelta(days=15))
    monkeypatch.setattr(actions, "BATCH", 1)
    assert sum(await asyncio.gather(*(release_due() for _ in range(4)))) == 8
    assert [await payable(rental) for rental in rentals] == [each.holder for each in ended]
    assert await check() == []
