"""Days are added up beside the ledger, and are always what the ledger says."""

import asyncio
import random
import time
import uuid
from collections import Counter
from datetime import date, timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.clock import market_date
from market.base.database import fetch, transaction
from market.base.ids import new_id
from market.money import explorer
from market.money.chart import Kind, Movement, own
from market.money.days import queries
from market.money.days.actions import roll_days
from market.money.ledger import Source, post
from tests.conftest import FreshDatabase
from tests.money.books import CLEARING, book, charge, check_sums, move

FEES, REVENUE = own(Kind.STRIPE_FEES), own(Kind.PLATFORM_REVENUE)


async def some_days(count: int = 60, seed: int = 7) -> None:
    """Postings here and there over a month, some of them late."""
    dice, start = random.Random(seed), await clock.now()
    for n in range(count):
        when = start - timedelta(days=dice.randrange(30), hours=dice.randrange(24))
        await book(charge(uuid.uuid4(), dice.randrange(100, 5000)), at=when)
        if n % 3 == 0:
            await book(move(FEES, CLEARING, dice.randrange(1, 90)), at=when)


async def slowly(kind: Kind) -> Counter[date]:
    """The same, a row at a time."""
    found: Counter[date] = Counter()
    for row in await fetch(
        "select t.effective_at, e.amount from money.ledger_entries e join money.ledger_transactions t"
        " on t.id = e.transaction_id where e.kind = $1 and e.subject = ''",
        kind,
    ):
        found[market_date(row["effective_at"])] += row["amount"]
    return found


async def told(kind: Kind) -> dict[date, int]:
    return {it.day: it.amount for it in await queries.of_account(own(kind))}


async def test_before_during_and_after_the_sweep_days_are_what_a_slow_recount_says(
    database: FreshDatabase,
) -> None:
    for round_ in range(3):
        await some_days(40, seed=round_)
        for kind in (Kind.STRIPE_CLEARING, Kind.STRIPE_FEES):
            assert await told(kind) == await slowly(kind)
        assert await roll_days() > 0
        for kind in (Kind.STRIPE_CLEARING, Kind.STRIPE_FEES):
            assert await told(kind) == await slowly(kind)
    rolled = await fetch(
        "select day, sum(amount)::bigint as amount from money.account_days where kind = $1 group by day",
        Kind.STRIPE_CLEARING,
    )
    assert {it["day"]: it["amount"] for it in rolled} == await slowly(Kind.STRIPE_CLEARING)


async def test_what_was_added_up_is_not_added_up_again(database: FreshDatabase) -> None:
    await some_days()
    assert await roll_days() > 20
    assert await roll_days() == 0
    assert await told(Kind.STRIPE_CLEARING) == await slowly(Kind.STRIPE_CLEARING)


@pytest.mark.parametrize("hours", [-25, 25])
async def test_a_clock_that_is_a_day_off_hides_no_posting(database: FreshDatabase, hours: int) -> None:
    """Ids carry the time of the machine that made them, which may be wrong: it does not say what is new."""
    await some_days()
    await roll_days()
    off = (time.time_ns() // 1_000_000 + hours * 3_600_000) << 80
    async with transaction():
        made = uuid.UUID(int=off | new_id().int & (1 << 80) - 1)
        await post(Movement.CHARGE_SUCCEEDED, Source("test", made), "off", charge(uuid.uuid4(), 77), id=made)
    assert await told(Kind.STRIPE_CLEARING) == await slowly(Kind.STRIPE_CLEARING)
    assert await roll_days() == 1
    assert await told(Kind.STRIPE_CLEARING) == await slowly(Kind.STRIPE_CLEARING)
    assert await check_sums() == []


async def test_what_is_posted_while_the_sweep_adds_up_is_added_up_by_the_next(
    database: FreshDatabase,
) -> None:
    """The sweep takes away the notes it saw, and sees what they are of: the posting commits after it."""
    await some_days(10)
    posted, rolled = asyncio.Event(), asyncio.Event()

    async def slow_posting() -> None:
        async with transaction():
            await post(Movement.CHARGE_SUCCEEDED, Source("test", new_id()), "slow", charge(uuid.uuid4(), 77))
            posted.set()
            await rolled.wait()

    posting = asyncio.create_task(slow_posting())
    await posted.wait()
    assert await roll_days() > 0
    rolled.set()
    await posting
    assert await told(Kind.STRIPE_CLEARING) == await slowly(Kind.STRIPE_CLEARING)
    assert await roll_days() == 1
    assert await told(Kind.STRIPE_CLEARING) == await slowly(Kind.STRIPE_CLEARING)


async def test_sweeps_beside_one_another_and_beside_postings_come_to_the_same(
    database: FreshDatabase,
) -> None:
    async def sweeps() -> None:
        for _ in range(8):
            await roll_days()

    await asyncio.gather(sweeps(), sweeps(), *(some_days(15, seed=n) for n in range(4)))
    await roll_days()
    for kind in (Kind.STRIPE_CLEARING, Kind.STRIPE_FEES):
        assert await told(kind) == await slowly(kind)
    assert await check_sums() == []


async def test_a_rolled_day_that_is_not_what_the_ledger_says_is_found(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    """Control: a posting without its note, and a day that somebody changed."""
    await some_days(10)
    await roll_days()
    assert await check_sums() == []
    await owner.execute("alter table money.ledger_transactions disable trigger ledger_transactions_note_days")
    await book(charge(uuid.uuid4(), 77))
    assert await told(Kind.STRIPE_CLEARING) != await slowly(Kind.STRIPE_CLEARING)
    found = await check_sums()
    assert {it.invariant for it in found} == {2, 5}
    assert any("by the day" in it.detail for it in found)


async def test_the_balance_of_an_own_account_on_any_day_is_the_sum_until_then(
    database: FreshDatabase,
) -> None:
    await some_days()
    await roll_days()
    await some_days(10, seed=9)
    sums, today = await slowly(Kind.STRIPE_CLEARING), market_date(await clock.now())
    for back in range(0, 33, 4):
        day = today - timedelta(days=back)
        assert await explorer.balance_at(CLEARING, day) == sum(v for k, v in sums.items() if k <= day)


@pytest.mark.parametrize("rolled", [True, False])
async def test_own_postings_by_pages_of_any_size_are_all_of_them_in_order(
    database: FreshDatabase, rolled: bool
) -> None:
    await some_days(45)
    if rolled:
        await roll_days()
    today = market_date(await clock.now())
    for account, day in ((CLEARING, today), (FEES, today), (CLEARING, today - timedelta(days=12))):
        due = await fetch(
            "select e.id from money.ledger_entries e join money.ledger_transactions t on t.id = e.transaction_id"
            " where e.kind = $1 and t.effective_at < $2 order by t.effective_at desc, t.id desc, e.line desc",
            account.kind,
            explorer.end_of(day),
        )
        seen: list[int] = []
        while page := await explorer.postings(account, day, seen[-1] if seen else None, 7):
            seen += [it.id for it in page]
        assert seen == [it["id"] for it in due]
    assert await explorer.postings(REVENUE, today) == []
    assert await explorer.postings(CLEARING, today, -1) == []
