"""Files given together, each signed by the platform and good by itself: one fact told otherwise refuses them both."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from contracts.agreement import Party, body_hash
from contracts.terms import EDITIONS
from contracts.verifier import verify_all
from contracts.verifier.beside import _EQUAL
from contracts.verifier.refusal_words import REASONS
from tests.contracts import consents
from tests.contracts.builders import SIGNED, STARTED
from tests.contracts.consents import BEFORE, a_receipt, given_, instructed, requested
from tests.contracts.lives import (
    ACME,
    AT,
    DEAL,
    GOOD,
    OFF,
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


def test_control_files_of_one_life_contradict_nothing() -> None:
    for side in ("holder", "brand"):
        files = [
            contract(),
            a_record(events(), DEAL).bytes(side),  # type: ignore[arg-type]
            receipt(),
            a_receipt("holder", None, DEAL),
            attestation(),
        ]
        assert [it.verdict for it in verify_all(files, given())] == ["verified"] * 5
    running = events()[:2]
    beside = [
        contract(),
        record(running),
        receipt(consents.a_life(DEAL)[:3]),
        token(),
        a_list(at=AT).encode(),
    ]
    young = a_receipt("brand", consents.a_life(DEAL)[:3], DEAL, AT)
    beside[2] = young
    found = verify_all(beside, asked(AT))
    assert [it.refusal for it in found] == [None] * 5
    assert [it.verdict for it in found if it is not found[1]] == ["verified"] * 4


# A receipt beside its contract, and beside the record that has the contract in it.


def _given(**facts: Any) -> list[Happening]:
    happened = consents.a_life(DEAL)
    kind, at, said = happened[2]
    return [*happened[:2], (kind, at, said | facts), happened[3]]


def _later(hours: int) -> list[Happening]:
    return [*consents.a_life(DEAL)[:3], ("withdrawn", OFF + hours * HOUR, {})]


RECEIPTS: dict[str, tuple[bytes, str]] = {
    "another brand": (receipt(second_party=ACME), "brand"),
    "another name of the brand": (receipt(second_party=Party(id=DEAL.second_party.id, name="Acme")), "brand"),
    "another persona": (receipt(first_party=ACME), "persona"),
    "another recorder": (receipt(recorder=ACME), "recorder"),
    "other recipients": (receipt(recipients=(ACME,)), "recipients"),
    "no recipients": (receipt(recipients=()), "recipients"),
    "one recipient more": (receipt(recipients=(*DEAL.recipients, ACME)), "recipients"),
    "another length": (receipt(period="P3M"), "period"),
    "another text": (
        receipt([instructed(DEAL), requested(DEAL, agreement_hash="0" * 64), *consents.a_life(DEAL)[2:]]),
        "text",
    ),
    "a later end of the period": (
        receipt(_given(ends_at=(STARTED.replace(microsecond=0) + timedelta(days=60)).isoformat())),
        "period",
    ),
    "before it was agreed": (
        receipt(
            [
                instructed(DEAL),
                requested(DEAL, SIGNED - 300 * HOUR),
                given_(DEAL, SIGNED - 200 * HOUR),
                ("withdrawn", OFF, {}),
            ]
        ),
        "start",
    ),
}


@pytest.mark.parametrize("attack", RECEIPTS)
@pytest.mark.parametrize("beside", [contract(), record()])
def test_a_receipt_that_tells_otherwise_of_its_contract_is_refused_with_it(
    attack: str, beside: bytes
) -> None:
    false, field = RECEIPTS[attack]
    expected = {field} if beside == contract() else {field, "end", "start"}
    for order in ([false, beside], [beside, false]):
        found = names(verify_all(order, given()))
        assert {name for name, _ in found} == {"ReceiptAstray"} and found[0] == found[1], found
        assert found[0][1] in expected, found


def test_terms_and_purposes_are_compared_where_the_hash_would_not_tell() -> None:
    """The platform itself signs a receipt over other terms for the hash of this contract."""
    ample = signed(terms=EDITIONS["simple-2"], purposes=EDITIONS["simple-2"].purposes.admitted)
    other = signed(terms=EDITIONS["standard-2"], purposes=EDITIONS["standard-2"].purposes.admitted[:1])
    for agreement in (ample, other):
        life = consents.a_life(agreement)
        life[1] = requested(agreement, agreement_hash=body_hash(DEAL))
        found = names(verify_all([a_receipt("holder", life, agreement), contract()], given()))
        assert {name for name, _ in found} == {"ReceiptAstray"}
        assert found[0][1] != "text"


def test_one_text_has_one_name() -> None:
    elsewhere = signed(agreement_id=BEFORE)
    life = consents.a_life(elsewhere)
    life[1] = requested(elsewhere, agreement_hash=body_hash(DEAL))
    assert (
        names(verify_all([a_receipt("holder", life, elsewhere), contract()], given()))
        == [("ReceiptAstray", "agreement")] * 2
    )


@pytest.mark.parametrize("side", ["holder", "brand"])
@pytest.mark.parametrize(
    ("happened", "field"),
    [
        (_later(-48), "end"),
        (_later(48), "end"),
        ([*consents.a_life(DEAL)[:3], ("revoked", OFF, {"by": "brand"})], "end"),
        ([*consents.a_life(DEAL)[:3], ("revoked", OFF, {"by": "operator"})], "end"),
        (consents.over_by_the_clock(DEAL), "end"),
        (consents.a_life(DEAL)[:3], "end"),
        ([instructed(DEAL), requested(DEAL), given_(DEAL, STARTED + HOUR), ("withdrawn", OFF, {})], "end"),
        ([instructed(DEAL), requested(DEAL), ("expired", STARTED, {})], "start"),
        ([instructed(DEAL), requested(DEAL), ("refused", STARTED, {})], "start"),
    ],
)
def test_a_receipt_tells_the_period_and_the_end_that_the_record_tells(
    side: Any, happened: list[Happening], field: str
) -> None:
    found = verify_all([a_receipt(side, happened, DEAL), a_record(events(), DEAL).bytes(side)], given())
    assert names(found) == [("ReceiptAstray", field)] * 2


def test_an_older_copy_is_not_held_against_a_newer_one() -> None:
    """The record of before the end, the receipt of after it, and the other way round."""
    old_record = record(events()[:2], days=2, downloaded=STARTED.date() + timedelta(days=1))
    old_receipt = a_receipt("brand", consents.a_life(DEAL)[:3], DEAL, OFF - HOUR)
    assert names(verify_all([old_record, receipt()], given())) == GOOD
    assert names(verify_all([old_receipt, record()], given())) == GOOD
    about_midnight = a_receipt("brand", consents.a_life(DEAL)[:3], DEAL, OFF + 24 * HOUR)
    assert names(verify_all([about_midnight, record()], given())) == GOOD
    silent = record(events()[:2], downloaded=OFF.date() + timedelta(days=3))
    assert names(verify_all([silent, receipt()], given())) == [("ReceiptAstray", "end")] * 2


def test_two_receipts_are_of_one_consent() -> None:
    for changed, field in (({"record_id": BEFORE}, "consent"), ({"second_party": ACME}, "brand")):
        found = names(verify_all([receipt(), receipt(**changed)], given()))
        assert found == [("ReceiptAstray", field)] * 2


def test_every_fact_that_differs_has_words() -> None:
    words = {word for _, word in _EQUAL} | {
        "agreement",
        "start",
        "period",
        "end",
        "claims",
        "day",
        "attestation",
    }
    assert words <= set(REASONS)


def test_which_of_them_differ_does_not_hang_on_their_order() -> None:
    files = [contract(), record(), receipt(second_party=ACME), attestation(word(brand=ACME))]
    for one, other in combinations(files, 2):
        assert names(verify_all([one, other], given())) == names(verify_all([other, one], given()))
