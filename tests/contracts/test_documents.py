from __future__ import annotations

import json
import string
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts import copies, documents, heads, lawful, record, record_kinds, told, verifier
from contracts.agreement import Signature
from contracts.canonical import canonical
from contracts.consent import life
from contracts.documents import (
    MODELS,
    AgreementDocument,
    AnotherSpelling,
    Document,
    DocumentMalformed,
    HeadsDocument,
    NotADocument,
    TypeUnknown,
    agreement_file,
    read,
    written,
)
from contracts.heads import DayHead
from contracts.keyset import KeySet
from contracts.proof import statement
from contracts.terms_hash import terms_hash
from contracts.verifier import CHECKS, command, refusal_words, report, verify, verify_all
from contracts.verifier import agreement as of_agreements
from contracts.verifier import consent as of_consents
from contracts.verifier import record as of_records
from contracts.verifier.report import Given, Report, refused
from contracts.verifier.words import SAID
from contracts.vocabulary import Text
from tests.contracts.builders import SIGNED, an_agreement
from tests.contracts.records import HOUR, NOW, PLATFORM, STRANGER, a_day, a_record, given, signed

MODULES = (
    copies, documents, heads, lawful, record, record_kinds, told, verifier, command, report, of_agreements, of_records,
    life, of_consents, statement,
)  # fmt: skip
AGREED = signed()
DATA = written(agreement_file(AGREED, [PLATFORM.public]))


def refusal(data: bytes, name: str, by: Given | None = None) -> Any:
    found = verify(data, by or given()).refusal
    assert type(found).__name__ == name, found
    return found


def changed(data: bytes, path: str, value: object) -> bytes:
    """The file with one member set, spelled as it must be."""
    found = json.loads(data)
    *parents, last = path.split(".")
    place = found
    for each in parents:
        place = place[int(each) if isinstance(place, list) else each]
    place[int(last) if isinstance(place, list) else last] = value
    return canonical(found) + b"\n"


def test_a_file_has_one_spelling() -> None:
    assert read(DATA) == agreement_file(AGREED, [PLATFORM.public])
    found = json.loads(DATA)
    for other in (
        DATA[:-1],
        DATA + b"\n",
        b" " + DATA,
        DATA[:-1] + b" ",
        json.dumps(found).encode() + b"\n",
        json.dumps(found, indent=1).encode(),
        DATA.replace(b'"version":1', b'"version":1,"version":1', 1),
        DATA.replace(b"kavo-tilu", b"kavo\\u002dtilu", 1),
        DATA.replace(b'"version":1', b'"version":1.0', 1),
        DATA.replace(b'"platform_keys"', b'"party_keys":[],"platform_keys"', 1),
        DATA.replace(SIGNED.strftime("%H:%M:%S.%fZ").encode(), SIGNED.strftime("%H:%M:%S.%f+00:00").encode()),
    ):
        assert other != DATA
        with pytest.raises((AnotherSpelling, DocumentMalformed)):
            read(other)
    with pytest.raises(AnotherSpelling) as found_at:
        read(DATA[:100] + b" " + DATA[100:] if DATA[99:100] in b",:" else DATA + b" ")
    assert found_at.value.at <= len(DATA)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"moi",
        b"[]",
        b"1",
        b"{}",
        b'{"type":"moi.agreement"}',
        b'{"type":1,"version":1}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_document_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(NotADocument):
        read(data)
    refusal(data, "NotADocument")


@pytest.mark.parametrize(
    ("type", "version"), [("moi.credential", 1), ("moi.agreement", 2), ("moi.agreement", "1"), ("", 1)]
)
def test_an_unknown_type_or_version_is_refused_by_name(type: str, version: object) -> None:
    data = json.dumps({"type": type, "version": version}).encode()
    with pytest.raises(TypeUnknown) as unknown:
        read(data)
    assert (unknown.value.type, unknown.value.version) == (type, str(version))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("agreement.period", "P2M"),
        ("agreement.zone", "Mars/Olympus"),
        ("agreement.zone", "../../etc/passwd"),
        ("agreement.zone", "Europe"),
        ("agreement.starts_at", "2026-10-20T12:05:33.000000Z"),
        ("agreement.unknown", 1),
        ("agreement.signatures.0.alg", "none"),
        ("agreement.signatures.0.alg", "HS256"),
        ("agreement.signatures.0.party", "recorder"),
        ("platform_keys.0.x", "AAAA"),
        ("platform_keys.0.x", STRANGER.public.jwk()["x"]),
        ("platform_keys.0.kid", STRANGER.kid),
        ("platform_keys.0.alg", "none"),
        ("more", []),
    ],
)
def test_a_member_that_is_not_what_it_must_be_is_refused(path: str, value: object) -> None:
    found = refusal(changed(DATA, path, value), "DocumentMalformed")
    assert path.split(".")[0] in found.path


def test_a_period_or_a_number_that_no_two_readers_spell_alike_is_refused() -> None:
    running = an_agreement().model_copy(update={"signatures": AGREED.signatures}).model_dump(mode="json")
    assert (
        "the period is not signed" in refusal(changed(DATA, "agreement", running), "DocumentMalformed").reason
    )
    data = a_record().bytes().replace(b'"used_days":9', b'"used_days":9.5', 1)
    assert "float" in refusal(data, "DocumentMalformed").reason


def test_the_period_of_an_agreement_is_not_in_its_file() -> None:
    running = signed()
    whole = an_agreement().model_copy(update={"signatures": running.signatures})
    assert agreement_file(whole, []).agreement.interval is None


