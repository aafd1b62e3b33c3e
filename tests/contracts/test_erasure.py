"""A brand's word that its copies are gone is checked offline, and what is wrong with it is refused by name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.agreement import Party
from contracts.documents import agreement_file, written
from contracts.erasure import COPIES, RECIPIENTS, Erasure, erasure_hash
from contracts.keyset import KeySet
from contracts.verifier import verify, verify_all
from contracts.verifier.report import Report, say
from tests.contracts.builders import STARTED
from tests.contracts.erasures import DELETE_BY, ENDED, an_erasure, file, said
from tests.contracts.records import (
    BRAND,
    HOUR,
    NOW,
    PLATFORM,
    STRANGER,
    Happening,
    a_life,
    a_record,
    given,
    signed,
)

AGREEMENT = signed()
GIVEN = given(party_keys=KeySet.of([BRAND.public]))


def name_of(report: Report) -> str:
    return type(report.refusal).__name__


def test_what_the_brand_signed_itself_is_proven_in_plain_words() -> None:
    report = verify(file(), GIVEN)
    assert report.verdict == "verified"
    proven = " ".join(it.en for it in report.proven)
    assert "signed itself" in proven and "files and exports, entries in its systems" in proven
    assert "in time" in proven and str(DELETE_BY) in proven
    assert any("brand’s word" in it.en for it in report.limits)


def test_where_the_platform_signed_for_it_the_verifier_says_so() -> None:
    report = verify(file(key=None), given())
    assert report.verdict == "verified"
    assert any("on behalf of the brand" in it.en for it in report.proven)
    assert any("did not sign with a key of its own" in it.en for it in report.limits)


def test_a_late_attestation_is_proven_to_be_late() -> None:
    report = verify(file(said(on=DELETE_BY + timedelta(days=1))), GIVEN)
    assert report.verdict == "verified" and any("LATE" in it.en for it in report.proven)
    assert not any("LATE" in it.en for it in verify(file(said(on=DELETE_BY)), GIVEN).proven)


def test_keys_from_the_file_itself_leave_a_doubt() -> None:
    assert verify(file(), given()).verdict == "doubtful", "the brand's key"
    assert verify(file(), given().__class__(NOW)).verdict == "doubtful"


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (an_erasure(key=STRANGER), "KeyUnknown"),
        (an_erasure(recorder=STRANGER), "KeyUnknown"),
        (an_erasure(said(on=NOW.date() + timedelta(days=1))), "FromTheFuture"),
        (an_erasure().model_copy(update={"said": said(erased=("files",))}), "SignatureInvalid"),
        (
            an_erasure().model_copy(update={"signature": an_erasure(said(on=ENDED)).signature}),
            "SignatureInvalid",
        ),
        (an_erasure().model_copy(update={"received": an_erasure(key=None).received}), "SignatureInvalid"),
        # The platform's word on behalf does not pass for the brand's own.
        (
            an_erasure(key=None).model_copy(
                update={"signature": an_erasure(key=None).signature.model_copy(update={"by": "party"})}
            ),
            "KeyUnknown",
        ),
    ],
)
def test_what_was_changed_or_signed_by_others_is_refused_by_name(document: Any, name: str) -> None:
    from contracts.documents import written

    report = verify(written(document), GIVEN)
    assert (report.verdict, name_of(report)) == ("refused", name)


@pytest.mark.parametrize(
    "changes",
    [
        {"erased": ()},
        {"erased": ("systems", "files")},
        {"erased": ("files", "files")},
        {"erased": ("none", "files")},
        {"erased": ("none",), "recipients": "reached"},
        {"erased": ("paper",)},
        {"recipients": "asked"},
        {"on": ENDED - timedelta(days=1)},
        {"delete_by": ENDED - timedelta(days=1)},
        {"covers": (AGREEMENT.agreement_id,)},
    ],
)
def test_what_cannot_be_meant_is_not_said(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        said(**changes)


@over(st.sets(st.sampled_from(COPIES), min_size=1), st.sampled_from(RECIPIENTS), st.integers(0, 90))
def test_late_is_the_day_after_the_date_and_nothing_else(
    copies: set[str], recipients: str, days: int
) -> None:
    if "none" in copies:
        copies, recipients = {"none"}, "none"
    kinds = tuple(it for it in COPIES if it in copies)
    one = said(erased=kinds, recipients=recipients, on=ENDED + timedelta(days=days))
    assert one.late == (days > (DELETE_BY - ENDED).days)


def life(statement: Erasure, **facts: Any) -> list[Happening]:
    attested = {
        "late": statement.late,
        "attestation": erasure_hash(statement, an_erasure(statement).signature),
    }
    return [*a_life(AGREEMENT)[:-1], ("erasure_attested", STARTED + 300 * HOUR, attested | facts)]


@pytest.mark.parametrize("side", ["holder", "brand"])
def test_with_the_record_it_is_the_one_that_the_record_names(side: Any) -> None:
    statement = said(AGREEMENT)
    record = a_record(life(statement), AGREEMENT).bytes(side)
    reports = verify_all([file(statement), record], GIVEN)
    assert [it.verdict for it in reports] == ["verified", "verified"]


@pytest.mark.parametrize(
    ("statement", "facts", "field"),
    [
        (said(AGREEMENT, agreement_hash="0" * 64), {}, "text"),
        (said(AGREEMENT, brand=AGREEMENT.first_party), {}, "brand"),
        (said(AGREEMENT, delete_by=DELETE_BY + timedelta(days=1)), {}, "delete_by"),
        (said(AGREEMENT), {"attestation": "0" * 64}, "attestation"),
        (said(AGREEMENT), {"late": True}, "late"),
    ],
)
def test_another_than_the_agreement_and_its_record_say_is_refused(
    statement: Erasure, facts: dict[str, Any], field: str
) -> None:
    record = a_record(life(statement, **facts), AGREEMENT).bytes()
    reports = verify_all([file(statement), record], GIVEN)
    assert [name_of(it) for it in reports] == ["ErasureAstray", "ErasureAstray"]
    assert getattr(reports[0].refusal, "field", "") == field


def test_two_attestations_of_one_agreement_are_one_too_many() -> None:
    other = said(on=date(2026, 11, 3))
    reports = verify_all([file(), file(other)], GIVEN)
    assert {name_of(it) for it in reports} == {"ErasureAstray"}
    assert [it.verdict for it in verify_all([file(), file()], GIVEN)] == ["verified"] * 2


def test_an_older_record_says_nothing_of_it() -> None:
    statement = said(AGREEMENT)
    for happenings in (a_life(AGREEMENT)[:-1], a_life(AGREEMENT)):
        record = a_record(happenings, AGREEMENT).bytes()
        assert [it.verdict for it in verify_all([file(statement), record], GIVEN)] == ["verified"] * 2


def test_what_was_passed_on_to_nobody_whom_the_contract_names_is_doubted() -> None:
    statement = said(AGREEMENT, recipients="reached")
    record = a_record(life(statement), AGREEMENT).bytes("holder")
    its, others = verify_all([file(statement), record], GIVEN)
    assert (its.verdict, others.verdict) == ("doubtful", "verified") and say("erasure_unnamed") in its.doubts
    (alone,) = verify_all([file(statement)], GIVEN)
    assert say("erasure_unnamed") not in alone.doubts, "whom the contract names, it alone does not say"


def test_what_was_passed_on_to_whom_the_contract_names_is_not() -> None:
    named = signed(recipients=(Party(id="https://moi.example/n/s1", name="Nuage SAS"),))
    (its, _) = verify_all(
        [file(said(named, recipients="reached")), written(agreement_file(named, [PLATFORM.public]))], GIVEN
    )
    assert its.refusal is None and say("erasure_unnamed") not in its.doubts
