from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from contracts.copies import NotCommitted, PartEvent, check_copies, for_brand, part, reveal, whole
from contracts.record import RecordTampered
from contracts.record_kinds import KINDS, facts_of, shown_to_brand
from contracts.told import EventClosed, told
from tests.contracts.records import a_life, chained, signed

AGREEMENT = signed()
EVENTS = chained(AGREEMENT, a_life(AGREEMENT))
REACTED = EVENTS[3]


def brands(seq: int) -> PartEvent:
    copy = for_brand(EVENTS[seq])
    assert isinstance(copy, PartEvent)
    return copy


def test_every_subset_of_fields_leads_to_the_same_hash() -> None:
    event = whole(REACTED)
    names = sorted(event.values)
    for n in range(2 ** len(names)):
        shown = [name for i, name in enumerate(names) if n >> i & 1]
        copy = part(event, shown)
        assert copy.leaf == event.leaf and sorted(copy.values) == shown
        copies: list[Any] = [whole(each) for each in EVENTS]
        copies[3] = copy
        check_copies(AGREEMENT.agreement_id, copies)


def test_the_holder_opens_the_exact_time_and_nobody_else_can() -> None:
    copy, field = brands(3), whole(REACTED).field("at")
    assert "at" not in copy.values
    opened = reveal(copy, field)
    assert opened.values["at"] == "2026-10-21T18:05:33.987654Z"
    assert opened.leaf == copy.leaf and opened.event_hash == copy.event_hash
    assert told(3, copy.values).when.exact is False and told(3, opened.values).when.exact is True
    with pytest.raises(NotCommitted):
        reveal(opened, field)
    for wrong in ({"value": "2026-10-21T18:05:33.987655Z"}, {"salt": "00" * 16}, {"name": "day"}):
        with pytest.raises(NotCommitted) as refusal:
            reveal(copy, field.model_copy(update=wrong))
        assert refusal.value.seq == 3


def test_what_is_held_back_tells_neither_its_name_nor_how_much_it_is() -> None:
    for seq in (3, 4):
        copy = brands(seq)
        assert (len(copy.opened) + len(copy.held_back)) % 8 == 0
        assert whole(EVENTS[seq]).field("at").digest in copy.held_back
        assert list(copy.held_back) == sorted(copy.held_back)


def test_a_kind_that_is_not_known_is_not_told_to_the_brand() -> None:
    agreement = signed()
    event = chained(agreement, [("paused", REACTED.at, {"why": "x"})])[0]
    copy = for_brand(event)
    assert isinstance(copy, PartEvent) and copy.values == {}
    with pytest.raises(EventClosed):
        told(0, copy.values)


SHA = "ab" * 32
FACTS: dict[str, dict[str, Any]] = {
    "requested": {
        "terms": "accord-2",
        "period": "P1M",
        "price": 1900,
        "currency": "EUR",
        "purposes": ["improve"],
    },
    "counter_offered": {"terms": "accord-2", "period": "P1M", "price": 2900, "currency": "EUR"},
    "agreed": {"terms_hash": SHA, "purposes": ["improve"]},
    "activated": {"starts_at": "2026-10-20T12:05:33Z", "ends_at": "2026-11-20T12:05:33Z"},
    "ended": {"by": "operator", "reason": "stopped", "used_days": 1},
    "invited": {"invitation": "n", "month": 1, "number": 1, "content": SHA},
    "reacted": {"invitation": "n", "reaction": "not_now"},
    "asked": {
        "question": "n",
        "month": 1,
        "number": 1,
        "purpose": "improve",
        "until": "2026-11-01",
        "content": SHA,
    },
    "answered": {"question": "n", "number": 1, "content": SHA},
    "answer_taken_back": {"question": "n"},
    "messaged": {"message": "n", "by": "person", "month": 1, "number": 1, "content": SHA},
    "renewal_noticed": {"by": AGREEMENT.agreement_id, "terms_hash": SHA},
    "renewed": {"by": AGREEMENT.agreement_id},
    "renewal_called_off": {"by": "brand"},
    "erasure_attested": {"late": True},
    "erasure_breached": {"delete_by": "2026-12-20"},
    "closing_note": {"number": 1, "used_for": ["ideas"], "outcome": "in_use", "content": SHA},
}
"""What each kind says, where it says anything."""


def test_every_kind_says_whose_act_it_is_and_shows_the_brand_exact_times_of_its_own_only() -> None:
    actors = {kind: facts_of(0, kind, FACTS.get(kind, {})).actor for kind in KINDS}
    assert actors == {
        "requested": "brand", "counter_offered": "person",
        "agreed": "brand", "activated": "brand", "abandoned": "clock", "disputed": "bank", "dispute_won": "bank",
        "ended": "operator", "invited": "brand", "reacted": "person", "asked": "brand",
        "answered": "person", "answer_taken_back": "person", "messaged": "person", "renewal_noticed": "clock",
        "renewed": "clock", "renewal_called_off": "brand", "erasure_attested": "brand",
        "erasure_breached": "clock", "closing_note": "brand",
    }  # fmt: skip
    for kind, actor in actors.items():
        shown = shown_to_brand(kind, FACTS.get(kind, {}))
        assert shown is not None and ("at" in shown) == (actor == "brand")
        assert shown >= {"kind", "day"} | {f"fact:{name}" for name in FACTS.get(kind, {})}
    renewal = {"renews": AGREEMENT.agreement_id, "number": 2, "consent": "RenewedConsentGiven"}
    assert facts_of(0, "agreed", FACTS["agreed"] | renewal).actor == "clock"
    for by in ("person", "brand", "operator", "clock"):
        assert facts_of(0, "ended", FACTS["ended"] | {"by": by}).actor == by


def test_fields_and_digests_have_one_order_and_stand_once() -> None:
    copy = brands(3)
    for change in (
        {"opened": copy.opened[::-1]},
        {"opened": (*copy.opened, copy.opened[-1])},
        {"held_back": copy.held_back[::-1]},
        {"held_back": (copy.held_back[0], *copy.held_back)},
    ):
        with pytest.raises(ValidationError):
            PartEvent.model_validate({**dict(copy), **change})


def test_what_has_no_canonical_form_is_no_event() -> None:
    event = whole(EVENTS[0]).model_copy(update={"facts": {"x": 1.5}})
    with pytest.raises(RecordTampered) as refusal:
        check_copies(AGREEMENT.agreement_id, [event])
    assert refusal.value.seq == 0
