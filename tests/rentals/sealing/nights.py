"""Builders: a market some weeks ago, nights that pass, files that are kept and verified by the command itself."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from market.base import clock
from market.base.database import fetch, fetch_value
from market.rentals.sealing.night import seal_next
from tests.conftest import ROOT


async def weeks_ago(weeks: int = 5) -> datetime:
    """Set an unused market back, so that what it signs is no future to the verifier's clock. Noon, UTC."""
    moment = datetime.now(UTC).replace(hour=12, minute=0, second=0) - timedelta(weeks=weeks)
    return await clock.travel_to(moment)


async def the_night_passes() -> list[str]:
    """To the next day at one o'clock (UTC), and all that is due is sealed: the days."""
    today = (await clock.now()).date()
    await clock.travel_to(datetime(today.year, today.month, today.day, 1, tzinfo=UTC) + timedelta(days=1))
    return await all_sealed()


async def all_sealed() -> list[str]:
    sealed = []
    while (day := await seal_next()) is not None:
        sealed.append(day.isoformat())
    return sealed


def verify(folder: Path, *arguments: str) -> tuple[int, str]:
    """`python -m contracts verify`, in a process of its own: its exit code and what it says."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "contracts", "verify", *arguments, "--lang", "en"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


async def past_every_trigger(superuser: str, statement: str, *arguments: Any) -> None:
    """What only a superuser can do: change what nobody may."""
    connection = await asyncpg.connect(superuser)
    try:
        async with connection.transaction():
            await connection.execute("set local session_replication_role = replica")
            await connection.execute(statement, *arguments)
    finally:
        await connection.close()


async def entries() -> list[tuple[str, int]]:
    """(day, length) of every entry, in the order of days."""
    rows = await fetch("select day, length from rentals.day_entries order by day, rental")
    return [(row["day"].isoformat(), row["length"]) for row in rows]


async def heads() -> list[str]:
    rows = await fetch("select day from rentals.day_heads order by day")
    return [row["day"].isoformat() for row in rows]


async def waiting() -> int:
    found: int = await fetch_value("select count(*) from rentals.growing")
    return found
