from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.heads import (
    LEAST,
    Anchor,
    DayHead,
    DayNotOver,
    EnteredTwice,
    Entry,
    HeadOutOfPlace,
    NotInHead,
    RecordNotGrown,
    SealedDay,
    check_heads,
    entry,
    first_prev,
    seal_day,
)
from contracts.keys import SignatureInvalid
from contracts.keyset import KeySet
from contracts.merkle import check_inclusion
from contracts.record import Head, RecordForked, RecordTampered, RecordTruncated, head
from contracts.refusals import KeyUnknown
from tests.contracts.records import DAY, KEYS, PLATFORM, STRANGER, a_day, a_life, chained, salt, signed

RECORDER = "https://moi.example/"
NEXT = datetime(2026, 10, 21, tzinfo=UTC)


def an_entry(n: int) -> Entry:
    event_hash = hashlib.sha256(str(n).encode()).digest()
    return Entry(f"urn:uuid:{n:08d}-0c39-4c0e-9f5a-2a0d4b6a6f10", Head(2, event_hash), salt("entry", n))


def sealed(count: int, seed: str = "") -> tuple[DayHead, dict[str, Anchor]]:
    entries = [replace(an_entry(n), salt=salt(seed, n)) for n in range(count)]
    made, anchors = a_day(DAY, entries, None, noise=seed.encode())
    return made, dict(anchors)


@pytest.mark.parametrize("count", [0, 1, 2, 1000, LEAST, LEAST + 1])
def test_every_record_that_grew_is_proven_in_the_days_head(count: int) -> None:
    made, anchors = sealed(count)
    made.check_signature(PLATFORM.public)
    assert made.size == (LEAST if count <= LEAST else 2 * LEAST), "an order of magnitude, no count"
    assert len(anchors) == count
    for n in range(count):
        grown = an_entry(n)
        anchors[grown.agreement_id].check(grown.agreement_id, grown.head.event_hash.hex())
    assert {len(anchor.path) for anchor in anchors.values()} <= {10 if count <= LEAST else 11}


def test_a_proof_is_of_one_agreement_length_hash_and_head() -> None:
    _, anchors = sealed(3)
    other, _ = sealed(3, "other")
    mine, another = an_entry(0), an_entry(1)
    anchor, last = anchors[mine.agreement_id], mine.head.event_hash.hex()
    wrong: list[tuple[Anchor, str, str]] = [
        (anchor, another.agreement_id, last),
        (anchor, mine.agreement_id, another.head.event_hash.hex()),
        (anchor.model_copy(update={"length": 3}), mine.agreement_id, last),
        (anchor.model_copy(update={"head": other}), mine.agreement_id, last),
        (anchor.model_copy(update={"index": LEAST}), mine.agreement_id, last),
        (anchors[another.agreement_id], mine.agreement_id, last),
    ]
    for proof, agreement_id, event_hash in wrong:
        with pytest.raises(NotInHead) as refusal:
            proof.check(agreement_id, event_hash)
        assert refusal.value.day == DAY


def test_a_leaf_tells_nothing_to_who_has_not_its_salt() -> None:
    grown = an_entry(0)
    assert grown.data != replace(grown, salt=salt("guess")).data
    again, _ = a_day(DAY, [replace(grown, salt=salt("tomorrow"))], None)
    assert again.root != a_day(DAY, [grown], None)[0].root, "a record has another leaf in each tree"


def shared(one: Anchor, other: Anchor) -> int:
    return len(set(one.path) & set(other.path))


def test_two_records_of_one_holder_stand_no_closer_than_those_of_two() -> None:
    """The control pair of the terms, section 2: two brands that lay their proofs side by side learn nothing.

    Nothing of a holder enters a tree, and a leaf's place is its hash: neighbours by agreement, by order of entry or
    by holder are as near as chance has it.
    """
    pairs: dict[str, list[int]] = {"entered together": [], "control": []}
    for round in range(150):
        _, anchors = sealed(4, f"round {round}")
        first, second, third, fourth = (anchors[an_entry(n).agreement_id] for n in range(4))
        pairs["entered together"].append(shared(first, second))
        pairs["control"].append(shared(third, fourth))
        assert len({anchor.salt for anchor in (first, second, third, fourth)}) == 4
    means = {name: sum(found) / len(found) for name, found in pairs.items()}
    # Two random leaves share a node above each level at which they have parted: one on average.
    assert all(0.6 < mean < 1.5 for mean in means.values()), means


def test_the_order_of_entry_changes_nothing() -> None:
    entries = [an_entry(n) for n in range(5)]
    assert a_day(DAY, entries, None)[0] == a_day(DAY, entries[::-1], None)[0]


def test_a_day_is_sealed_after_it_is_over_and_never_before() -> None:
    def at(now: datetime) -> DayHead:
        given: dict[str, Any] = {"before": None, "keys": KEYS, "key": PLATFORM, "noise": bytes(32)}
        return seal_day(RECORDER, DAY, [], now=now, **given).head

    assert at(NEXT).day == DAY
    with pytest.raises(DayNotOver):
        at(NEXT - timedelta(microseconds=1))


