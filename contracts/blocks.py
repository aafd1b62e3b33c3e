"""A day's tree in blocks of 1,024 leaves, so that a large one is built, kept and proven a piece at a time.

The size of a tree is a power of two and at least 1,024 (`contracts.heads`): each block is a complete tree, and
above their roots stands another. A proof needs one block and the roots of all.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import Final

from contracts.heads import LEAST, Anchor, DayHead, Entry, NotInHead
from contracts.merkle import Tree

Place = tuple[int, tuple[bytes, ...]]
"""A leaf's index in the whole tree, and its path to the root."""

BLOCK: Final = LEAST
"""The leaves of a block."""


def block_root(leaves: Sequence[bytes]) -> bytes:
    """The root of one block, over the data of its leaves."""
    return Tree(leaves).root


def root_of(blocks: Sequence[bytes]) -> bytes:
    """The root of the day's tree, from the roots of its blocks in their order."""
    return Tree.over(blocks).root


def place(day: date, leaves: Sequence[bytes], number: int, blocks: Sequence[bytes], data: bytes) -> Place:
    """Where ``data`` stands in the day's tree, and its path: ``leaves`` are those of block ``number``.

    Raises NotInHead for a leaf that is not there.
    """
    within = bisect_left(leaves, data)
    if list(leaves[within : within + 1]) != [data]:
        raise NotInHead(day)
    lower, upper = Tree(leaves), Tree.over(blocks)
    if lower.root != blocks[number]:
        raise NotInHead(day)
    return number * BLOCK + within, (*lower.path(within), *upper.path(number))


def anchor(head: DayHead, entered: Entry, found: Place) -> Anchor:
    """The proof of a record that was entered, at the place that `place` found; raises NotInHead."""
    index, path = found
    proof = Anchor(
        length=entered.head.length,
        salt=entered.salt.hex(),
        index=index,
        path=tuple(each.hex() for each in path),
        head=head,
    )
    proof.check(entered.agreement_id, entered.head.event_hash.hex())
    return proof
