"""Closing a month, and letting go of what was on hold.

A run goes in batches, each a transaction of its own: what a crash cut off is taken up by the next run, and no
line is posted twice, because a line remembers what was posted (`earned`).
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from market.base import audit
from market.base.clock import MARKET_ZONE
from market.base.database import Record, fetch, fetch_row, transaction
from market.base.ids import new_id
from market.money.rules import HOLD
from market.money.settlement import statements
from market.money.settlement.rules import Month, PeriodClosed
from market.money.settlement.turn import ONE_AT_A_TIME, require_turn, shut_overtaken

BATCH = 10_000
NOTHING = uuid.UUID(int=0)


@dataclass(frozen=True)
class Settled:
    """What a month's run posts, minor units: for how many rentals, and who gets what of the escrow."""

    period: str
    lines: int
    holders: int
    revenue: int
    vat: int

    @property
    def earned(self) -> int:
        """What leaves escrow."""
        return self.holders + self.revenue + self.vat


async def preview(period: str) -> Settled:
    """What settling `period` (`2026-11`) now would still post.

    Raises PeriodUnknown, PeriodNotOver, PeriodClosed, EarlierMonthOpen.
    """
    month = Month.named(period)
    await require_turn(month)
    row = await fetch_row(statements.PREVIEW, month.ends_at, MARKET_ZONE.key)
    return _settled(period, row)


async def settle(
    period: str, actor: audit.Actor, progress: Callable[[int], None] = lambda lines: None
) -> Settled:
    """Close the month: post what was earned until its end and not posted before.

    `progress` hears how many lines each batch moved. A run that was cut off is continued; a second run beside
    this one is waited for. Raises PeriodUnknown, PeriodNotOver, PeriodClosed, EarlierMonthOpen.
    """
    month = Month.named(period)
    await shut_overtaken()
    await _open(month, actor)
    last: uuid.UUID | None = NOTHING
    while last is not None:
        async with transaction():
            await _hold(month)
            last, lines = await _batch(month, last)
        progress(lines)
    return await _close(month, actor)


async def open_month(period: str, actor: audit.Actor) -> None:
    """Commit that a month is being closed; `settle` does it.

    Raises PeriodUnknown, PeriodNotOver, PeriodClosed, EarlierMonthOpen.
    """
    await _open(Month.named(period), actor)


async def _open(month: Month, actor: audit.Actor) -> None:
    async with transaction():
        await fetch(ONE_AT_A_TIME)
        await require_turn(month)
        made = await fetch(
            "insert into money.settlements (id, period, ends_at, started_at) values ($1, $2, $3, base.now())"
            " on conflict (period) do nothing returning id",
            *(new_id(), str(month), month.ends_at),
        )
        if made:
            await audit.record(actor, "settlement.opened", "settlement", made[0]["id"])


async def _hold(month: Month) -> uuid.UUID:
    """The run's row, locked: two runs take turns, and what the first closed the second leaves alone."""
    row = await fetch_row(
        "select id, closed_at from money.settlements where period = $1 for update", str(month)
    )
    if row is None or row["closed_at"] is not None:
        raise PeriodClosed(period=str(month), closed=str(month))
    found: uuid.UUID = row["id"]
    return found


async def _batch(month: Month, last: uuid.UUID) -> tuple[uuid.UUID | None, int]:
    """Move the lines after `last`; where the next batch begins, None when there are no more."""
    (row,) = await fetch(
        statements.SETTLE,
        *(month.ends_at, MARKET_ZONE.key, last, BATCH, str(month), list(HOLD), list(HOLD.values())),
    )
    await fetch(
        "update money.settlements set lines = lines + $2, holders = holders + $3, revenue = revenue + $4,"
        " vat = vat + $5 where period = $1",
        *(str(month), row["lines"], row["holders"], row["revenue"], row["vat"]),
    )
    return row["last"], row["lines"]


async def _close(month: Month, actor: audit.Actor) -> Settled:
    async with transaction():
        found = await _hold(month)
        row = await fetch_row(
            "update money.settlements set closed_at = base.now() where id = $1"
            " returning lines, holders, revenue, vat",
            found,
        )
        settled = _settled(str(month), row)
        await audit.record(
            actor, "settlement.closed", "settlement", found, lines=settled.lines, earned=settled.earned
        )
    return settled


def _settled(period: str, row: Record | None) -> Settled:
    if row is None:
        raise LookupError(period)
    return Settled(period, row["lines"], row["holders"], row["revenue"], row["vat"])


async def release_due() -> int:
    """Let every earning whose hold is over be paid out; how many were let go."""
    released = 0
    while True:
        async with transaction():
            (row,) = await fetch(statements.RELEASE, BATCH)
            if row["earnings"]:
                facts = {name: row[name] for name in ("earnings", "holders", "amount")}
                await audit.record(audit.CLOCK, "earnings.released", "release", new_id(), **facts)
        released += int(row["earnings"])
        if row["earnings"] < BATCH:
            return released
