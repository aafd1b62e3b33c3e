"""What the verifier meets seldom: files beside each other that are of something else, and words that nobody knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from contracts.copies import part, whole
from contracts.credential import Said
from contracts.documents import AgreementDocument, ConsentReceiptDocument
from contracts.history import history
from contracts.keyset import KeySet
from contracts.record import head
from contracts.refusals import KeyUnknown
from contracts.replay import Asked, replay
from contracts.sdjwt.shape import DisclosureForeign
from contracts.seals import seal
from contracts.told import told
from contracts.verifier import tokens, verify
from contracts.verifier.beside import differs
from contracts.verifier.erasure import contradicts
from contracts.verifier.record import complete_until
from contracts.verifier.refusal_words import REFUSED
from contracts.verifier.replayed import lines
from contracts.verifier.report import Given, Report, refused
from contracts.verifier.tells import tells
from tests.contracts.consents import a_receipt
from tests.contracts.erasures import an_erasure, file, said
from tests.contracts.records import (
    BRAND,
    HOUR,
    STARTED,
    Happening,
    a_life,
    a_record,
    agreed_facts,
    chained,
    given,
    period_facts,
    signed,
)
from tests.contracts.tokens import AT, CHALLENGE, ISSUER, LISTS, a_presentation, verified

NEXT = "urn:uuid:5f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f10"
DEAL = signed()
TOKENS = Given(AT, credential_keys=KeySet.of([ISSUER.public]), status_keys=KeySet.of([LISTS.public]))


def of(happenings: list[Happening]) -> list[object]:
    return [told(it.seq, whole(it).values) for it in chained(DEAL, happenings)]


def test_a_renewal_that_was_called_off_is_none() -> None:
    begun: list[Happening] = [
        ("agreed", STARTED - HOUR, agreed_facts(DEAL)),
        ("activated", STARTED, period_facts(DEAL)),
        ("renewal_noticed", STARTED + HOUR, {"by": NEXT, "terms_hash": "ab" * 32}),
        ("renewed", STARTED + 2 * HOUR, {"by": NEXT}),
    ]
    off: Happening = ("renewal_called_off", STARTED + 3 * HOUR, {"by": "person"})
    assert history(DEAL, of(begun)).renewed_by == NEXT  # type: ignore[arg-type]
    assert history(DEAL, of([*begun, off])).renewed_by is None  # type: ignore[arg-type]


def test_a_replay_after_a_renewal_names_who_has_the_copies_now() -> None:
    ends = history(DEAL, of(a_life(DEAL)[:2])).span  # type: ignore[arg-type]
    assert ends
    life = history(
        DEAL,
        of(  # type: ignore[arg-type]
            [
                *a_life(DEAL)[:2],
                ("renewal_noticed", STARTED + HOUR, {"by": NEXT, "terms_hash": "ab" * 32}),
                ("renewed", STARTED + 2 * HOUR, {"by": NEXT}),
                ("ended", ends.ends_at, {"by": "clock", "reason": "period_over", "used_days": 31}),
            ]
        ),
    )
    later = ends.ends_at + timedelta(days=3)
    answer = replay(life, Asked(later, later), later + HOUR)
    assert answer.passed_on == NEXT
    assert any(NEXT in line for line in lines(life, answer, "en"))


def test_an_attestation_names_the_periods_before_that_it_covers() -> None:
    report = verify(file(said(covers=(NEXT,))), given(party_keys=KeySet.of([BRAND.public])))
    assert report.verdict == "verified" and any(NEXT in it.en for it in report.proven)


def test_an_attestation_is_not_held_against_what_is_of_something_else() -> None:
    receipt = ConsentReceiptDocument.model_validate_json(a_receipt())
    record = a_record(agreement=signed(agreement_id=NEXT)).file()
    for beside in (receipt, record, an_erasure(said(agreement_id=NEXT))):
        assert contradicts(an_erasure(), beside) is None


def test_nor_against_a_record_that_is_refused_by_itself() -> None:
    """Its event of the attestation cannot be read: the record's own refusal says so."""
    kept = a_record()
    event = kept.events[-1]
    assert event.kind == "erasure_attested"
    copy = part(whole(event), frozenset({"kind"}))
    record = kept.file().model_copy(update={"events": (*kept.file().events[:-1], copy)})
    assert contradicts(an_erasure(), record) is None


def test_a_brands_seal_does_not_say_until_when_a_record_is_whole() -> None:
    kept = a_record()
    mine = kept.seals[0]
    theirs = seal(
        DEAL.agreement_id,
        head(kept.events, DEAL.agreement_id),
        mine.day + timedelta(days=90),
        "second_party",
        BRAND,
    )
    life = history(DEAL, [told(it.seq, whole(it).values) for it in kept.events])
    with_theirs = kept.file(seals=[mine, theirs])
    assert complete_until(with_theirs, life) == complete_until(kept.file(), life)


def test_a_credential_is_held_against_its_own_contract_alone() -> None:
    reading = verified(a_presentation())
    contract = tells(AgreementDocument(agreement=DEAL))
    other = tells(replace(reading, agreement=NEXT, terms="https://moi.example/terms/none"))
    own = tells(replace(reading, agreement=DEAL.agreement_id, terms="https://moi.example/terms/none"))
    assert contract and other and own and tells(replace(reading, agreement=None)) is None
    assert differs(other, contract) is None
    assert isinstance(differs(own, contract), tokens.CredentialAstray)


def test_words_that_nobody_knows_are_doubted_and_a_credential_of_none_says_so() -> None:
    reading = verified(a_presentation())
    strange, empty = Report(), Report()
    tokens._tell(
        replace(reading, said={"region": Said("atlantis")}), replace(TOKENS, challenge=CHALLENGE), strange
    )
    assert any("atlantis" in it.en for it in strange.doubts)
    tokens._tell(replace(reading, said={}), replace(TOKENS, challenge=CHALLENGE), empty)
    assert not empty.doubts and len(empty.limits) == len(strange.limits) + 1


def test_a_refusal_names_what_has_no_name_and_what_is_several() -> None:
    unknown = refused(KeyUnknown(None))
    assert "without a name" in unknown.en and "sans nom" in unknown.fr
    foreign = REFUSED["DisclosureForeign"]
    assert refused(DisclosureForeign(("WyJ4", "WyJ5"))).en == foreign.en.replace("{texts}", "WyJ4, WyJ5")
