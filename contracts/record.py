"""The record of an agreement: its events, chained, each a salted commitment.

``event_hash = SHA-256("moi/link/1" 0x00 prev_hash leaf)``; the first ``prev_hash`` is
``SHA-256("moi/record/1" 0x00 agreement_id)``, so that a chain cannot be passed off as another agreement's. The
leaf commits to each field of the event apart (`contracts.commitments`), so that a copy may show some and hold
back others. Events written before that have the first scheme's leaf, ``SHA-256("moi/leaf/1" 0x00
canonical({seq, kind, at, facts, salt}))``, which opens as a whole or not at all; both are read for ever. The salt
(128 bits) makes a leaf tell nothing to who holds only the hash.

Errors::

    ValueError
    ├── SaltTooShort
    └── RecordBroken
        ├── RecordTampered    an event is not what was committed to
        ├── RecordReordered   an event stands where another belongs
        ├── RecordTruncated   events are missing that a head kept elsewhere knows
        └── RecordForked      as long as the head says, yet another history
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from contracts import commitments
from contracts.canonical import canonical
from contracts.commitments import SALT_BYTES, SaltTooShort, tagged
from contracts.period import spelled

__all__ = [
    "SALT_BYTES",
    "Event",
    "Head",
    "RecordBroken",
    "RecordForked",
    "RecordReordered",
    "RecordTampered",
    "RecordTruncated",
    "SaltTooShort",
    "Scheme",
    "append",
    "first_leaf",
    "genesis",
    "head",
    "leaf",
    "link",
    "scheme_of",
    "verify_chain",
]

Scheme = Literal[1, 2]
"""How an event's leaf is made; new ones are of the second."""


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
    return tagged(b"moi/record/1", agreement_id.encode())


def leaf(seq: int, kind: str, at: datetime, facts: Mapping[str, object], salt: bytes) -> bytes:
    """The salted commitment to an event, field by field. Raises SaltTooShort, NotUtc, NotCanonical."""
    fields = commitments.opened(kind, at, facts, salt)
    return commitments.leaf(
        seq, [*(field.digest for field in fields.values()), *commitments.decoys(len(fields), salt)]
    )


def first_leaf(seq: int, kind: str, at: datetime, facts: Mapping[str, object], salt: bytes) -> bytes:
    """The leaf of the first scheme, to read what was written under it. Raises as ``leaf`` does."""
    if len(salt) != SALT_BYTES:
        raise SaltTooShort(len(salt))
    committed = {"seq": seq, "kind": kind, "at": spelled(at), "facts": dict(facts), "salt": salt.hex()}
    return tagged(b"moi/leaf/1", canonical(committed))


def link(prev_hash: bytes, leaf_hash: bytes) -> bytes:
    """The hash of an event: its predecessor's and its own leaf."""
    return tagged(b"moi/link/1", prev_hash + leaf_hash)


def scheme_of(event: Event) -> Scheme:
    """The scheme that the event was written under; raises RecordTampered when it is not what its hash says."""
    said = (event.seq, event.kind, event.at, event.facts, event.salt)
    try:
        if event.event_hash == link(event.prev_hash, leaf(*said)):
            return 2
        if event.event_hash == link(event.prev_hash, first_leaf(*said)):
            return 1
    except ValueError:
        pass
    raise RecordTampered(event.seq)


def _checked(event: Event, prev_hash: bytes) -> bytes:
    if event.prev_hash != prev_hash:
        raise RecordTampered(event.seq)
    scheme_of(event)
    return event.event_hash
