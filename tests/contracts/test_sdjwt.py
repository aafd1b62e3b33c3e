"""Hiding, showing and proving, with what RFC 9901 tells a verifier to refuse."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.jws import numeric, read, sign
from contracts.keys import b64url
from contracts.refusals import (
    AlgorithmRefused,
    ClaimMalformed,
    ClaimMissing,
    KeyUnknown,
    NotIssuable,
    TokenFromTheFuture,
    TokenMalformed,
    TokenRefused,
    TokenTampered,
    TypeRefused,
)
from contracts.sdjwt import (
    AudienceRefused,
    Challenge,
    ClaimOverwritten,
    DigestRepeated,
    DisclosureForeign,
    DisclosureMalformed,
    DisclosureMisplaced,
    DisclosureRepeated,
    HashUnknown,
    Hidden,
    HolderUnnamed,
    HolderUnproven,
    NameReserved,
    NonceRefused,
    NothingHidden,
    Padded,
    PresentationAltered,
    PresentationStale,
    ProofUnasked,
    Proven,
    bind,
    issue,
    parse,
    present,
    verify,
)
from contracts.sdjwt.shape import HASHES, digest, read_disclosure
from tests.contracts.tokens import (
    AT,
    BRAND,
    CHALLENGE,
    ISSUER,
    STRANGER,
    TRUSTED,
    Entropy,
    later,
    raw_token,
)

TYP = "example+sd-jwt"
HEADER = {"kid": ISSUER.kid, "typ": TYP}
CNF = {"jwk": {"crv": "Ed25519", "kty": "OKP", "x": b64url(BRAND.public.raw)}}
CLAIMS = {
    "iss": "https://issuer.example",
    "cnf": CNF,
    "name": Hidden("Ada"),
    "address": Hidden({"city": Hidden("Nantes"), "country": "FR"}),
    "sports": ["running", Hidden("rowing"), Hidden({"name": "chess", "club": Hidden("north")})],
}
SHOWN = {
    "iss": "https://issuer.example",
    "cnf": CNF,
    "name": "Ada",
    "address": {"city": "Nantes", "country": "FR"},
    "sports": ["running", "rowing", {"name": "chess", "club": "north"}],
}


def issued(claims: Any = CLAIMS, seed: str = "") -> str:
    return issue(HEADER, claims, ISSUER, Entropy(seed))


def bound(presented: str, **changes: Any) -> str:
    asked: dict[str, Any] = {"audience": CHALLENGE.audience, "nonce": CHALLENGE.nonce, "at": AT}
    return bind(presented, changes.pop("key", BRAND), **asked | changes)


def accepted(text: str, **changes: Any) -> Proven:
    asked: dict[str, Any] = {"typ": TYP, "keys": TRUSTED, "at": AT, "challenge": CHALLENGE}
    return verify(text, **asked | changes)


def unbound(text: str) -> Proven:
    return accepted(text, challenge=None)


def disclosure(*members: Any, algorithm: str = "sha-256") -> tuple[str, str]:
    """The text and its digest, as another issuer would spell it."""
    text = b64url(json.dumps(list(members)).encode())
    return text, digest(text, algorithm)


def composed(payload: dict[str, Any], *disclosures: str) -> str:
    """Signed by a trusted issuer who does not keep the rules."""
    return "".join(f"{part}~" for part in (sign(HEADER, payload, ISSUER), *disclosures))


def test_all_that_was_hidden_can_be_shown() -> None:
    proven = unbound(issued())
    assert proven.claims == SHOWN
    assert not proven.by_holder


def test_what_is_signed_tells_no_hidden_value_nor_name() -> None:
    token = parse(issued()).token
    signed = read(token)
    assert set(signed.payload) == {"iss", "cnf", "sports", "_sd", "_sd_alg"}
    assert b"Ada" not in signed.message and "Ada" not in str(signed.payload)
    assert len(signed.payload["_sd"]) == 2  # type: ignore[arg-type]


def test_a_holder_shows_what_it_wants_and_what_that_stands_in() -> None:
    shown = present(issued(), [("address", "city"), ("sports", 1)])
    assert accepted(bound(shown)).claims == {
        "iss": "https://issuer.example",
        "cnf": CNF,
        "address": {"city": "Nantes", "country": "FR"},
        "sports": ["running", "rowing"],
    }
    whole = present(issued(), [("address",)])
    assert accepted(bound(whole)).claims["address"] == {"country": "FR"}
    deep = accepted(bound(present(issued(), [("sports", 2, "club")])))
    assert deep.claims["sports"] == ["running", {"name": "chess", "club": "north"}]


def test_a_holder_may_show_nothing() -> None:
    assert accepted(bound(present(issued(), []))).claims == {
        "iss": "https://issuer.example",
        "cnf": CNF,
        "sports": ["running"],
    }


@pytest.mark.parametrize("path", [("iss",), ("name", "first"), ("sports", 0), ("sports", 9), ("nowhere",)])
def test_what_is_not_hidden_cannot_be_chosen(path: tuple[str | int, ...]) -> None:
    with pytest.raises(NothingHidden) as refusal:
        present(issued(), [path])
    assert refusal.value.path == path


def test_what_is_proven_already_is_neither_cut_nor_proven_again() -> None:
    for again in (lambda text: present(text, []), bound):
        with pytest.raises(ProofUnasked):
            again(bound(issued()))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
).filter(lambda value: not _reserved(value))


def _reserved(value: Any) -> bool:
    if isinstance(value, dict):
        return bool({"_sd", "_sd_alg", "..."} & set(value)) or any(_reserved(v) for v in value.values())
    return isinstance(value, list) and any(_reserved(v) for v in value)


def hiding(value: Any, draw: Any) -> Any:
    """The value with some of its parts hidden."""
    if isinstance(value, dict):
        value = {name: hiding(member, draw) for name, member in value.items()}
        value = {name: Hidden(v) if draw(st.booleans()) else v for name, v in value.items()}
        if draw(st.booleans()):
            hidden = sum(isinstance(member, Hidden) for member in value.values())
            return Padded(value, hidden + draw(st.integers(0, 3)))
    if isinstance(value, list):
        value = [hiding(member, draw) for member in value]
        return [Hidden(v) if draw(st.booleans()) else v for v in value]
    return value


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), JSON, max_size=3), st.data())
def test_whatever_is_hidden_wherever_comes_back_as_it_was(
    claims: dict[str, Any], data: st.DataObject
) -> None:
    hidden = hiding({"claims": claims}, data.draw)
    hidden = hidden.members if isinstance(hidden, Padded) else hidden
    assert unbound(issued(hidden)).claims == {"claims": claims}


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), JSON, max_size=3), st.data())
def test_what_is_kept_back_leaves_the_rest_verifiable(claims: dict[str, Any], data: st.DataObject) -> None:
    text = issued({name: Hidden(value) for name, value in claims.items()})
    chosen = data.draw(st.lists(st.sampled_from(sorted(claims)), unique=True) if claims else st.just([]))
    shown = unbound(present(text, [(name,) for name in chosen]))
    assert shown.claims == {name: claims[name] for name in chosen}


def test_decoys_hide_how_much_there_is_and_no_one_can_tell_them() -> None:
    one = issued({"claims": Padded({"a": Hidden(1)}, 7)})
    many = issued({"claims": Padded({name: Hidden(1) for name in "abcdefg"}, 7)})
    for text in (one, many):
        digests = read(parse(text).token).payload["claims"]["_sd"]  # type: ignore[index, call-overload]
        assert len(digests) == len(set(digests)) == 7
        assert digests == sorted(digests)
    assert unbound(one).claims == {"claims": {"a": 1}}
    assert unbound(present(many, [("claims", "a")])).claims == {"claims": {"a": 1}}
    assert "_sd" not in read(parse(issued({"claims": Padded({}, 0)})).token).payload["claims"]  # type: ignore[operator]


def test_more_than_there_is_room_for_does_not_hide() -> None:
    with pytest.raises(NotIssuable):
        issued({"claims": Padded({"a": Hidden(1), "b": Hidden(2)}, 1)})


def test_salts_are_fresh_so_that_two_tokens_share_no_digest() -> None:
    one, two = (set(read(parse(issued(seed=seed)).token).payload["_sd"]) for seed in "ab")  # type: ignore[call-overload]
    assert one.isdisjoint(two)


@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
@pytest.mark.parametrize("value", ["x", Hidden("x")])
def test_a_reserved_name_is_not_issued(name: str, value: object) -> None:
    for claims in ({name: value}, {"a": {name: value}}, {"a": [{name: value}]}):
        with pytest.raises(NotIssuable):
            issued(claims)


def test_what_is_not_json_is_not_issued() -> None:
    for value in (1.5, Hidden(1.5), Hidden({1, 2})):
        with pytest.raises(NotIssuable):
            issued({"a": value})


def test_a_disclosure_of_another_token_is_refused() -> None:
    other = parse(issued(seed="other")).disclosures[0]
    with pytest.raises(DisclosureForeign) as refusal:
        unbound(f"{issued()}{other}~")
    assert refusal.value.texts == (other,)


def test_a_disclosure_whose_parent_is_kept_back_is_foreign() -> None:
    parts = parse(issued())
    city = next(text for text in parts.disclosures if "Nantes" in str(_opened(text)))
    with pytest.raises(DisclosureForeign):
        unbound(f"{parts.token}~{city}~")


def _opened(text: str) -> object:
    return read_disclosure(text).value


def test_a_disclosure_twice_is_refused() -> None:
    parts = parse(issued())
    with pytest.raises(DisclosureRepeated):
        unbound(f"{issued()}{parts.disclosures[0]}~")


@pytest.mark.parametrize(
    ("members", "refusal"),
    [
        ((), DisclosureMalformed),
        (("salt",), DisclosureMalformed),
        (("salt", "a", 1, 2), DisclosureMalformed),
        ((1, "a", 1), DisclosureMalformed),
        (("salt", 1, 1), DisclosureMalformed),
        (("salt", "a", 1.5), DisclosureMalformed),
        (("salt", "_sd", []), NameReserved),
        (("salt", "...", "x"), NameReserved),
        (("salt", "_sd_alg", "sha-256"), NameReserved),
        (("salt", 1), DisclosureMisplaced),
        (("salt", "iss", "https://other.example"), ClaimOverwritten),
        (("salt", "a", {"_sd_alg": "sha-256"}), NameReserved),
        (("salt", "a", {"...": "x"}), NameReserved),
        (("salt", "a", {"_sd": "x"}), ClaimMalformed),
        (("salt", "a", {"_sd": [1]}), ClaimMalformed),
        (("salt", "a", [{"...": 1}]), NameReserved),
        (("salt", "a", [{"...": "x", "b": 1}]), NameReserved),
    ],
)
def test_a_disclosure_that_its_own_issuer_made_badly_is_refused(
    members: tuple[Any, ...], refusal: type[Exception]
) -> None:
    text, hashed = disclosure(*members)
    with pytest.raises(refusal):
        unbound(composed({"iss": "https://issuer.example", "_sd": [hashed]}, text))


def test_a_disclosure_of_a_member_is_none_of_an_element() -> None:
    text, hashed = disclosure("salt", "a", 1)
    with pytest.raises(DisclosureMisplaced):
        unbound(composed({"a": [{"...": hashed}]}, text))


def test_a_disclosure_is_not_text_or_not_json() -> None:
    for text in ("!", "eA", "e30", "WyJhIiwiYiIsMV0="):
        with pytest.raises(DisclosureMalformed):
            unbound(f"{issued()}{text}~")


@pytest.mark.parametrize(
    "payload",
    [
        {"_sd": ["x", "x"]},
        {"_sd": ["x"], "a": {"_sd": ["x"]}},
        {"a": [{"...": "x"}, {"...": "x"}]},
        {"_sd": ["x"], "a": [{"...": "x"}]},
    ],
)
def test_a_digest_in_two_places_is_refused_even_if_nothing_is_disclosed(payload: dict[str, Any]) -> None:
    with pytest.raises(DigestRepeated):
        unbound(composed(payload))


def test_a_digest_that_stands_again_inside_a_disclosure_is_refused() -> None:
    inner, hashed = disclosure("s1", "b", 1)
    outer, outside = disclosure("s2", "a", {"_sd": [hashed]})
    with pytest.raises(DigestRepeated):
        unbound(composed({"_sd": [outside, hashed]}, outer, inner))


def test_two_disclosures_of_one_name_are_refused() -> None:
    one, two = disclosure("s1", "a", 1), disclosure("s2", "a", 2)
    with pytest.raises(ClaimOverwritten) as refusal:
        unbound(composed({"_sd": [one[1], two[1]]}, one[0], two[0]))
    assert refusal.value.path == ("a",)


@pytest.mark.parametrize("name", sorted(HASHES))
def test_hashes_of_the_registry_are_read(name: str) -> None:
    text, hashed = disclosure("salt", "a", 1, algorithm=name)
    assert unbound(composed({"_sd": [hashed], "_sd_alg": name}, text)).claims == {"a": 1}


def test_sha_256_is_meant_where_no_hash_is_named() -> None:
    text, hashed = disclosure("salt", "a", 1)
    assert unbound(composed({"_sd": [hashed]}, text)).claims == {"a": 1}


@pytest.mark.parametrize("name", ["md5", "SHA-256", "sha-256-128", "", None, 1, ["sha-256"]])
def test_another_hash_is_refused(name: Any) -> None:
    with pytest.raises(HashUnknown) as refusal:
        unbound(composed({"_sd_alg": name}))
    assert refusal.value.name == name


def test_disclosures_within_disclosures_end_somewhere() -> None:
    text, hashed = disclosure("s", "a", 1)
    texts = [text]
    for depth in range(80):
        text, hashed = disclosure(f"s{depth}", "a", {"_sd": [hashed]})
        texts.append(text)
    with pytest.raises(TokenMalformed):
        unbound(composed({"_sd": [hashed]}, *texts))


def test_a_proof_is_of_the_holder_for_this_verifier_and_this_question() -> None:
    proven = accepted(bound(issued()))
    assert proven.by_holder
    assert proven.claims == SHOWN


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"audience": "https://other.example"}, AudienceRefused),
        ({"audience": f"{CHALLENGE.audience}/"}, AudienceRefused),
        ({"nonce": "another"}, NonceRefused),
        ({"at": later(seconds=61)}, TokenFromTheFuture),
        ({"at": later(minutes=-5, seconds=-1)}, PresentationStale),
        ({"key": STRANGER}, TokenTampered),
    ],
)
def test_a_proof_for_another_is_refused(changes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        accepted(bound(issued(), **changes))


def test_a_proof_may_be_as_old_as_the_verifier_says() -> None:
    text = bound(issued(), at=later(minutes=-5))
    accepted(text)
    with pytest.raises(PresentationStale) as refusal:
        accepted(text, challenge=Challenge(**{**_asked(), "max_age": later(minutes=1) - AT}))
    assert refusal.value.made_at == later(minutes=-5)


def _asked() -> dict[str, Any]:
    return {"audience": CHALLENGE.audience, "nonce": CHALLENGE.nonce}


def test_a_proof_of_another_selection_is_refused() -> None:
    whole, cut = bound(issued()), present(issued(), [("name",)])
    proof = parse(whole).proof
    with pytest.raises(PresentationAltered):
        accepted(f"{cut}{proof}")


def test_what_was_not_asked_to_be_proven_is_not_called_proven() -> None:
    with pytest.raises(HolderUnproven):
        accepted(issued())
    with pytest.raises(ProofUnasked):
        unbound(bound(issued()))


PROOF = {
    "aud": CHALLENGE.audience,
    "iat": numeric(AT),
    "nonce": CHALLENGE.nonce,
    "sd_hash": digest(issued(), "sha-256"),
}


@pytest.mark.parametrize(
    ("header", "payload", "refusal"),
    [
        ({"typ": "jwt"}, {}, TypeRefused),
        ({"alg": "none"}, {}, AlgorithmRefused),
        ({"alg": "HS256"}, {}, AlgorithmRefused),
        ({}, {"aud": None}, ClaimMissing),
        ({}, {"aud": [CHALLENGE.audience]}, ClaimMalformed),
        ({}, {"iat": None}, ClaimMissing),
        ({}, {"iat": "now"}, ClaimMalformed),
        ({}, {"nonce": None}, ClaimMissing),
        ({}, {"nonce": 1}, ClaimMalformed),
        ({}, {"sd_hash": None}, ClaimMissing),
        ({}, {"sd_hash": "x"}, PresentationAltered),
        ({}, {"exp": numeric(AT)}, TokenRefused),
        ({}, {"nbf": numeric(later(seconds=1))}, TokenRefused),
    ],
)
def test_a_proof_in_another_form_is_refused(
    header: dict[str, Any], payload: dict[str, Any], refusal: type[Exception]
) -> None:
    whole = {"alg": "Ed25519", "typ": "kb+jwt"}
    assert accepted(issued() + raw_token(whole, PROOF, BRAND)).by_holder
    members = {name: value for name, value in (PROOF | payload).items() if value is not None}
    with pytest.raises(refusal):
        accepted(issued() + raw_token(whole | header, members, BRAND))


def test_a_proof_under_the_former_name_of_its_algorithm_is_read() -> None:
    proof = raw_token({"alg": "EdDSA", "typ": "kb+jwt", "kid": "whatever"}, PROOF, BRAND)
    assert accepted(issued() + proof).by_holder


@pytest.mark.parametrize(
    ("cnf", "refusal"),
    [
        (None, HolderUnnamed),
        (Hidden(CNF), HolderUnnamed),
        ("key", ClaimMalformed),
        ({}, ClaimMalformed),
        ({"jwk": {"kty": "EC"}}, ClaimMalformed),
        ({"jwk": {"kty": "OKP", "crv": "Ed25519", "x": 1}}, ClaimMalformed),
    ],
)
def test_the_holder_is_the_one_whom_the_issuer_named(cnf: Any, refusal: type[Exception]) -> None:
    """A disclosed ``cnf`` is none: its holder could keep it back."""
    claims = {name: value for name, value in {**CLAIMS, "cnf": cnf}.items() if value is not None}
    text = issued(claims)
    with pytest.raises(refusal):
        accepted(bound(text))


def test_an_unknown_issuer_or_a_changed_token_is_refused() -> None:
    with pytest.raises(KeyUnknown):
        accepted(bound(issue({"kid": STRANGER.kid, "typ": TYP}, CLAIMS, STRANGER, Entropy())))
    with pytest.raises(TokenTampered):
        accepted(bound(issue(HEADER, CLAIMS, STRANGER, Entropy())))
    with pytest.raises(TypeRefused):
        accepted(bound(issued()), typ="dc+sd-jwt")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~",
        "a.b.c",
        "a.b.c~~",
        "~a~",
        "e30.e30.é~",
        "e30.e30.~" + "A" * (1 << 20),
        "e30.e30.~" + "a~" * 1001,
    ],
    ids=lambda text: text[:12],
)
def test_what_is_no_sd_jwt_is_not_read(text: str) -> None:
    with pytest.raises(TokenMalformed):
        unbound(text)
