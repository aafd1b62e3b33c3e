"""All that was ever sealed, looked at again: heads, trees, the audit trail, reads and records, against each other.

A night verifies what grew. This looks at what lies still too, and takes its time: a few milliseconds an entry. Held
against heads that somebody kept elsewhere, it also finds out a past that was made anew as a whole.
"""

import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts import blocks
from contracts.heads import DayHead, Entry, HeadForked, NotInHead
from contracts.keyset import KeySet
from contracts.record import Event, Head, RecordForked, RecordTruncated, verify_chain
from market.base import audit_sealing, signing
from market.base.audit_sealing import A_NIGHT
from market.base.database import Record, current_connection, fetch, transaction
from market.rentals import record
from market.rentals.sealing import heads, reads, tree
from market.rentals.sealing.night import CHUNK


@dataclass(frozen=True)
class Broken:
    """What is not as it was sealed: the day's head with all under it, or one record (its rental's inner id)."""

    day: date | None
    reason: str
    rental: uuid.UUID | None = None


async def broken(kept: Sequence[DayHead] = ()) -> AsyncIterator[Broken]:
    """Everything that is wrong, days first; `kept` are heads from elsewhere, verified already."""
    async with transaction("repeatable_read", readonly=True):
        async for found in _days({head.day: head for head in kept}):
            yield found
        if await reads.unsealed():
            yield Broken(None, "ReadNotSealed")
        async for found in _records():
            yield found


async def _days(kept: Mapping[date, DayHead]) -> AsyncIterator[Broken]:
    before, keys, missing = None, await signing.key_set("record"), set(kept)
    rows = await fetch(f"select {heads.COLUMNS} from rentals.day_heads h order by h.day")
    for head in map(heads.head_of, rows):
        try:
            await _check_day(head, before, keys, kept.get(head.day, head))
        except ValueError as error:
            yield Broken(head.day, type(error).__name__)
        before = head
        missing.discard(head.day)
    for day in sorted(missing):
        yield Broken(day, "HeadMissing")


async def _check_day(head: DayHead, before: DayHead | None, keys: KeySet, kept: DayHead) -> None:
    if head != kept:
        raise HeadForked(head.day)
    head.check_follows(before)
    head.check_signature(keys[head.kid])
    roots = []
    sql = "select root, leaves from rentals.day_blocks where day = $1 order by number"
    async for row in current_connection().cursor(sql, head.day, prefetch=10, timeout=A_NIGHT):
        roots.append(blocks.block_root(tree.leaves_of(row["leaves"])))
        if roots[-1] != row["root"]:
            raise NotInHead(head.day)
    if len(roots) * blocks.BLOCK != head.size or blocks.root_of(roots).hex() != head.root:
        raise NotInHead(head.day)
    await reads.check(head.day)
    leaf = await audit_sealing.check(head.day)
    if leaf is None:
        raise audit_sealing.AuditTampered(head.day)
    await tree.place(head.day, leaf)


async def _records() -> AsyncIterator[Broken]:
    pending: list[uuid.UUID] = []
    sql = "select distinct rental from rentals.day_entries"
    async for row in current_connection().cursor(sql, prefetch=CHUNK, timeout=A_NIGHT):
        pending.append(row["rental"])
        if len(pending) == CHUNK:
            for found in await _broken_of(pending):
                yield found
            pending = []
    for found in await _broken_of(pending):
        yield found


async def _broken_of(rentals: Sequence[uuid.UUID]) -> list[Broken]:
    records, entries = await record.read_many(rentals), dict[uuid.UUID, list[Record]]()
    rows = await fetch(
        "select rental, day, length, event_hash, salt from rentals.day_entries where rental = any($1::uuid[])"
        " order by rental, day",
        list(rentals),
    )
    for row in rows:
        entries.setdefault(row["rental"], []).append(row)
    found = []
    for rental in rentals:
        try:
            if rental not in records:
                raise RecordTruncated(1, 0)
            await _check_record(*records[rental], entries[rental])
        except ValueError as error:
            found.append(Broken(entries[rental][-1]["day"], type(error).__name__, rental))
    return found


async def _check_record(agreement: uuid.UUID, events: Sequence[Event], entries: Sequence[Record]) -> None:
    identity, last = record.urn(agreement), entries[-1]
    verify_chain(identity, events, Head(last["length"], last["event_hash"]))
    for row in entries:
        if events[row["length"] - 1].event_hash != row["event_hash"]:
            raise RecordForked(row["length"])
        entered = Entry(identity, Head(row["length"], row["event_hash"]), row["salt"])
        await tree.place(row["day"], entered.data)
