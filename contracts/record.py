"""The record of an agreement: its events, chained, each a salted commitment.

``leaf = SHA-256("moi/leaf/1" 0x00 canonical({seq, kind, at, facts, salt}))`` and
``event_hash = SHA-256("moi/link/1" 0x00 prev_hash leaf)``; the first ``prev_hash`` is
``SHA-256("moi/record/1" 0x00 agreement_id)``, so that a chain cannot be passed off as another
agreement's. The salt (128 bits) makes a leaf tell nothing about its facts to who holds only the hash.

Errors::

    ValueError
    ├── SaltTooShort
    └── RecordBroken
        ├── RecordTampered    an event is not what was committed to
        ├── RecordReordered   an event stands where another belongs
        ├── RecordTruncated   events are missing that a head kept elsewhere knows
        └── RecordForked      as long as the head says, yet another history
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contracts.canonical import canonical
from contracts.period import spelled

SALT_BYTES: Final = 16


class SaltTooShort(ValueError):
    """A salt has 128 bits."""

    def __init__(self, length: int) -> None:
        super().__init__(f"a salt has {SALT_BYTES} bytes, not {length}")
        self.length = length


class RecordBroken(ValueError):
    """The record does not hold together."""


class RecordTampered(RecordBroken):
    """The event ``seq`` is not what its hash commits to, or does not follow its predecessor."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"event {seq} was changed")
        self.seq = seq


class RecordReordered(RecordBroken):
    """At position ``expected`` stands the event ``seq``."""

    def __init__(self, expected: int, seq: int) -> None:
        super().__init__(f"event {seq} stands at position {expected}")
        self.expected = expected
        self.seq = seq


class RecordTruncated(RecordBroken):
    """The record has ``length`` events, the head kept elsewhere knows ``expected_length``."""

    def __init__(self, expected_length: int, length: int) -> None:
        super().__init__(f"{length} events of {expected_length}")
        self.expected_length = expected_length
        self.length = length


class RecordForked(RecordBroken):
    """The record is whole in itself but is not the one whose head was kept elsewhere."""

    def __init__(self, length: int) -> None:
        super().__init__(f"another history at length {length}")
        self.length = length


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``at`` is UTC; ``facts`` is canonical JSON (no floats); hashes are 32 bytes."""

    seq: int
    kind: str
    at: datetime
    facts: Mapping[str, object]
    salt: bytes
    prev_hash: bytes
    event_hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """What to keep elsewhere: how many events there were and the last one's hash."""

    length: int
    event_hash: bytes


def append(
    agreement_id: str,
    last: Event | None,
    kind: str,
    at: datetime,
    facts: Mapping[str, object],
    salt: bytes,
) -> Event:
    """The event that follows ``last`` (None: the first). ``salt`` is 16 fresh random bytes.

    Raises SaltTooShort, NotUtc, NotCanonical.
    """
    seq = 0 if last is None else last.seq + 1
    prev_hash = genesis(agreement_id) if last is None else last.event_hash
    event_hash = link(prev_hash, leaf(seq, kind, at, facts, salt))
    return Event(seq, kind, at, facts, salt, prev_hash, event_hash)


def head(events: Sequence[Event], agreement_id: str) -> Head:
    """The head of a record, also of an empty one."""
    return Head(len(events), events[-1].event_hash if events else genesis(agreement_id))


def verify_chain(agreement_id: str, events: Sequence[Event], known: Head | None = None) -> None:
    """Check that the events are whole, in order and this agreement's.

    With a head kept elsewhere the record may have grown since, but neither shrunk nor been
    rewritten. Raises RecordReordered, RecordTampered, RecordTruncated, RecordForked.
    """
    prev_hash = genesis(agreement_id)
    reached = prev_hash
    for position, event in enumerate(events):
        if event.seq != position:
            raise RecordReordered(position, event.seq)
        prev_hash = _checked(event, prev_hash)
        if known is not None and position == known.length - 1:
            reached = prev_hash
    if known is None:
        return
    if len(events) < known.length:
        raise RecordTruncated(known.length, len(events))
    if reached != known.event_hash:
        raise RecordForked(known.length)


def genesis(agreement_id: str) -> bytes:
    """The hash that the first event follows."""
    return _hash(b"moi/record/1", agreement_id.encode())


def leaf(seq: int, kind: str, at: datetime, facts: Mapping[str, object], salt: bytes) -> bytes:
    """The salted commitment to an event. Raises SaltTooShort, NotUtc, NotCanonical."""
    if len(salt) != SALT_BYTES:
        raise SaltTooShort(len(salt))
    committed = {"seq": seq, "kind": kind, "at": spelled(at), "facts": dict(facts), "salt": salt.hex()}
    return _hash(b"moi/leaf/1", canonical(committed))


def link(prev_hash: bytes, leaf_hash: bytes) -> bytes:
    """The hash of an event: its predecessor's and its own leaf."""
    return _hash(b"moi/link/1", prev_hash + leaf_hash)


def _checked(event: Event, prev_hash: bytes) -> bytes:
    try:
        expected = link(prev_hash, leaf(event.seq, event.kind, event.at, event.facts, event.salt))
    except ValueError:
        raise RecordTampered(event.seq) from None
    if event.prev_hash != prev_hash or event.event_hash != expected:
        raise RecordTampered(event.seq)
    return expected


def _hash(domain: bytes, message: bytes) -> bytes:
    return hashlib.sha256(domain + b"\x00" + message).digest()
