"""Days are added up beside the ledger, and are always what the ledger says."""

import random
import uuid
from collections import Counter
from datetime import date, timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.clock import market_date
from market.base.database import fetch, fetch_value
from market.money import explorer
from market.money.chart import Kind, own
from market.money.days import queries, statements
from market.money.days.actions import roll_days
from tests.conftest import FreshDatabase
from tests.money.books import CLEARING, book, charge, move

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


async def long_ago(owner: asyncpg.Connection) -> None:
    """The last sweep was two hours ago: what was posted before it is not looked at again."""
    await owner.execute(
        "update money.account_days set rolled_at = rolled_at + interval '2 hours' where rolled_at is not null"
    )


async def test_what_was_added_up_is_not_added_up_again(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    await some_days()
    await roll_days()
    await long_ago(owner)
    assert await roll_days() == 0
    assert await told(Kind.STRIPE_CLEARING) == await slowly(Kind.STRIPE_CLEARING)


async def test_control_a_posting_that_no_sweep_saw_is_missed_without_the_hour(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    """A watermark that is later than a posting hides it: that is why it stays an hour behind."""
    await some_days()
    await roll_days()
    await long_ago(owner)
    await book(charge(uuid.uuid4(), 77))
    assert await told(Kind.STRIPE_CLEARING) != await slowly(Kind.STRIPE_CLEARING)


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


def test_ids_are_found_by_the_time_they_were_made_at() -> None:
    from datetime import UTC, datetime

    moment = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
    assert str(queries.made_at(moment)).startswith("01a")
    assert queries.made_at(moment) < queries.made_at(moment + timedelta(milliseconds=1))


async def test_an_id_made_now_is_after_one_of_a_moment_ago(database: FreshDatabase) -> None:
    from datetime import UTC, datetime

    made = await fetch_value("select uuidv7()")
    now = datetime.now(UTC)
    assert queries.made_at(now - timedelta(seconds=5)) < made < queries.made_at(now + timedelta(seconds=5))
    assert "$1" in statements.DIRTY
