"""Who must have signed: the platform for each side. A party's own key is worth what its reader knows of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import pytest

from contracts.agreement import Agreement, sign
from contracts.documents import agreement_file, jwks, written
from contracts.erasure import receive, sign_erasure
from contracts.keys import PrivateKey
from contracts.keyset import KeySet
from contracts.record import head
from contracts.seals import seal
from contracts.verifier import verify
from contracts.verifier.refusal_words import REFUSED
from contracts.verifier.report import Given, Report
from tests.contracts.builders import SIGNED, an_agreement
from tests.contracts.erasures import an_erasure, said
from tests.contracts.records import BRAND, NOW, PLATFORM, STRANGER, a_record, given, signed

Signing = tuple[Literal["first_party", "second_party"], Literal["party", "platform"], PrivateKey]

FOR_HOLDER: Signing = ("first_party", "platform", PLATFORM)
FOR_BRAND: Signing = ("second_party", "platform", PLATFORM)
BY_BRAND: Signing = ("second_party", "party", BRAND)
WITH_BRANDS_KEY = given(party_keys=KeySet.of([BRAND.public]))


def agreed(*signings: Signing) -> Agreement:
    agreement = an_agreement(begun=False)
    for party, by, key in signings:
        agreement = sign(agreement, party, by, key, SIGNED)
    return agreement


def files(agreement: Agreement, keys: Sequence[PrivateKey] = ()) -> list[bytes]:
    """Its own file, and its record, which bears it too."""
    party = [key.public for key in keys]
    kept = a_record(agreement=agreement)
    return [
        written(agreement_file(agreement, [PLATFORM.public], party)),
        kept.bytes("holder", party_keys=party),
        kept.bytes("brand", party_keys=party),
    ]


def name(report: Report) -> str:
    assert report.verdict == "refused", report
    found = type(report.refusal).__name__
    assert found in REFUSED
    return found


@pytest.mark.parametrize(
    ("signings", "refusal", "about"),
    [
        # A brand alone, with one key for both.
        ([("first_party", "party", BRAND), BY_BRAND], "OneKeyForTwo", BRAND.kid),
        # Or with two of its keys.
        ([("first_party", "party", STRANGER), BY_BRAND], "PlatformSignatureMissing", "first_party"),
        # With a true signature of the platform's for one side.
        ([FOR_BRAND, ("first_party", "party", STRANGER)], "PlatformSignatureMissing", "first_party"),
        ([FOR_HOLDER, BY_BRAND], "PlatformSignatureMissing", "second_party"),
        # All that is needed, and one key in two places beside it.
        ([FOR_HOLDER, FOR_BRAND, ("first_party", "party", BRAND), BY_BRAND], "OneKeyForTwo", BRAND.kid),
        ([FOR_HOLDER, FOR_BRAND, ("first_party", "party", BRAND)], "OneKeyForTwo", BRAND.kid),
        ([FOR_HOLDER, FOR_BRAND, ("first_party", "party", PLATFORM)], "OneKeyForTwo", PLATFORM.kid),
    ],
)
def test_nobody_makes_an_agreement_alone(signings: list[Signing], refusal: str, about: str) -> None:
    agreement = agreed(*signings)
    everybody = given(party_keys=KeySet.of([BRAND.public, PLATFORM.public, STRANGER.public]))
    for data in files(agreement, own_keys(signings)):
        report = verify(data, WITH_BRANDS_KEY)
        assert name(report) == refusal and about in vars(report.refusal).values()
        assert verify(data, everybody).verdict == "refused"
        assert verify(data, Given(NOW)).verdict != "verified", "with the keys of the file itself"


def own_keys(signings: list[Signing]) -> list[PrivateKey]:
    return list({key.kid: key for _, by, key in signings if by == "party"}.values())


def test_the_platforms_key_is_no_brands_even_where_the_reader_says_so() -> None:
    confused = given(party_keys=KeySet.of([PLATFORM.public, BRAND.public]))
    for data in files(agreed(FOR_HOLDER, FOR_BRAND, ("second_party", "party", PLATFORM)), [PLATFORM]):
        assert name(verify(data, confused)) == "OneKeyForTwo"
    kept = a_record()
    own = seal(kept.agreement.agreement_id, head(kept.events, ""), NOW.date(), "second_party", PLATFORM)
    data = kept.bytes(seals=[*kept.seals, own], party_keys=[PLATFORM.public])
    assert name(verify(data, confused)) == "OneKeyForTwo"
    statement = said()
    by_platform = sign_erasure(statement, "party", PLATFORM)
    attested = an_erasure().model_copy(
        update={
            "signature": by_platform,
            "received": receive(statement, by_platform, PLATFORM),
            "party_keys": jwks([PLATFORM.public]),
        }
    )
    assert name(verify(written(attested), confused)) == "OneKeyForTwo"


def test_a_key_that_signed_for_the_holder_is_nobodys_that_a_reader_could_know() -> None:
    """Beside the platform's signature it takes nothing away, and proves nothing."""
    agreement = agreed(FOR_HOLDER, FOR_BRAND, ("first_party", "party", STRANGER))
    for data in files(agreement, [STRANGER]):
        report = verify(data, given())
        assert report.verdict == "doubtful"
        assert any("a persona has no key that could be known" in it.en for it in report.doubts)
        assert not any("signed itself" in it.en for it in report.proven)
        # It is no key of the brand's, which alone --party-keys are.
        assert verify(data, WITH_BRANDS_KEY).verdict == "doubtful"
        theirs = given(party_keys=KeySet.of([STRANGER.public]))
        assert name(verify(data, theirs)) == "OneKeyForTwo"


def everything(report: Report) -> str:
    return " ".join(it.en for it in (*report.proven, *report.limits, *report.doubts))


@pytest.mark.parametrize("key", [BRAND, STRANGER])
def test_whose_a_brands_key_is_its_reader_must_know(key: PrivateKey) -> None:
    """No key bears a name: another brand's, brought along as this one's, is taken for it, and the verifier says so."""
    reader: Any = given(party_keys=KeySet.of([key.public]))
    for data in files(agreed(FOR_HOLDER, FOR_BRAND, ("second_party", "party", key)), [key]):
        report = verify(data, reader)
        assert report.verdict == "verified"
        assert f"with the key that was given as its own ({key.kid})" in everything(report)
        assert f"That the key {key.kid} is this brand’s: no key bears a name" in everything(report)
        assert "The platform signed on behalf of the brand" in everything(report)
    kept = a_record()
    own = seal(kept.agreement.agreement_id, head(kept.events, ""), NOW.date(), "second_party", key)
    report = verify(kept.bytes(seals=[*kept.seals, own], party_keys=[key.public]), reader)
    assert report.verdict == "verified"
    assert "countersigned the record at 6 events, with the key that was given as its own" in everything(
        report
    )
    assert f"That the key {key.kid} is this brand’s" in everything(report)


def test_what_the_platform_signed_for_both_is_verified_as_ever() -> None:
    for data in files(signed()):
        assert verify(data, given()).verdict == "verified"
        assert verify(data, WITH_BRANDS_KEY).verdict == "verified"
