"""A consent under terms that await an answer: it is the holder's own act, and no receipt says otherwise."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.commitments import FACT
from contracts.consent.kinds import said, shown_to_brand
from contracts.consent.life import ConsentAstray
from contracts.documents import agreement_file, written
from contracts.lawful import EventForbidden
from contracts.legal import agreement_reading
from contracts.record_kinds import facts_of
from contracts.record_kinds import shown_to_brand as record_shown
from contracts.terms import ROSTER, Proffer
from contracts.verifier import verify
from contracts.vocabulary import Language
from tests.contracts.builders import SIGNED
from tests.contracts.consents import ANSWERED, a_life, a_receipt, given_, instructed, requested, told
from tests.contracts.records import PLATFORM, given, signed

ASKED = signed(terms=ROSTER["accord"])
INSTANT = signed()


def without(happening: Any, *names: str) -> Any:
    kind, at, facts = happening
    return kind, at, {name: value for name, value in facts.items() if name not in names}


def test_what_the_holder_answered_is_given_by_their_own_act() -> None:
    for side in ("holder", "brand"):
        receipt = json.loads(a_receipt(side, a_life(ASKED), ASKED))["receipt"]
        methods = [each.get("expression_method") for each in receipt["events"]]
        assert methods == [
            "dpv:ConsentNotice",
            "dpv:ObtainConsent",
            "dpv:ProvideConsent",
            "dpv:WithdrawConsent",
        ]
    instant = json.loads(a_receipt("holder", a_life(INSTANT), INSTANT))["receipt"]
    assert [each.get("expression_method") for each in instant["events"]][2] == "pr:standingInstruction"


@pytest.mark.parametrize("agreement", [ASKED, INSTANT], ids=["asked", "instant"])
def test_an_answer_stands_exactly_where_the_terms_await_one(agreement: Any) -> None:
    other = INSTANT if agreement is ASKED else ASKED
    happenings = [instructed(agreement), requested(agreement), given_(agreement)]
    assert told(happenings).state == "given"
    happenings[2] = given_(other)
    with pytest.raises(EventForbidden) as refused:
        told(happenings)
    assert refused.value.reason == "unapproved"


OFFERED = ("counter_offered", ANSWERED, {"terms": "exclusive-2"})


def test_what_the_holder_offered_instead_is_what_was_consented_to() -> None:
    happenings = [instructed(ASKED), OFFERED, requested(ASKED), given_(ASKED)]
    life = told(happenings)
    assert (life.instruction.terms, life.terms, life.state) == (ASKED.terms.edition, "exclusive-2", "given")
    assert said(1, *OFFERED[::2]).actor == "person"
    assert "at" not in shown_to_brand("counter_offered", OFFERED[2])


@pytest.mark.parametrize(
    ("seq", "happenings"),
    [
        (0, [OFFERED]),
        (1, [instructed(INSTANT), OFFERED]),
        (2, [instructed(ASKED), OFFERED, OFFERED]),
        (2, [instructed(ASKED), requested(ASKED), OFFERED]),
    ],
)
def test_a_counter_offer_stands_between_what_was_published_and_the_request(
    seq: int, happenings: list[Any]
) -> None:
    with pytest.raises(EventForbidden) as refused:
        told(happenings)
    assert (refused.value.seq, refused.value.kind) == (seq, "counter_offered")


def test_a_receipt_of_other_terms_than_were_offered_last_is_refused() -> None:
    file = a_receipt("holder", [instructed(ASKED), OFFERED, requested(ASKED), given_(ASKED)], ASKED)
    report = verify(file, given())
    assert isinstance(report.refusal, ConsentAstray) and report.refusal.field == "terms"


def test_an_answer_without_its_time_still_is_one() -> None:
    """So that the brand's copy, which holds the time back, can be followed."""
    happenings = [instructed(ASKED), requested(ASKED), without(given_(ASKED), "approved_at")]
    assert told(happenings).state == "given"


def test_a_brand_is_not_shown_when_the_holder_answered() -> None:
    kind, _, facts = given_(ASKED)
    assert FACT + "approved_at" not in shown_to_brand(kind, facts)
    assert FACT + "approved" in shown_to_brand(kind, facts) and "at" not in shown_to_brand(kind, facts)
    assert said(2, kind, facts).hidden == {FACT + "approved_at"}
    spelled = ANSWERED.isoformat()[:19]
    assert spelled in a_receipt("holder", a_life(ASKED), ASKED).decode()
    assert spelled not in a_receipt("brand", a_life(ASKED), ASKED).decode()


def test_terms_that_await_an_answer_are_no_instruction_and_the_other_way_round() -> None:
    for agreement, answer in ((ASKED, "instant"), (INSTANT, "approval")):
        kind, at, facts = instructed(agreement)
        answered = given_(INSTANT if answer == "instant" else ASKED)
        lied = [(kind, at, facts | {"answer": answer}), requested(agreement), answered]
        assert told(lied).state == "given", "by its events alone it could have been"
        file = a_receipt("holder", lied, agreement)
        report = verify(file, given())
        assert report.verdict == "refused"
        assert isinstance(report.refusal, ConsentAstray)
        assert report.refusal.field == "answer"


@pytest.mark.parametrize("side", ["holder", "brand"])
def test_such_a_receipt_verifies_and_says_who_answered(side: Any) -> None:
    report = verify(a_receipt(side, a_life(ASKED), ASKED), given())
    assert report.verdict == "verified", report.refusal
    assert any("themselves, in answer to this request" in said.en for said in report.proven)


def test_the_record_of_an_agreement_says_who_concluded_it() -> None:
    facts = {"terms_hash": "0" * 64, "purposes": ["benefits"]}
    assert facts_of(0, "agreed", facts).actor == "brand"
    assert facts_of(0, "agreed", facts | {"answered": "person"}).actor == "person"
    assert "at" in (record_shown("agreed", facts) or ())
    assert "at" not in (record_shown("agreed", facts | {"answered": "person"}) or ())
    assert SIGNED < ANSWERED


@pytest.mark.parametrize(
    ("language", "told"), [("fr", "novembre\u00a02026 (UTC)"), ("en", "November\u00a02026 (UTC)")]
)
def test_a_contract_of_which_the_day_alone_is_told_tells_no_time(language: Language, told: str) -> None:
    """Its holder accepted at some hour of it, which its brand never learns: midnight would be false."""
    day = datetime(2026, 11, 27, tzinfo=UTC)
    for at, exact in ((day, False), (day.replace(second=1), True)):
        agreed = signed(proffer=Proffer("accord", "P1M", 1900), signed_at=at)
        file = written(agreement_file(agreed, [PLATFORM.public]))
        words = [
            agreement_reading(agreed, language).text,
            " ".join(it.in_(language) for it in verify(file, given(now=at + timedelta(1))).proven),
        ]
        assert all((told in it) is not exact for it in words), words
