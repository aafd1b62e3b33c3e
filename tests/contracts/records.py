"""Builders of records, heads and files for tests: one life of an agreement, and the days that sealed it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from contracts.agreement import Agreement, activated, body_hash, sign
from contracts.documents import RecordDocument, record_file, written
from contracts.heads import Anchor, DayHead, Entry, entry, seal_day
from contracts.keys import PrivateKey, PublicKey
from contracts.keyset import KeySet
from contracts.record import Event, append, head
from contracts.seals import Seal, seal
from contracts.verifier.report import Given
from tests.contracts.builders import SIGNED, STARTED, an_agreement

PLATFORM = PrivateKey(bytes(range(32)))
BRAND = PrivateKey(b"b" * 32)
STRANGER = PrivateKey(b"s" * 32)
KEYS = KeySet.of([PLATFORM.public])
DAY = STARTED.date()
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

Happening = tuple[str, datetime, dict[str, Any]]


def salt(*of: object) -> bytes:
    """As good as random for a test, and the same each time."""
    return hashlib.sha256(repr(of).encode()).digest()[:16]


def signed(key: PrivateKey = PLATFORM, **changes: Any) -> Agreement:
    """An agreement that the platform signed for both, before its period."""
    agreement = an_agreement(begun=False, **changes)
    for role in ("first_party", "second_party"):
        agreement = sign(agreement, role, "platform", key, SIGNED)
    return agreement


def agreed_facts(agreement: Agreement) -> dict[str, Any]:
    return {
        "terms_hash": agreement.terms_hash,
        "purposes": list(agreement.purposes),
        "agreement_hash": body_hash(agreement),
    }


def period_facts(agreement: Agreement, at: datetime = STARTED) -> dict[str, Any]:
    running = activated(agreement, at)
    assert running.starts_at is not None and running.ends_at is not None
    return {"starts_at": running.starts_at.isoformat(), "ends_at": running.ends_at.isoformat()}


def invited(name: str, month: int = 1, number: int = 1) -> dict[str, Any]:
    return {"invitation": name, "month": month, "number": number, "content": "ab" * 32}


def asked(name: str, month: int = 1, number: int = 1, purpose: str = "improve") -> dict[str, Any]:
    about = {"purpose": purpose, "until": "2026-11-05", "content": "ab" * 32}
    return {"question": name, "month": month, "number": number, **about}


def answered(name: str, number: int = 1) -> dict[str, Any]:
    return {"question": name, "number": number, "content": "ab" * 32}


def messaged(name: str, number: int = 1, by: str = "brand", month: int = 1) -> dict[str, Any]:
    return {"message": name, "by": by, "month": month, "number": number, "content": "ab" * 32}


def a_life(agreement: Agreement) -> list[Happening]:
    """Agreed and activated on one day, an invitation, an answer, switched off, erased."""
    return [
        ("agreed", SIGNED, agreed_facts(agreement)),
        ("activated", STARTED, period_facts(agreement)),
        ("invited", STARTED + 20 * HOUR, invited("n1")),
        ("reacted", STARTED + 30 * HOUR, {"invitation": "n1", "reaction": "interested"}),
        ("ended", STARTED + 200 * HOUR, {"by": "person", "reason": "switched_off", "used_days": 9}),
        ("erasure_attested", STARTED + 300 * HOUR, {"late": False}),
    ]


def chained(agreement: Agreement, happenings: Sequence[Happening], seed: object = "") -> list[Event]:
    events: list[Event] = []
    for kind, at, facts in happenings:
        last = events[-1] if events else None
        made = salt(agreement.agreement_id, len(events), seed)
        events.append(append(agreement.agreement_id, last, kind, at, facts, made))
    return events


@dataclass
class Kept:
    """An agreement's record, with what the platform signed of it and published."""

    agreement: Agreement
    events: list[Event]
    seals: list[Seal] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    heads: list[DayHead] = field(default_factory=list)

    def file(self, side: Literal["holder", "brand"] = "holder", **changes: Any) -> RecordDocument:
        fields: dict[str, Any] = {
            "seals": self.seals,
            "anchors": self.anchors,
            "keys": [PLATFORM.public],
        }
        return record_file(side, self.agreement, self.events, **fields | changes)

    def bytes(self, side: Literal["holder", "brand"] = "holder", **changes: Any) -> bytes:
        return written(self.file(side, **changes))


def a_day(
    day: date,
    entries: Sequence[Entry],
    before: DayHead | None,
    key: PrivateKey = PLATFORM,
    noise: bytes = b"n",
) -> tuple[DayHead, Mapping[str, Anchor]]:
    made = seal_day(
        "https://moi.example/",
        day,
        entries,
        before=before,
        keys=KEYS,
        key=key,
        noise=hashlib.sha256(noise + day.isoformat().encode()).digest(),
        now=NOW,
    )
    return made.head, {each.agreement_id: made.anchor(each) for each in entries}


def a_record(
    happenings: Sequence[Happening] | None = None,
    agreement: Agreement | None = None,
    days: int = 14,
    downloaded: date | None = None,
) -> Kept:
    """A record sealed at the end of each day on which it grew, over the `days` from its first day on.

    Downloaded, and therefore signed, on the day of its last event if on no later one.
    """
    agreement = agreement or signed()
    kept = Kept(agreement, chained(agreement, happenings or a_life(agreement)))
    for offset in range(days):
        day = DAY + timedelta(days=offset)
        by_then = [event for event in kept.events if event.at.date() <= day]
        known = kept.anchors[-1].length if kept.anchors else 0
        entries = []
        if len(by_then) > known:
            sealed = head(kept.events[:known], agreement.agreement_id) if known else None
            entries = [entry(agreement.agreement_id, by_then, sealed, salt("entry", day))]
        made, anchors = a_day(day, entries, kept.heads[-1] if kept.heads else None)
        kept.heads.append(made)
        kept.anchors += anchors.values()
    signed_on = downloaded or max(kept.events[-1].at.date(), DAY)
    whole = head(kept.events, agreement.agreement_id)
    kept.seals.append(seal(agreement.agreement_id, whole, signed_on, "recorder", PLATFORM))
    return kept


def given(*keys: PublicKey, now: datetime = NOW, **more: Any) -> Given:
    return Given(now, KeySet.of(keys or [PLATFORM.public]), **more)
