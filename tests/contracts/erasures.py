"""Builders of attestations of erasure for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.agreement import Agreement, body_hash
from contracts.documents import ErasureDocument, jwks, written
from contracts.erasure import Erasure, receive, sign_erasure
from contracts.keys import PrivateKey
from tests.contracts.records import BRAND, PLATFORM, signed

ENDED = date(2026, 10, 28)
DELETE_BY = date(2026, 11, 27)


def said(agreement: Agreement | None = None, **changes: Any) -> Erasure:
    """What a brand says of a rental that was switched off in its ninth day."""
    agreement = agreement or signed()
    fields: dict[str, Any] = {
        "agreement_id": agreement.agreement_id,
        "agreement_hash": body_hash(agreement),
        "brand": agreement.second_party,
        "ended_on": ENDED,
        "delete_by": DELETE_BY,
        "erased": ("files", "systems"),
        "recipients": "none",
        "on": date(2026, 11, 2),
    }
    return Erasure(**fields | changes)


def an_erasure(
    statement: Erasure | None = None, key: PrivateKey | None = BRAND, recorder: PrivateKey = PLATFORM
) -> ErasureDocument:
    """Signed by the brand, or without a `key` by the platform on its behalf, and received."""
    statement = statement or said()
    signature = sign_erasure(statement, "party" if key else "platform", key or recorder)
    return ErasureDocument(
        said=statement,
        signature=signature,
        received=receive(statement, signature, recorder),
        platform_keys=jwks([recorder.public]),
        party_keys=jwks([key.public]) if key else (),
    )


def file(*args: Any, **more: Any) -> bytes:
    return written(an_erasure(*args, **more))
