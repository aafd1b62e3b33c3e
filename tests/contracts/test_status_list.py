import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.jws import read, sign
from contracts.keys import b64url, b64url_decode
from contracts.period import NotUtc
from contracts.refusals import (
    AlgorithmRefused,
    ClaimMalformed,
    ClaimMissing,
    KeyUnknown,
    NotIssuable,
    TokenExpired,
    TokenFromTheFuture,
    TokenRefused,
    TokenTampered,
    TypeRefused,
)
from contracts.status_list import (
    LIFE,
    TYPE,
    CredentialRevoked,
    CredentialSuspended,
    Reference,
    StatusIndexBeyond,
    StatusList,
    StatusListForeign,
    StatusListMalformed,
    StatusListTooLong,
    StatusUnknown,
    check_status,
    decode,
    encode,
    pack,
    publish,
    read_list,
    reference_of,
)
from tests.contracts.tokens import (
    AT,
    INDEX,
    LIST,
    LISTS,
    P256,
    STRANGER,
    TRUSTED_LISTS,
    a_list,
    a_published,
    later,
    raw_token,
    vectors,
)

DRAFT = vectors("status_list")


@pytest.mark.parametrize("example", DRAFT["small"], ids=lambda example: f"{example['bits']} bits")
def test_section_4_1_bits_are_packed_from_the_least_significant_one(example: Any) -> None:
    statuses = example["statuses"]
    packed = pack(dict(enumerate(statuses)), len(statuses), example["bits"])
    assert packed.packed.hex() == example["packed"]
    assert decode(example) == packed
    assert [packed[index] for index in range(packed.size)] == statuses


@pytest.mark.parametrize("example", DRAFT["large"], ids=lambda example: f"{example['bits']} bits")
def test_appendix_c_a_million_statuses(example: Any) -> None:
    found = decode(example)
    assert found.size == 2**20
    named = dict(example["statuses"])
    assert all(found[index] == status for index, status in named.items())
    assert found == pack(named, 2**20, example["bits"]), "and no others"


def test_section_8_2_the_token_of_the_draft_is_read() -> None:
    found = read_list(
        DRAFT["token"],
        keys=lambda kid: P256(DRAFT["issuer"]),
        at=datetime.fromtimestamp(1686920170, UTC),
        longest=None,
    )
    assert (found.uri, found.ttl) == ("https://example.com/statuslists/1", timedelta(hours=12))
    assert [found.statuses[index] for index in range(16)] == DRAFT["small"][0]["statuses"]


@given(
    st.sampled_from([1, 2, 4, 8]).flatmap(
        lambda bits: st.tuples(
            st.just(bits), st.dictionaries(st.integers(0, 63), st.integers(0, (1 << bits) - 1))
        )
    )
)
def test_every_status_comes_back_from_its_place(drawn: tuple[int, dict[int, int]]) -> None:
    bits, named = drawn
    found = decode(encode(pack(named, 64, bits)))
    assert [found[index] for index in range(64)] == [named.get(index, 0) for index in range(64)]


@pytest.mark.parametrize(
    ("statuses", "size", "bits"),
    [({}, 8, 3), ({}, 0, 1), ({}, 7, 1), ({8: 1}, 8, 1), ({-1: 1}, 8, 1), ({0: 2}, 8, 1), ({0: -1}, 8, 1)],
)
def test_a_list_that_does_not_fit_is_not_made(statuses: dict[int, int], size: int, bits: int) -> None:
    with pytest.raises(NotIssuable):
        pack(statuses, size, bits)


def test_a_list_of_ours_holds_for_ten_minutes_and_should_be_fetched_after_five() -> None:
    text = a_list({INDEX: 1})
    for at in (AT, later(minutes=9, seconds=59)):
        found = read_list(text, keys=TRUSTED_LISTS, at=at, longest=LIFE)
    with pytest.raises(TokenExpired):
        read_list(text, keys=TRUSTED_LISTS, at=later(minutes=10), longest=LIFE)
    assert found.fresh_until(AT) == later(minutes=5)
    assert found.fresh_until(later(minutes=8)) == later(minutes=10)
    assert read(text).header == {"alg": "Ed25519", "kid": LISTS.kid, "typ": TYPE}


def test_a_list_that_names_no_end_does_not_say_how_long_it_is_fresh() -> None:
    text = sign(
        {"kid": LISTS.kid, "typ": TYPE},
        {"iat": 0, "sub": LIST, "status_list": encode(pack({}, 8, 1))},
        LISTS,
    )
    found = read_list(text, keys=TRUSTED_LISTS, at=AT, longest=None)
    assert found.fresh_until(AT) is None
    with pytest.raises(ClaimMissing) as refusal:
        read_list(text, keys=TRUSTED_LISTS, at=AT, longest=LIFE)
    assert refusal.value.claim == "exp"


def test_a_valid_credential_passes_and_every_other_status_is_refused_by_its_name() -> None:
    statuses = {INDEX: 0, 1: 1, 2: 2, 3: 3}
    published = a_published(statuses)
    check_status(published, Reference(LIST, INDEX), AT)
    for index, refusal in ((1, CredentialRevoked), (2, CredentialSuspended), (3, StatusUnknown)):
        with pytest.raises(refusal) as refused:
            check_status(published, Reference(LIST, index), AT)
        assert refused.value.status == index


