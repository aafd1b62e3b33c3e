"""What a brand's credential says, to whom it may be shown, and what a verifier refuses by which name."""

import hashlib
import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.agreement import Agreement
from contracts.credential import (
    ISSUER as ISSUER_NAME,
)
from contracts.credential import (
    MOST_PHRASES,
    VCT,
    RentalNotBegun,
    RentalOver,
    Said,
    Sheet,
    SheetForeign,
    digests_of,
    sheet_of,
)
from contracts.jws import numeric, read, trusting
from contracts.keys import PrivateKey, PublicKey, b64url, b64url_decode
from contracts.refusals import (
    AlgorithmRefused,
    ClaimMalformed,
    ClaimMissing,
    KeyUnknown,
    TokenExpired,
    TokenNotYetValid,
    TokenRefused,
    TokenTampered,
    TypeRefused,
)
from contracts.sdjwt import (
    AudienceRefused,
    Challenge,
    Hidden,
    HolderUnnamed,
    HolderUnproven,
    NonceRefused,
    bind,
    issue,
    parse,
    present,
)
from contracts.sdjwt.vc import (
    NEVER_HIDDEN,
    TYPE,
    CredentialTypeRefused,
    IssuerRefused,
    NeverHidden,
    issuer_metadata,
)
from contracts.status_list import CredentialRevoked, CredentialSuspended, Reference, StatusListForeign
from contracts.terms import EDITIONS, Proffer, Terms
from contracts.terms_hash import terms_hash
from contracts.vocabulary import PHRASES
from tests.contracts.builders import SALT, an_agreement
from tests.contracts.tokens import (
    AT,
    BRAND,
    CHALLENGE,
    INDEX,
    ISSUER,
    LIST,
    STRANGER,
    Entropy,
    a_credential,
    a_presentation,
    a_published,
    a_sheet,
    a_token,
    forged,
    later,
    raw_token,
    verified,
)
from tests.privacy.tokens import tokens

ENDS = datetime(2026, 11, 20, 13, 5, 33, tzinfo=UTC)


def signed(token: str) -> dict[str, Any]:
    return dict(read(parse(token).token).payload)


def test_the_signed_part_names_the_issuer_the_type_the_days_the_key_and_the_status_and_nobody() -> None:
    payload = signed(a_token())
    assert len(payload.pop("_sd")) == 2
    assert payload.pop("claims").keys() == {"_sd"}
    assert payload == {
        "iss": ISSUER_NAME,
        "vct": VCT,
        "iat": numeric(datetime(2026, 10, 27, tzinfo=UTC)),
        "nbf": numeric(datetime(2026, 10, 20, tzinfo=UTC)),
        "exp": numeric(ENDS),
        "cnf": {"jwk": {"crv": "Ed25519", "kty": "OKP", "x": b64url(BRAND.public.raw)}},
        "status": {"status_list": {"idx": INDEX, "uri": LIST}},
        "terms": "https://moi.example/terms/standard-5",
        "_sd_alg": "sha-256",
    }
    assert read(parse(a_token()).token).header == {"alg": "Ed25519", "kid": ISSUER.kid, "typ": TYPE}


def test_the_brand_reads_all_of_what_it_rented() -> None:
    reading = verified(a_token(), challenge=None)
    assert reading.agreement == an_agreement().agreement_id
    assert reading.purposes == an_agreement().purposes
    assert reading.said == {"region": Said("normandie"), "passion": Said("velo", "like")}
    assert reading.holder == BRAND.public
    assert reading.expires_at == ENDS
    assert reading.doubts == ("holder",)


def test_a_verifier_reads_what_it_was_shown_and_that_it_is_the_brands_and_still_holds() -> None:
    reading = verified(a_presentation(("claims", "region")))
    assert reading.said == {"region": Said("normandie")}
    assert (reading.agreement, reading.purposes) == (None, None)
    assert reading.terms == "https://moi.example/terms/standard-5"
    assert reading.doubts == ()


