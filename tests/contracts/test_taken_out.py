"""What is taken out of a signed copy is noticed: whatever is held back that a brand's copy opens is a doubt."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

import pytest

from contracts.consent import kinds as consent
from contracts.copies import PartEvent, WholeEvent, for_brand, part, reveal, whole
from contracts.documents import read, written
from contracts.record import Event
from contracts.terms import ROSTER
from contracts.verifier import verify
from tests.contracts import consents
from tests.contracts.builders import SIGNED
from tests.contracts.consents import BEFORE, given_, instructed, requested
from tests.contracts.records import HOUR, STARTED, a_life, a_record, agreed_facts, given, period_facts, signed

ASKED = signed(terms=ROSTER["accord"], purposes=("benefits",))
RENEWAL = signed(renews=BEFORE)
REQUEST = {
    "terms": ASKED.terms.edition,
    "period": ASKED.period,
    "price": ASKED.price.amount,
    "currency": "EUR",
    "purposes": list(ASKED.purposes),
}
FOLLOWS = {"renews": BEFORE, "number": 2, "consent": "RenewedConsentGiven"}
ATTESTED = {"late": False, "attestation": "ab" * 32}
RECORDS = {
    "a life": (signed(), a_life(signed())),
    "abandoned": (
        signed(),
        [("agreed", SIGNED, agreed_facts(signed())), ("abandoned", SIGNED + HOUR, {"reason": "not_paid"})],
    ),
    "on approval": (
        ASKED,
        [
            ("requested", SIGNED - HOUR, REQUEST),
            ("agreed", SIGNED, agreed_facts(ASKED) | {"answered": "person"}),
            ("activated", STARTED, period_facts(ASKED)),
        ],
    ),
    "renewed": (
        RENEWAL,
        [
            ("agreed", SIGNED, agreed_facts(RENEWAL) | FOLLOWS),
            ("activated", STARTED, period_facts(RENEWAL)),
        ],
    ),
    "attested": (
        signed(),
        [*a_life(signed())[:-1], ("erasure_attested", STARTED + 300 * HOUR, ATTESTED)],
    ),
}
RECEIPTS = {
    "instant": (signed(), consents.a_life(signed())),
    "on approval": (ASKED, consents.a_life(ASKED)),
    "renewed": (
        RENEWAL,
        [
            instructed(RENEWAL),
            ("renewal_instructed", SIGNED - HOUR, {"scope": "offer"}),
            requested(RENEWAL, renews=BEFORE),
            given_(RENEWAL, kind="renewed"),
        ],
    ),
}
Handed = PartEvent | WholeEvent


def shown(copy: Any) -> set[str]:
    return set(copy.values)


def without(event: Handed, original: WholeEvent, names: Sequence[str]) -> PartEvent:
    """The copy with these fields closed again, as anybody who has it can."""
    if isinstance(event, WholeEvent):
        return part(event, shown(event) - set(names))
    kept = tuple(it for it in event.opened if it.name not in names)
    closed = [original.field(name).digest for name in names]
    return PartEvent(
        seq=event.seq,
        event_hash=event.event_hash,
        opened=kept,
        held_back=tuple(sorted([*event.held_back, *closed])),
    )


def thinned(
    data: bytes, events: Sequence[Event], for_brand: Callable[[Event], Any]
) -> Iterator[tuple[str, bytes, bool]]:
    """Every copy that lacks one or two fields of one event; whether it shows all that a brand's copy does."""
    document: Any = read(data)
    for seq, event in enumerate(document.events):
        for size in (1, 2):
            for names in combinations(sorted(shown(event)), size):
                left = without(event, whole(events[seq]), names)
                copies = (*document.events[:seq], left, *document.events[seq + 1 :])
                enough = isinstance(for_brand(events[seq]), PartEvent) and shown(left) >= shown(
                    for_brand(events[seq])
                )
                made = written(document.model_copy(update={"events": copies}))
                yield f"{events[seq].kind} without {names}", made, enough


@pytest.mark.parametrize("side", ["holder", "brand"])
@pytest.mark.parametrize("name", RECORDS)
def test_a_record_that_shows_less_than_a_brand_is_handed_is_never_verified(name: str, side: Any) -> None:
    agreement, happenings = RECORDS[name]
    kept = a_record(happenings, agreement)
    data = kept.bytes(side)
    assert verdict(data) == "verified"
    for what, made, enough in thinned(data, kept.events, for_brand):
        assert (verdict(made) == "verified") <= enough, what


@pytest.mark.parametrize("side", ["holder", "brand"])
@pytest.mark.parametrize("name", RECEIPTS)
def test_a_receipt_that_shows_less_than_a_brand_is_handed_is_never_verified(name: str, side: Any) -> None:
    agreement, happenings = RECEIPTS[name]
    data = consents.a_receipt(side, happenings, agreement)
    assert verdict(data) == "verified"
    for what, made, enough in thinned(data, consents.chained(happenings), consent.for_brand):
        assert (verdict(made) == "verified") <= enough, what


@pytest.mark.parametrize("name", RECORDS)
def test_what_a_holder_opens_of_a_brands_copy_stays_verified(name: str) -> None:
    agreement, happenings = RECORDS[name]
    kept = a_record(happenings, agreement)
    document: Any = read(kept.bytes("brand"))
    for seq, event in enumerate(document.events):
        if isinstance(event, PartEvent):
            opened = reveal(event, whole(kept.events[seq]).field("at"))
            copies = (*document.events[:seq], opened, *document.events[seq + 1 :])
            assert verdict(written(document.model_copy(update={"events": copies}))) == "verified"


def verdict(data: bytes) -> str:
    return str(verify(data, given()).verdict)
