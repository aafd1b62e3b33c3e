"""Months are closed in their order, and a market that once skipped one gets its books closed all the same."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from market.base import audit, clock
from market.base.database import fetch, fetch_value
from market.money.accounting.actions import close_books
from market.money.accounting.queries import accounting_file, closed_month
from market.money.invariants import check
from market.money.settlement import actions, turn
from market.money.settlement.actions import open_month, preview, settle
from market.money.settlement.rules import EarlierMonthOpen, Month, PeriodClosed
from market.operators.actions.settlements import close
from tests.conftest import FreshDatabase
from tests.money.accounting.fec import faults
from tests.money.settlement.running import Running, end, run

OCTOBER, NOVEMBER, DECEMBER = "2026-10", "2026-11", "2026-12"
BEGAN = datetime(2026, 10, 12, 9, tzinfo=UTC)


@pytest.fixture
async def january(database: FreshDatabase) -> Running:
    """A rental of three months began in October; it is the second of January, and no month is closed."""
    await clock.travel_to(BEGAN)
    rental = await run(Running(BEGAN, period="P3M"))
    await clock.travel_to(datetime(2027, 1, 2, tzinfo=UTC))
    return rental


async def skip(monkeypatch: pytest.MonkeyPatch, period: str) -> None:
    """Settle a month out of its turn, as was possible once."""

    async def nobodys_turn(month: Month) -> None: ...

    with monkeypatch.context() as patch:
        patch.setattr(actions, "require_turn", nobodys_turn)
        await settle(period, audit.SYSTEM)


async def test_a_month_waits_for_an_earlier_one_that_has_something(january: Running) -> None:
    for late, named in ((DECEMBER, OCTOBER), (NOVEMBER, OCTOBER)):
        for act in (settle(late, audit.SYSTEM), open_month(late, audit.SYSTEM), preview(late)):
            with pytest.raises(EarlierMonthOpen) as refused:
                await act
            assert refused.value.facts == {"period": late, "next": named}
    assert await fetch("select 1 from money.settlements") == []
    await settle(OCTOBER, audit.SYSTEM)
    with pytest.raises(EarlierMonthOpen) as refused:
        await settle(DECEMBER, audit.SYSTEM)
    assert refused.value.facts["next"] == NOVEMBER
    for period in (NOVEMBER, DECEMBER):
        await settle(period, audit.SYSTEM)
        assert await check() == []


async def test_a_month_with_nothing_in_it_is_not_waited_for(january: Running) -> None:
    await end(january, 82)
    await run(Running(datetime(2026, 12, 3, tzinfo=UTC)))
    assert (await settle(DECEMBER, audit.SYSTEM)).lines == 1
    for period in (OCTOBER, NOVEMBER, DECEMBER):
        await close_books(period, audit.SYSTEM)


async def test_the_month_that_is_named_is_the_first_with_something(january: Running) -> None:
    await end(january, 82)
    await run(Running(datetime(2026, 11, 3, tzinfo=UTC)))
    with pytest.raises(EarlierMonthOpen) as refused:
        await settle(DECEMBER, audit.SYSTEM)
    assert refused.value.facts["next"] == NOVEMBER


async def test_a_month_between_with_nothing_in_it_is_passed_over(january: Running) -> None:
    """October is closed, November has nothing, December has: January waits for December."""
    await end(january, 82)
    await settle(OCTOBER, audit.SYSTEM)
    await run(Running(datetime(2026, 12, 3, tzinfo=UTC)))
    await clock.travel_to(datetime(2027, 2, 2, tzinfo=UTC))
    with pytest.raises(EarlierMonthOpen) as refused:
        await settle("2027-01", audit.SYSTEM)
    assert refused.value.facts["next"] == DECEMBER


async def test_a_month_that_is_being_closed_is_waited_for(january: Running) -> None:
    await end(january, 82)
    await open_month(NOVEMBER, audit.SYSTEM)
    with pytest.raises(EarlierMonthOpen) as refused:
        await settle(DECEMBER, audit.SYSTEM)
    assert refused.value.facts["next"] == NOVEMBER
    await settle(NOVEMBER, audit.SYSTEM)
    await settle(DECEMBER, audit.SYSTEM)


async def test_two_months_at_once_are_opened_one_after_the_other(
    january: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each looks before the other is there; only the turn lets the later one see the earlier."""
    await end(january, 82)
    assert await _opened_at_once(monkeypatch) == [NOVEMBER]


async def test_without_the_turn_both_are_opened(january: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    await end(january, 82)
    monkeypatch.setattr(actions, "ONE_AT_A_TIME", "select 1")
    assert await _opened_at_once(monkeypatch) == [NOVEMBER, DECEMBER]


async def _opened_at_once(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    async def slowly(month: Month) -> None:
        await turn.require_turn(month)
        await asyncio.sleep(0.4)

    monkeypatch.setattr(actions, "require_turn", slowly)
    first = asyncio.create_task(open_month(NOVEMBER, audit.SYSTEM))
    await asyncio.sleep(0.15)
    await asyncio.gather(first, open_month(DECEMBER, audit.SYSTEM), return_exceptions=True)
    return [it["period"] for it in await fetch("select period from money.settlements order by period")]


async def test_a_market_that_skipped_a_month_closes_its_books(
    january: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settle(OCTOBER, audit.SYSTEM)
    await skip(monkeypatch, DECEMBER)
    with pytest.raises(PeriodClosed):  # December has posted what was November's: nothing is left to post
        await settle(NOVEMBER, audit.SYSTEM)
    first = 1
    for period in (OCTOBER, NOVEMBER, DECEMBER):
        await close_books(period, audit.SYSTEM)
        month, days = await closed_month(period), Month.named(period)
        text = "".join([part async for part in accounting_file(month)])
        within = (date(days.year, days.month, 1), days.last_day)
        assert faults(text, within, first=first) == []
        first = month.last_number + 1
    numbered = await fetch_value("select count(*) from money.accounting_entries")
    assert numbered == await fetch_value(
        "select count(*) from money.ledger_transactions where effective_at < $1",
        Month.named(DECEMBER).ends_at,
    )
    assert await check() == []


async def test_a_month_that_was_overtaken_while_being_closed_is_closed(
    january: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settle(OCTOBER, audit.SYSTEM)
    await open_month(NOVEMBER, audit.SYSTEM)
    await skip(monkeypatch, DECEMBER)
    row = await fetch_value("select id from money.settlements where period = $1", NOVEMBER)
    await close(str(row))  # the job that was left
    assert await fetch("select 1 from money.settlements where closed_at is null") == []
    assert await fetch_value("select lines from money.settlements where period = $1", NOVEMBER) == 0
    await clock.travel(timedelta(days=31))
    await settle("2027-01", audit.SYSTEM)
    assert await check() == []