def test_without_a_list_the_status_is_a_doubt_and_not_valid() -> None:
    assert verified(a_presentation(), published=None).doubts == ("status",)
    assert verified(a_token(), challenge=None, published=None).doubts == ("holder", "status")


def test_each_claim_says_on_whose_word_it_stands() -> None:
    agreement = an_agreement()
    sheet = a_sheet(
        agreement, {"naissance": Said("1985-1989", "me", "verified"), "region": Said("normandie")}
    )
    reading = verified(a_token(agreement=agreement, sheet=sheet), challenge=None)
    assert {claim: said.provenance for claim, said in reading.said.items()} == {
        "naissance": "verified",
        "region": "declared",
    }


def test_phrases_are_claims_whose_answer_is_themselves() -> None:
    chosen = tuple(PHRASES)[:2]
    agreement = an_agreement()
    reading = verified(a_token(agreement=agreement, sheet=a_sheet(agreement, phrases=chosen)), challenge=None)
    assert {claim for claim in reading.said if claim in PHRASES} == set(chosen)
    assert all(reading.said[phrase] == Said(phrase) for phrase in chosen)


def test_a_rental_that_has_not_begun_or_is_over_has_no_credential() -> None:
    with pytest.raises(RentalNotBegun):
        a_credential(an_agreement(begun=False))
    with pytest.raises(RentalOver) as refusal:
        a_credential(at=ENDS)
    assert refusal.value.ended_at == ENDS
    a_credential(at=ENDS - timedelta(microseconds=1))


def replaced(sheet: Sheet, **claims: Said | None) -> Sheet:
    return replace(sheet, claims={**sheet.claims, **claims})


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: replaced(sheet, metier=None),
        lambda sheet: replaced(sheet, region=Said("nowhere")),
        lambda sheet: replaced(sheet, region=Said("normandie", "like", "verified")),
        lambda sheet: replace(
            sheet, claims={claim: said for claim, said in sheet.claims.items() if claim != "region"}
        ),
        lambda sheet: replace(sheet, phrases=("no-such-phrase",)),
        lambda sheet: replace(sheet, phrases=(next(iter(PHRASES)),) * 2),
        lambda sheet: replace(sheet, phrases=tuple(PHRASES)[: MOST_PHRASES + 1]),
    ],
)
def test_a_sheet_says_what_its_terms_show_in_the_vocabularys_words(change: Any) -> None:
    agreement = an_agreement()
    a_credential(agreement, a_sheet(agreement))
    with pytest.raises(SheetForeign):
        a_credential(agreement, change(a_sheet(agreement)))


def test_the_sheet_of_a_rental_is_read_as_it_is_shown() -> None:
    shown = {
        "claims": {"region": {"value": "normandie", "stance": "me"}, "sport": None},
        "phrases": ["je-repare"],
    }
    assert sheet_of(shown, verified={"region"}) == Sheet(
        {"region": Said("normandie", "me", "verified"), "sport": None}, ("je-repare",)
    )


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"claims": {}},
        {"claims": [], "phrases": []},
        {"claims": {"region": "normandie"}, "phrases": []},
        {"claims": {"region": {"value": "normandie"}}, "phrases": []},
        {"claims": {"region": {"value": "normandie", "stance": "no"}}, "phrases": []},
    ],
)
def test_what_is_no_sheet_is_not_read_as_one(shown: dict[str, Any]) -> None:
    with pytest.raises(SheetForeign):
        sheet_of(shown)


@pytest.mark.parametrize("edition", sorted(EDITIONS))
def test_how_many_digests_there_are_tells_the_terms_alone(edition: str) -> None:
    """Or two showings could be joined by counting what was not even shown."""
    terms = EDITIONS[edition]
    agreement = an_agreement(Proffer(terms.id, "P1M", 1900), terms=terms, **hashed(terms))
    sheets = (a_sheet(agreement, {}), a_sheet(agreement), a_sheet(agreement, phrases=tuple(PHRASES)[:5]))
    counted = {len(signed(a_token(agreement=agreement, sheet=sheet))["claims"]["_sd"]) for sheet in sheets}
    assert counted == {digests_of(terms)} == {len(terms.disclosure.claims) + MOST_PHRASES}


