"""The night: one signed head over every record that grew, the audit trail and the reads, for each UTC day that is over.

What grew is judged by lengths: a record enters a day with its events dated up to that day's end, if they are more
than its last entry holds. An event that is committed after its day was sealed waits in `rentals.growing` and enters
the next day's head. Each record is verified whole, and against its last entry, before anything is signed.

All of a day is one transaction of one snapshot. Of two workers one stands back (an advisory lock), and should both
go on, the day's primary key lets one of them through.
"""

import os
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from contracts.heads import Entry, sign_head
from contracts.record import SALT_BYTES, Event, Head, RecordBroken, RecordTruncated, verify_chain
from market.base import audit_sealing, clock, signing
from market.base.audit_sealing import A_NIGHT, end_of
from market.base.database import current_connection, fetch, fetch_value, transaction
from market.base.ids import new_id
from market.rentals import record
from market.rentals.agreements import RECORDER
from market.rentals.sealing import heads, reads, tree

LOCK: Final = 0x6D6F6973  # "mois": who holds it seals
CHUNK: Final = 200
"""Records that are in memory at once."""

_GREW: Final = (
    "select rental, max(seq) + 1 as length from rentals.growing group by rental having min(at) < $1"
)


class SealingRefused(RuntimeError):
    """Nothing was signed: ``facts`` say of which day, why, and if a record is to blame, of which rental (inner id)."""

    def __init__(self, day: date, reason: str, rental: uuid.UUID | None = None) -> None:
        super().__init__(f"{day}: {reason}")
        self.facts = {"day": day.isoformat(), "reason": reason, "rental": str(rental) if rental else None}


async def seal_next() -> date | None:
    """Seal the first day that is over and has no head: that day, or None when there is none, or another is at it.

    Raises SealingRefused.
    """
    async with transaction("repeatable_read"):
        if not await fetch_value("select pg_try_advisory_xact_lock($1)", LOCK):
            return None
        before, now = await heads.last(), await clock.now()
        day = before.day + timedelta(days=1) if before else await _first_day()
        if day is None or now < end_of(day):
            return None
        entries = await _enter(day)
        try:
            also = [await audit_sealing.seal(day, {reads.LOG: await reads.seal(day)})]
            size, root = await tree.build(day, entries, also)
            keys, key = await signing.key_set("record"), await signing.signing_key("record")
            head = sign_head(RECORDER.id, day, size, root, before=before, keys=keys, key=key, now=now)
        except ValueError as error:
            raise SealingRefused(day, type(error).__name__) from error
        await heads.keep(head)
    return day


async def _first_day() -> date | None:
    """The day of the first thing that was ever written down; None before that."""
    first: datetime | None = await fetch_value(
        "select least((select min(at) from rentals.growing), (select min(at) from base.audit_waiting))"
    )
    return first.astimezone(UTC).date() if first else None


async def _enter(day: date) -> int:
    """Write the entry of every record that grew: how many there are."""
    count, pending = 0, dict[uuid.UUID, int]()
    async for row in current_connection().cursor(_GREW, end_of(day), prefetch=CHUNK, timeout=A_NIGHT):
        pending[row["rental"]] = row["length"]
        if len(pending) == CHUNK:
            count += await _enter_some(day, pending)
            pending = {}
    return count + await _enter_some(day, pending)


async def _enter_some(day: date, lengths: Mapping[uuid.UUID, int]) -> int:
    rentals = list(lengths)
    sealed, records = await tree.last_entries(rentals), await record.read_many(rentals)
    grown = {}
    for rental in rentals:
        if rental not in records:
            raise SealingRefused(day, "RentalMissing", rental)
        agreement, events = records[rental]
        try:
            entered = entry(agreement, events, lengths[rental], sealed.get(rental), day)
        except RecordBroken as error:
            raise SealingRefused(day, type(error).__name__, rental) from error
        if entered is not None:
            grown[rental] = entered
    await _write(day, grown)
    return len(grown)


def entry(
    agreement: uuid.UUID, events: Sequence[Event], least: int, known: Head | None, day: date
) -> Entry | None:
    """The entry of a record in a day's head, under a salt of its own; None if nothing of the day is new.

    At `least` so many events were written, and `known` is how far it was sealed. An event stands in line behind those
    before it: what comes after one of a later day waits with it. Raises RecordBroken.
    """
    identity, sealed = record.urn(agreement), known.length if known else 0
    verify_chain(identity, events, known)
    if len(events) < least:
        raise RecordTruncated(least, len(events))
    over = end_of(day)
    length = next((event.seq for event in events if event.at >= over), len(events))
    if length <= sealed:
        return None
    return Entry(identity, Head(length, events[length - 1].event_hash), os.urandom(SALT_BYTES))


async def _write(day: date, grown: Mapping[uuid.UUID, Entry]) -> None:
    rows = list(grown.items())
    rentals, lengths = [rental for rental, _ in rows], [it.head.length for _, it in rows]
    await fetch(
        "insert into rentals.day_entries (id, day, rental, length, event_hash, salt, leaf)"
        " select e.id, $1, e.rental, e.length, e.event_hash, e.salt, e.leaf"
        " from unnest($2::uuid[], $3::uuid[], $4::int[], $5::bytea[], $6::bytea[], $7::bytea[])"
        " e (id, rental, length, event_hash, salt, leaf)",
        *(day, [new_id() for _ in rows], rentals, lengths),
        *([it.head.event_hash for _, it in rows], [it.salt for _, it in rows], [it.data for _, it in rows]),
    )
    await fetch(
        "delete from rentals.growing g using unnest($1::uuid[], $2::int[]) e (rental, length)"
        " where g.rental = e.rental and g.seq < e.length",
        *(rentals, lengths),
    )
