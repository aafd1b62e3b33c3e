"""What a publication says of checks: the marks of its sheet, and whether a mark is all that is new."""

from collections.abc import Mapping

from contracts.terms import Terms
from market.base.database import fetch_row
from market.base.vault import DataKey
from market.personas.queries import PersonaRow, sealed_place, sheet_place
from market.personas.rules import Draft, Offer, sheet


async def only_marked(
    key: DataKey, row: PersonaRow, draft: Draft, terms: Terms, offer: Offer, verified: Mapping[str, str]
) -> bool:
    """Whether the version that stands would say the same, but for marks that it does not bear yet.

    That is no edit: what a card or a sheet says of the person stays as it was.
    """
    if row.version is None or not verified or row.terms != terms:
        return False
    if (offer.period, offer.price_step, offer.capacity) != (row.period, row.price_step, row.capacity):
        return False
    stands = await fetch_row("select sealed, sheet from personas.persona_versions where id = $1", row.version)
    assert stands is not None
    before = Draft.from_json(key.unseal(sealed_place(row.version), stands["sealed"]))
    shown = key.unseal(sheet_place(row.version), stands["sheet"]).get("verified", {})
    return _said(before) == _said(draft) and sheet(draft, terms, verified)["verified"] != shown


def _said(draft: Draft) -> dict[str, object]:
    """All but the offer as the studio keeps it."""
    return {name: value for name, value in draft.to_json().items() if name != "offer"}
