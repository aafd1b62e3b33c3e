"""Builders: what the card said under which a persona was rented."""

from market.base import vault
from market.base.database import fetch
from market.rentals.cards import rented_card, sealed
from tests.relations.helpers import Relation

BIKES = (("passion", 0, "velo"), ("region", 0, "bretagne"))
COOKS = (("passion", 0, "cuisine"),)


async def said(relation: Relation, *words: tuple[str, int, str]) -> Relation:
    """Its card said these words."""
    assert relation.holder.person
    key = await vault.data_key(relation.holder.person)
    blob = sealed(rented_card("a-card", words), key, relation.rental)
    await fetch("update rentals.rentals set card_sealed = $2 where id = $1", relation.rental, blob)
    return relation
