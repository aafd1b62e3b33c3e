"""The reference that a brand's purchase carries: its own order number, as EN 16931 has it (BT-13).

It stands on the order from the moment of purchase and on every document about it. What a brand gave last is
where its next purchase begins.
"""

import re
import unicodedata

from market.base.database import fetch, fetch_value
from market.base.errors import Invalid

LONGEST = 50
"""Signs. EN 16931 sets no end; the French portals of public buyers take this many."""

_FORM = re.compile(r"[^\W_]([\w .,/\\#:+&()'’°-]*[\w).])?")


class ReferenceNotValid(Invalid):
    """No reference of a purchase order: too long, or with signs that no order number has."""


def reference(words: str | None) -> str | None:
    """What was typed, in one form (NFC, single blanks); None for nothing. Raises ReferenceNotValid.

    Letters and digits of any script that documents can draw, and the signs between them that order numbers
    have; at most 50 signs.
    """
    said = " ".join(unicodedata.normalize("NFC", words or "").split())
    if not said:
        return None
    if len(said) > LONGEST or not _FORM.fullmatch(said) or not _drawn(said):
        raise ReferenceNotValid(field="reference", most=LONGEST)
    return said


def _drawn(words: str) -> bool:
    """Latin, Greek and Cyrillic alone: a document that cannot show a reference would be a worse one."""
    return all(ord(sign) < 0x460 or "\u1e00" <= sign <= "\u1eff" or sign == "\u2019" for sign in words)


async def keep_reference(brand: bytes, words: str) -> None:
    """Remember what a brand (a tag of this room) gave last, inside the transaction of its purchase."""
    await fetch(
        "insert into money.purchase_references (brand, reference, given_at) values ($1, $2, base.now())"
        " on conflict (brand) do update set reference = excluded.reference, given_at = excluded.given_at",
        *(brand, words),
    )


async def last_reference(brand: bytes) -> str:
    """Where the form of a brand's next purchase begins; empty where it gave none yet."""
    return await fetch_value("select reference from money.purchase_references where brand = $1", brand) or ""
