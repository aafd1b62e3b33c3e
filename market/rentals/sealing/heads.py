"""The daily heads as they are kept, and the file in which they are published."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from contracts.documents import HeadsDocument, written
from contracts.heads import DayHead
from contracts.keyset import Jwk
from market.base import signing
from market.base.database import Record, fetch
from market.base.errors import NotFound

COLUMNS: Final = "h.day, h.recorder, h.size, h.root, h.prev, h.kid, h.value"


class NoHeadYet(NotFound):
    """No day has been sealed yet, or none from the day that was asked for."""


def head_of(row: Record) -> DayHead:
    """A row of COLUMNS as it was published."""
    return DayHead(
        recorder=row["recorder"],
        day=row["day"],
        size=row["size"],
        root=row["root"].hex(),
        prev=row["prev"].hex(),
        kid=row["kid"],
        value=row["value"],
    )


async def last() -> DayHead | None:
    """The latest head."""
    rows = await fetch(f"select {COLUMNS} from rentals.day_heads h order by h.day desc limit 1")
    return head_of(rows[0]) if rows else None


async def keep(head: DayHead) -> None:
    """Write a day's head; the database lets it follow the one before it, or nothing."""
    await fetch(
        "insert into rentals.day_heads (day, before, recorder, size, root, prev, hash, kid, value, sealed_at)"
        " values ($1, (select max(day) from rentals.day_heads), $2, $3, $4, $5, $6, $7, $8, base.now())",
        *(head.day, head.recorder, head.size, bytes.fromhex(head.root), bytes.fromhex(head.prev)),
        *(bytes.fromhex(head.hash), head.kid, head.value),
    )


async def file(since: date | None = None) -> bytes:
    """All heads, or those from a day on, as `moi.heads` 1. Raises NoHeadYet."""
    rows = await fetch(
        f"select {COLUMNS} from rentals.day_heads h where $1::date is null or h.day >= $1 order by h.day",
        since,
    )
    if not rows:
        raise NoHeadYet()
    return written(HeadsDocument(heads=tuple(map(head_of, rows)), platform_keys=await record_jwks()))


async def record_jwks() -> tuple[Jwk, ...]:
    """The public keys that have signed heads and records, as a document carries them."""
    return _in_order(Jwk.of(each.key) for each in await signing.published() if each.purpose == "record")


def _in_order(keys: Iterable[Jwk]) -> tuple[Jwk, ...]:
    return tuple(sorted(keys, key=lambda key: key.kid))
