"""What the verifier says of records: proven, doubted, or refused by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.agreement import sign
from contracts.canonical import canonical
from contracts.copies import ClosedEvent, OpenField, PartEvent, WholeEvent
from contracts.documents import HeadsDocument, RecordDocument, read, written
from contracts.heads import entry
from contracts.keyset import KeySet
from contracts.record import append, first_leaf, genesis, head, link
from contracts.seals import seal
from contracts.verifier import verify, verify_all
from contracts.verifier.refusal_words import REFUSED
from contracts.verifier.report import Given, refused
from tests.contracts.builders import SIGNED, STARTED
from tests.contracts.consents import BEFORE
from tests.contracts.records import (
    BRAND,
    DAY,
    HOUR,
    NOW,
    PLATFORM,
    STRANGER,
    Kept,
    a_day,
    a_life,
    a_record,
    agreed_facts,
    chained,
    given,
    salt,
    signed,
)

LATER = STARTED + 310 * HOUR
OTHER = "urn:uuid:9f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f10"


@pytest.fixture(scope="module")
def kept() -> Kept:
    return a_record()


def altered(document: RecordDocument, **changes: Any) -> bytes:
    return written(RecordDocument.model_validate({**dict(document), **changes}))


def refusal(data: bytes, name: str, by: Given | None = None) -> Any:
    report = verify(data, by or given())
    assert report.verdict == "refused" and report.refusal is not None
    assert type(report.refusal).__name__ == name, report.refusal
    assert name in REFUSED
    assert refused(report.refusal).fr != refused(report.refusal).en
    return report.refusal


def english(data: bytes, by: Given | None = None) -> str:
    report = verify(data, by or given())
    assert report.refusal is None, report.refusal
    return "\n".join(text.en for text in (*report.proven, *report.limits, *report.doubts))


@pytest.mark.parametrize("side", ["holder", "brand"])
def test_each_sides_file_is_proven_without_doubt(kept: Kept, side: Any) -> None:
    report = verify(kept.bytes(side), given(heads=tuple(kept.heads)))
    assert report.refusal is None and report.doubts == []
    assert report.verdict == "verified"
    said = [text.en for text in report.proven]
    assert any("6 events of the record are whole" in each for each in said)
    assert any("in the seal of 2026-11-02 (UTC)" in each for each in said)
    assert any("seals in this file are those that you kept" in each for each in said)


def test_both_sides_files_prove_one_chain(kept: Kept) -> None:
    holder, brand = verify_all([kept.bytes("holder"), kept.bytes("brand")], given())
    for report in (holder, brand):
        assert report.verdict == "verified"
        assert any("prove the same record, up to event 6" in text.en for text in report.proven)
    hashes = [[event.event_hash for event in kept.file(side).events] for side in ("holder", "brand")]
    assert hashes[0] == hashes[1]
    assert kept.file("holder").anchors == kept.file("brand").anchors


def test_the_brands_file_gives_the_holders_acts_by_the_day_alone(kept: Kept) -> None:
    data = kept.bytes("brand")
    for seq, event in enumerate(kept.events):
        own = event.kind not in ("reacted", "ended")
        assert (kept.file("brand").events[seq].form == "whole") == own
        exact = event.at.strftime("%Y-%m-%dT%H:%M:%S.%f").encode()
        assert (exact in data) == (own or event.at == SIGNED)
        assert (event.salt.hex().encode() in data) == own
    assert "some events, 2 in number, are given without saying all" in english(data)
    assert "shows every event as a whole" in english(kept.bytes("holder"))


def test_without_given_keys_those_of_the_file_are_used_and_doubted(kept: Kept) -> None:
    report = verify(kept.bytes(), Given(NOW))
    assert report.verdict == "doubtful" and report.proven
    assert ["come from the file itself" in text.en for text in report.doubts] == [True]
    refusal(kept.bytes(keys=[]), "KeyUnknown", Given(NOW))


def test_a_file_made_whole_by_a_stranger_is_refused_with_the_platforms_keys() -> None:
    agreement = signed(STRANGER)
    events = chained(agreement, a_life(agreement))
    sealed = seal(agreement.agreement_id, head(events, agreement.agreement_id), DAY, "recorder", STRANGER)
    forged = Kept(agreement, events, [sealed]).bytes(keys=[STRANGER.public])
    assert refusal(forged, "KeyUnknown").kid == STRANGER.kid


def test_a_tampered_event_is_refused(kept: Kept) -> None:
    document = kept.file()
    for seq, event in enumerate(document.events):
        assert isinstance(event, WholeEvent)
        for change in (
            {"kind": "reacted"},
            {"at": NOW},
            {"facts": {}},
            {"salt": "00" * 16},
            {"event_hash": "00" * 32},
        ):
            if change.get("kind") == event.kind:
                continue
            events = (*document.events[:seq], event.model_copy(update=change), *document.events[seq + 1 :])
            assert refusal(altered(document, events=events), "RecordTampered").seq == seq


def test_a_tampered_field_of_a_brands_copy_is_refused(kept: Kept) -> None:
    document = kept.file("brand")
    seq, event = next((n, it) for n, it in enumerate(document.events) if isinstance(it, PartEvent))
    field = event.opened[0]
    for change in (
        {"opened": (field.model_copy(update={"value": "2026-01-01"}), *event.opened[1:])},
        {"opened": event.opened[1:]},
        {"held_back": event.held_back[1:]},
        {"opened": (), "held_back": ()},
    ):
        events = (*document.events[:seq], event.model_copy(update=change), *document.events[seq + 1 :])
        assert refusal(altered(document, events=events), "RecordTampered").seq == seq


def test_events_in_another_order_or_cut_from_the_middle_are_refused(kept: Kept) -> None:
    document = kept.file()
    first, second, third, *rest = document.events
    swapped = refusal(altered(document, events=(first, third, second, *rest)), "RecordReordered")
    assert (swapped.expected, swapped.seq) == (1, 2)
    refusal(altered(document, events=(first, third, *rest), seals=(), anchors=()), "RecordReordered")
    renumbered = (first, third.model_copy(update={"seq": 1}), second.model_copy(update={"seq": 2}), *rest)
    refusal(altered(document, events=renumbered), "RecordTampered")


def test_a_shortened_record_is_refused(kept: Kept) -> None:
    document = kept.file()
    short = document.events[:-1]
    assert refusal(altered(document, events=short), "RecordTruncated").expected_length == 6
    unsigned = altered(document, events=document.events[:4], seals=(), anchors=document.anchors[:1])
    missing = refusal(unsigned, "RecordNotSigned")
    assert (missing.signed, missing.length) == (document.anchors[0].length, 4)


def test_an_older_copy_is_proven_for_its_day_and_truncated_beside_a_newer_one(kept: Kept) -> None:
    document = kept.file()
    identity, anchors = kept.agreement.agreement_id, document.anchors[:-1]
    day = anchors[-1].head.day
    whole = seal(identity, head(kept.events[:5], identity), day, "recorder", PLATFORM)
    older = altered(document, events=document.events[:5], seals=(whole,), anchors=anchors)
    assert verify(older, given()).verdict == "verified"
    assert f"at 5 events, on {day} (UTC)" in english(older)
    cut = altered(document, events=document.events[:5], seals=(), anchors=anchors)
    refusal(cut, "RecordUnsealed")
    assert "nothing happened after the last of the 5 events" in english(older)
    first, second = verify_all([older, written(document)], given())
    assert type(first.refusal).__name__ == "RecordTruncated" and second.verdict == "verified"
    again, before = verify_all([written(document), older], given())
    assert again.verdict == "verified" and type(before.refusal).__name__ == "RecordTruncated"


def test_a_forked_record_is_refused_beside_the_other(kept: Kept) -> None:
    fork = chained(kept.agreement, a_life(kept.agreement), seed="fork")
    whole = head(fork, kept.agreement.agreement_id)
    sealed = seal(kept.agreement.agreement_id, whole, NOW.date(), "recorder", PLATFORM)
    other = Kept(kept.agreement, fork, [sealed])
    assert verify(other.bytes(), given()).verdict == "doubtful", "signed, and in no head"
    reports = verify_all([kept.bytes(), other.bytes()], given())
    assert {type(report.refusal).__name__ for report in reports} == {"RecordForked"}
    refusal(other.bytes(anchors=kept.anchors), "NotInHead")
    refusal(kept.bytes(seals=[sealed]), "RecordForked")


def test_another_agreements_record_is_refused(kept: Kept) -> None:
    other = a_record(agreement=signed(agreement_id=OTHER))
    assert refusal(kept.bytes(seals=other.seals), "AnotherAgreement").agreement_id == OTHER
    refusal(kept.bytes(anchors=other.anchors), "NotInHead")
    mixed = altered(kept.file(), events=other.file().events)
    assert refusal(mixed, "RecordTampered").seq == 0
    refusal(altered(kept.file(), agreement=other.agreement), "AnotherAgreement")
    two = verify_all([kept.bytes(), other.bytes(anchors=[])], given())
    assert [report.refusal for report in two] == [None, None]


def test_two_agreements_of_one_name_are_refused(kept: Kept) -> None:
    agreement = signed(holder_bps=7000)
    reports = verify_all([kept.bytes(), a_record(agreement=agreement).bytes()], given())
    assert {type(report.refusal).__name__ for report in reports} == {"AgreementForked"}


def test_a_day_that_has_two_heads_in_the_files_given_is_refused(kept: Kept) -> None:
    other = a_record(agreement=signed(agreement_id=BEFORE))
    heads, others = (written(HeadsDocument(heads=tuple(it.heads))) for it in (kept, other))
    assert [it.verdict for it in verify_all([kept.bytes(), heads], given())] == ["verified"] * 2
    for pair in ([kept.bytes(), other.bytes()], [kept.bytes(), others], [heads, others]):
        for order in (pair, pair[::-1]):
            assert [type(it.refusal).__name__ for it in verify_all(order, given())] == ["HeadForked"] * 2


def test_a_head_of_another_platform_is_refused(kept: Kept) -> None:
    anchor = kept.anchors[-1]
    foreign = anchor.model_copy(
        update={"head": anchor.head.model_copy(update={"recorder": "https://other.example/"})}
    )
    refusal(kept.bytes(anchors=[*kept.anchors[:-1], foreign]), "AnotherRecorder")


def test_another_signature_over_seal_or_head_is_refused(kept: Kept) -> None:
    sealed = kept.seals[0]
    for changed in (
        sealed.model_copy(update={"day": sealed.day + timedelta(days=1)}),
        sealed.model_copy(update={"value": "A" * 86}),
        sealed.model_copy(update={"value": sealed.value[:-2]}),
        sealed.model_copy(update={"value": "!"}),
    ):
        assert refusal(kept.bytes(seals=[changed]), "SignatureInvalid").kid == PLATFORM.kid
    unknown = seal(kept.agreement.agreement_id, head(kept.events, ""), DAY, "recorder", STRANGER)
    assert refusal(kept.bytes(seals=[unknown]), "KeyUnknown").kid == STRANGER.kid
    anchor = kept.anchors[-1]
    for change in ({"root": "00" * 32}, {"size": 2048}, {"prev": "00" * 32}):
        broken = anchor.model_copy(update={"head": anchor.head.model_copy(update=change)})
        refusal(kept.bytes(anchors=[broken]), "SignatureInvalid")


def test_a_proof_for_another_place_is_refused(kept: Kept) -> None:
    anchor = kept.anchors[-1]
    for change in (
        {"index": anchor.index ^ 1},
        {"salt": "00" * 16},
        {"path": anchor.path[:-1]},
        {"length": anchor.length - 1},
    ):
        refusal(kept.bytes(anchors=[anchor.model_copy(update=change)]), "NotInHead")


def test_proofs_and_signatures_stand_in_the_order_in_which_the_record_grew_each_once(kept: Kept) -> None:
    forms = kept.file().model_dump(mode="json")
    early = seal(kept.agreement.agreement_id, head(kept.events[:2], ""), DAY, "recorder", PLATFORM)
    seals = [each.model_dump(mode="json") for each in (early, *kept.seals)]
    for member, wrong in (
        ("anchors", forms["anchors"][::-1]),
        ("anchors", forms["anchors"][:1] * 2),
        ("seals", seals[::-1]),
        ("seals", seals[:1] * 2),
        ("platform_keys", forms["platform_keys"] * 2),
    ):
        refusal(canonical({**forms, member: wrong}) + b"\n", "DocumentMalformed")
    assert verify(canonical({**forms, "seals": seals}) + b"\n", given()).verdict == "verified"
    twice = kept.agreement.model_copy(update={"signatures": kept.agreement.signatures * 2})
    refusal(canonical({**forms, "agreement": twice.model_dump(mode="json")}) + b"\n", "DocumentMalformed")


def test_a_record_does_not_shrink_from_one_head_to_the_next(kept: Kept) -> None:
    """Two heads of a platform that lies: the later one holds the record at a smaller length."""
    identity, events = kept.agreement.agreement_id, kept.events[:2]
    first, early = a_day(DAY, [entry(identity, events, None, salt(1))], None)
    _, late = a_day(DAY + timedelta(days=1), [entry(identity, events[:1], None, salt(2))], first)
    whole = seal(identity, head(events, identity), DAY, "recorder", PLATFORM)
    shrunk = Kept(kept.agreement, events, [whole], [*early.values(), *late.values()])
    assert refusal(shrunk.bytes(), "RecordForked").length == 1


def test_what_is_signed_and_in_no_head_yet_is_doubted(kept: Kept) -> None:
    report = verify(kept.bytes(anchors=kept.anchors[:-1]), given())
    assert report.verdict == "doubtful"
    assert ["(events: 1) is signed, but in no daily seal" in text.en for text in report.doubts] == [True]
    report = verify(kept.bytes(anchors=[]), given())
    assert ["(events: 6) is signed" in text.en for text in report.doubts] == [True]


def test_a_head_that_differs_from_the_one_kept_is_refused(kept: Kept) -> None:
    other, _ = a_day(kept.anchors[0].head.day, [], None, noise=b"other")
    assert refusal(kept.bytes(), "HeadForked", given(heads=(other,))).day == other.day
    report = verify(kept.bytes(), given(heads=tuple(kept.heads[:1])))
    assert report.verdict == "doubtful"
    assert any("do not hold these days: 2026-10-21" in text.en for text in report.doubts)
    assert "compare the root" in english(kept.bytes())


def test_times_that_have_not_come_are_refused(kept: Kept) -> None:
    def early(now: Any) -> Any:
        return refusal(kept.bytes(), "FromTheFuture", given(now=now)).what

    assert early(SIGNED - HOUR) == "agreement"
    assert early(STARTED + 299 * HOUR) == "event"
    assert early(STARTED + 301 * HOUR) == "head"
    skewed = STARTED + 300 * HOUR - timedelta(minutes=4)
    assert verify(kept.bytes(anchors=[]), given(now=skewed)).refusal is None, "a clock may be a little behind"
    ahead = seal(
        kept.agreement.agreement_id,
        head(kept.events, ""),
        NOW.date() + timedelta(days=1),
        "recorder",
        PLATFORM,
    )
    assert refusal(kept.bytes(seals=[ahead]), "FromTheFuture").what == "seal"


def test_an_event_is_not_younger_than_its_signature(kept: Kept) -> None:
    whole = head(kept.events, kept.agreement.agreement_id)
    early = seal(kept.agreement.agreement_id, whole, DAY, "recorder", PLATFORM)
    assert refusal(kept.bytes(seals=[early]), "EventAfterSignature").seq == 2
    _, anchors = a_day(DAY, [entry(kept.agreement.agreement_id, kept.events, None, salt(1))], None)
    early_head = refusal(kept.bytes(anchors=anchors.values()), "EventAfterSignature")
    assert (early_head.seq, early_head.day) == (2, DAY)


def test_the_brands_own_signature_is_proven_with_its_key(kept: Kept) -> None:
    whole = head(kept.events, kept.agreement.agreement_id)
    own = seal(kept.agreement.agreement_id, whole, NOW.date(), "second_party", BRAND)
    data = kept.bytes(seals=[*kept.seals, own], party_keys=[BRAND.public])
    with_key = given(party_keys=KeySet.of([BRAND.public]))
    assert verify(data, with_key).verdict == "verified"
    assert "Cycles Garonne countersigned the record at 6 events" in english(data, with_key)
    report = verify(data, given())
    assert report.verdict == "doubtful"
    assert ["brand’s own key comes from the file" in text.en for text in report.doubts] == [True]
    assert "does not bear its counter-signature" in english(kept.bytes())
    as_platform = seal(kept.agreement.agreement_id, whole, NOW.date(), "recorder", BRAND)
    refusal(kept.bytes(seals=[as_platform]), "KeyUnknown", with_key)


def test_a_brands_signature_under_the_agreement_is_proven_with_its_key() -> None:
    agreement = sign(signed(), "second_party", "party", BRAND, SIGNED)
    data = a_record(agreement=agreement).bytes(party_keys=[BRAND.public])
    with_key = given(party_keys=KeySet.of([BRAND.public]))
    assert "The brand signed itself" in english(data, with_key)
    assert verify(data, given()).verdict == "doubtful"
    refusal(data, "KeyUnknown", given(party_keys=KeySet.of([STRANGER.public])))


def test_a_doubt_is_told_once() -> None:
    agreement = sign(signed(), "second_party", "party", BRAND, SIGNED)
    kept = a_record(agreement=agreement)
    own = seal(agreement.agreement_id, head(kept.events, ""), NOW.date(), "second_party", BRAND)
    report = verify(kept.bytes(seals=[*kept.seals, own], party_keys=[BRAND.public]), given())
    assert len(report.doubts) == 1 and "brand’s own key comes from the file" in report.doubts[0].en


def test_the_record_is_of_the_text_that_was_signed(kept: Kept) -> None:
    agreement = kept.agreement
    for change, field in (
        ({"terms_hash": "00" * 32}, "terms"),
        ({"purposes": list(agreement.purposes[:1])}, "purposes"),
        ({"agreement_hash": "00" * 32}, "text"),
    ):
        facts = agreed_facts(agreement) | change
        data = a_record([("agreed", SIGNED, facts), *a_life(agreement)[1:]]).bytes()
        assert refusal(data, "AgreementAstray").field == field
    facts = {name: value for name, value in agreed_facts(agreement).items() if name != "agreement_hash"}
    old = a_record([("agreed", SIGNED, facts), *a_life(agreement)[1:]])
    assert verify(old.bytes(), given()).verdict == "verified", "as records were written until now"


def test_unknown_kinds_and_facts_are_refused(kept: Kept) -> None:
    life = a_life(kept.agreement)
    assert refusal(a_record([*life, ("sold", LATER, {})]).bytes(), "KindUnknown").kind == "sold"
    more = a_record([*life[:-1], ("erasure_attested", LATER, {"late": False, "why": "x"})])
    found = refusal(more.bytes(), "FactsUnknown")
    assert (found.where, found.reason) == ("why", "not of this form")
    less = a_record([*life[:-1], ("erasure_attested", LATER, {})])
    assert refusal(less.bytes(), "FactsUnknown").where == "late"
    unknown = a_record([*life, ("paused", LATER, {"why": "secret"})])
    assert b"paused" not in unknown.bytes("brand") and b"secret" not in unknown.bytes("brand")
    assert verify(unknown.bytes("brand"), given()).verdict == "doubtful", "closed to the brand"


def test_an_event_in_a_forbidden_place_is_refused(kept: Kept) -> None:
    life = a_life(kept.agreement)
    data = a_record([*life[:2], ("activated", STARTED + HOUR, life[1][2]), *life[2:]]).bytes()
    assert refusal(data, "EventForbidden").seq == 2


def test_a_clock_that_went_back_is_doubted(kept: Kept) -> None:
    life = a_life(kept.agreement)
    life[3] = (life[3][0], life[2][1] - timedelta(milliseconds=1), life[3][2])
    report = verify(a_record(life).bytes(), given())
    assert report.verdict == "doubtful"
    assert ["Event 3 bears a time before" in text.en for text in report.doubts] == [True]


def test_an_event_of_the_first_scheme_is_closed_to_the_brand_where_its_time_is_not_its_own(
    kept: Kept,
) -> None:
    events = []
    for event in kept.events[:4]:
        prev_hash = events[-1].event_hash if events else genesis(kept.agreement.agreement_id)
        old = first_leaf(event.seq, event.kind, event.at, event.facts, event.salt)
        events.append(replace(event, prev_hash=prev_hash, event_hash=link(prev_hash, old)))
    rest = kept.events[4:]
    for event in rest:
        events.append(
            append(kept.agreement.agreement_id, events[-1], event.kind, event.at, event.facts, event.salt)
        )
    whole = head(events, kept.agreement.agreement_id)
    sealed = seal(kept.agreement.agreement_id, whole, NOW.date(), "recorder", PLATFORM)
    old_record = Kept(kept.agreement, events, [sealed])
    forms = [event.form for event in old_record.file("brand").events]
    assert forms == ["whole", "whole", "whole", "closed", "part", "whole"]
    assert verify(old_record.bytes(), given()).verdict == "doubtful"
    report = verify(old_record.bytes("brand"), given())
    assert any("Event 3 is closed in this copy" in text.en for text in report.doubts)
    document = old_record.file("brand")
    closed = document.events[3]
    assert isinstance(closed, ClosedEvent) and closed.values == {}
    changed = closed.model_copy(update={"leaf_hash": "00" * 32})
    tampered = (*document.events[:3], changed, *document.events[4:])
    assert refusal(altered(document, events=tampered), "RecordTampered").seq == 3


def test_a_day_that_is_not_that_of_its_time_is_refused(kept: Kept) -> None:
    """A platform that commits to two days is found out by whoever has both opened."""
    event = kept.file().events[0]
    assert isinstance(event, WholeEvent)
    wrong = OpenField(name="day", value="2026-10-19", salt=salt("wrong").hex())
    fields = sorted(
        [wrong, *(event.field(name) for name in event.values if name != "day")], key=lambda it: it.name
    )
    copy = PartEvent(seq=0, event_hash="00" * 32, opened=tuple(fields), held_back=())
    reached = link(genesis(kept.agreement.agreement_id), copy.leaf).hex()
    lying = copy.model_copy(update={"event_hash": reached})
    sealed = kept.seals[0]
    data = altered(kept.file(), events=(lying,), seals=(sealed.model_copy(update={"length": 1}),), anchors=())
    assert refusal(data, "DayAstray").seq == 0


def test_nothing_of_a_file_is_obeyed_by_a_terminal(kept: Kept) -> None:
    data = a_record([*a_life(kept.agreement), ("\x1b[2J{0}", LATER, {})]).bytes()
    said = refused(refusal(data, "KindUnknown"))
    assert "\x1b" not in said.en and "[2J{0}" in said.en


def test_a_file_read_back_is_the_same(kept: Kept) -> None:
    for side in ("holder", "brand"):
        assert written(read(kept.bytes(side))) == kept.bytes(side)  # type: ignore[arg-type]
