"""What the operators' desk calls things: names for that audience alone."""

import uuid

from market.base import names

BRAND, PERSONA, REPORT = "brand", "persona", "report"
BATCH, PAYOUT = "batch", "payout"


def outward(kind: str, inner: uuid.UUID) -> str:
    """The desk's name of a brand, persona, report, batch or payout."""
    return names.name(kind, inner, names.for_operators())


def inner(kind: str, name: str) -> uuid.UUID:
    """The id behind a name of the desk's; raises NotFound."""
    return names.inner_id(kind, name, names.for_operators())
