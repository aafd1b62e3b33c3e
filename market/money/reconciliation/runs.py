"""Runs: one at a time, each with a lease, so that a dead one is not waited for."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import structlog

from market.base import audit
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.base.errors import Conflict
from market.base.ids import new_id
from market.money.reconciliation.rules import Scope, due

LEASE = timedelta(minutes=10)
"""A run that has said nothing for so long is dead."""
BEAT = 120.0
"""Seconds of wall time between two signs of life."""

log = structlog.get_logger()


class RunUnderWay(Conflict):
    """Somebody is reconciling already."""


class RunTakenOver(RuntimeError):
    """Our lease passed and another run has begun: what we stored so far stands."""


@dataclass(frozen=True)
class Run:
    """A run under way. `through`: Stripe's time up to which the runs before it have stored everything."""

    id: uuid.UUID
    scope: Scope
    started_at: datetime
    through: datetime | None

    @property
    def whole(self) -> bool:
        """Whether it looks at everything."""
        return self.scope is not Scope.HOURLY


async def begin(scope: Scope) -> Run:
    """Begin a run. Raises RunUnderWay."""
    async with transaction():
        return await _begin(scope)


async def begin_due() -> Run | None:
    """Begin the run that is due by the clock, if one is and nobody else is at it."""
    async with transaction():
        row = await fetch_row(
            "select base.now() as now, max(started_at) as last,"
            " max(started_at) filter (where scope <> 'hourly') as last_full from money.reconciliation_runs"
        )
        scope = due(row["now"], row["last"], row["last_full"]) if row else None
        try:
            return await _begin(scope) if scope else None
        except RunUnderWay:
            return None


async def _begin(scope: Scope) -> Run:
    await fetch(
        "update money.reconciliation_runs set outcome = 'died', finished_at = base.now()"
        " where finished_at is null and leased_until <= base.now()"
    )
    made = await fetch(
        "insert into money.reconciliation_runs (id, scope, started_at, leased_until, numbers)"
        " values ($1, $2, base.now(), base.now() + $3::interval, '{}')"
        " on conflict do nothing returning id, started_at",
        *(new_id(), scope, LEASE),
    )
    if not made:
        raise RunUnderWay()
    through = await fetch_value("select max(through) from money.reconciliation_runs")
    return Run(made[0]["id"], scope, made[0]["started_at"], through)


async def renew(run: Run) -> None:
    """Say that the run lives. Raises RunTakenOver."""
    alive = await fetch(
        "update money.reconciliation_runs set leased_until = base.now() + $2::interval"
        " where id = $1 and finished_at is null returning id",
        *(run.id, LEASE),
    )
    if not alive:
        raise RunTakenOver(run.id)


@contextlib.asynccontextmanager
async def alive(run: Run) -> AsyncIterator[None]:
    """Renew the run's lease for as long as the block lasts, however long one of its statements takes."""
    beating = asyncio.create_task(_beat(run))
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.wait([beating])


async def _beat(run: Run) -> None:
    while True:
        await asyncio.sleep(BEAT)
        try:
            await renew(run)
        except RunTakenOver:
            return
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("reconciliation.lease", error=type(error).__name__)


async def finish(run: Run, outcome: str, numbers: Mapping[str, Any], through: datetime | None) -> None:
    """Close the run with what it counted; `through` only when every movement up to it is stored."""
    async with transaction():
        closed = await fetch(
            "update money.reconciliation_runs set outcome = $2, numbers = $3::jsonb, through = $4,"
            " finished_at = base.now() where id = $1 and finished_at is null returning id",
            *(run.id, outcome, json.dumps(numbers), through),
        )
        if not closed:
            raise RunTakenOver(run.id)
        await audit.record(audit.SYSTEM, f"reconciliation.{outcome}", "reconciliation", run.id)


async def give_up(run: Run) -> None:
    """The run failed by an error of ours: the next one need not wait for its lease."""
    await fetch(
        "update money.reconciliation_runs set outcome = 'died', finished_at = base.now()"
        " where id = $1 and finished_at is null",
        run.id,
    )


@dataclass(frozen=True)
class Last:
    """A run that ended: when, how, and what it counted (`actions.Numbers` says what)."""

    scope: Scope
    finished_at: datetime
    outcome: str
    numbers: Mapping[str, Any]


async def last_of_all() -> Last | None:
    """The latest run of any scope that ended by itself."""
    return _last(await fetch_row(f"{_LAST} order by finished_at desc limit 1"))


async def last_whole() -> Last | None:
    """The latest that looked at everything, the answers of Stripe perhaps missing."""
    return _last(await fetch_row(f"{_LAST} and scope <> 'hourly' order by finished_at desc limit 1"))


_LAST = (
    "select scope, finished_at, outcome, numbers from money.reconciliation_runs"
    " where outcome in ('done', 'unanswered')"
)


def _last(row: Record | None) -> Last | None:
    if row is None:
        return None
    return Last(
        Scope(row["scope"]), row["finished_at"].astimezone(UTC), row["outcome"], json.loads(row["numbers"])
    )
