"""The log of reads under a day's head: which reads, and the root of their tree, beside the audit trail's.

A read writes nothing for its seal. The reads of one rental are written one after another, as each passes the row that
counts them, so their numbers stand in the order of their commits: the night notes up to which number it has seen each
rental's, and a read that is committed later comes after that and stands in the next night's. What a read says counts:
its rental, its time, purpose and way in. Raised, and never signed over: `ReadsTampered`.
"""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, timedelta
from typing import Final, TypedDict

from contracts.canonical import canonical
from contracts.commitments import tagged
from contracts.merkle import Growing
from contracts.period import spelled
from market.base.audit_sealing import A_NIGHT, end_of
from market.base.database import Record, current_connection, fetch_value

LOG: Final = "reads"
_PREFETCH: Final = 500

# A read takes its number and is committed within seconds. So what no night has seen has a number beyond the highest
# that was sealed the day before last, and the night passes over the reads of about two days, by their key.
_TAKE: Final = """
insert into rentals.reads_sealed (id, day, rental, last)
select uuidv7(), $1, l.rental, max(l.id) from rentals.reads l
where l.at < $2 and l.id > coalesce((select max(last) from rentals.reads_sealed where day <= $3), 0)
  and not exists (select from rentals.reads_sealed s where s.rental = l.rental and s.last >= l.id)
group by l.rental
"""

_OF_DAY: Final = """
select s.rental, l.id, l.at, l.purpose, l.channel from rentals.reads_sealed s
cross join lateral (
  select max(b.last) as last from rentals.reads_sealed b where b.rental = s.rental and b.day < s.day
) before
left join rentals.reads l on l.rental = s.rental and l.id <= s.last and (before.last is null or l.id > before.last)
where s.day = $1 order by s.rental, l.id
"""

# The reads that lie behind what was sealed by the day before last, and that no day holds.
_UNSEALED: Final = """
select exists (select from rentals.reads l
where l.id <= (select max(last) from rentals.reads_sealed where day < (select max(day) from rentals.day_heads))
  and not exists (select from rentals.reads_sealed s where s.rental = l.rental and s.last >= l.id))
"""


class ReadsTampered(ValueError):
    """The reads of ``day`` are not those that were sealed: one was changed, added or taken away."""

    def __init__(self, day: date) -> None:
        super().__init__(f"the reads of {day} are not what they were")
        self.day = day


class Said(TypedDict):
    """What the leaf commits to: how many reads, and the root of their tree in hex."""

    entries: int
    root: str


async def seal(day: date) -> Said:
    """Put every read up to the day's end that stands under no head yet under this day's.

    Inside the sealing's transaction, of one snapshot. The reads of the day before are verified first.
    Raises ReadsTampered.
    """
    await check(day - timedelta(days=1))
    await current_connection().execute(_TAKE, day, end_of(day), day - timedelta(days=2), timeout=A_NIGHT)
    return await _said(day)


async def check(day: date) -> Said | None:
    """Verify the reads of a day: what its leaf says of them; None where no reads were sealed. Raises ReadsTampered."""
    kept = await fetch_value("select also -> $2 from base.audit_days where day = $1", day, LOG)
    sealed: Said | None = None if kept is None else json.loads(kept)
    if sealed is not None and sealed != await _said(day):
        raise ReadsTampered(day)
    return sealed


async def unsealed() -> bool:
    """Whether there is a read that some night should have sealed, and none did: it was put in afterwards."""
    found: bool = await fetch_value(_UNSEALED)
    return found


async def _said(day: date) -> Said:
    tree = Growing()
    async for row in _rows(day):
        if row["id"] is None:  # a rental stands in a day for at least one read
            raise ReadsTampered(day)
        tree.add(_data(row))
    return {"entries": tree.size, "root": tree.root.hex()}


def _data(row: Record) -> bytes:
    said = {"id": row["id"], "rental": str(row["rental"]), "at": spelled(row["at"].astimezone(UTC))}
    return tagged(b"moi/read-row/1", canonical(said | {"purpose": row["purpose"], "channel": row["channel"]}))


async def _rows(day: date) -> AsyncIterator[Record]:
    async for row in current_connection().cursor(_OF_DAY, day, prefetch=_PREFETCH, timeout=A_NIGHT):
        yield row
