"""Compact tokens: what is read, what is proven, and what is refused by which name."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.jws import check_times, jwks, numeric, prove, read, required_text, sign, time_of, trusting
from contracts.keys import KeyUnreadable, PublicKey, b64url, b64url_decode
from contracts.refusals import (
    AlgorithmRefused,
    ClaimMalformed,
    ClaimMissing,
    HeaderCritical,
    KeyUnknown,
    NotIssuable,
    TokenExpired,
    TokenFromTheFuture,
    TokenMalformed,
    TokenNotYetValid,
    TokenTampered,
    TypeRefused,
)
from contracts.sdjwt.verify import holder_key
from tests.contracts.tokens import AT, BRAND, ISSUER, STRANGER, TRUSTED, later, raw_token

HEADER = {"kid": ISSUER.kid, "typ": "x+jwt"}


def token(header: dict[str, Any] | None = None, payload: dict[str, Any] | None = None) -> str:
    return raw_token({"alg": "Ed25519", **HEADER, **(header or {})}, payload or {"a": 1})


def test_what_was_signed_is_handed_out_once_it_is_proven() -> None:
    text = sign(HEADER, {"b": [1, None, True], "a": "é"}, ISSUER)
    assert prove(read(text), "x+jwt", TRUSTED) == {"a": "é", "b": [1, None, True]}
    assert read(text).header["alg"] == "Ed25519"


def test_the_former_name_of_the_algorithm_is_read_and_never_written() -> None:
    """RFC 9864 deprecates EdDSA; other makers' software still signs under it."""
    assert prove(read(token({"alg": "EdDSA"})), "x+jwt", TRUSTED) == {"a": 1}


def test_the_payload_of_rfc_8037_verifies_with_its_key() -> None:
    # RFC 8037, appendix A.4; its payload is text, so only the signature is looked at.
    key = PublicKey.from_jwk(
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    )
    message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    key.verify(b64url_decode(signature), message.encode())
    with pytest.raises(TokenMalformed):
        read(f"{message}.{signature}")


@pytest.mark.parametrize(
    "algorithm", ["none", "None", "", "HS256", "ES256", "RS256", "Ed448", None, ["Ed25519"]]
)
def test_the_key_says_which_algorithm_is_used(algorithm: Any) -> None:
    with pytest.raises(AlgorithmRefused) as refusal:
        prove(read(token({"alg": algorithm})), "x+jwt", TRUSTED)
    assert refusal.value.algorithm == algorithm


def test_no_algorithm_and_no_signature_is_no_token() -> None:
    unsigned = f"{token({'alg': 'none'}).rsplit('.', 1)[0]}."
    with pytest.raises(AlgorithmRefused):
        prove(read(unsigned), "x+jwt", TRUSTED)
    with pytest.raises(TokenTampered):
        prove(read(f"{token().rsplit('.', 1)[0]}."), "x+jwt", TRUSTED)


def test_a_key_in_the_header_is_not_the_key() -> None:
    """RFC 8725, section 3.10: whoever writes a token would choose what it is verified with."""
    header = {"alg": "Ed25519", "typ": "x+jwt", "kid": ISSUER.kid, "jwk": STRANGER.public.jwk()}
    with pytest.raises(TokenTampered):
        prove(read(raw_token(header, {"a": 1}, STRANGER)), "x+jwt", TRUSTED)


def test_only_trusted_keys_are_known() -> None:
    for kid in (STRANGER.kid, "", None):
        with pytest.raises(KeyUnknown) as refusal:
            prove(read(token({"kid": kid})), "x+jwt", TRUSTED)
        assert refusal.value.kid == kid
    with pytest.raises(TokenMalformed):
        prove(read(token({"kid": 1})), "x+jwt", TRUSTED)


def test_a_key_set_is_told_and_trusted_again() -> None:
    told = json.loads(json.dumps(jwks([ISSUER.public, BRAND.public])))
    trusted = trusting(PublicKey.from_jwk(key) for key in told["keys"])
    assert prove(read(token()), "x+jwt", trusted) == {"a": 1}
    assert "d" not in told["keys"][0]


def test_a_token_of_one_kind_is_not_of_another() -> None:
    for typ in ("X+JWT", "application/x+jwt", "jwt", None, 1):
        with pytest.raises(TypeRefused) as refusal:
            prove(read(token({"typ": typ})), "x+jwt", TRUSTED)
        assert refusal.value.found == typ