def test_another_list_or_an_index_beyond_it_says_nothing() -> None:
    with pytest.raises(StatusListForeign):
        check_status(a_published(), Reference(f"{LIST}0", INDEX), AT)
    with pytest.raises(StatusIndexBeyond) as refusal:
        check_status(a_published(), Reference(LIST, 2**16), AT)
    assert refusal.value.index == 2**16
    with pytest.raises(StatusIndexBeyond):
        StatusList(1, b"\0")[-1]


def test_a_list_that_was_read_in_time_and_kept_is_refused_when_its_time_is_over() -> None:
    published = a_published()
    check_status(published, Reference(LIST, INDEX), later(minutes=9, seconds=59))
    with pytest.raises(TokenExpired):
        check_status(published, Reference(LIST, INDEX), later(minutes=10))
    with pytest.raises(TokenFromTheFuture):
        check_status(published, Reference(LIST, INDEX), later(seconds=-61))


def tampered(text: str) -> str:
    header, payload, signature = text.split(".")
    other = b64url_decode(payload).replace(b'"ttl":300', b'"ttl":301')
    return f"{header}.{b64url(other)}.{signature}"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (tampered(a_list()), TokenTampered),
        (publish(LIST, pack({}, 8, 1), STRANGER, AT), KeyUnknown),
        (a_list(at=later(seconds=61)), TokenFromTheFuture),
        (a_list(at=later(minutes=-10)), TokenExpired),
        (raw_token({"alg": "none", "typ": TYPE, "kid": LISTS.kid}, {}, LISTS), AlgorithmRefused),
        (raw_token({"alg": "HS256", "typ": TYPE, "kid": LISTS.kid}, {}, LISTS), AlgorithmRefused),
        (raw_token({"alg": "Ed25519", "typ": "jwt", "kid": LISTS.kid}, {}, LISTS), TypeRefused),
        ("a.b", TokenRefused),
    ],
)
def test_a_list_that_proves_nothing_is_refused_by_name(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_list(text, keys=TRUSTED_LISTS, at=AT, longest=LIFE)


def listed(**changes: Any) -> str:
    payload: dict[str, Any] = {
        "exp": int(later(minutes=10).timestamp()),
        "iat": int(AT.timestamp()),
        "status_list": encode(pack({}, 8, 1)),
        "sub": LIST,
        "ttl": 300,
    }
    payload = {name: value for name, value in (payload | changes).items() if value is not None}
    return sign({"kid": LISTS.kid, "typ": TYPE}, payload, LISTS)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"exp": int(later(minutes=11).timestamp())}, StatusListTooLong),
        ({"exp": "soon"}, ClaimMalformed),
        ({"iat": None}, ClaimMissing),
        ({"sub": None}, ClaimMissing),
        ({"sub": 1}, ClaimMalformed),
        ({"sub": ""}, ClaimMalformed),
        ({"ttl": 0}, ClaimMalformed),
        ({"ttl": True}, ClaimMalformed),
        ({"ttl": "300"}, ClaimMalformed),
        ({"status_list": None}, StatusListMalformed),
        ({"status_list": []}, StatusListMalformed),
        ({"status_list": {"bits": 3, "lst": "eNrbuRgAAhcBXQ"}}, StatusListMalformed),
        ({"status_list": {"bits": True, "lst": "eNrbuRgAAhcBXQ"}}, StatusListMalformed),
        ({"status_list": {"bits": 1}}, StatusListMalformed),
        ({"status_list": {"bits": 1, "lst": "eNrb+RgAAhcBXQ"}}, StatusListMalformed),
        ({"status_list": {"bits": 1, "lst": "cGxhaW4"}}, StatusListMalformed),
        ({"status_list": {"bits": 1, "lst": b64url(b64url_decode("eNrbuRgAAhcBXQ")[:-1])}}, StatusListMalformed),
        ({"status_list": {"bits": 1, "lst": b64url(b64url_decode("eNrbuRgAAhcBXQ") + b"x")}}, StatusListMalformed),
    ],
)  # fmt: skip
def test_a_list_signed_by_us_in_another_form_is_refused_too(changes: Any, refusal: type[Exception]) -> None:
    read_list(listed(), keys=TRUSTED_LISTS, at=AT, longest=LIFE)
    with pytest.raises(refusal):
        read_list(listed(**changes), keys=TRUSTED_LISTS, at=AT, longest=LIFE)


def test_a_list_that_would_unpack_to_more_than_anybody_keeps_is_not_unpacked() -> None:
    bomb = {"bits": 1, "lst": b64url(zlib.compress(bytes((1 << 24) + 1), 9))}
    with pytest.raises(StatusListMalformed):
        decode(bomb)


@pytest.mark.parametrize(
    ("claims", "refusal"),
    [
        ({}, ClaimMissing),
        ({"status": 1}, ClaimMalformed),
        ({"status": {}}, ClaimMalformed),
        ({"status": {"status_list": {"idx": 1}}}, ClaimMalformed),
        ({"status": {"status_list": {"idx": -1, "uri": LIST}}}, ClaimMalformed),
        ({"status": {"status_list": {"idx": True, "uri": LIST}}}, ClaimMalformed),
        ({"status": {"status_list": {"idx": "1", "uri": LIST}}}, ClaimMalformed),
    ],
)
def test_a_reference_has_an_address_and_an_index(claims: Any, refusal: type[Exception]) -> None:
    assert reference_of({"status": Reference(LIST, 0).claim()}) == Reference(LIST, 0)
    with pytest.raises(refusal):
        reference_of(claims)


def test_a_time_without_a_zone_is_no_time() -> None:
    with pytest.raises(NotUtc):
        read_list(a_list(), keys=TRUSTED_LISTS, at=AT.replace(tzinfo=None), longest=LIFE)
