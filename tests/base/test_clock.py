"""One clock, the database's: it travels in tests, never in production."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.database import fetch, fetch_value
from market.base.migration import migrate
from tests.conftest import FreshDatabase


async def test_the_clock_follows_wall_time_until_it_travels(database: FreshDatabase) -> None:
    assert abs(await clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    before = await clock.now()
    after = await clock.travel(timedelta(days=31))
    assert timedelta(days=31) <= after - before < timedelta(days=31, seconds=5)


async def test_the_clock_never_goes_back(database: FreshDatabase) -> None:
    with pytest.raises(clock.ClockCannotTravel):
        await clock.travel(timedelta(seconds=-1))


async def test_a_clock_that_was_set_back_comes_home_and_one_that_is_ahead_does_not(
    database: FreshDatabase,
) -> None:
    await clock.travel_to(datetime.now(UTC) - timedelta(days=100))
    await clock.come_home()
    assert await fetch_value('select "offset" from base.clock') == timedelta(0)
    await clock.travel(timedelta(days=1))
    with pytest.raises(clock.ClockCannotTravel):
        await clock.come_home()


async def test_the_production_clock_refuses_to_travel(fresh: FreshDatabase) -> None:
    await migrate(fresh.owner, "moi_service", travelling=False)
    from market.base.database import DB

    await DB.open(fresh.service)
    try:
        await fetch("update base.clock set \"offset\" = interval '25 hours'")
        assert not await clock.travels()
        assert abs(await clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
        with pytest.raises(clock.ClockCannotTravel):
            await clock.travel(timedelta(days=1))
    finally:
        await DB.close()


async def test_a_condition_on_the_clock_uses_the_index(owner: asyncpg.Connection) -> None:
    await owner.execute(
        "create table due (at timestamptz); insert into due select now() + n * interval '1 minute'"
        " from generate_series(-50000, 50000) n; create index on due (at); analyze due"
    )
    plan = await owner.fetch(
        "explain select 1 from due where at <= base.now() and at > base.now() - interval '1 hour'"
    )
    assert "Index" in "\n".join(row[0] for row in plan)
    assert await fetch_value("select provolatile from pg_proc where oid = 'base.now'::regproc") == b"s"