def test_an_extension_that_must_be_understood_is_not_passed_over() -> None:
    with pytest.raises(HeaderCritical):
        prove(read(token({"crit": ["b64"], "b64": False})), "x+jwt", TRUSTED)


def written(payload: str) -> str:
    return f"{b64url(b'{}')}.{b64url(payload.encode('utf-8', 'surrogatepass'))}."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a.b",
        "a.b.c.d",
        "é.e30.",
        "e30=.e30.",
        "e31.e30.",
        " e30.e30.",
        "\ud800.e30.",
        written(""),
        written("[]"),
        written("1"),
        written('{"a":1} '.replace(" ", "x")),
        written('\ufeff{"a":1}'),
        written('{"a":1,"a":1}'),
        written('{"b":{"a":1,"a":2}}'),
        written('{"a":1.5}'),
        written('{"a":1e3}'),
        written('{"a":1e999}'),
        written('{"a":NaN}'),
        written('{"a":Infinity}'),
        written('{"a":9007199254740992}'),
        written(f'{{"a":{"9" * 5000}}}'),
        written('{"a":"\\ud800"}'),
        written('{"\\udc00":1}'),
        written('{"a":"\ud800"}'),
        written("[" * 40 + "]" * 40),
        written('{"a":' * 33 + "1" + "}" * 33),
        written("[" * 100_000),
        "e30.e30." + "A" * (1 << 20),
    ],
    ids=lambda text: repr(text[:32]),
)
def test_what_two_readers_could_read_differently_is_not_read(text: str) -> None:
    with pytest.raises(TokenMalformed):
        read(text)


def test_what_has_no_one_spelling_is_not_signed() -> None:
    for payload in ({"a": 1.5}, {"a": "\ud800"}, {"a": 2**53}):
        with pytest.raises(NotIssuable):
            sign(HEADER, payload, ISSUER)


def test_times_hold_from_nbf_until_before_exp() -> None:
    payload = {"nbf": numeric(AT), "exp": numeric(later(hours=1)), "iat": numeric(AT)}
    check_times(payload, AT)
    check_times(payload, later(minutes=59, seconds=59))
    with pytest.raises(TokenExpired) as expired:
        check_times(payload, later(hours=1))
    assert expired.value.expired_at == later(hours=1)
    with pytest.raises(TokenNotYetValid) as early:
        check_times(payload, later(seconds=-1))
    assert early.value.valid_from == AT
    check_times({}, AT)


def test_another_clock_may_be_ahead_by_a_minute() -> None:
    payload = {"iat": numeric(AT)}
    check_times(payload, later(seconds=-60))
    with pytest.raises(TokenFromTheFuture) as refusal:
        check_times(payload, later(seconds=-61))
    assert refusal.value.issued_at == AT


@pytest.mark.parametrize("value", [None, "0", True, -1, 253_402_300_800, [], {}])
@pytest.mark.parametrize("claim", ["exp", "nbf", "iat"])
def test_a_time_is_whole_seconds_within_the_calendar(claim: str, value: object) -> None:
    with pytest.raises(ClaimMalformed) as refusal:
        check_times({claim: value}, AT)
    assert refusal.value.claim == claim


def test_a_required_text_is_there_and_not_empty() -> None:
    assert required_text({"a": "b"}, "a") == "b"
    with pytest.raises(ClaimMissing):
        required_text({}, "a")
    for value in ("", 1, None):
        with pytest.raises(ClaimMalformed):
            required_text({"a": value}, "a")


def test_an_instant_is_told_in_whole_seconds() -> None:
    assert numeric(datetime(2026, 10, 27, 9, 30, 0, 999_999, tzinfo=UTC)) == 1_793_093_400
    assert time_of({"exp": 1_793_093_400}, "exp") == AT


@pytest.mark.parametrize(
    "jwk", [{}, {"kty": "OKP", "crv": "Ed25519", "x": 1}, {"kty": "EC", "crv": "P-256", "x": "AA"}]
)
def test_a_holder_has_a_key_of_ours(jwk: dict[str, Any]) -> None:
    assert holder_key({**BRAND.public.jwk(), "ext": 1}) == BRAND.public
    with pytest.raises(KeyUnreadable):
        holder_key(jwk)
