"""What of a receipt is refused, by name, doubted, or contradicted by another file."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.agreement import body_hash
from contracts.canonical import canonical
from contracts.consent.kinds import Requested
from contracts.consent.life import backwards, life
from contracts.consent.receipt import SCHEMAS
from contracts.consent.signed import sign_receipt
from contracts.copies import for_brand as record_for_brand
from contracts.copies import whole
from contracts.documents import ConsentReceiptDocument, HeadsDocument, agreement_file, read, written
from contracts.lawful import EventForbidden
from contracts.record import head
from contracts.terms import EDITIONS
from contracts.verifier import verify, verify_all
from contracts.verifier.refusal_words import REFUSED
from tests.contracts.builders import SIGNED, STARTED
from tests.contracts.consents import (
    BEFORE,
    RECORD,
    a_consent,
    a_life,
    a_receipt,
    chained,
    given_,
    instructed,
    its_record,
    over_by_the_clock,
    requested,
    told,
)
from tests.contracts.records import HOUR, NOW, PLATFORM, STRANGER, a_record, given, signed

AGREED = signed()
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
ENDS = STARTED + timedelta(days=31, hours=1)


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


@pytest.mark.parametrize("half", ["controller_address", "controller_contact"])
def test_a_brand_is_reached_by_both_or_of_old_by_neither(half: str) -> None:
    facts = requested(AGREED)[2]
    neither = requested(AGREED, reached=None)[2]
    assert _read(facts).controller_contact and _read(neither).controller_contact is None
    with pytest.raises(ValidationError, match="at an address and by a contact"):
        _read({name: value for name, value in facts.items() if name != half})


def _read(facts: dict[str, Any]) -> Requested:
    return Requested.model_validate_json(json.dumps(facts))


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
    for name, spelling in (("at", "2026-10-24T16:05:33+00:00"), ("day", "20261024"), ("day", "soon")):
        respelled = [dict(it) for it in values]
        respelled[3][name] = spelling
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
    record = a_record(its_record(AGREED), AGREED).bytes("brand")
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
    assert record_for_brand(events[2]).values == {}, "an unknown kind shows a brand nothing"
    assert set(EDITIONS) >= {AGREED.terms.edition}


def test_files_that_have_nothing_to_do_with_a_receipt_do_not_contradict_it() -> None:
    heads = written(HeadsDocument(heads=tuple(a_record().heads)))
    elsewhere = signed(agreement_id=BEFORE)
    other = a_receipt(agreement=elsewhere, consent=a_consent(elsewhere, record_id=BEFORE))
    reports = verify_all([a_receipt(), heads, other, b"{}"], given())
    assert [it.verdict for it in reports] == ["verified"] * 3 + ["refused"]


def test_a_receipt_that_is_refused_by_itself_is_not_asked_about_its_contract() -> None:
    contract = written(agreement_file(AGREED, [PLATFORM.public]))
    document = read(a_receipt())
    assert isinstance(document, ConsentReceiptDocument)
    headless = written(
        ConsentReceiptDocument.model_validate({**dict(document), "events": document.events[1:]})
    )
    reports = verify_all([headless, contract], given())
    assert [it.verdict for it in reports] == ["refused", "verified"]


def test_a_contract_for_other_purposes_is_another() -> None:
    fewer = signed(purposes=("benefits",))
    happened = a_life(AGREED)
    happened[1] = requested(AGREED, agreement_hash=body_hash(fewer))
    reports = verify_all(
        [a_receipt(happenings=happened), written(agreement_file(fewer, [PLATFORM.public]))], given()
    )
    assert [type(it.refusal).__name__ for it in reports] == ["ReceiptAstray"] * 2


def test_an_instruction_for_other_purposes_than_its_edition_admits_is_refused() -> None:
    happened = a_life(AGREED)
    kind, at, said_ = happened[0]
    happened[0] = (kind, at, said_ | {"purposes": [*said_["purposes"], "persona-testing"]})
    assert refusal(a_receipt(happenings=happened), "ConsentAstray").field == "purposes"


def test_nothing_was_said_where_nothing_happened() -> None:
    with pytest.raises(EventForbidden):
        _ = life([]).instruction
    assert life([]).state is None


def test_a_receipt_that_says_another_form_than_its_own_is_refused() -> None:
    for said in (SCHEMAS[1], "ISO/IEC TS 27560:2023"):
        refusal(resigned(schema_version=said), "ReceiptAstray")