def hashed(terms: Terms) -> dict[str, Any]:
    return {"terms_hash": terms_hash(terms, SALT)}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> set[tuple[Any, ...]]:
    """Every value of a payload with its place, digests by themselves: they are compared wherever they stand."""
    if isinstance(value, dict):
        return {leaf for name, member in value.items() for leaf in leaves(member, (*path, name))}
    if isinstance(value, list):
        return {(member,) for member in value}
    return {(*path, value)}


def received(number: int, said: dict[str, Said | None]) -> set[tuple[Any, ...]]:
    """What the brand of that number receives: its own agreement, key, place, day and salts."""
    agreement = an_agreement(agreement_id=f"urn:uuid:0f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f1{number}")
    text = a_token(
        seed=str(number),
        agreement=agreement,
        sheet=a_sheet(agreement, said),
        holder=PrivateKey(bytes([number]) * 32).public,
        status=Reference(LIST, 1000 + number),
    )
    token = read(parse(text).token)
    return leaves(dict(token.header)) | leaves(dict(token.payload)) | {(d,) for d in parse(text).disclosures}


def test_two_brands_of_one_persona_have_in_common_what_strangers_have() -> None:
    """`terms.md`, section 2: the control pair is the measure."""
    one_persona = received(1, {"region": Said("normandie")}) & received(2, {"region": Said("normandie")})
    strangers = received(3, {"region": Said("normandie")}) & received(4, {"region": Said("bretagne")})
    assert one_persona == strangers
    assert {leaf[0] for leaf in strangers} == {
        "alg", "kid", "typ", "iss", "vct", "iat", "nbf", "exp", "cnf", "status", "terms", "_sd_alg"
    }  # fmt: skip
    assert all(leaf[:2] == ("cnf", "jwk") and leaf[2] != "x" for leaf in strangers if leaf[0] == "cnf")
    assert ("status", "status_list", "uri", LIST) in strangers


def recognisable(number: int, seed: str | None = None) -> set[bytes]:
    """All that the brand of that number could recognise again: each string, and each four bytes that one encodes."""
    agreement = an_agreement(
        agreement_id=f"urn:uuid:{uuid.UUID(bytes=Entropy(f'agreement {number}')(16), version=4)}"
    )
    text = a_token(
        seed=seed or f"brand {number}",
        agreement=agreement,
        sheet=a_sheet(agreement, phrases=tuple(PHRASES)[:2]),
        holder=PrivateKey(Entropy(f"key {number}")(32)).public,
        status=Reference(LIST, 4_000 + 7 * number),
    )
    parts = parse(text)
    opened = [b64url_decode(part) for part in (*parts.token.split(".")[:2], *parts.disclosures)]
    return tokens(b" ".join([*opened, parts.token.rsplit(".", 1)[1].encode()]))


def test_three_brands_of_one_persona_recognise_nothing_that_strangers_would_not() -> None:
    """V1 of `tests/privacy`, over credentials: all six say the same, so that only what was made can differ."""
    one_persona = set.intersection(*(recognisable(number) for number in (1, 2, 3)))
    strangers = set.intersection(*(recognisable(number) for number in (4, 5, 6)))
    assert one_persona == strangers
    salted_alike = set.intersection(*(recognisable(number, "one salt") for number in (1, 2, 3)))
    assert salted_alike > strangers, "the control: what we made alike would be recognised"
    assert all(len(recognisable(number)) > 1500 for number in (1, 4)), "there was something to compare"


def test_times_are_days_so_that_two_brands_of_one_day_cannot_be_told_apart_by_them() -> None:
    morning, evening = (
        signed(a_token(at=datetime(2026, 10, 27, hour, 59, 59, 999_999, tzinfo=UTC))) for hour in (0, 23)
    )
    assert (morning["iat"], morning["nbf"]) == (evening["iat"], evening["nbf"])
    assert morning["iat"] % 86_400 == morning["nbf"] % 86_400 == 0


