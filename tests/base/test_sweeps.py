"""Look-outs that are due once a day by the database's clock, whatever the worker's own says."""

import asyncio
from datetime import timedelta

from market.base import clock
from market.base.sweeps import Sweep, keep_sweeping
from tests.conftest import FreshDatabase


async def test_a_daily_look_out_follows_the_databases_clock(database: FreshDatabase) -> None:
    daily: list[int] = []
    often: list[int] = []

    async def once_a_day() -> None:
        daily.append(1)
        if len(daily) == 1:
            raise RuntimeError("it is tried again on the same day")

    async def each_time() -> None:
        often.append(1)

    stopping = asyncio.Event()
    sweeps = (Sweep("daily", 0.01, once_a_day, daily=True), Sweep("often", 0.01, each_time))
    keeping = asyncio.create_task(keep_sweeping(sweeps, stopping))
    await _until(lambda: len(often) > 20)
    assert len(daily) == 2
    await clock.travel(timedelta(days=53))
    await _until(lambda: len(daily) > 2)
    seen = len(often)
    await _until(lambda: len(often) > seen + 20)
    assert len(daily) == 3
    stopping.set()
    await keeping


async def _until(so: object) -> None:
    async with asyncio.timeout(20):
        while not so():  # type: ignore[operator]
            await asyncio.sleep(0.01)
