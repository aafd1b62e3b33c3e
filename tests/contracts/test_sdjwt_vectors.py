"""The examples of RFC 9901 and of draft-ietf-oauth-sd-jwt-vc, as their authors signed them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.jws import read
from contracts.refusals import TokenExpired, TokenTampered
from contracts.sdjwt import (
    AudienceRefused,
    Challenge,
    HolderUnproven,
    NonceRefused,
    PresentationStale,
    ProofUnasked,
    Proven,
    parse,
    present,
    verify,
)
from contracts.sdjwt.shape import digest
from contracts.sdjwt.vc import verify_credential
from tests.contracts.tokens import P256, vectors

RFC = vectors("rfc9901")
VC = vectors("sd_jwt_vc")
ASKED = Challenge(audience="https://verifier.example.org", nonce="1234567890")
SOON = datetime.fromtimestamp(1748537300, UTC)
ADDRESS = {"street_address": "123 Main St", "locality": "Anytown", "region": "Anystate", "country": "US"}


def read_rfc(text: str, **changes: Any) -> Proven:
    asked: dict[str, Any] = {
        "typ": "example+sd-jwt",
        "keys": lambda _: P256(RFC["issuer"]),
        "at": SOON,
        "challenge": ASKED,
        "holder_key": P256,
    }
    return verify(text, **asked | changes)


def test_section_5_1_what_was_issued_is_read_whole() -> None:
    proven = read_rfc(RFC["simple_issued"], challenge=None)
    claims = dict(proven.claims)
    assert claims.pop("cnf")
    assert claims == {
        "iss": "https://issuer.example.com",
        "iat": 1683000000,
        "exp": 1883000000,
        "sub": "user_42",
        "given_name": "John",
        "family_name": "Doe",
        "email": "johndoe@example.com",
        "phone_number": "+1-202-555-0101",
        "phone_number_verified": True,
        "address": ADDRESS,
        "birthdate": "1940-01-01",
        "updated_at": 1570000000,
        "nationalities": ["US", "DE"],
    }
    assert not proven.by_holder


def test_section_5_2_what_was_presented_is_read_and_its_holder_proven() -> None:
    proven = read_rfc(RFC["simple_presented"])
    shown = set(proven.claims) - set(proven.signed)
    assert shown == {"given_name", "family_name", "address"}
    assert proven.claims["nationalities"] == ["US"]
    assert proven.by_holder
    assert digest(parse(RFC["simple_presented"]).presented, "sha-256") == RFC["sd_hash"]


def test_section_5_2_is_what_our_holder_would_have_shown_of_section_5_1() -> None:
    paths = [("family_name",), ("address",), ("given_name",), ("nationalities", 0)]
    ours = parse(present(RFC["simple_issued"], paths))
    theirs = parse(RFC["simple_presented"])
    assert (ours.token, set(ours.disclosures)) == (theirs.token, set(theirs.disclosures))


def test_section_8_1_the_compact_form_of_the_flattened_one() -> None:
    proven = read_rfc(RFC["flattened_presented"])
    assert proven.by_holder
    assert {"given_name": "John", "family_name": "Doe"}.items() <= proven.claims.items()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"at": datetime.fromtimestamp(1883000000, UTC)}, TokenExpired),
        ({"at": SOON + timedelta(minutes=5)}, PresentationStale),
        ({"challenge": Challenge(audience="https://other.example", nonce="1234567890")}, AudienceRefused),
        ({"challenge": Challenge(audience="https://verifier.example.org", nonce="again")}, NonceRefused),
        ({"challenge": None}, ProofUnasked),
        ({"keys": lambda _: P256(vectors("status_list")["issuer"])}, TokenTampered),
        ({"holder_key": lambda _: P256(RFC["issuer"])}, TokenTampered),
    ],
)
def test_their_presentation_is_refused_where_ours_would_be(changes: Any, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_rfc(RFC["simple_presented"], **changes)


def test_what_was_issued_is_no_presentation() -> None:
    with pytest.raises(HolderUnproven):
        read_rfc(RFC["simple_issued"])


def read_vc(text: str, challenge: Challenge | None) -> Proven:
    return verify_credential(
        text,
        issuer="https://example.com/issuer",
        vct="https://credentials.example.com/identity_credential",
        keys=lambda _: P256(VC["issuer"]),
        at=datetime.fromtimestamp(1783345800, UTC),
        challenge=challenge,
        holder_key=P256,
    )


def test_the_credential_of_the_draft_is_read_whole() -> None:
    proven = read_vc(VC["issued"], None)
    assert proven.header["kid"] == "doc-signer-05-25-2022"
    assert proven.claims["address"] == ADDRESS
    assert (proven.claims["is_over_18"], proven.claims["is_over_65"]) == (True, True)
    assert len(parse(VC["issued"]).disclosures) == len(read(parse(VC["issued"]).token).payload["_sd"])  # type: ignore[arg-type]


def test_the_presentation_of_the_draft_shows_two_claims_and_proves_its_holder() -> None:
    proven = read_vc(VC["presented"], Challenge(audience="https://example.com/verifier", nonce="1234567890"))
    assert set(proven.claims) - set(proven.signed) == {"is_over_65", "address"}
    assert proven.by_holder
