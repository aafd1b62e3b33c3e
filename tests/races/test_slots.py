"""Twenty brands, one slot, one winner; a lapsed hold is nobody's; the control shows that the index decides."""

import asyncio
import uuid
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.database import DB, fetch, fetch_value, transaction
from market.base.ids import new_id
from market.personas import slots
from market.personas.slots import AlreadyRented, PersonaUnavailable
from tests.conftest import FreshDatabase
from tests.factories import a_holder, a_persona

CONTENDERS = 20


async def take(persona: uuid.UUID, start: asyncio.Event, brand: uuid.UUID | None = None) -> str:
    await start.wait()
    try:
        async with transaction():
            held_until = await clock.now() + timedelta(minutes=15)
            await slots.take(persona, brand or new_id(), new_id(), held_until)
            await asyncio.sleep(0.005)
        return "won"
    except PersonaUnavailable:
        return "unavailable"
    except AlreadyRented:
        return "already"


async def contend(persona: uuid.UUID, brand: uuid.UUID | None = None) -> list[str]:
    start = asyncio.Event()
    tasks = [asyncio.create_task(take(persona, start, brand)) for _ in range(CONTENDERS)]
    start.set()
    return await asyncio.gather(*tasks)


@pytest.fixture
async def wide(database: FreshDatabase) -> None:
    """As many connections as contenders, so that they really meet."""
    await DB.close()
    await DB.open(database.service, minimum=CONTENDERS, maximum=CONTENDERS)


@pytest.mark.parametrize("capacity", [1, 3])
async def test_as_many_brands_win_as_there_are_slots(wide: None, capacity: int) -> None:
    persona = await a_persona(await a_holder(), capacity=capacity)
    for _ in range(3):
        results = await contend(persona)
        assert results.count("won") == capacity
        assert results.count("unavailable") == CONTENDERS - capacity
        await clock.travel(timedelta(minutes=15))


async def test_one_brand_has_one_slot_however_often_it_asks_at_once(wide: None) -> None:
    persona = await a_persona(await a_holder(), capacity=5)
    results = await contend(persona, new_id())
    assert results.count("won") == 1


async def test_without_the_index_several_would_win(wide: None, owner: asyncpg.Connection) -> None:
    """The control: the same race with the unique index replaced by a plain one."""
    await owner.execute(
        "drop index personas.slots_one_rental;"
        "create unique index slots_one_rental on personas.slots (persona, number, id) where released_at is null"
    )
    persona = await a_persona(await a_holder())
    winners = 0
    start = asyncio.Event()

    async def careless() -> None:
        nonlocal winners
        await start.wait()
        async with transaction():
            if not await fetch_value("select 1 from personas.slots where persona = $1", persona):
                await asyncio.sleep(0.02)
                await fetch_value(
                    "insert into personas.slots (id, persona, number, brand, rental, held_until)"
                    " values ($1, $2, 1, $3, $1, base.now() + interval '15 minutes') returning 1",
                    *(new_id(), persona, new_id()),
                )
                winners += 1

    tasks = [asyncio.create_task(careless()) for _ in range(CONTENDERS)]
    start.set()
    await asyncio.gather(*tasks)
    assert winners > 1


async def test_a_hold_that_lapsed_is_taken_by_the_next_and_cannot_be_paid_any_more(
    database: FreshDatabase,
) -> None:
    persona = await a_persona(await a_holder())
    first, second = new_id(), new_id()
    async with transaction():
        await slots.take(persona, new_id(), first, await clock.now() + timedelta(minutes=15))
    with pytest.raises(PersonaUnavailable):
        async with transaction():
            await slots.take(persona, new_id(), new_id(), await clock.now() + timedelta(minutes=15))
    await clock.travel(timedelta(minutes=15))
    async with transaction():
        assert not await slots.occupy(first, await clock.now() + timedelta(days=31)), "its hold is over"
        await slots.take(persona, new_id(), second, await clock.now() + timedelta(minutes=15))
        assert await slots.occupy(second, await clock.now() + timedelta(days=31))


async def test_a_slot_is_free_again_when_its_rental_is_over_without_any_job(database: FreshDatabase) -> None:
    persona = await a_persona(await a_holder())
    rental = new_id()
    async with transaction():
        await slots.take(persona, new_id(), rental, await clock.now() + timedelta(minutes=15))
        await slots.occupy(rental, await clock.now() + timedelta(days=31))
    await clock.travel(timedelta(days=31))
    async with transaction():
        await slots.take(persona, new_id(), new_id(), await clock.now() + timedelta(minutes=15))


async def test_a_rental_has_one_place(database: FreshDatabase) -> None:
    """Renewals hand places on: two of one rental's would free only one of them at its end."""
    persona = await a_persona(await a_holder(), capacity=2)
    one, two = new_id(), new_id()
    async with transaction():
        for rental in (one, two):
            await slots.take(persona, new_id(), rental, await clock.now() + timedelta(minutes=15))
    with pytest.raises(asyncpg.UniqueViolationError, match="slots_rental"):
        await fetch("update personas.slots set rental = $1 where rental = $2", one, two)