def test_the_same_rental_issued_again_shares_no_salt_and_no_digest() -> None:
    one, two = (parse(a_token(seed)) for seed in ("one", "two"))
    assert set(one.disclosures).isdisjoint(two.disclosures)
    digests = [set(signed(f"{parts.token}~")["claims"]["_sd"]) for parts in (one, two)]
    assert digests[0].isdisjoint(digests[1])


def test_expired_is_expired_whatever_the_list_says() -> None:
    """Draft status list, section 7.1: the rules of the credential come before its status."""
    for statuses in ({}, {INDEX: 1}):
        with pytest.raises(TokenExpired):
            verified(a_presentation(at=ENDS), at=ENDS, published=a_published(statuses, at=ENDS))


def test_it_holds_from_its_first_day_to_its_last_second() -> None:
    first = datetime(2026, 10, 20, tzinfo=UTC)
    token = a_token(at=first)
    for at in (first, ENDS - timedelta(seconds=1)):
        verified(a_presentation(token=token, at=at), at=at)
    early = first - timedelta(seconds=1)
    with pytest.raises(TokenNotYetValid):
        verified(a_presentation(token=token, at=early), at=early)


@pytest.mark.parametrize(
    ("statuses", "refusal"), [({INDEX: 1}, CredentialRevoked), ({INDEX: 2}, CredentialSuspended)]
)
def test_what_was_ended_or_suspended_is_refused(statuses: dict[int, int], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        verified(a_presentation(), published=a_published(statuses))
    verified(a_presentation(), published=a_published({INDEX - 1: 1, INDEX + 1: 1}))


def test_the_list_of_another_address_says_nothing_of_it() -> None:
    with pytest.raises(StatusListForeign):
        verified(a_presentation(), published=a_published(uri=f"{LIST}0"))


def test_who_copied_it_cannot_show_it() -> None:
    copied = present(a_token(), [("claims", "region")])
    stolen = bind(copied, STRANGER, audience=CHALLENGE.audience, nonce=CHALLENGE.nonce, at=AT)
    with pytest.raises(TokenTampered):
        verified(stolen)
    with pytest.raises(HolderUnproven):
        verified(copied)


def test_what_was_shown_to_one_verifier_is_not_shown_to_another_nor_twice() -> None:
    shown = a_presentation()
    with pytest.raises(AudienceRefused):
        verified(shown, challenge=Challenge(audience="https://second.example", nonce=CHALLENGE.nonce))
    with pytest.raises(NonceRefused):
        verified(shown, challenge=Challenge(audience=CHALLENGE.audience, nonce="the-next-question"))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"key": STRANGER}, TokenTampered),
        ({"key": STRANGER, "header": {"kid": STRANGER.kid}}, KeyUnknown),
        ({"header": {"typ": "vc+sd-jwt"}}, TypeRefused),
        ({"header": {"typ": "JWT"}}, TypeRefused),
        ({"iss": "https://other.example"}, IssuerRefused),
        ({"iss": None}, ClaimMissing),
        ({"vct": f"{VCT}0"}, CredentialTypeRefused),
        ({"vct": None}, ClaimMissing),
        ({"exp": None}, ClaimMissing),
        ({"exp": numeric(AT)}, TokenExpired),
        ({"nbf": numeric(later(seconds=1))}, TokenNotYetValid),
        ({"iat": numeric(later(seconds=61))}, TokenRefused),
        ({"cnf": None}, HolderUnnamed),
        ({"cnf": {}}, ClaimMalformed),
        ({"status": None}, ClaimMissing),
        ({"terms": None}, ClaimMissing),
        ({"_sd_alg": "md5"}, TokenRefused),
    ],
)
def test_a_credential_in_another_form_is_refused_even_if_we_had_signed_it(
    changes: dict[str, Any], refusal: type[Exception]
) -> None:
    verified(forged(a_token()), challenge=None)
    with pytest.raises(refusal):
        verified(forged(a_token(), **changes), challenge=None)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "ES256"])
