"""A rental keeps the card it was rented under, and says what the persona is when that card is gone."""

import json
import uuid

import asyncpg
import pytest

from market.base import names
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.catalogue import jobs
from market.rentals import queries
from market.rentals.cards import RentedCard, Saying, columns, kept
from tests.catalogue.crowds import CYCLISTS, Listing, a_crowd, browser
from tests.factories import a_brand
from tests.market import Market, market
from tests.web.brands import a_rental

__all__ = ["market"]

SAID = ["passion", "region", "naissance", "foyer", "activite", "canal"]


@pytest.fixture
async def crowd(market: Market) -> list[Listing]:
    found = await a_crowd(17)
    await jobs.compute()
    return found


async def rented(market: Market, crowd: list[Listing]) -> tuple[Principal, uuid.UUID]:
    brand = await a_brand()
    return brand, await a_rental(market, brand, crowd[0].persona)


async def test_the_api_says_what_is_rented_in_both_languages(market: Market, crowd: list[Listing]) -> None:
    brand, agreement = await rented(market, crowd)
    assert brand.seat
    async with browser(market.app, brand) as client:
        (listed,) = (await client.get("/v1/rentals")).json()
        one = (await client.get(f"/v1/rentals/{agreement}")).json()
    assert listed == one
    assert listed["card"]["address"] == CYCLISTS
    assert [it["claim"] for it in listed["card"]["said"]] == SAID
    assert listed["card"]["said"][1]["value"] == {"fr": "Bretagne", "en": "Brittany"}
    assert "Bretagne" in listed["card"]["portrait"]["fr"]
    lasting = names.name("persona", crowd[0].persona, names.for_brand(brand.seat.brand))
    assert (listed["persona"], listed["handle"]) == (lasting, names.handle(lasting))
    assert listed["face"] == f"/faces/{names.mask_seed(lasting).hex()}.svg"


async def test_the_card_stays_as_it_was_when_it_is_in_no_catalogue_any_more(
    market: Market, crowd: list[Listing]
) -> None:
    brand, agreement = await rented(market, crowd)
    assert brand.seat
    before = (await queries.of_brand(brand.seat.brand, agreement)).card
    await fetch("update personas.personas set state = 'hidden'")
    await jobs.compute()
    assert await fetch_value("select count(*) from catalogue.classes") == 0
    assert (await queries.of_brand(brand.seat.brand, agreement)).card == before
    async with browser(market.app, brand) as client:
        (listed,) = (await client.get("/v1/rentals")).json()
        assert [it["claim"] for it in listed["card"]["said"]] == SAID


async def test_a_rental_from_before_cards_were_kept_has_none(market: Market, crowd: list[Listing]) -> None:
    brand, _ = await rented(market, crowd)
    await fetch("update rentals.rentals set card = null, card_said = null")
    async with browser(market.app, brand) as client:
        (listed,) = (await client.get("/v1/rentals")).json()
    assert listed["card"] is None
    assert listed["handle"]


async def test_what_the_vocabulary_has_dropped_since_is_left_out(
    market: Market, crowd: list[Listing]
) -> None:
    brand, _ = await rented(market, crowd)
    said = json.dumps([["gone", 0, "gone"], ["region", 0, "atlantide"], ["region", 0, "bretagne"]])
    await fetch("update rentals.rentals set card_said = $1", said)
    async with browser(market.app, brand) as client:
        (listed,) = (await client.get("/v1/rentals")).json()
    assert [it["code"] for it in listed["card"]["said"]] == ["bretagne"]


async def test_the_two_columns_are_filled_together_or_not_at_all(
    market: Market, crowd: list[Listing], owner: asyncpg.Connection
) -> None:
    await rented(market, crowd)
    for half in ("card = null", "card_said = null"):
        with pytest.raises(asyncpg.CheckViolationError, match="rentals_card"):
            await fetch(f"update rentals.rentals set {half}")
    # Control: without the constraint a rental could have an address that says nothing.
    await owner.execute("alter table rentals.rentals drop constraint rentals_card")
    await fetch("update rentals.rentals set card_said = null")


def test_a_card_survives_its_columns() -> None:
    card = RentedCard(
        "velo-19-standard", (Saying("passion", 0, "velo"), Saying("repare-avant", 0, "repare-avant"))
    )
    assert kept(*columns(card)) == card
    assert kept(*columns(None)) is None
    assert card.sayable == card.said
    assert "vélo" in card.portrait("fr")
