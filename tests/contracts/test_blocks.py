"""A day's tree built a block at a time is the tree that `seal_day` builds at once."""

import hashlib
from dataclasses import replace

import pytest

from contracts.blocks import BLOCK, anchor, block_root, place, root_of
from contracts.heads import DayNotOver, NotInHead, seal_day, sign_head
from tests.contracts.records import DAY, KEYS, PLATFORM, salt
from tests.contracts.test_heads import NEXT, RECORDER, an_entry

ENTRIES = [replace(an_entry(n), salt=salt("block", n)) for n in range(BLOCK + 500)]
WHOLE = seal_day(
    RECORDER, DAY, ENTRIES, before=None, keys=KEYS, key=PLATFORM, noise=hashlib.sha256().digest(), now=NEXT
)
PARTS = [WHOLE.leaves[at : at + BLOCK] for at in range(0, len(WHOLE.leaves), BLOCK)]
ROOTS = [block_root(part) for part in PARTS]


def test_blocks_lead_to_the_same_signed_head() -> None:
    assert len(PARTS) == 2 and root_of(ROOTS).hex() == WHOLE.head.root
    head = sign_head(
        RECORDER, DAY, len(WHOLE.leaves), root_of(ROOTS), before=None, keys=KEYS, key=PLATFORM, now=NEXT
    )
    assert head == WHOLE.head


def test_a_proof_from_one_block_is_the_proof_from_the_whole() -> None:
    for entered in ENTRIES[::97]:
        number = next(n for n, part in enumerate(PARTS) if entered.data in part)
        found = place(DAY, PARTS[number], number, ROOTS, entered.data)
        assert anchor(WHOLE.head, entered, found) == WHOLE.anchor(entered)


def test_what_is_not_in_a_block_or_in_another_tree_has_no_place() -> None:
    entered = ENTRIES[0]
    number = next(n for n, part in enumerate(PARTS) if entered.data in part)
    with pytest.raises(NotInHead):
        place(DAY, PARTS[1 - number], 1 - number, ROOTS, entered.data)
    with pytest.raises(NotInHead):
        place(DAY, PARTS[number], number, ROOTS[::-1], entered.data)
    other = replace(entered, salt=bytes(16))
    with pytest.raises(NotInHead):
        place(DAY, PARTS[number], number, ROOTS, other.data)
    found = place(DAY, PARTS[number], number, ROOTS, entered.data)
    with pytest.raises(NotInHead):
        anchor(WHOLE.head, other, found)


def test_no_head_is_signed_before_its_day_is_over() -> None:
    with pytest.raises(DayNotOver):
        sign_head(
            RECORDER,
            DAY,
            BLOCK,
            ROOTS[0],
            before=None,
            keys=KEYS,
            key=PLATFORM,
            now=NEXT.replace(year=NEXT.year - 1),
        )