def test_another_algorithm_is_refused(algorithm: str) -> None:
    parts = parse(a_token())
    token = raw_token({"alg": algorithm, "kid": ISSUER.kid, "typ": TYPE}, signed(a_token()))
    with pytest.raises(AlgorithmRefused):
        verified("~".join((token, *parts.disclosures, "")), challenge=None)


@pytest.mark.parametrize("claim", sorted(NEVER_HIDDEN))
def test_what_a_holder_must_not_choose_cannot_be_hidden(claim: str) -> None:
    """Or it could show a credential without its end, its key or its status."""
    payload = signed(a_token())
    hidden = {name: value for name, value in payload.items() if not name.startswith("_sd")}
    hidden["claims"] = {}
    hidden[claim] = Hidden(payload.get(claim, "x"))
    text = issue({"kid": ISSUER.kid, "typ": TYPE}, hidden, ISSUER, Entropy())
    with pytest.raises(NeverHidden) as refusal:
        verified(text, challenge=None)
    assert refusal.value.path == (claim,)


def test_nor_can_what_stands_in_it() -> None:
    payload = {name: value for name, value in signed(a_token()).items() if not name.startswith("_sd")}
    payload |= {"claims": {}, "status": {"status_list": {"idx": Hidden(1), "uri": LIST}}}
    with pytest.raises(NeverHidden) as refusal:
        verified(issue({"kid": ISSUER.kid, "typ": TYPE}, payload, ISSUER, Entropy()), challenge=None)
    assert refusal.value.path == ("status", "status_list", "idx")


@pytest.mark.parametrize(
    "claims",
    [
        {"purposes": Hidden("test")},
        {"purposes": Hidden([1])},
        {"agreement": Hidden(1)},
        {"claims": []},
        {"claims": {"region": "normandie"}},
        {"claims": {"region": {"value": "normandie", "stance": "me"}}},
        {"claims": {"region": {"value": 1, "stance": "me", "provenance": "declared"}}},
        {"claims": {"region": {"value": "normandie", "stance": "no", "provenance": "declared"}}},
        {"claims": {"region": {"value": "normandie", "stance": "me", "provenance": "guessed"}}},
    ],
)
def test_a_claim_in_another_form_is_refused(claims: dict[str, Any]) -> None:
    payload = {name: value for name, value in signed(a_token()).items() if not name.startswith("_sd")}
    text = issue({"kid": ISSUER.kid, "typ": TYPE}, payload | {"claims": {}} | claims, ISSUER, Entropy())
    with pytest.raises(ClaimMalformed):
        verified(text, challenge=None)


def test_a_credential_without_its_claims_is_none() -> None:
    payload = {name: value for name, value in signed(a_token()).items() if not name.startswith("_sd")}
    del payload["claims"]
    with pytest.raises(ClaimMissing):
        verified(issue({"kid": ISSUER.kid, "typ": TYPE}, payload, ISSUER, Entropy()), challenge=None)


def test_a_credential_does_not_change_with_the_code() -> None:
    """What is issued today is read as long as it holds: change the type, never the spelling."""
    of_then = an_agreement(terms=EDITIONS["standard-2"])
    known = "3d6a6b88e9f5de9902f3c7d2ff04bf9a89a6f9c6379b4b615c85ea58c855f78d"
    assert hashlib.sha256(a_token(agreement=of_then).encode()).hexdigest() == known


def test_an_agreement_of_a_week_ends_after_a_week() -> None:
    weekly: Agreement = an_agreement(Proffer("simple", "P1W", 900))
    assert signed(a_token(agreement=weekly))["exp"] == numeric(weekly.ends_at or AT)


def test_the_issuers_keys_are_told_where_other_readers_look_for_them() -> None:
    told = json.loads(json.dumps(issuer_metadata(ISSUER_NAME, [ISSUER.public, STRANGER.public])))
    assert told["issuer"] == signed(a_token())["iss"]
    trusted = trusting(PublicKey.from_jwk(jwk) for jwk in told["jwks"]["keys"])
    assert verified(a_presentation(), keys=trusted).doubts == ()
