"""Baskets that want each other's personas: whole ones win, none waits in a circle, nobody gets half."""

import uuid
from collections.abc import AsyncIterator

import asyncpg
import pytest

from market.base.access import Principal
from market.base.database import DB, fetch, fetch_value
from market.rentals.actions import basket as baskets
from market.rentals.actions.basket import Basket, rent_several
from market.rentals.actions.lines import Wanted
from market.rentals.errors import BasketRefused
from tests.factories import a_brand, a_holder, a_persona, stand_under_a_card
from tests.market import Market, market
from tests.races.conftest import CONTENDERS, at_once

__all__ = ["market"]

PERSONAS = 6


@pytest.fixture
async def wide(market: Market) -> AsyncIterator[Market]:
    await DB.close()
    await DB.open(market.database.service, minimum=CONTENDERS, maximum=CONTENDERS + 4)
    yield market


@pytest.fixture
async def brands(wide: Market) -> list[Principal]:
    return [await a_brand(name=f"Marque {n}") for n in range(CONTENDERS)]


async def people() -> list[uuid.UUID]:
    found = []
    for _ in range(PERSONAS):
        found.append(await a_persona(await a_holder()))
        await stand_under_a_card(found[-1])
    return found


async def contend(brands: list[Principal], personas: list[uuid.UUID]) -> list[Basket | Exception]:
    """Half ask for them in one order, half in the other."""

    def asked(turned: bool) -> list[Wanted]:
        chosen = personas[::-1] if turned else personas
        return [Wanted(it, "standard", "P1M", 1900, ("benefits",)) for it in chosen]

    return await at_once(
        [
            lambda who=who, at=at: rent_several(who, asked(bool(at % 2)), uuid.uuid4().hex, "/rentals")
            for at, who in enumerate(brands)
        ]  # type: ignore[misc]
    )


async def test_of_twenty_baskets_with_the_same_personas_one_is_rented_whole(brands: list[Principal]) -> None:
    for number in range(1, 3):
        personas = await people()
        results = await contend(brands, personas)
        assert all(isinstance(it, Basket | BasketRefused) for it in results), results
        assert sum(isinstance(it, Basket) for it in results) == 1
        assert (
            await fetch_value("select count(*) from personas.slots where released_at is null")
            == PERSONAS * number
        )
        assert await fetch_value("select count(*) from money.orders") == number
        owners = await fetch(
            "select count(distinct brand) as many from rentals.rentals where persona = any($1)", personas
        )
        assert owners[0]["many"] == 1


async def test_control_without_one_order_of_taking_places_baskets_wait_in_a_circle(
    brands: list[Principal], monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_asked(numbers: range, key: object) -> list[int]:
        return list(numbers)

    monkeypatch.setattr(baskets, "sorted", as_asked, raising=False)
    for _ in range(5):
        results = await contend(brands, await people())
        if any(isinstance(it, asyncpg.DeadlockDetectedError) for it in results):
            return
    raise AssertionError("nobody waited in a circle")
