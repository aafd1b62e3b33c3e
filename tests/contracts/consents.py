"""Builders of consents for tests: one life beside the agreement of `records`, and its receipt for each side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from contracts.agreement import Agreement, activated, body_hash
from contracts.consent.about import Consent, RecorderReached
from contracts.consent.kinds import Reached
from contracts.consent.life import Life, life
from contracts.copies import whole
from contracts.documents import receipt_file, written
from contracts.record import Event, append
from tests.contracts import records
from tests.contracts.builders import SIGNED, STARTED
from tests.contracts.records import HOUR, NOW, PLATFORM, Happening, salt, signed

RECORD = "urn:uuid:3f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f13"
RECEIPT = "urn:uuid:4f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f14"
BEFORE = "urn:uuid:5f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f15"
ANSWERED = STARTED - timedelta(minutes=7, seconds=13)
BRAND_REACHED = Reached(address="2 quai des Chartrons, 33000 Bordeaux, FR", contact="donnees@garonne.example")
PLATFORM_REACHED = RecorderReached(
    address="1 rue de l’Exemple, 75001 Paris, FR", contact="donnees@moi.example", site="https://moi.example"
)
LISTED = SIGNED - timedelta(days=40, seconds=11)


def a_consent(agreement: Agreement | None = None, **changes: Any) -> Consent:
    agreement = agreement or signed()
    fields: dict[str, Any] = {
        "record_id": RECORD,
        "receipt_id": RECEIPT,
        "agreement_id": agreement.agreement_id,
        "first_party": agreement.first_party,
        "second_party": agreement.second_party,
        "recorder": agreement.recorder,
        "recorder_reached": PLATFORM_REACHED,
        "recipients": agreement.recipients,
        "terms": agreement.terms,
        "purposes": agreement.purposes,
        "period": agreement.period,
    }
    return Consent(**fields | changes)


def instructed(agreement: Agreement, at: datetime = LISTED) -> Happening:
    terms = agreement.terms
    answer = "instant" if terms.instant else "approval"
    said = {"terms": terms.edition, "purposes": list(terms.purposes.admitted)}
    return ("instructed", at, {**said, "brands": list(terms.brands.kinds), "answer": answer})


def requested(
    agreement: Agreement, at: datetime = SIGNED, reached: Reached | None = BRAND_REACHED, **more: Any
) -> Happening:
    asked = {"agreement": agreement.agreement_id, "agreement_hash": body_hash(agreement)}
    where = {"controller_address": reached.address, "controller_contact": reached.contact} if reached else {}
    return ("requested", at, {**asked, "purposes": list(agreement.purposes), **where, **more})


def given_(agreement: Agreement, at: datetime = STARTED, kind: str = "given") -> Happening:
    running = activated(agreement, at)
    assert running.starts_at is not None and running.ends_at is not None
    span = {"starts_at": running.starts_at.isoformat(), "ends_at": running.ends_at.isoformat()}
    answered = {} if agreement.terms.instant else {"approved": True, "approved_at": ANSWERED.isoformat()}
    return (kind, at, {"purposes": list(agreement.purposes), **span, **answered})


def a_life(agreement: Agreement, reached: Reached | None = BRAND_REACHED) -> list[Happening]:
    """Said at the listing, asked and given on one day, withdrawn on another."""
    return [
        instructed(agreement),
        requested(agreement, reached=reached),
        given_(agreement),
        ("withdrawn", STARTED + 100 * HOUR, {}),
    ]


def its_record(agreement: Agreement) -> list[Happening]:
    """What the agreement's own record tells of the life that `a_life` is the consent of."""
    agreed, activated_, *_, ended, attested = records.a_life(agreement)
    return [agreed, activated_, (ended[0], STARTED + 100 * HOUR, ended[2] | {"used_days": 5}), attested]


def chained(happenings: Sequence[Happening], record: str = RECORD, seed: object = "") -> list[Event]:
    events: list[Event] = []
    for kind, at, facts in happenings:
        made = salt(record, len(events), seed)
        events.append(append(record, events[-1] if events else None, kind, at, facts, made))
    return events


def a_receipt(
    side: Literal["holder", "brand"] = "holder",
    happenings: Sequence[Happening] | None = None,
    agreement: Agreement | None = None,
    at: datetime = NOW,
    **changes: Any,
) -> bytes:
    agreement = agreement or signed()
    consent = changes.pop("consent", None) or a_consent(agreement)
    events = chained(happenings or a_life(agreement), consent.record_id)
    more = {"keys": [PLATFORM.public]} | changes
    return written(receipt_file(side, consent, events, more.pop("key", PLATFORM), at, **more))


def told(happenings: Sequence[Happening]) -> Life:
    return life([whole(event).values for event in chained(happenings)])


def over_by_the_clock(agreement: Agreement | None = None) -> list[Happening]:
    begun = a_life(agreement or signed())[:3]
    ends = told(begun).span
    assert ends is not None
    return [*begun, ("expired", ends.ends_at, {})]
