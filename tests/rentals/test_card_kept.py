"""A rental keeps the card it was rented under, and says what the persona is when that card is gone."""

import uuid

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from market.base import clock, names, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.catalogue import jobs
from market.rentals import queries
from market.rentals.actions.end import withdraw
from market.rentals.cards import RentedCard, Saying, rented_card, sealed, unsealed
from tests.catalogue.crowds import CYCLISTS, Listing, a_crowd, browser, erase
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
    await fetch("update rentals.rentals set card_sealed = null")
    async with browser(market.app, brand) as client:
        (listed,) = (await client.get("/v1/rentals")).json()
    assert listed["card"] is None
    assert listed["handle"]


async def test_what_the_vocabulary_has_dropped_since_is_left_out(
    market: Market, crowd: list[Listing]
) -> None:
    brand, _ = await rented(market, crowd)
    said = [("gone", 0, "gone"), ("region", 0, "atlantide"), ("region", 0, "bretagne")]
    (row,) = await fetch("select id, holder from rentals.rentals")
    blob = await queries.sealed_card(row["id"], row["holder"], rented_card("gone", said))
    await fetch("update rentals.rentals set card_sealed = $1", blob)
    async with browser(market.app, brand) as client:
        (listed,) = (await client.get("/v1/rentals")).json()
    assert [it["code"] for it in listed["card"]["said"]] == ["bretagne"]


async def test_of_what_the_card_said_nothing_stands_in_clear_beside_the_persona(
    market: Market, crowd: list[Listing]
) -> None:
    """P6: the catalogue's cards go with their day; the rental's row would have said it for ever."""
    brand, agreement = await rented(market, crowd)
    assert brand.seat
    card = (await queries.of_brand(brand.seat.brand, agreement)).card
    assert card and card.address == CYCLISTS
    (row,) = await fetch("select r::text as row from rentals.rentals r")
    hidden = {card.address, *(f'"{it.code}"' for it in card.said)}
    assert not {it for it in hidden if it in row["row"]}
    # Control: the search would find it.
    async with transaction():
        await fetch("update rentals.rentals set end_reason = left($1, 32)", f'"{card.said[0].code}"')
        (row,) = await fetch("select r::text as row from rentals.rentals r")
        assert f'"{card.said[0].code}"' in row["row"].replace('""', '"')


async def test_an_ended_rental_says_no_card_whoever_ended_it_and_whoever_left(
    market: Market, crowd: list[Listing]
) -> None:
    """P5: a card that went with its holder's key would show which old rentals belong to one person."""
    brand, ended = await rented(market, crowd)
    running = await a_rental(market, brand, crowd[1].persona)
    assert brand.seat
    assert (await queries.of_brand(brand.seat.brand, running)).card
    await withdraw(crowd[0].holder, ended)
    before = await queries.of_brand(brand.seat.brand, ended)
    assert before.card is None and before.price == 1900
    async with browser(market.app, brand) as client:
        answer = (await client.get(f"/v1/rentals/{ended}")).content
        await erase(crowd[0].holder)
        assert (await client.get(f"/v1/rentals/{ended}")).content == answer, "who left is not told"
    # Without its key what is left of the card opens for nobody.
    assert await fetch_value("select count(*) from rentals.rentals where card_sealed is not null") == 2


async def test_a_card_is_told_until_the_clock_ends_the_rental_whoever_records_it(
    market: Market, crowd: list[Listing]
) -> None:
    brand, agreement = await rented(market, crowd)
    assert brand.seat
    row = await queries.of_brand(brand.seat.brand, agreement)
    assert row.ends_at and row.card
    await clock.travel_to(row.ends_at)
    over = await queries.of_brand(brand.seat.brand, agreement)
    assert (over.state, over.phase, over.card) == ("Active", "Expired", None)
    await market.sweep()
    (listed,) = await queries.all_of_brand(brand.seat.brand)
    assert (listed.state, listed.card) == ("Expired", None)


async def test_a_card_survives_its_seal() -> None:
    card = RentedCard(
        "velo-19-standard", (Saying("passion", 0, "velo"), Saying("repare-avant", 0, "repare-avant"))
    )
    key, rental = vault.DataKey(AESGCMSIV(AESGCMSIV.generate_key(256)), 1), uuid.uuid4()
    assert unsealed(sealed(card, key, rental), key, rental) == card
    with pytest.raises(vault.SealBroken):
        unsealed(sealed(card, key, rental), key, uuid.uuid4())  # another rental of the same holder
    assert card.sayable == card.said
    assert "vélo" in card.portrait("fr")
