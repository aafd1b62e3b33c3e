"""What the verifier says of where the parties of a consent are reached, of one receipt and of two together."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from contracts.consent.about import RecorderReached
from contracts.consent.kinds import Reached
from contracts.consent.signed import sign_receipt
from contracts.documents import ConsentReceiptDocument, read, written
from contracts.record import head
from contracts.verifier import verify, verify_all
from contracts.verifier.report import Report
from contracts.vocabulary import Language
from tests.contracts.builders import STARTED
from tests.contracts.consents import (
    BEFORE,
    BRAND_REACHED,
    PLATFORM_REACHED,
    RECORD,
    a_consent,
    a_life,
    a_receipt,
    chained,
)
from tests.contracts.records import HOUR, NOW, PLATFORM, given, signed

AGREED = signed()
MOVED = RecorderReached(
    address="9 quai Neuf, 69002 Lyon, FR", contact="dpo@moi.example", site="https://moi.example"
)
SIDES = pytest.mark.parametrize("side", ["holder", "brand"])
TONGUES: tuple[Language, Language] = ("fr", "en")


def words(report: Report, which: str, language: Language) -> str:
    return " ".join(it.in_(language) for it in getattr(report, which)).replace("\xa0", " ")


@SIDES
def test_it_is_said_what_of_the_contacts_is_proven_and_what_is_not(side: Any) -> None:
    report = verify(a_receipt(side), given())
    for language in TONGUES:
        proven, limits = (words(report, it, language) for it in ("proven", "limits"))
        for reached in (BRAND_REACHED, PLATFORM_REACHED):
            assert reached.address in proven and reached.contact in proven
        assert PLATFORM_REACHED.site in proven
        assert BRAND_REACHED.address not in limits
    assert "At the time of the request, Cycles Garonne said" in words(report, "proven", "en")
    assert "Au moment de la demande, Cycles Garonne se disait joignable" in words(report, "proven", "fr")
    assert "that they still hold, and that the brand wrote its own itself" in words(report, "limits", "en")
    assert "this receipt does not say, on purpose" in words(report, "limits", "en")
    assert "ce reçu ne le dit pas, exprès" in words(report, "limits", "fr")


@SIDES
def test_a_receipt_of_before_brands_said_it_says_that_it_does_not(side: Any) -> None:
    report = verify(a_receipt(side, a_life(AGREED, reached=None)), given())
    assert report.verdict == "verified"
    assert "the brand had not said it when it asked" in words(report, "limits", "en")
    assert "la marque ne l’avait pas dit" in words(report, "limits", "fr")
    assert "reached" not in words(report, "proven", "en")


def test_a_platform_that_has_moved_between_two_downloads_is_told_and_neither_is_doubted() -> None:
    before = a_receipt("holder", at=NOW - timedelta(days=9))
    after = a_receipt("brand", consent=a_consent(recorder_reached=MOVED))
    one, other = verify_all([before, after], given())
    assert one.verdict == other.verdict == "verified"
    for report in (one, other):
        for language in TONGUES:
            told = words(report, "limits", language)
            assert PLATFORM_REACHED.address in told and MOVED.address in told
            assert "2027-02-20" in told and "2027-03-01" in told
    assert "An address may change between two downloads" in words(one, "limits", "en")
    assert "Une adresse peut changer entre deux téléchargements" in words(other, "limits", "fr")


def test_control_two_receipts_that_agree_say_nothing_of_a_move() -> None:
    for report in verify_all([a_receipt("holder"), a_receipt("brand")], given()):
        assert report.verdict == "verified" and "may change between" not in words(report, "limits", "en")


def test_a_site_that_has_moved_does_not_matter_to_an_old_receipt() -> None:
    """Where to withdraw is what it was on the day of the receipt: no setting of later is asked."""
    site = "http://127.0.0.1:8001/moi"
    data = a_receipt(consent=a_consent(recorder_reached=PLATFORM_REACHED.model_copy(update={"site": site})))
    assert verify(data, given()).verdict == "verified"
    at = json.loads(data)["receipt"]["purposes"][0]["withdrawal_method"]["exercised_at"]
    assert all(it.startswith(f"{site}/") for it in at)


def resigned(change: Any) -> bytes:
    """The holder's receipt with a change in what it says, signed by the platform itself."""
    document = read(a_receipt())
    assert isinstance(document, ConsentReceiptDocument)
    said = json.loads(json.dumps(document.receipt))
    change(said)
    signature = sign_receipt(said, head(chained(a_life(AGREED)), RECORD), PLATFORM)
    return written(document.model_copy(update={"receipt": said, "signature": signature}))


@pytest.mark.parametrize("site", ["moi.example", "https://moi.example/", "https://", "javascript:1", None, 7])
def test_an_address_that_nobody_can_open_is_refused_by_name(site: Any) -> None:
    def change(said: dict[str, Any]) -> None:
        said["party_identification"][2]["party_url"] = site

    refusal: Any = verify(resigned(change), given()).refusal
    assert (type(refusal).__name__, refusal.field) == ("ReceiptMalformed", "party_url")
    with pytest.raises(ValueError, match="site"):
        RecorderReached(address="1", contact="2", site=site)


def test_an_address_to_withdraw_at_that_is_not_the_platforms_is_refused() -> None:
    def change(said: dict[str, Any]) -> None:
        said["purposes"][0]["withdrawal_method"]["exercised_at"][0] = "https://elsewhere.example/"

    refusal: Any = verify(resigned(change), given()).refusal
    assert (type(refusal).__name__, refusal.field) == ("ReceiptAstray", "purposes")


def test_two_receipts_of_one_consent_with_two_ids_are_doubted_by_name() -> None:
    reports = verify_all(
        [a_receipt("holder"), a_receipt("brand", consent=a_consent(receipt_id=BEFORE))], given()
    )
    assert [it.verdict for it in reports] == ["doubtful"] * 2
    for report in reports:
        assert "contradict each other: the receipt’s own id" in words(report, "doubts", "en")
        assert "se contredisent : le numéro du reçu" in words(report, "doubts", "fr")
        assert BEFORE in words(report, "doubts", "en")


def test_a_request_that_had_run_out_and_waits_or_is_answered_later_is_doubted_by_name() -> None:
    asked, lasting = a_life(AGREED)[:2], a_life(AGREED)[:3]
    first, next_ = STARTED + HOUR, STARTED + 30 * HOUR
    ran_out = a_receipt(happenings=asked, at=first, over=True)
    waits, was = a_receipt("brand", asked, at=next_), a_receipt("brand", asked, at=first)
    for order in ([ran_out, waits], [waits, ran_out]):
        reports = verify_all(order, given())
        assert [it.verdict for it in reports] == ["doubtful"] * 2
        assert all("what became of the request" in words(it, "doubts", "en") for it in reports)
    answered = verify_all([ran_out, a_receipt("brand", lasting, at=next_)], given())
    assert type(answered[0].refusal).__name__ == "RecordTruncated"
    assert answered[1].verdict == "doubtful" and "ce qu’est devenue" in words(answered[1], "doubts", "fr")
    assert [it.verdict for it in verify_all([ran_out, was], given())] == ["verified"] * 2, (
        "within one day it may be"
    )


def test_two_contacts_of_one_brand_in_one_consent_are_two_records() -> None:
    other = Reached(address="1 rue Autre, 75002 Paris, FR", contact="other@garonne.example")
    reports = verify_all([a_receipt(), a_receipt("brand", a_life(AGREED, reached=other))], given())
    assert [type(it.refusal).__name__ for it in reports] == ["RecordForked"] * 2
