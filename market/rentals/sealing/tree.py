"""A day's tree in the database: built from the leaves that stand there, in blocks, and asked for proofs."""

import os
from collections.abc import Sequence
from datetime import date
from typing import Final

from contracts import blocks
from contracts.heads import Anchor, Entry, NotInHead, size_of
from contracts.record import Head
from market.base.audit_sealing import A_NIGHT
from market.base.database import current_connection, fetch, fetch_row
from market.base.ids import new_id
from market.rentals.sealing.heads import COLUMNS, head_of

_HASH: Final = 32

# Those of records, that of the audit trail, and random ones, sorted by the database: it needs no memory for that
# but its own, however many there are. What the random ones are made of is forgotten.
_LEAVES = """
select leaf from (
  select leaf from rentals.day_entries where day = $1
  union all select leaf from unnest($2::bytea[]) a (leaf)
  union all select sha256($3::bytea || int8send(n)) from generate_series(1, $4::bigint) n
) l order by leaf
"""


async def build(day: date, entries: int, also: Sequence[bytes]) -> tuple[int, bytes]:
    """Lay the leaves of the day's entries and of other logs in blocks: the tree's size and its root.

    Inside the sealing's transaction, after the entries were written.
    """
    size, noise = size_of(entries + len(also)), os.urandom(_HASH)
    pending: list[bytes] = []
    roots: list[bytes] = []
    asked = (day, list(also), noise, size - entries - len(also))
    async for row in current_connection().cursor(_LEAVES, *asked, prefetch=blocks.BLOCK, timeout=A_NIGHT):
        pending.append(row["leaf"])
        if len(pending) == blocks.BLOCK:
            roots.append(await _lay(day, len(roots), pending))
            pending = []
    return size, blocks.root_of(roots)


async def _lay(day: date, number: int, leaves: Sequence[bytes]) -> bytes:
    root = blocks.block_root(leaves)
    await fetch(
        "insert into rentals.day_blocks (id, day, number, first, leaves, root) values ($1, $2, $3, $4, $5, $6)",
        *(new_id(), day, number, leaves[0], b"".join(leaves), root),
    )
    return root


def leaves_of(block: bytes) -> list[bytes]:
    """The leaves of a block as they are kept: one after another."""
    return [block[at : at + _HASH] for at in range(0, len(block), _HASH)]


async def place(day: date, leaf: bytes) -> blocks.Place:
    """Where a leaf stands in the day's tree, and its path. Raises NotInHead."""
    block = await fetch_row(
        "select number, leaves from rentals.day_blocks where day = $1 and (first <= $2 or number = 0)"
        " order by number desc limit 1",
        *(day, leaf),
    )
    if block is None:
        raise NotInHead(day)
    leaves = leaves_of(block["leaves"])
    roots = await fetch("select root from rentals.day_blocks where day = $1 order by number", day)
    return blocks.place(day, leaves, block["number"], [row["root"] for row in roots], leaf)


async def last_entries(rentals: Sequence[object]) -> dict[object, Head]:
    """How far each of these records was sealed, by the rental's inner id; those never sealed are not there."""
    rows = await fetch(
        "select distinct on (rental) rental, length, event_hash from rentals.day_entries"
        " where rental = any($1::uuid[]) order by rental, length desc",
        list(rentals),
    )
    return {row["rental"]: Head(row["length"], row["event_hash"]) for row in rows}


async def anchors(rental: object, identity: str) -> list[Anchor]:
    """The proofs of a record in every head that holds it, oldest first; `identity` is the agreement's URN.

    Raises NotInHead where what is kept does not lead to the head.
    """
    rows = await fetch(
        f"select {COLUMNS}, e.length, e.event_hash, e.salt from rentals.day_entries e"
        " join rentals.day_heads h on h.day = e.day where e.rental = $1 order by e.day",
        rental,
    )
    found = []
    for row in rows:
        entered = Entry(identity, Head(row["length"], row["event_hash"]), row["salt"])
        found.append(blocks.anchor(head_of(row), entered, await place(row["day"], entered.data)))
    return found
