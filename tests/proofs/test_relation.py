""" "Are you in a relation with us?": told in a crowd alone, recorded, and never which one."""

from __future__ import annotations

import pytest

from market.base.access import Principal
from market.base.database import fetch
from market.proofs import queries
from market.proofs.actions.answer import provenance_of
from market.proofs.errors import CannotBeProven
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.proofs.asking import Merchant, a_holder_with_a_password, approves, payload_of
from tests.relations.helpers import a_relation, brand_of

__all__ = ["market"]

CROWD = 11


async def rents_from(brand: Principal, holders: int) -> None:
    for _ in range(holders):
        await a_relation(brand=brand, holder=await a_holder())


async def test_a_relation_is_provable_from_the_crowds_size_on_and_says_no_more(market: Market) -> None:
    ada, brand = await a_holder_with_a_password(), await a_brand(name="Cycles Garonne SAS")
    await a_relation(brand=brand, holder=ada)
    await rents_from(brand, CROWD - 2)
    shop = Merchant(brand)
    asked = await shop.asks("client")
    with pytest.raises(CannotBeProven):
        await approves(ada, asked.code)
    await rents_from(brand, 1)
    await approves(ada, asked.code)
    said = payload_of(await shop.fetches(asked.code))
    assert said["predicates"] == ["client"] and said["provenance"] == {"client": {"basis": "recorded"}}
    assert said["asker"]["name"] == "Cycles Garonne SAS"


async def test_many_relations_with_few_people_are_no_crowd(market: Market) -> None:
    """Whoever rented a hundred personas of three people knows whom it may be."""
    ada, brand = await a_holder_with_a_password(), await a_brand()
    for _ in range(CROWD):
        await a_relation(brand=brand, holder=ada)
    asked = await Merchant(brand).asks("client")
    with pytest.raises(CannotBeProven):
        await approves(ada, asked.code)


async def test_who_is_in_none_proves_none_and_a_rental_that_never_began_is_none(market: Market) -> None:
    ada, brand, other = await a_holder_with_a_password(), await a_brand(), await a_brand()
    await rents_from(brand, CROWD)
    await a_relation(brand=other, holder=ada)
    await market.request(brand, await a_persona(ada))
    asked = await Merchant(brand).asks("client")
    assert ada.person
    row = await queries.request(asked.code)
    assert provenance_of(row, await queries.known_of(ada.person, brand_of(brand))) == {"client": None}
    with pytest.raises(CannotBeProven):
        await approves(ada, asked.code)


async def test_a_relation_that_is_over_still_counts(market: Market) -> None:
    ada, brand = await a_holder_with_a_password(), await a_brand()
    await rents_from(brand, CROWD)
    await a_relation(brand=brand, holder=ada)
    await fetch(
        "update rentals.rentals set state = 'Terminated', ended_at = base.now(), ended_by = 'person',"
        " end_reason = 'switched_off', delete_by = base.now() + interval '30 days' where state = 'Active'"
    )
    asked = await Merchant(brand).asks("client")
    await approves(ada, asked.code)