def test_an_agreement_is_signed_for_both_parties_over_all_that_it_says() -> None:
    assert verify(DATA, given()).verdict == "verified"
    for path, value in (
        ("agreement.holder_bps", 7000),
        ("agreement.first_party.name", "kavo-tila"),
        ("agreement.signed_at", "2026-10-20T11:58:07.123457Z"),
        ("agreement.signatures.0.at", "2026-10-20T11:58:07.123457Z"),
        ("agreement.signatures.0.value", "A" * 86),
        ("agreement.signatures.0.value", ""),
    ):
        assert refusal(changed(DATA, path, value), "SignatureInvalid").kid == PLATFORM.kid
    for party, n in (("first_party", 1), ("second_party", 0)):
        one = [json.loads(DATA)["agreement"]["signatures"][n]]
        assert refusal(changed(DATA, "agreement.signatures", one), "SignatureMissing").party == party
    assert refusal(changed(DATA, "agreement.signatures", []), "SignatureMissing")
    refusal(DATA, "KeyUnknown", given(STRANGER.public))


def test_a_signature_by_a_party_is_not_checked_with_the_platforms_keys() -> None:
    forged = changed(DATA, "agreement.signatures.1.by", "party")
    refusal(forged, "KeyUnknown", given(party_keys=KeySet.of([STRANGER.public])))
    refusal(forged, "SignatureInvalid", given(party_keys=KeySet.of([PLATFORM.public])))


def test_terms_are_those_that_were_published_and_agreed_to() -> None:
    other = AGREED.terms.model_copy(update={"summary": Text(fr="Autre.", en="Another.")})
    salted = terms_hash(other, bytes(range(16)))
    false_edition = signed(terms=other, terms_hash=salted)
    assert refusal(written(agreement_file(false_edition, [])), "TermsNotPublished").edition == "standard-5"
    refusal(written(agreement_file(signed(terms_hash="00" * 32), [])), "TermsAltered")
    unknown = other.model_copy(update={"version": 9})
    later = signed(terms=unknown, terms_hash=terms_hash(unknown, bytes(range(16))))
    found = verify(written(agreement_file(later, [])), given())
    assert found.verdict == "doubtful"
    assert ["does not know the edition standard-9" in text.en for text in found.doubts] == [True]


def test_an_agreement_of_tomorrow_is_refused() -> None:
    assert refusal(DATA, "FromTheFuture", given(now=SIGNED - HOUR)).what == "agreement"
    later: Signature = AGREED.signatures[0].model_copy(update={"at": NOW + HOUR})
    data = written(agreement_file(AGREED.model_copy(update={"signatures": (later,)}), []))
    assert refusal(data, "FromTheFuture").what == "signature"


def file_of(*made: DayHead) -> bytes:
    return written(HeadsDocument(heads=made))


def test_heads_are_refused_when_one_is_missing_changed_or_of_tomorrow() -> None:
    made = a_record().heads
    whole, later = verify(file_of(*made), given()), verify(file_of(*made[3:]), given())
    assert whole.verdict == later.verdict == "verified"
    assert any("begin with the first" in text.en for text in whole.proven)
    assert any("What was before 2026-10-23" in text.en for text in later.limits)
    assert refusal(file_of(*made[:2], *made[3:]), "HeadOutOfPlace").day == made[3].day
    refusal(file_of(made[0].model_copy(update={"root": "00" * 32})), "SignatureInvalid")
    early = given(now=datetime(2026, 10, 20, 23, 54, tzinfo=UTC))
    refusal(file_of(made[0]), "FromTheFuture", early)
    foreign, _ = a_day(made[0].day, [], None, key=STRANGER)
    refusal(file_of(foreign), "KeyUnknown")


def test_a_type_joins_by_a_model_and_a_check() -> None:
    assert set(MODELS) == set(CHECKS)
    for name, model in MODELS.items():
        assert model.model_fields["type"].default == name
        assert issubclass(model, Document)


def test_nothing_is_verified_by_default() -> None:
    assert Report().verdict == "doubtful"
    assert verify_all([], given()) == []


def test_every_refusal_and_sentence_stands_in_both_languages_with_the_same_values() -> None:
    def values(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for words in (SAID, refusal_words.REFUSED, refusal_words.REASONS):
        for key, text in words.items():
            assert values(text.fr) == values(text.en), key
            assert text.fr != text.en, key


def test_every_error_of_the_contracts_that_may_end_a_verification_has_words() -> None:
    """Found in the modules that a verification goes through."""
    elsewhere = {
        # Raised where records are written, sealed or opened, never where they are verified.
        "SaltTooShort", "NotCommitted", "DayNotOver", "RecordNotGrown", "EnteredTwice", "RecordBroken",
        # Caught where a receipt's edition is not known here: a doubt.
        "UnknownVariant",
        # Told as ClaimMalformed, of a statement that was signed.
        "PredicateUnknown", "PredicatesMixed",
        "NotIncluded", "TransitionRefused", "KeyUnreadable", "NotCanonical", "NotUtc", "ValidationError",
    }  # fmt: skip
    found = {
        name
        for module in MODULES
        for name, it in vars(module).items()
        if isinstance(it, type) and issubclass(it, ValueError)
    }
    assert found - elsewhere <= set(refusal_words.REFUSED), found - elsewhere - set(refusal_words.REFUSED)


def test_an_error_without_words_is_still_a_refusal() -> None:
    assert "(ZeroDivisionError)" in refused(ZeroDivisionError()).en


def test_a_document_of_another_type_does_not_contradict() -> None:
    reports = verify_all([DATA, file_of(*a_record().heads), DATA], given())
    assert [report.verdict for report in reports] == ["verified"] * 3
    assert isinstance(read(DATA), AgreementDocument)
