"""The day's snapshot: computed once by whoever comes first, and switched by one row.

    sweep   new_day   when the market's day or the vocabulary changed
    job     compute   the same, and when somebody was listed, edited or taken off (at once, in local mode)

Both lock the row of `catalogue.current`, then ask again whether there is anything to do: of several jobs, in
however many workers, one computes and the others find it done. Readers are never locked out.
"""

import asyncio
import time
import uuid
from dataclasses import dataclass
from datetime import date, datetime

import structlog

from market.base import audit
from market.base.clock import market_date
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.base.settings import settings
from market.catalogue import snapshots
from market.catalogue.codes import LADDER, LEAVABLE, VOCABULARY, proffered
from market.catalogue.crowd import NEWCOMER, Listed, Snapshot, seat
from market.catalogue.listing import listed
from market.catalogue.steps import CROWD
from market.personas import actions as personas

JOB = "catalogue.compute"

log = structlog.get_logger()


@dataclass(frozen=True)
class Standing:
    """The snapshot that everybody reads, and the market's time (UTC)."""

    snapshot: uuid.UUID | None
    day: date | None
    vocabulary: str | None
    now: datetime

    @property
    def of_another_day(self) -> bool:
        """Whether it is yesterday's, or made with other words."""
        return self.day != market_date(self.now) or self.vocabulary != VOCABULARY


_STANDING = (
    "select k.snapshot, s.day, s.vocabulary, base.now() as now from catalogue.current k"
    " left join catalogue.snapshots s on s.id = k.snapshot"
)

# Whose version stands neither under a card nor among the waiting, or the other way round.
_CHANGED = """
with seated as (
  select persona, version from catalogue.cards union all select persona, version from catalogue.waiting
), listed as (
  select id, version from personas.personas where state = 'listed'
)
select exists (select * from listed except select * from seated)
    or exists (select * from seated except select * from listed)
"""


async def compute() -> None:
    """The job: a new snapshot if the standing one no longer fits who is listed, the day or the vocabulary."""
    async with transaction():
        standing = await _lock()
        if standing.of_another_day or await fetch_value(_CHANGED):
            await _renew(standing)


async def new_day() -> None:
    """The sweep: the first snapshot of a day."""
    row = await fetch_row(_STANDING)
    if row is None or not Standing(**row).of_another_day:
        return
    async with transaction():
        standing = await _lock()
        if standing.of_another_day:
            await _renew(standing)


async def _lock() -> Standing:
    # The statement after the lock sees what the one who held it has committed.
    await fetch("select 1 from catalogue.current for update")
    row = await fetch_row(_STANDING)
    if row is None:
        raise RuntimeError("the row of catalogue.current is missing")
    return Standing(**row)


async def _renew(standing: Standing) -> None:
    began = time.monotonic()
    made, waiting = await _seat()
    snapshot = new_id()
    await fetch(
        "insert into catalogue.snapshots (id, day, computed_at, vocabulary) values ($1, $2, $3, $4)",
        *(snapshot, market_date(standing.now), standing.now, VOCABULARY),
    )
    await snapshots.forget()
    await snapshots.keep(snapshot, made, waiting)
    await personas.shown({persona: card.version for persona, card in made.cards.items()})
    await fetch("update catalogue.current set snapshot = $1", snapshot)
    await fetch("delete from catalogue.snapshots where id <> $1", snapshot)
    await audit.record(audit.CLOCK, "catalogue.computed", "snapshot", snapshot, classes=len(made.classes))
    log.info("catalogue.computed", classes=len(made.classes), seconds=round(time.monotonic() - began, 2))


async def _seat() -> tuple[Snapshot, list[Listed]]:
    """The day's classes, and the rows of those who wait."""
    before = await snapshots.before()
    rows = [row async for chunk in listed() for row in chunk]
    crowd = settings().crowd
    made = await asyncio.to_thread(
        seat, rows, LADDER, before, crowd, crowd + NEWCOMER - CROWD, LEAVABLE, proffered
    )
    return made, [row for row in rows if row.persona in made.waiting]
