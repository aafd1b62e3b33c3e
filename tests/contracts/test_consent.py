"""A consent's record and receipt: which event may follow which, what each side sees, what is refused by name."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from contracts.agreement import Party
from contracts.canonical import canonical
from contracts.consent.kinds import KINDS, said, shown_to_brand
from contracts.consent.life import Life, backwards, life, state_at
from contracts.consent.receipt import STATES, may_be, state_of
from contracts.consent.signed import sign_receipt
from contracts.copies import for_brand as record_for_brand
from contracts.copies import reveal, whole
from contracts.documents import ConsentReceiptDocument, agreement_file, read, written
from contracts.lawful import EventForbidden
from contracts.odrl import agreement as machine
from contracts.odrl_readback import facts
from contracts.record import head
from contracts.states import AGREEMENT, CONSENT, consent_event
from contracts.terms import EDITIONS, Proffer
from contracts.verifier import verify, verify_all
from contracts.verifier.refusal_words import REFUSED
from contracts.verifier.words import CONSENT_STATES
from tests.contracts.builders import SIGNED, STARTED, an_agreement
from tests.contracts.consents import (
    BEFORE,
    LISTED,
    RECORD,
    a_consent,
    a_life,
    a_receipt,
    chained,
    given_,
    instructed,
    requested,
)
from tests.contracts.records import HOUR, NOW, PLATFORM, STRANGER, Happening, a_record, given, signed

AGREED = signed()
ENDS = STARTED + timedelta(days=31, hours=1)


def told(happenings: Sequence[Happening]) -> Life:
    return life([whole(event).values for event in chained(happenings)])


def over_by_the_clock(agreement: Any = AGREED) -> list[Happening]:
    begun = a_life(agreement)[:3]
    ends = told(begun).span
    assert ends is not None
    return [*begun, ("expired", ends.ends_at, {})]


# Every event that there is, each at a time of its own, so that only its place can be wrong.
HAPPENINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "instructed": ("instructed", instructed(AGREED)[2]),
    "renewal": ("renewal_instructed", {"scope": "offer"}),
    "requested": ("requested", requested(AGREED)[2]),
    "requested again": ("requested", requested(AGREED, renews=BEFORE)[2]),
    "given": ("given", given_(AGREED)[2]),
    "renewed": ("renewed", given_(AGREED)[2]),
    "refused": ("refused", {}),
    "withdrawn": ("withdrawn", {}),
    "revoked": ("revoked", {"by": "brand"}),
    "invalidated": ("invalidated", {"reason": "not-an-adult"}),
}


def allowed(names: Sequence[str]) -> bool:
    """By the table of transitions, written anew."""
    state, seen = None, list[str]()
    for name in names:
        kind = HAPPENINGS[name][0]
        renews = "renewal_instructed" in seen
        if kind == "instructed":
            fine = not seen
        elif kind == "renewal_instructed":
            fine = seen == ["instructed"]
        elif kind == "requested":
            fine = state is None and "instructed" in seen and renews == (name == "requested again")
            state = "requested"
        elif kind in ("given", "renewed"):
            fine, state = state == "requested" and renews == (kind == "renewed"), kind
        elif kind == "refused":
            fine, state = state == "requested", kind
        elif kind == "revoked":
            fine, state = state in ("requested", "given", "renewed"), kind
        else:
            fine, state = state in ("given", "renewed"), kind
        if not fine:
            return False
        seen.append(kind)
    return True


LIKELY = st.sampled_from(["instructed", "renewal", "requested", "requested again", "given", "renewed"])


@settings(max_examples=600, deadline=None)
@over(st.lists(LIKELY, max_size=4), st.lists(st.sampled_from(sorted(HAPPENINGS)), max_size=4))
def test_no_sequence_of_events_reaches_a_forbidden_state(begins: list[str], goes_on: list[str]) -> None:
    names = [*begins, *goes_on]
    events = [(HAPPENINGS[it][0], STARTED + n * HOUR, HAPPENINGS[it][1]) for n, it in enumerate(names)]
    try:
        found = told(events)
    except EventForbidden:
        assert not allowed(names)
        return
    assert allowed(names)
    states = [step.state for step in found.steps]
    for one, other in pairwise(states):
        assert (
            one == other
            or (one, other) == (None, "requested")
            or any((one, other) == (a, b) for a, _, b in CONSENT.transitions)
        )
    assert found.state is None or found.state in CONSENT.states


def test_the_table_has_a_word_for_every_state_and_nothing_leaves_an_end() -> None:
    assert set(STATES) == set(CONSENT_STATES) == CONSENT.states
    assert CONSENT.final == {"refused", "expired", "withdrawn", "revoked", "invalidated"}
    assert {it.move for it in _one_of_each() if it.move} == CONSENT.events


def _one_of_each() -> list[Any]:
    happened = dict(HAPPENINGS.values()) | {"expired": {}}
    assert set(happened) == set(KINDS)
    return [said(0, kind, facts) for kind, facts in happened.items()]


@pytest.mark.parametrize("event", ["withdraw", "end_early", "stop", "expire", "abandon"])
def test_each_way_in_which_an_agreement_ends_does_one_thing_to_its_consent(event: str) -> None:
    assert event in AGREEMENT.events
    after = {
        "withdraw": ("refused", "withdrawn"),
        "end_early": ("revoked", "revoked"),
        "stop": ("revoked", "revoked"),
        "expire": ("expired", "expired"),
        "abandon": ("expired", "expired"),
    }[event]
    for state, expected in zip(("requested", "given"), after, strict=True):
        assert CONSENT.next_state(state, consent_event(state, event)) == expected
    with pytest.raises(KeyError):
        consent_event("given", "suspend")


def test_expiry_is_evaluated_whether_anybody_recorded_it_or_not() -> None:
    found = told(a_life(AGREED)[:3])
    assert found.span is not None
    ends = found.span.ends_at
    instant = timedelta(microseconds=1)
    assert [state_of(found, at) for at in (ends - instant, ends)] == ["given", "expired"]
    assert state_at("withdrawn", found.span, ends) == "withdrawn"
    asked = told(a_life(AGREED)[:2])
    assert [state_of(asked, NOW), state_of(asked, NOW, over=True)] == ["requested", "expired"]
    assert not may_be(found, "given", ends.date() + timedelta(days=1))
    assert not may_be(found, "expired", ends.date() - timedelta(days=1))
    assert not may_be(found, "withdrawn", ends.date())
    with pytest.raises(EventForbidden):
        state_of(told([instructed(AGREED)]), NOW)


# What is proven.


@pytest.mark.parametrize("side", ["holder", "brand"])
def test_a_receipt_is_verified_and_says_what_it_does_not_prove(side: Any) -> None:
    report = verify(a_receipt(side), given())
    assert report.verdict == "verified"
    proven, limits = " ".join(it.en for it in report.proven), " ".join(it.en for it in report.limits)
    assert "Consent of “kavo-tilu” to Cycles Garonne, for: Offer benefits" in proven
    assert "withdrawn by the person" in proven
    for unproven in ("today", "attests the act, not the will", "no daily seal"):
        assert unproven in limits
    assert ("The person gave the instruction on 10 September 2026" in proven.replace("\xa0", " ")) == (
        side == "holder"
    )
    assert ("the same time for all of them" in limits) == (side == "brand")


def test_a_receipt_of_before_the_end_says_by_the_readers_clock_that_it_holds_no_more() -> None:
    given_then = a_receipt(happenings=a_life(AGREED)[:3], at=STARTED + HOUR)
    then, now = verify(given_then, given(now=STARTED + 2 * HOUR)), verify(given_then, given())
    assert then.verdict == now.verdict == "verified"
    assert not any("holds no more" in it.en for it in then.proven)
    assert any("holds no more" in it.en for it in now.proven)


def test_a_renewal_has_a_record_of_its_own_that_names_the_one_before() -> None:
    happened = [
        instructed(AGREED),
        ("renewal_instructed", LISTED + HOUR, {"scope": "offer"}),
        requested(AGREED, renews=BEFORE),
        given_(AGREED, kind="renewed"),
    ]
    for side in ("holder", "brand"):
        data = a_receipt(side, happened, at=STARTED + HOUR)  # type: ignore[arg-type]
        assert verify(data, given(now=STARTED + HOUR)).verdict == "verified"
        assert json.loads(data)["receipt"]["consent_state"] == "dpv:RenewedConsentGiven"
    assert b'"offer"' in a_receipt("holder", happened) and b'"offer"' not in a_receipt("brand", happened)


@pytest.mark.parametrize("proffer", [Proffer("simple", "P1W", 1900), Proffer("ample", "P3M", 1900)])
def test_a_receipt_says_of_each_purpose_what_the_contracts_machine_reading_says(proffer: Proffer) -> None:
    agreed = an_agreement(proffer, begun=False)
    found = json.loads(a_receipt(agreement=agreed))["receipt"]
    said_there = facts(machine(agreed))
    assert len(found["purposes"]) == len(said_there.purposes) == len(agreed.purposes)
    for purpose in found["purposes"]:
        assert tuple(it["pii_attribute_id"] for it in purpose["pii_information"]) == said_there.claims
        assert purpose["retention_period"]["after_end"] == f"P{said_there.retention_days}D"
        assert purpose["lawful_basis"] == f"gdpr:{said_there.lawful_basis}"
        assert purpose["jurisdiction"] == f"pr:{said_there.jurisdiction}"
        assert purpose["storage_locations"] == [f"pr:{said_there.spatial}"]
        assert len(purpose["processing_method"]) == len(said_there.actions)


# What each side sees.


def test_a_brands_receipt_has_the_exact_time_of_its_own_acts_alone_and_no_day_of_the_instruction() -> None:
    brand, holder = a_receipt("brand").decode(), a_receipt("holder").decode()
    withdrawn = (STARTED + 100 * HOUR).isoformat()[:19]
    for listed in (LISTED.isoformat()[:19], LISTED.date().isoformat()):
        assert listed in holder and listed not in brand
    assert withdrawn in holder and withdrawn not in brand and withdrawn[:10] in brand
    assert SIGNED.isoformat()[:19] in brand


def test_the_holder_can_open_for_the_brand_when_the_instruction_was_given() -> None:
    document = read(a_receipt("brand"))
    mine = read(a_receipt("holder"))
    assert isinstance(document, ConsentReceiptDocument) and isinstance(mine, ConsentReceiptDocument)
    closed, open_ = document.events[0], mine.events[0]
    opened = reveal(closed, open_.field("at"))  # type: ignore[arg-type, union-attr]
    assert opened.values["at"] == open_.values["at"] and opened.leaf == closed.leaf


def test_two_brands_receipts_over_one_persona_share_no_value_that_is_random_or_a_time() -> None:
    """Both answer to one instruction, and both were switched off in one second."""
    other = signed(
        agreement_id="urn:uuid:8f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f99",
        first_party=Party(id="https://moi.example/n/zz91", name="other-name"),
        second_party=Party(id="https://moi.example/n/zz92", name="Vins du Sud"),
    )
    theirs = a_consent(
        other,
        record_id="urn:uuid:6f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f98",
        receipt_id="urn:uuid:7f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f97",
    )
    asked, begun = requested(other, SIGNED + 2 * HOUR), given_(other, STARTED + 2 * HOUR)
    life_there = [instructed(other), asked, begun, a_life(AGREED)[3]]
    mine, yours = a_receipt("brand"), a_receipt("brand", life_there, other, consent=theirs)
    telling = re.compile(rb"[0-9a-f]{32,}|[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z|[\w-]{43,}")
    common = set(telling.findall(mine)) & set(telling.findall(yours))
    assert common == {PLATFORM.kid.encode(), PLATFORM.public.jwk()["x"].encode()}
    whole_ones = set(telling.findall(a_receipt("holder"))) & set(
        telling.findall(a_receipt("holder", life_there, other, consent=theirs))
    )
    assert whole_ones - common, "the control: holders' copies share the instruction's time"


def test_every_fact_that_the_brand_is_shown_is_decided_here() -> None:
    for kind, facts_ in HAPPENINGS.values():
        shown = shown_to_brand(kind, facts_)
        assert ("day" in shown) == (kind not in ("instructed", "renewal_instructed")), kind
        assert ("at" in shown) == (
            kind in ("given", "renewed")
            or facts_.get("by") == "brand"
            or (kind == "requested" and "renews" not in facts_)
        ), (kind, facts_)


# What is refused, by name.


def refusal(data: bytes, name: str, by: Any = None) -> Any:
    report = verify(data, by or given())
    assert report.verdict == "refused" and type(report.refusal).__name__ == name, report.refusal
    assert name in REFUSED
    return report.refusal


def resigned(**changes: Any) -> bytes:
    """A receipt that says otherwise, signed by the platform itself: only what it says can give it away."""
    document = read(a_receipt())
    assert isinstance(document, ConsentReceiptDocument)
    made = json.loads(canonical({**document.receipt, **changes}))
    made = {name: value for name, value in made.items() if value is not None}
    signature = sign_receipt(made, head(chained(a_life(AGREED)), RECORD), PLATFORM)
    return written(
        ConsentReceiptDocument.model_validate({**dict(document), "receipt": made, "signature": signature})
    )


def test_what_the_platform_itself_would_sign_wrongly_is_refused() -> None:
    found = json.loads(a_receipt())["receipt"]
    assert verify(resigned(), given()).verdict == "verified", "the control"
    longer = json.loads(json.dumps(found["purposes"]))
    longer[0]["retention_period"]["after_end"] = "P90D"
    more = [*found["purposes"], {**found["purposes"][0], "purpose": "pr:personaTesting"}]
    fewer_rights = json.loads(json.dumps(found["purposes"]))
    fewer_rights[0]["privacy_rights"] = []
    for changes, name, field in (
        ({"purposes": longer}, "ReceiptAstray", "purposes"),
        ({"purposes": fewer_rights}, "ReceiptAstray", "purposes"),
        ({"purposes": found["purposes"][1:]}, "ReceiptAstray", "purposes"),
        ({"purposes": more}, "ReceiptMalformed", "purpose 'persona-testing'"),
        ({"privacy_notice": "https://moi.example/terms/standard-1"}, "ConsentAstray", "terms"),
        ({"consent_state": "dpv:ConsentGiven"}, "ReceiptAstray", "state"),
        ({"consent_state": "dpv:ConsentUnknown"}, "ReceiptAstray", "state"),
        ({"events": found["events"][:3]}, "ReceiptAstray", "events"),
        ({"agreement_id": RECORD}, "ReceiptAstray", "agreement"),
        ({"more": "words"}, "ReceiptAstray", "more"),
        ({"language": None}, "ReceiptAstray", "language"),
        ({"party_identification": found["party_identification"][1:]}, "ReceiptMalformed", "dpv:DataSubject"),
        ({"purposes": None}, "ReceiptMalformed", "purposes"),
        ({"issued_on": "soon"}, "ReceiptMalformed", "issued_on"),
        ({"issued_on": "2026-10-23"}, "EventAfterReceipt", None),
        ({"issued_on": "2027-06-01"}, "FromTheFuture", None),
        ({"receipt_id": "urn:uuid:none"}, "ReceiptMalformed", "receipt_id"),
    ):
        refused = refusal(resigned(**changes), name)
        assert field is None or refused.field == field, (changes, refused)


def test_terms_that_this_verifier_does_not_know_are_a_doubt_and_no_success() -> None:
    report = verify(resigned(privacy_notice="https://moi.example/terms/standard-99"), given())
    assert report.verdict == "doubtful"
    assert any("standard-99" in it.en for it in report.doubts)


def test_what_may_not_stand_in_a_record_is_refused_also_where_it_is_signed() -> None:
    asked, begun = requested(AGREED), given_(AGREED)
    late = (STARTED + timedelta(days=60), {})
    for happened, name, reason in (
        ([asked, begun], "EventForbidden", "first"),
        ([instructed(AGREED), begun], "EventForbidden", "unrequested"),
        ([instructed(AGREED), asked, given_(AGREED, kind="renewed")], "EventForbidden", "uninstructed"),
        ([instructed(AGREED), requested(AGREED, renews=BEFORE)], "EventForbidden", "uninstructed"),
        ([*a_life(AGREED), ("withdrawn", *late)], "EventForbidden", "withdrawn"),
        ([*a_life(AGREED)[:3], ("withdrawn", *late)], "EventForbidden", "time"),
        ([*a_life(AGREED)[:3], ("expired", *late)], "EventForbidden", "time"),
        ([*over_by_the_clock(), ("withdrawn", *late)], "EventForbidden", "expired"),
    ):
        with pytest.raises(EventForbidden) as forbidden:
            told(happened)
        assert (type(forbidden.value).__name__, forbidden.value.reason) == (name, reason)
    wide = requested(AGREED)
    for purposes in (["persona-testing"], ["recommend", "benefits"]):
        astray = (wide[0], wide[1], wide[2] | {"purposes": purposes})
        with pytest.raises(ValueError, match="another purposes"):
            told([instructed(AGREED), astray])
    narrower = (begun[0], begun[1], begun[2] | {"purposes": ["benefits"]})
    with pytest.raises(ValueError, match="another purposes"):
        told([instructed(AGREED), asked, narrower])
    never = (begun[0], begun[1], begun[2] | {"ends_at": begun[2]["starts_at"]})
    with pytest.raises(ValueError, match="another period"):
        told([instructed(AGREED), asked, never])


def test_a_strangers_signature_a_cut_record_and_another_record_are_refused() -> None:
    refusal(a_receipt(key=STRANGER), "KeyUnknown")
    document = read(a_receipt())
    assert isinstance(document, ConsentReceiptDocument)
    cut = {**dict(document), "events": document.events[:-1]}
    refusal(written(ConsentReceiptDocument.model_validate(cut)), "RecordTruncated")
    other = read(a_receipt(consent=a_consent(record_id=BEFORE)))
    swapped = {**dict(document), "events": other.events}  # type: ignore[attr-defined]
    refusal(written(ConsentReceiptDocument.model_validate(swapped)), "RecordTampered")
    grown = read(a_receipt(happenings=a_life(AGREED)[:3]))
    longer = {**dict(grown), "events": document.events}
    refusal(written(ConsentReceiptDocument.model_validate(longer)), "RecordNotSigned")


def test_an_event_whose_day_is_held_back_where_it_may_not_be_is_closed() -> None:
    values = [whole(event).values for event in chained(a_life(AGREED))]
    for dropped in ({"day", "at"}, {"kind"}):
        hidden = [
            {n: v for n, v in it.items() if not (i == 3 and n in dropped)} for i, it in enumerate(values)
        ]
        with pytest.raises(ValueError, match="event 3 is closed"):
            life(hidden)
    respelled = [dict(it) for it in values]
    respelled[3]["at"] = "2026-10-24T16:05:33+00:00"
    with pytest.raises(ValueError, match="another spelling"):
        life(respelled)


def test_a_clock_that_went_back_is_a_doubt() -> None:
    happened = a_life(AGREED)
    happened[2] = given_(AGREED, SIGNED - timedelta(seconds=3))
    assert backwards(told(happened)) == [2]
    report = verify(a_receipt(happenings=happened), given())
    assert report.verdict == "doubtful" and report.refusal is None


def test_keys_from_the_file_itself_prove_nothing() -> None:
    from contracts.verifier.report import Given

    assert verify(a_receipt(), Given(NOW)).verdict == "doubtful"


# Beside other files.


def test_a_receipt_and_its_contract_must_not_contradict_each_other() -> None:
    contract = written(agreement_file(AGREED, [PLATFORM.public]))
    record = a_record(agreement=AGREED).bytes("brand")
    assert [it.verdict for it in verify_all([a_receipt("brand"), contract, record], given())] == [
        "verified"
    ] * 3
    changed = signed(withdrawal_method="by letter only")
    other = written(agreement_file(changed, [PLATFORM.public]))
    for order in ([a_receipt(), other], [other, a_receipt()]):
        assert [type(it.refusal).__name__ for it in verify_all(order, given())] == ["ReceiptAstray"] * 2
    elsewhere = written(agreement_file(signed(agreement_id=BEFORE), [PLATFORM.public]))
    assert [it.verdict for it in verify_all([a_receipt(), elsewhere], given())] == ["verified"] * 2


def test_an_older_receipt_beside_a_newer_one_is_refused_as_cut_off() -> None:
    older, newer = a_receipt(happenings=a_life(AGREED)[:3], at=STARTED + HOUR), a_receipt("brand")
    reports = verify_all([older, newer], given())
    assert type(reports[0].refusal).__name__ == "RecordTruncated" and reports[1].verdict == "verified"
    assert [it.verdict for it in verify_all([a_receipt("holder"), newer], given())] == ["verified"] * 2


def test_a_record_does_not_take_a_consents_events_for_its_own() -> None:
    events = chained(a_life(AGREED))
    assert record_for_brand(events[1]).values == {}, "an unknown kind shows a brand nothing"
    assert set(EDITIONS) >= {AGREED.terms.edition}
