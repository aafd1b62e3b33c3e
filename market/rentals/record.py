"""The record of an agreement in the database: events appended under the rental's lock, read back whole."""

import json
import os
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from contracts.record import SALT_BYTES, Event, append
from market.base.database import Record, fetch, fetch_row
from market.base.ids import new_id


def urn(agreement: uuid.UUID) -> str:
    """The agreement's id as both parties know it."""
    return f"urn:uuid:{agreement}"


async def write(
    rental: uuid.UUID, agreement: uuid.UUID, kind: str, at: datetime, facts: Mapping[str, object]
) -> Event:
    """Append an event; the caller holds the rental's row lock (or has just made the row)."""
    last = await fetch_row(
        "select seq, kind, at, facts, salt, prev_hash, event_hash from rentals.record_events"
        " where rental = $1 order by seq desc limit 1",
        rental,
    )
    event = append(urn(agreement), _event(last) if last else None, kind, at, facts, os.urandom(SALT_BYTES))
    await fetch(
        "insert into rentals.record_events (id, rental, seq, kind, at, facts, salt, prev_hash, event_hash)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(new_id(), rental, event.seq, kind, at, json.dumps(dict(facts)), event.salt),
        *(event.prev_hash, event.event_hash),
    )
    return event


async def read(rental: uuid.UUID) -> list[Event]:
    """The whole record, oldest first."""
    rows = await fetch(
        "select seq, kind, at, facts, salt, prev_hash, event_hash from rentals.record_events"
        " where rental = $1 order by seq",
        rental,
    )
    return [_event(row) for row in rows]


async def read_many(rentals: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[uuid.UUID, list[Event]]]:
    """The agreement and the whole record of each rental, by its inner id; a record without events is empty."""
    rows = await fetch(
        "select r.id as rental, r.agreement, e.seq, e.kind, e.at, e.facts, e.salt, e.prev_hash, e.event_hash"
        " from rentals.rentals r left join rentals.record_events e on e.rental = r.id"
        " where r.id = any($1::uuid[]) order by r.id, e.seq",
        list(rentals),
    )
    found: dict[uuid.UUID, tuple[uuid.UUID, list[Event]]] = {}
    for row in rows:
        _, events = found.setdefault(row["rental"], (row["agreement"], []))
        if row["seq"] is not None:
            events.append(_event(row))
    return found


def _event(row: Record) -> Event:
    return Event(
        seq=row["seq"],
        kind=row["kind"],
        at=row["at"].astimezone(UTC),
        facts=json.loads(row["facts"]),
        salt=row["salt"],
        prev_hash=row["prev_hash"],
        event_hash=row["event_hash"],
    )
