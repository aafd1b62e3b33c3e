"""The audit trail's part under a day's head: which rows, the root of their tree, and one blinded leaf for all.

Rows stand in the order of their ids, and a row's data is a hash over all that it says. The leaf that goes under the
head commits to the day, the number of rows and their root under a salt of its own: nobody reads from a head how much
was done. What other rooms' logs had grown to, as those rooms say it, goes under the same leaf.
Raised, and never signed over: `AuditTampered`.
"""

import json
import os
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from contracts.canonical import canonical
from contracts.commitments import SALT_BYTES, tagged
from contracts.merkle import Growing
from contracts.period import spelled
from market.base.database import Record, current_connection, fetch_row

A_NIGHT: Final = 3600.0
"""Seconds that a statement over a whole day may take."""
_PREFETCH: Final = 500


class AuditTampered(ValueError):
    """The audit rows of ``day`` are not those that were written, or sealed: one was changed or is missing."""

    def __init__(self, day: date) -> None:
        super().__init__(f"the audit rows of {day} are not what they were")
        self.day = day


def end_of(day: date) -> datetime:
    """When a UTC day is over."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


async def seal(day: date, also: Mapping[str, object]) -> bytes:
    """Put every row of the day, or of one before, that stands under no head yet under this day's: its leaf's data.

    `also` is what the leaf says of other logs, by their names. Inside the sealing's transaction, of one snapshot. The
    rows of the day before are verified first.
    Raises AuditTampered.
    """
    await check(day - timedelta(days=1))
    connection = current_connection()
    await connection.execute(
        "with taken as (delete from base.audit_waiting where at < $2 returning entry)"
        " insert into base.audit_sealed (entry, day) select entry, $1 from taken",
        *(day, end_of(day)),
        timeout=A_NIGHT,
    )
    tree, salt = await _tree(day), os.urandom(SALT_BYTES)
    await connection.execute(
        "insert into base.audit_days (day, entries, root, salt, also) values ($1, $2, $3, $4, $5)",
        *(day, tree.size, tree.root, salt, json.dumps(also)),
    )
    return leaf(day, tree.size, tree.root, salt, also)


async def check(day: date) -> bytes | None:
    """Verify the rows of a day that was sealed: its leaf's data; None for one that was not. Raises AuditTampered."""
    row = await fetch_row("select entries, root, salt, also from base.audit_days where day = $1", day)
    if row is None:
        return None
    tree = await _tree(day)
    if (tree.size, tree.root) != (row["entries"], row["root"]):
        raise AuditTampered(day)
    also = None if row["also"] is None else json.loads(row["also"])
    return leaf(day, row["entries"], row["root"], row["salt"], also)


def leaf(
    day: date, entries: int, root: bytes, salt: bytes, also: Mapping[str, object] | None = None
) -> bytes:
    """The blinded commitment to a day's rows and `also` to other logs (None: of before there were any), 32 bytes."""
    said: dict[str, object] = {
        "day": day.isoformat(),
        "entries": entries,
        "root": root.hex(),
        "salt": salt.hex(),
    }
    return tagged(b"moi/audit-day/1", canonical(said if also is None else said | {"also": also}))


def row_data(row: Record) -> bytes:
    """What a row says, as one hash. Facts count as the database spells them: it keeps no other form."""
    return tagged(
        b"moi/audit-row/1",
        canonical(
            {
                "id": str(row["id"]),
                "at": spelled(row["at"].astimezone(UTC)),
                "action": row["action"],
                "actor_kind": row["actor_kind"],
                "actor": row["actor"].hex(),
                "subject_kind": row["subject_kind"],
                "subject": str(row["subject"]),
                "facts": row["facts"],
            }
        ),
    )


async def _tree(day: date) -> Growing:
    tree = Growing()
    async for row in _rows(day):
        if row["id"] is None:  # it was there when it was written
            raise AuditTampered(day)
        tree.add(row_data(row))
    return tree


async def _rows(day: date) -> AsyncIterator[Record]:
    sql = (
        "select a.id, a.at, a.action, a.actor_kind, a.actor, a.subject_kind, a.subject, a.facts::text as facts"
        " from base.audit_sealed s left join base.audit_entries a on a.id = s.entry"
        " where s.day = $1 order by s.entry"
    )
    async for row in current_connection().cursor(sql, day, prefetch=_PREFETCH, timeout=A_NIGHT):
        yield row
