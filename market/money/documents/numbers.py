"""Numbers without gaps, one run for each owner, series and year, as `F-7KQ2M-2026-0001`.

The word in the middle is the owner's own, drawn by lot. So a number is unique among all that the seller issues,
as EN 16931 (BT-1) and French law ask, while the run tells a brand what itself has bought and nothing else.
"""

import secrets
from dataclasses import dataclass
from typing import Final

from market.base.database import fetch_value

ALPHABET: Final = "23456789BCDFGHJKLMNPQRSTVWXZ"  # none that looks like another, no words by accident
LENGTH: Final = 5


@dataclass(frozen=True)
class Number:
    """A number that was taken: its place in the run, and as it is written."""

    series: str
    year: int
    serial: int
    text: str


async def take(owner: bytes, series: str, year: int) -> Number:
    """The next number, inside the caller's transaction; whoever wants the one after waits for its end.

    A rollback gives it back. Lock order: order or line first, then this.
    """
    code = await _code(owner)
    serial: int = await fetch_value(
        "insert into money.document_counters as c (owner, series, year, last) values ($1, $2, $3, 1)"
        " on conflict (owner, series, year) do update set last = c.last + 1 returning last",
        *(owner, series, year),
    )
    return Number(series, year, serial, f"{series}-{code}-{year}-{serial:04d}")


async def _code(owner: bytes) -> str:
    """The owner's word, drawn at the first document; one that is taken already is drawn again."""
    while True:
        found = await fetch_value("select code from money.document_series where owner = $1", owner)
        if found is not None:
            return str(found)
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        await fetch_value(
            "insert into money.document_series (owner, code) values ($1, $2) on conflict do nothing"
            " returning code",
            *(owner, code),
        )
