"""Runs of one month at the same moment, and one that is overtaken between two of its batches.

Beside the race stands its control: with the lock on the month's row taken away, it is lost.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from market.base import audit, clock
from market.base.database import fetch, fetch_row, fetch_value
from market.money.invariants import check
from market.money.settlement import actions
from market.money.settlement.actions import Settled, settle
from market.money.settlement.rules import Month, PeriodClosed
from tests.conftest import FreshDatabase
from tests.money.payouts.paying import BEGAN, MARCH
from tests.money.settlement.running import Running, run
from tests.races.conftest import CONTENDERS, at_once

RENTALS = 6


@pytest.fixture
async def over(arena: FreshDatabase) -> AsyncIterator[FreshDatabase]:
    """Six rentals have run in March, which is over."""
    await clock.travel_to(BEGAN)
    for _ in range(RENTALS):
        await run(Running(BEGAN, period="P3M"))
    await clock.travel_to(Month.named(MARCH).ends_at + timedelta(hours=1))
    yield arena


async def closings() -> int:
    counted: int = await fetch_value(
        "select count(*) from base.audit_entries where action = 'settlement.closed'"
    )
    return counted


async def test_twenty_runs_of_one_month_close_it_once(
    over: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    foreseen = await actions.preview(MARCH)
    results = await at_once([lambda: settle(MARCH, audit.SYSTEM)] * CONTENDERS)
    assert [it for it in results if isinstance(it, Settled)] == [foreseen]
    assert {type(it) for it in results if not isinstance(it, Settled)} == {PeriodClosed}
    assert await closings() == 1
    assert await check() == []


async def _closed_while_another_looks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Two runs have posted the last batch; each has read the row and found the month open before it closes it."""
    hold = actions._hold
    looked = asyncio.Semaphore(0)

    async def slowly(month: Month) -> uuid.UUID:
        found = await hold(month)
        looked.release()
        await asyncio.sleep(0.4)
        return found

    monkeypatch.setattr(actions, "_hold", slowly)
    month = Month.named(MARCH)
    first = asyncio.create_task(actions._close(month, audit.SYSTEM))
    await looked.acquire()
    return list(await asyncio.gather(first, actions._close(month, audit.SYSTEM), return_exceptions=True))


async def _all_posted() -> None:
    """The month is open and every batch of it is posted."""
    await actions.open_month(MARCH, audit.SYSTEM)
    last: uuid.UUID | None = actions.NOTHING
    while last is not None:
        last, _ = await actions._batch(Month.named(MARCH), last)


async def test_of_two_runs_that_close_a_month_one_does(
    over: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _all_posted()
    results = await _closed_while_another_looks(monkeypatch)
    assert [type(it) for it in results] == [Settled, PeriodClosed]
    assert await closings() == 1


async def test_without_the_lock_both_close_it(over: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: each found the month open; the trail tells of two closings of one month."""

    async def glance(month: Month) -> uuid.UUID:
        row = await fetch_row("select id, closed_at from money.settlements where period = $1", str(month))
        if row is None or row["closed_at"] is not None:
            raise PeriodClosed(period=str(month), closed=str(month))
        found: uuid.UUID = row["id"]
        return found

    await _all_posted()
    monkeypatch.setattr(actions, "_hold", glance)
    results = await _closed_while_another_looks(monkeypatch)
    assert [type(it) for it in results] == [Settled, Settled]
    assert await closings() == 2
    assert len(await fetch("select 1 from money.settlements")) == 1
