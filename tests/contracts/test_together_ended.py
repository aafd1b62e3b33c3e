"""Attestations of erasure and credentials beside other files: one fact told otherwise refuses both, by its name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.credential import Said
from contracts.erasure import Erasure
from contracts.terms import EDITIONS
from contracts.terms_hash import terms_hash
from contracts.told import exactly
from contracts.verifier import verify_all
from contracts.verifier.beside import differs
from contracts.verifier.report import Report
from contracts.verifier.tells import Tells, day_in
from contracts.vocabulary import CLAIMS
from tests.contracts import consents
from tests.contracts.builders import SALT, SIGNED, STARTED
from tests.contracts.consents import BEFORE, a_receipt
from tests.contracts.lives import (
    ACME,
    AT,
    DEAL,
    GOOD,
    OFF,
    RENEWAL,
    RUNNING,
    asked,
    attestation,
    contract,
    events,
    names,
    receipt,
    record,
    token,
    word,
)
from tests.contracts.records import HOUR, Happening, a_record, given, signed
from tests.contracts.tokens import a_list

# An attestation of erasure.


def _attested(statement: Erasure) -> list[Happening]:
    return events(DEAL, statement)


ERASURES: dict[str, tuple[Erasure, str]] = {
    "another brand": (word(brand=ACME), "brand"),
    "another text": (word(agreement_hash="0" * 64), "text"),
    "another agreement's name for this text": (word(agreement_id=BEFORE), "agreement"),
    "more time": (word(delete_by=OFF.date() + timedelta(days=60)), "delete_by"),
    "periods before the first": (word(covers=(BEFORE,)), "renews"),
    "an end before the beginning": (
        word(ended_on=SIGNED.date() - timedelta(days=9), delete_by=SIGNED.date() + timedelta(days=21)),
        "end",
    ),
    "another end": (
        word(ended_on=OFF.date() + timedelta(days=2), delete_by=OFF.date() + timedelta(days=32)),
        "end",
    ),
}


@pytest.mark.parametrize("attack", ERASURES)
@pytest.mark.parametrize("beside", ["record", "receipt"])
def test_an_attestation_that_tells_otherwise_is_refused_with_what_it_contradicts(
    attack: str, beside: str
) -> None:
    statement, field = ERASURES[attack]
    other = record(_attested(statement)) if beside == "record" else receipt()
    found = names(verify_all([attestation(statement), other], given()))
    assert found == [("ErasureAstray", field)] * 2


def test_beside_the_contract_alone_it_names_its_parties_its_time_and_what_it_renewed() -> None:
    for attack in set(ERASURES) - {"another end"}:
        statement, field = ERASURES[attack]
        assert (
            names(verify_all([attestation(statement), contract()], given())) == [("ErasureAstray", field)] * 2
        )
    assert (
        names(verify_all([attestation(word(RENEWAL, covers=(BEFORE,))), contract(RENEWAL)], given())) == GOOD
    )
    for covers in ((), (consents.RECORD,), (consents.RECORD, BEFORE)):
        found = names(verify_all([attestation(word(RENEWAL, covers=covers)), contract(RENEWAL)], given()))
        assert found == [("ErasureAstray", "renews")] * 2


def test_an_older_renewal_does_not_say_that_it_is_one() -> None:
    older = signed(schema_version=2, terms_hash=terms_hash(DEAL.terms, SALT, 2))
    assert names(verify_all([attestation(word(older, covers=(BEFORE,))), contract(older)], given())) == GOOD
    assert (
        names(verify_all([attestation(word(covers=(BEFORE,))), contract()], given()))
        == [("ErasureAstray", "renews")] * 2
    )


def test_it_is_of_the_day_on_which_the_record_has_it() -> None:
    statement = word(on=date(2026, 11, 4))
    found = names(verify_all([attestation(statement), record(_attested(statement))], given()))
    assert found == [("ErasureAstray", "day")] * 2


def test_a_record_that_is_whole_until_after_it_has_it() -> None:
    silent = record(events()[:-1], downloaded=date(2026, 11, 20))
    assert names(verify_all([attestation(), silent], given())) == [("ErasureAstray", "attestation")] * 2
    before = record(events()[:-1], downloaded=date(2026, 11, 3))
    assert names(verify_all([attestation(), before], given())) == GOOD


def test_a_breach_is_of_the_day_that_was_signed_for_and_makes_it_late() -> None:
    due = OFF.date() + timedelta(days=30)
    broken: Happening = (
        "erasure_breached",
        day_in("Europe/Paris", due).latest,
        {"delete_by": due.isoformat()},
    )
    late = word(on=due + timedelta(days=3))
    kept = record([*events()[:-1], broken])
    assert names(verify_all([attestation(late), kept], given())) == GOOD
    assert names(verify_all([attestation(), kept], given())) == [("ErasureAstray", "late")] * 2
    # The brand's copy knows the UTC day of the end alone, which reaches into the market's next.
    shifted = {"ended_on": OFF.date() + timedelta(days=1), "delete_by": due + timedelta(days=1)}
    brands = a_record([*events()[:-1], broken], DEAL).bytes("brand")
    found = names(verify_all([attestation(word(on=due + timedelta(days=3), **shifted)), brands], given()))
    assert found == [("ErasureAstray", "delete_by")] * 2


def test_of_what_was_never_paid_nothing_was_given_erased_or_issued() -> None:
    unpaid = record([events()[0], ("abandoned", STARTED + HOUR, {})], downloaded=STARTED.date())
    asked_for = [*consents.a_life(DEAL)[:2], ("expired", STARTED + HOUR, {})]
    assert names(verify_all([a_receipt("brand", asked_for, DEAL), unpaid], given())) == GOOD
    assert names(verify_all([receipt(), unpaid], given())) == [("ReceiptAstray", "start")] * 2
    assert names(verify_all([attestation(), unpaid], given())) == [("ErasureAstray", "start")] * 2
    assert names(verify_all([token(), unpaid], asked(AT))) == [("CredentialAstray", "start")] * 2


# A credential.

TOKENS: dict[str, tuple[dict[str, Any], str]] = {
    "other terms": ({"terms": EDITIONS["standard-1"]}, "terms"),
    "other purposes": ({"purposes": DEAL.purposes[:1]}, "purposes"),
    "a later end": ({"expires_at": RUNNING.ends_at + timedelta(days=2)}, "period"),  # type: ignore[operator]
    "an earlier end": ({"expires_at": RUNNING.ends_at - timedelta(days=2)}, "period"),  # type: ignore[operator]
    "before it was agreed": (
        {
            "valid_from": datetime(2026, 10, 18, tzinfo=UTC),
            "expires_at": RUNNING.ends_at - timedelta(days=2),  # type: ignore[operator]
        },
        "start",
    ),
}


@pytest.mark.parametrize("attack", TOKENS)
def test_a_credential_that_tells_otherwise_is_refused_with_what_it_contradicts(attack: str) -> None:
    changes, field = TOKENS[attack]
    running = record(events()[:2], days=3, downloaded=STARTED.date())
    young = a_receipt("brand", consents.a_life(DEAL)[:3], DEAL, AT)
    assert names(verify_all([token(), contract()], asked(AT))) == GOOD
    for beside, known in ((contract(), {field}), (running, {field, "end"}), (young, {field, "end"})):
        found = names(verify_all([token(**changes), beside], asked(AT)))
        assert {name for name, _ in found} == {"CredentialAstray"} and found[0][1] in known, found


def test_an_end_that_is_an_hour_off_is_seen_beside_who_knows_the_instant() -> None:
    false = token(expires_at=RUNNING.ends_at + HOUR)  # type: ignore[operator]
    running = record(events()[:2], days=3, downloaded=STARTED.date())
    for beside in (running, a_receipt("brand", consents.a_life(DEAL)[:3], DEAL, AT)):
        assert names(verify_all([false, beside], asked(AT))) == [("CredentialAstray", "end")] * 2


def test_what_its_terms_do_not_disclose_is_refused_even_alone() -> None:
    foreign = next(it for it in CLAIMS if it not in DEAL.terms.disclosure.claims)
    false = token(said={foreign: Said("oui")})
    assert names(verify_all([false], asked(AT))) == [("CredentialAstray", "claims")]
    false = token(purposes=("persona-testing",))
    assert names(verify_all([false], asked(AT))) == [("CredentialAstray", "purposes")]


def test_under_terms_that_nobody_here_knows_the_contract_says_what_may_be_disclosed() -> None:
    one = Tells(kind="contract", agreement=BEFORE, shows=frozenset({"region"}))
    two = Tells(
        kind="credential", agreement=BEFORE, said={"region": Said("corse"), "a-new-phrase": Said("x")}
    )
    more = replace(two, said={"region": Said("corse"), "passion": Said("velo")})
    assert differs(one, two) is None and differs(two, one) is None
    assert names([Report(refusal=differs(one, more))]) == [("CredentialAstray", "claims")]


def test_two_credentials_of_one_rental_say_the_same_of_the_person() -> None:
    other = token(said={"region": Said("corse"), "passion": Said("velo", "like")})
    fewer = token(said={"passion": Said("velo", "like")})
    assert names(verify_all([token(), fewer], asked(AT))) == GOOD
    assert names(verify_all([token(), other], asked(AT))) == [("CredentialAstray", "claims")] * 2


def test_a_list_does_not_say_of_what_the_record_ended_that_it_holds() -> None:
    when = OFF + 24 * HOUR
    after = [token(at=when), record(events()[:3]), a_list(at=when).encode()]
    assert (
        names(verify_all(after, asked(when + timedelta(minutes=1))))[:2] == [("CredentialAstray", "end")] * 2
    )
    lately = OFF + timedelta(minutes=9)
    beside = a_receipt("holder", None, DEAL, lately)
    lagging = [token(at=lately), beside, a_list(at=lately).encode()]
    assert names(verify_all(lagging, asked(lately))) == [*GOOD, GOOD[0]], "a list may lag by ten minutes"


def test_nothing_is_issued_for_what_is_over() -> None:
    one = Tells(kind="contract", agreement=BEFORE, over=day_in("UTC", OFF.date()))
    two = Tells(kind="credential", agreement=BEFORE, issued=datetime(2026, 10, 26, tzinfo=UTC))
    assert names([Report(refusal=differs(one, two))]) == [("CredentialAstray", "end")]
    assert differs(one, replace(two, issued=datetime(2026, 10, 24, tzinfo=UTC))) is None


def test_a_credential_and_an_attestation_are_held_together_too() -> None:
    one = Tells(kind="erasure", agreement=BEFORE, began=True, over=day_in("Europe/Paris", date(2026, 11, 21)))
    two = Tells(kind="credential", agreement=BEFORE, began=True, ends=datetime(2026, 11, 20, 11, tzinfo=UTC))
    assert differs(one, replace(two, ends=datetime(2026, 11, 21, 11, tzinfo=UTC))) is None
    assert names([Report(refusal=differs(one, two))]) == [("CredentialAstray", "end")]


# Renewals, whose period is counted from the first of all.


def test_a_renewal_may_lead_from_the_end_of_february_to_that_of_march() -> None:
    start, end = (
        datetime(2027, 2, 28, 9, tzinfo=UTC),
        datetime(2027, 3, 31, 8, tzinfo=UTC),
    )
    one = Tells(kind="contract", agreement=BEFORE, period="P1M", renews=consents.RECORD)
    two = Tells(kind="receipt", agreement=BEFORE, starts=exactly(start), ends=end)
    assert differs(one, two) is None
    first = replace(one, renews="")
    assert names([Report(refusal=differs(first, two))]) == [("ReceiptAstray", "period")]
    longer = replace(two, ends=end + timedelta(days=2))
    assert names([Report(refusal=differs(one, longer))]) == [("ReceiptAstray", "period")]