def test_heads_follow_one_another_day_by_day() -> None:
    heads = [a_day(DAY, [], None)[0]]
    for offset in (1, 2, 3):
        heads.append(a_day(DAY + timedelta(days=offset), [], heads[-1])[0])
    check_heads(heads)
    check_heads(heads[1:])
    assert heads[0].prev == first_prev(RECORDER)
    assert len({made.root for made in heads}) == 4, "a day on which nothing grew has a tree of its own"
    for broken in (heads[:1] + heads[2:], heads[::-1], [heads[0], heads[0]]):
        with pytest.raises(HeadOutOfPlace):
            check_heads(broken)
    other = a_day(DAY, [], None, noise=b"other")[0]
    with pytest.raises(HeadOutOfPlace) as refusal:
        check_heads([other, heads[1]])
    assert refusal.value.day == heads[1].day


@pytest.mark.parametrize("skipped", [DAY, DAY + timedelta(days=2), DAY - timedelta(days=1)])
def test_no_day_is_left_out_or_sealed_twice(skipped: date) -> None:
    first, _ = a_day(DAY, [], None)
    with pytest.raises(HeadOutOfPlace):
        a_day(skipped, [], first)


def test_the_head_before_is_verified_before_the_next_is_signed() -> None:
    first, _ = a_day(DAY, [], None)
    tampered = first.model_copy(update={"root": "00" * 32})
    with pytest.raises(SignatureInvalid):
        a_day(DAY + timedelta(days=1), [], tampered)
    foreign, _ = a_day(DAY, [], None, key=STRANGER)
    with pytest.raises(KeyUnknown):
        a_day(DAY + timedelta(days=1), [], foreign)
    # A key may be replaced: the next head has another signer.
    new, _ = a_day(DAY + timedelta(days=1), [], first, key=STRANGER)
    new.check_signature(KeySet.of([STRANGER.public])[new.kid])
    check_heads([first, new])


@pytest.mark.parametrize(
    "change",
    [
        {"root": "00" * 32},
        {"size": 4096},
        {"prev": "00" * 32},
        {"day": date(2026, 10, 22)},
        {"recorder": "x"},
    ],
)
def test_a_signed_head_cannot_be_changed(change: dict[str, Any]) -> None:
    made, _ = sealed(1)
    changed = made.model_copy(update=change)
    assert changed.hash != made.hash
    with pytest.raises(SignatureInvalid):
        changed.check_signature(PLATFORM.public)


def test_a_record_is_verified_before_it_is_entered() -> None:
    agreement = signed()
    events = chained(agreement, a_life(agreement))
    identity = agreement.agreement_id
    grown = entry(identity, events, head(events[:2], identity), salt("x"))
    assert grown.head == head(events, identity)
    assert entry(identity, events[:1], None, salt("x")).head.length == 1
    with pytest.raises(RecordNotGrown) as refusal:
        entry(identity, events, head(events, identity), salt("x"))
    assert refusal.value.length == 6
    with pytest.raises(RecordNotGrown):
        entry(identity, [], None, salt("x"))
    with pytest.raises(RecordTruncated):
        entry(identity, events[:1], head(events[:2], identity), salt("x"))
    with pytest.raises(RecordForked):
        entry(identity, events, Head(2, bytes(32)), salt("x"))
    with pytest.raises(RecordTampered):
        entry(identity, [replace(events[0], facts={}), *events[1:]], None, salt("x"))


def test_a_record_has_one_leaf_a_day() -> None:
    with pytest.raises(EnteredTwice):
        a_day(DAY, [an_entry(1), replace(an_entry(1), salt=salt("again"))], None)


def kept_day(entries: list[Entry], also: list[bytes]) -> SealedDay:
    given: dict[str, Any] = {"before": None, "keys": KEYS, "key": PLATFORM, "noise": bytes(32), "now": NEXT}
    return seal_day(RECORDER, DAY, entries, also=also, **given)


def test_proofs_are_made_of_the_kept_leaves_whenever_one_is_asked_for() -> None:
    entries = [an_entry(n) for n in range(3)]
    day = kept_day(entries, [])
    again = SealedDay(day.head, tuple(bytes(each) for each in day.leaves))
    for each in entries:
        assert again.anchor(each) == day.anchor(each)
        day.anchor(each).check(each.agreement_id, each.head.event_hash.hex())
    with pytest.raises(NotInHead):
        day.anchor(an_entry(3))
    altered = SealedDay(day.head, (bytes(32), *day.leaves[1:]))
    with pytest.raises(NotInHead):
        altered.anchor(entries[0])


def test_another_log_goes_under_the_same_head() -> None:
    audit = hashlib.sha256(b"the audit's rows of the day, blinded").digest()
    day = kept_day([an_entry(1)], [audit])
    index, path = day.place(audit)
    check_inclusion(audit, index, day.head.size, path, bytes.fromhex(day.head.root))
    assert day.head.size == LEAST


def test_the_hashes_do_not_change_with_the_code() -> None:
    """What was published verifies in ten years."""
    made, _ = sealed(2)
    assert an_entry(0).data.hex() == "4dae47f5c3348e4a3c3435aedbb2141940e5d342b7184456ee69d018faea57ec"
    assert made.hash == "1620a00eecdfea7bd143c58e6963abf2586708bb38938a3f8593ec4e77dc203a"
