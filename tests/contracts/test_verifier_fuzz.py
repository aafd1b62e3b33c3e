"""No change of a document, however small or clever, is ever "verified"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as over
from hypothesis import strategies as st

from contracts.agreement import sign
from contracts.canonical import canonical
from contracts.documents import HeadsDocument, agreement_file, written
from contracts.keyset import KeySet
from contracts.record import head
from contracts.seals import seal
from contracts.verifier import verify
from contracts.verifier.record import RecordUnsealed
from tests.contracts.builders import SIGNED
from tests.contracts.consents import a_receipt
from tests.contracts.erasures import file as erasure_file
from tests.contracts.proofs import QUESTION, a_proof
from tests.contracts.records import BRAND, NOW, PLATFORM, STRANGER, a_record, given, signed

Path = tuple[str | int, ...]


def documents() -> dict[str, bytes]:
    """One of each type and side, with everything in it that a document may have."""
    agreement = sign(signed(), "second_party", "party", BRAND, SIGNED)
    kept = a_record(agreement=agreement)
    whole = head(kept.events, agreement.agreement_id)
    own = seal(agreement.agreement_id, whole, NOW.date(), "second_party", BRAND)
    more: dict[str, Any] = {"seals": [*kept.seals, own], "party_keys": [BRAND.public]}
    return {
        "agreement": written(agreement_file(agreement, [PLATFORM.public], [BRAND.public])),
        "holder": kept.bytes("holder", **more),
        "brand": kept.bytes("brand", **more),
        "holder's receipt": a_receipt("holder", agreement=agreement),
        "brand's receipt": a_receipt("brand", agreement=agreement),
        "proof": a_proof(),
        "proof of a brand's": a_proof(asker=True, predicates=("over-65", "lives-in-bretagne")),
        "erasure": erasure_file(),
        "heads": written(HeadsDocument(heads=tuple(kept.heads), platform_keys=kept.file().platform_keys)),
    }


DOCUMENTS = documents()
GIVEN = given(
    party_keys=KeySet.of([BRAND.public]), proof_keys=KeySet.of([PLATFORM.public]), challenge=QUESTION
)
MANY = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
NAMES = sorted(DOCUMENTS)


def members(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value of a JSON document with its path."""
    yield path, value
    within = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in within:
        yield from members(inner, (*path, name))


PARSED = {name: json.loads(data) for name, data in DOCUMENTS.items()}
PLACES = {name: [path for path, _ in members(it) if path] for name, it in PARSED.items()}


def with_change(name: str, path: Path, value: Any) -> bytes:
    found = json.loads(DOCUMENTS[name])
    place = found
    for each in path[:-1]:
        place = place[each]
    place[path[-1]] = value
    return canonical(found) + b"\n"


def at(name: str, path: Path) -> Any:
    value = PARSED[name]
    for each in path:
        value = value[each]
    return value


def never(data: bytes, name: str, path: Path = ()) -> None:
    """Refused; another's whole key among those that a document carries is doubted: its reader has the right ones."""
    report = verify(data, GIVEN)
    worst = {"refused", "doubtful"} if path[:1] in (("platform_keys",), ("party_keys",)) else {"refused"}
    assert data == DOCUMENTS[name] or report.verdict in worst, (name, report)


@pytest.mark.parametrize("name", NAMES)
def test_the_documents_are_verified_as_they_are(name: str) -> None:
    assert verify(DOCUMENTS[name], GIVEN).verdict == "verified"


@MANY
@over(st.sampled_from(NAMES), st.data())
def test_no_byte_can_be_changed(name: str, data: st.DataObject) -> None:
    whole = DOCUMENTS[name]
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = data.draw(st.integers(1, 255))
    never(whole[:at] + bytes([whole[at] ^ flipped]) + whole[at + 1 :], name)


@MANY
@over(st.sampled_from(NAMES), st.data())
def test_nothing_can_be_cut_out_put_in_or_said_twice(name: str, data: st.DataObject) -> None:
    whole = DOCUMENTS[name]
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 80)))
    put = data.draw(st.binary(max_size=3) | st.just(whole[start:end] * 2))
    never(whole[:start] + put + whole[end:], name)


@MANY
@over(st.sampled_from(NAMES), st.data())
def test_no_value_can_take_the_place_of_another(name: str, data: st.DataObject) -> None:
    """Spelled as it must be, with values that the document itself holds: signatures, hashes, keys, whole events."""
    path, other = (data.draw(st.sampled_from(PLACES[name])) for _ in range(2))
    value = at(name, other)
    if not harmless(path, at(name, path), value):
        never(with_change(name, path, value), name, path)


@MANY
@over(st.sampled_from(NAMES), st.data())
def test_no_value_can_be_another_of_its_kind(name: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(PLACES[name]))
    value = PARSED[name]
    for each in path:
        value = value[each]
    other: Any
    if isinstance(value, bool) or value is None:
        other = data.draw(st.sampled_from([True, False, None, 0, ""]))
    elif isinstance(value, int):
        other = value + data.draw(st.sampled_from([-1, 1, 2**31, -(2**40)]))
    elif isinstance(value, str):
        other = data.draw(st.sampled_from([value[:-1], value + "0", value.upper(), value[::-1], "", "é\x00"]))
    elif isinstance(value, list):
        other = data.draw(st.sampled_from([value[:-1], value[1:], value[::-1], value * 2, []]))
    else:
        other = data.draw(st.sampled_from([{}, {**value, "more": 1}, list(value.values())]))
    changed = with_change(name, path, other)
    if not harmless(path, value, other):
        never(changed, name, path)


def harmless(path: Path, value: Any, other: Any) -> bool:
    """A proof less than there is, keys that the reader brings along, and the order of two signatures."""
    if not isinstance(value, list) or not isinstance(other, list):
        return False
    if path[-1] == "signatures":
        return sorted(map(str, other)) == sorted(map(str, value)) or len(other) < len(value)
    optional = path[-1] in ("seals", "anchors", "heads", "platform_keys", "party_keys")
    return optional and len(other) < len(value)


@pytest.mark.parametrize("name", ["holder", "brand"])
def test_what_may_be_left_out_proves_less_and_nothing_else(name: str) -> None:
    """An older state, a countersignature less: each of these files was, or could have been, handed out by the platform,
    which hands none out without its own seal over the whole of it."""
    given = json.loads(DOCUMENTS[name])
    own = [seal for seal in given["seals"] if seal["party"] == "recorder"]
    for member, left, said in (
        ("anchors", [], "in no daily seal"),
        ("seals", own, "does not bear its counter-signature"),
    ):
        report = verify(with_change(name, (member,), left), GIVEN)
        assert report.refusal is None
        assert any(said in text.en for text in (*report.doubts, *report.limits))
    assert isinstance(verify(with_change(name, ("seals",), []), GIVEN).refusal, RecordUnsealed)


@pytest.mark.parametrize("member", ["platform_keys", "party_keys"])
def test_another_key_among_those_that_a_document_carries_is_doubted(member: str) -> None:
    keys = [STRANGER.public.jwk() | {"use": "sig", "alg": "Ed25519"}]
    report = verify(with_change("brand", (member,), keys), GIVEN)
    assert report.verdict == "doubtful" and any("not among those you gave" in it.en for it in report.doubts)
