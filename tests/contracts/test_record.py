from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.canonical import NotCanonical
from contracts.period import NotUtc
from contracts.record import (
    Event,
    Head,
    RecordForked,
    RecordReordered,
    RecordTampered,
    RecordTruncated,
    SaltTooShort,
    append,
    first_leaf,
    genesis,
    head,
    leaf,
    link,
    scheme_of,
    verify_chain,
)

Scheme = Callable[..., bytes]

AGREEMENT = "urn:uuid:0f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f10"
NOON = datetime(2026, 10, 20, 12, tzinfo=UTC)
KINDS = ("agreed", "activated", "invited", "reacted", "withdrawn")


def chain(length: int = 5, agreement_id: str = AGREEMENT) -> list[Event]:
    events: list[Event] = []
    for i in range(length):
        last = events[-1] if events else None
        at = NOON + timedelta(hours=i)
        events.append(append(agreement_id, last, KINDS[i % 5], at, {"n": i, "to": ["é"]}, bytes([i]) * 16))
    return events


def test_a_whole_record_verifies() -> None:
    events = chain()
    verify_chain(AGREEMENT, events)
    verify_chain(AGREEMENT, events, head(events, AGREEMENT))
    verify_chain(AGREEMENT, [])
    assert [event.seq for event in events] == [0, 1, 2, 3, 4]
    assert events[0].prev_hash == genesis(AGREEMENT)


def test_a_record_may_grow_after_its_head_was_kept() -> None:
    events = chain()
    for length in range(5):
        verify_chain(AGREEMENT, events, head(events[:length], AGREEMENT))


@given(
    st.integers(0, 4),
    st.sampled_from(
        [
            {"kind": "forged"},
            {"at": NOON - timedelta(microseconds=1)},
            {"facts": {"n": 9}},
            {"facts": {"n": 1.5}},
            {"salt": b"x" * 16},
            {"salt": b""},
            {"prev_hash": b"\0" * 32},
            {"event_hash": b"\0" * 32},
        ]
    ),
)
def test_a_changed_event_is_found(seq: int, change: dict[str, object]) -> None:
    events = chain()
    events[seq] = replace(events[seq], **change)  # type: ignore[arg-type]
    with pytest.raises(RecordTampered) as refusal:
        verify_chain(AGREEMENT, events)
    assert refusal.value.seq == seq


def test_an_event_replaced_with_its_hash_recomputed_breaks_the_next() -> None:
    events = chain()
    events[2] = append(AGREEMENT, events[1], "forged", NOON, {}, b"x" * 16)
    with pytest.raises(RecordTampered) as refusal:
        verify_chain(AGREEMENT, events)
    assert refusal.value.seq == 3


def test_events_in_another_order_are_found() -> None:
    events = chain()
    events[1], events[2] = events[2], events[1]
    with pytest.raises(RecordReordered) as refusal:
        verify_chain(AGREEMENT, events)
    assert (refusal.value.expected, refusal.value.seq) == (1, 2)


def test_renumbering_events_does_not_hide_their_order() -> None:
    events = chain()
    events[1], events[2] = replace(events[2], seq=1), replace(events[1], seq=2)
    with pytest.raises(RecordTampered):
        verify_chain(AGREEMENT, events)


@pytest.mark.parametrize("kept", [0, 3, 4])
def test_a_shortened_record_is_found_by_the_head(kept: int) -> None:
    events = chain()
    known = head(events, AGREEMENT)
    verify_chain(AGREEMENT, events[:kept])
    with pytest.raises(RecordTruncated) as refusal:
        verify_chain(AGREEMENT, events[:kept], known)
    assert (refusal.value.expected_length, refusal.value.length) == (5, kept)


def test_an_event_cut_from_the_middle_is_found() -> None:
    events = chain()
    del events[2]
    with pytest.raises(RecordReordered):
        verify_chain(AGREEMENT, events)


def test_a_full_rewrite_is_found_by_the_head() -> None:
    events = chain()
    rewritten: list[Event] = []
    for event in events:
        last = rewritten[-1] if rewritten else None
        rewritten.append(append(AGREEMENT, last, event.kind, event.at, {"n": 0}, event.salt))
    verify_chain(AGREEMENT, rewritten)
    with pytest.raises(RecordForked) as refusal:
        verify_chain(AGREEMENT, rewritten, head(events, AGREEMENT))
    assert refusal.value.length == 5
    with pytest.raises(RecordForked):
        verify_chain(AGREEMENT, [], Head(0, b"\0" * 32))


def test_a_record_belongs_to_one_agreement() -> None:
    with pytest.raises(RecordTampered) as refusal:
        verify_chain("urn:uuid:another", chain())
    assert refusal.value.seq == 0


@pytest.mark.parametrize("scheme", [leaf, first_leaf])
def test_a_commitment_changes_with_its_salt(scheme: Scheme) -> None:
    one, two = (scheme(0, "agreed", NOON, {}, bytes([salt]) * 16) for salt in (1, 2))
    assert one != two


@pytest.mark.parametrize("scheme", [leaf, first_leaf])
def test_an_event_is_refused_without_a_whole_salt_utc_or_canonical_facts(scheme: Scheme) -> None:
    with pytest.raises(SaltTooShort) as refusal:
        scheme(0, "agreed", NOON, {}, b"short")
    assert refusal.value.length == 5
    with pytest.raises(NotUtc):
        scheme(0, "agreed", NOON.replace(tzinfo=None), {}, b"x" * 16)
    with pytest.raises(NotCanonical):
        scheme(0, "agreed", NOON, {"price": 19.0}, b"x" * 16)


def of_first_scheme(length: int = 5) -> list[Event]:
    """What stood in the database before fields were committed to one by one."""
    events: list[Event] = []
    prev_hash = genesis(AGREEMENT)
    for event in chain(length):
        said = (event.seq, event.kind, event.at, event.facts, event.salt)
        event_hash = link(prev_hash, first_leaf(*said))
        events.append(replace(event, prev_hash=prev_hash, event_hash=event_hash))
        prev_hash = event_hash
    return events


def test_what_was_written_under_the_first_scheme_still_verifies_and_goes_on_under_the_second() -> None:
    events = of_first_scheme(3)
    events.append(append(AGREEMENT, events[-1], "reacted", NOON, {}, b"x" * 16))
    verify_chain(AGREEMENT, events, head(events, AGREEMENT))
    assert [scheme_of(event) for event in events] == [1, 1, 1, 2]


@pytest.mark.parametrize("seq", range(3))
def test_a_changed_event_of_the_first_scheme_is_found(seq: int) -> None:
    events = of_first_scheme(3)
    events[seq] = replace(events[seq], facts={"n": 9})
    with pytest.raises(RecordTampered) as refusal:
        verify_chain(AGREEMENT, events)
    assert refusal.value.seq == seq


def test_the_hashes_do_not_change_with_the_code() -> None:
    """A record made today must verify in ten years: change the domain tags, never the spelling."""
    first = "bcc285e64ee2a1387ed27b512a1517e768fe8d2fd4516884017bb9c11c24efec"
    assert of_first_scheme(2)[-1].event_hash.hex() == first
    second = "6126bb6927639f238288ae24b769057863fb3081c3e02140f2a74097cefb1539"
    assert chain(2)[-1].event_hash.hex() == second
