"""Builders: a market some weeks ago, nights that pass, files that are kept and verified by the command itself."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from contracts.record import Event, append
from market.base import clock
from market.base.database import fetch, fetch_value, transaction
from market.rentals import record
from market.rentals.sealing.night import seal_next
from tests.conftest import ROOT
from tests.relations.helpers import Relation


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
    done = subprocess.run(
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
    rows = await fetch("select day, length from rentals.day_entries order by day, length")
    return [(row["day"].isoformat(), row["length"]) for row in rows]


async def heads() -> list[str]:
    rows = await fetch("select day from rentals.day_heads order by day")
    return [row["day"].isoformat() for row in rows]


async def waiting() -> int:
    found: int = await fetch_value("select count(*) from rentals.growing")
    return found


async def writes(relation: Relation, kind: str = "invited") -> None:
    """One more event, as an action would write it."""
    async with transaction():
        await fetch("select 1 from rentals.rentals where id = $1 for update", relation.rental)
        at = await clock.now()
        await record.write(relation.rental, relation.agreement, kind, at, {"n": 1})


async def rewrite(superuser: str, relation: Relation, seq: int, facts: Mapping[str, object]) -> None:
    """Another event `seq`, and all after it hashed anew, past every trigger: in itself nothing is wrong with it."""
    last: Event | None = None
    for event in await record.read(relation.rental):
        said = facts if event.seq == seq else event.facts
        last = append(record.urn(relation.agreement), last, event.kind, event.at, said, event.salt)
        await past_every_trigger(
            superuser,
            "update rentals.record_events set facts = $3::jsonb, prev_hash = $4, event_hash = $5"
            " where rental = $1 and seq = $2",
            *(relation.rental, event.seq, json.dumps(dict(said)), last.prev_hash, last.event_hash),
        )
