"""While a brand rents exclusively no other has a place of the persona: the database says so, whoever asks."""

import uuid
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.database import fetch, fetch_value, transaction
from market.personas import actions as personas
from market.personas import slots
from market.personas.rules import OfferImpossible
from market.personas.slots import PersonaUnavailable
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.rentals.negotiation.asking import Request, a_request, asked

__all__ = ["market"]

INSERT = (
    "insert into personas.slots (id, persona, number, brand, rental, held_until, exclusive)"
    " values ($1, $2, $3, $4, $1, base.now() + interval '1 day', $5)"
)


async def place(persona: uuid.UUID, number: int, *, exclusive: bool) -> None:
    """As some code of tomorrow might write it, that asks nobody."""
    await fetch(INSERT, uuid.uuid4(), persona, number, uuid.uuid4(), exclusive)


async def test_the_database_has_no_place_beside_an_exclusive_one(market: Market) -> None:
    persona = await a_persona(await a_holder(), capacity=3)
    await place(persona, 2, exclusive=True)
    for number, exclusive in ((1, False), (3, True), (10, False)):
        with pytest.raises(asyncpg.ExclusionViolationError) as refused:
            await place(persona, number, exclusive=exclusive)
        assert refused.value.constraint_name == "slots_exclusive"
    await place(await a_persona(await a_holder()), 1, exclusive=True)  # another persona's is its own
    await fetch("update personas.slots set released_at = base.now() where persona = $1", persona)
    await place(persona, 1, exclusive=False)
    await place(persona, 3, exclusive=False)
    with pytest.raises(asyncpg.ExclusionViolationError):
        await place(persona, 2, exclusive=True)


async def test_without_the_wall_there_would_be_two(market: Market, owner: asyncpg.Connection) -> None:
    await owner.execute("alter table personas.slots drop constraint slots_exclusive")
    persona = await a_persona(await a_holder(), capacity=3)
    await place(persona, 2, exclusive=True)
    await place(persona, 1, exclusive=False)


async def test_an_exclusive_rental_keeps_everybody_else_out_for_as_long_as_it_runs(market: Market) -> None:
    request = await a_request(market, "exclusive")
    other = await a_brand(name="Brume")
    with pytest.raises(PersonaUnavailable):  # while it is only asked for, too
        await asked(market, request.holder, other, request.persona, variant="exclusive")
    await request.accept()
    assert await market.state(request.agreement) == "Active"
    with pytest.raises(PersonaUnavailable):
        await asked(market, request.holder, other, request.persona, variant="exclusive")
    await clock.travel(timedelta(days=32))  # over by the clock, and nobody recorded it
    late = await asked(market, request.holder, other, request.persona, variant="exclusive")
    assert (await late.row()).phase == "unpaid"


async def test_what_runs_exclusively_goes_on_so_when_its_holder_opens_more_places(market: Market) -> None:
    """A new offer with three places does not let others in beside the one that was promised to be alone."""
    request = await a_request(market, "exclusive")
    await request.accept()
    await fetch("update personas.personas set published_at = published_at - interval '31 days'")
    await personas.publish(
        request.holder, request.persona, variant="standard", period="P1M", price_step=1900, capacity=3
    )
    async with transaction():
        assert await slots.full(request.persona)
    with pytest.raises(PersonaUnavailable):
        await market.request(await a_brand(name="Brume"), request.persona)


async def test_what_others_rent_already_is_asked_for_by_nobody_exclusively(market: Market) -> None:
    holder = await a_holder()
    persona = await a_persona(holder, capacity=3)
    await market.rented(await a_brand(name="Brume"), persona)
    await fetch("update personas.personas set published_at = published_at - interval '31 days'")
    await personas.publish(holder, persona, variant="exclusive", period="P1M", price_step=4900)
    with pytest.raises(PersonaUnavailable):
        await asked(market, holder, await a_brand(), persona, variant="exclusive", price_step=4900)


async def test_exclusive_terms_have_one_place(market: Market) -> None:
    holder = await a_holder()
    with pytest.raises(OfferImpossible) as refused:
        await a_persona(holder, variant="exclusive", capacity=2)
    assert refused.value.facts == {"field": "capacity", "value": 2, "most": 1}


async def test_a_place_that_was_offered_exclusively_and_declined_is_nobodys(market: Market) -> None:
    request: Request = await a_request(market, capacity=2)
    await request.offer("exclusive", "P1M", 4900)
    assert await fetch_value("select exclusive from personas.slots where released_at is null")
    with pytest.raises(PersonaUnavailable):
        await asked(market, request.holder, await a_brand(name="Brume"), request.persona)
    await request.withdraw()
    other = await asked(market, request.holder, await a_brand(name="Bruyère"), request.persona)
    assert (await other.row()).phase == "unpaid"
