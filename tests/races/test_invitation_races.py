"""The last place of a month, and an invitation against the end: decided under the rental's lock.

Each race is shown to be caught: without the lock the table refuses, and without both a fifth goes out.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from market.base.database import fetch_value, transaction
from market.relations.actions import invite
from market.relations.actions.invite import react, send
from market.relations.errors import TooManyInvitations
from market.relations.rules import Reaction
from market.rentals import queries as rentals
from market.rentals import record
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalAlreadyEnded
from market.rentals.queries import RentalRow
from tests.conftest import FreshDatabase
from tests.market import Market, market
from tests.races.conftest import CONTENDERS, at_once
from tests.relations.helpers import Relation, a_paid_relation, a_relation, an_offer

__all__ = ["market"]


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the lock away: everyone looks first and writes a moment later."""

    async def looked_at(rental: uuid.UUID) -> RentalRow:
        agreement = await fetch_value("select agreement from rentals.rentals where id = $1", rental)
        brand = await fetch_value("select brand from rentals.rentals where id = $1", rental)
        return await rentals.of_brand(brand, agreement)

    async def late(*arguments: object) -> tuple[int, int]:
        found = await place(*arguments)  # type: ignore[arg-type]
        await asyncio.sleep(0.05)
        return found

    async def nothing(*arguments: object) -> None:
        """The record's own order is not the matter here."""

    place = invite._place
    monkeypatch.setattr(rentals, "locked", looked_at)
    monkeypatch.setattr(invite, "_place", late)
    monkeypatch.setattr(record, "write", nothing)


async def invitations() -> int:
    return int(await fetch_value("select count(*) from relations.invitations"))


async def one_place_left() -> list[Callable[[], Awaitable[object]]]:
    relation, offer = await a_relation(), await an_offer()
    for _ in range(3):
        await send(relation.brand, relation.agreement, offer)
    return [lambda: send(relation.brand, relation.agreement, offer)] * CONTENDERS


async def test_twenty_want_the_last_place_and_one_gets_it(arena: FreshDatabase) -> None:
    results = await at_once(await one_place_left())
    refused = [result for result in results if isinstance(result, TooManyInvitations)]
    assert len(refused) == CONTENDERS - 1
    assert await invitations() == 4


async def test_without_the_lock_the_table_still_refuses_the_fifth(
    arena: FreshDatabase, unlocked: None
) -> None:
    results = await at_once(await one_place_left())
    refused = [result for result in results if isinstance(result, asyncpg.UniqueViolationError)]
    assert len(refused) == CONTENDERS - 1
    assert await invitations() == 4


async def test_without_lock_and_constraint_a_fifth_would_go_out(unlocked: None, arena: FreshDatabase) -> None:
    owner = await asyncpg.connect(arena.owner)
    await owner.execute("alter table relations.invitations drop constraint invitations_number")
    await owner.close()
    await at_once(await one_place_left())
    assert await invitations() > 4


async def against_the_end(act: Callable[[], Awaitable[object]], relation: Relation) -> object:
    """Start `act` while the withdrawal is done but not committed; its result, or how it was refused."""
    done, commit = asyncio.Event(), asyncio.Event()

    async def end() -> None:
        async with transaction():
            await withdraw(relation.holder, relation.agreement)
            done.set()
            await commit.wait()

    async def contend() -> object:
        try:
            return await act()
        except RentalAlreadyEnded as refusal:
            return refusal

    ending = asyncio.create_task(end())
    await done.wait()
    contender = asyncio.create_task(contend())
    await asyncio.sleep(0.1)
    commit.set()
    await ending
    return await contender


async def test_an_invitation_that_meets_the_end_waits_and_is_refused(market: Market) -> None:
    relation, offer = await a_paid_relation(market), await an_offer()
    result = await against_the_end(lambda: send(relation.brand, relation.agreement, offer), relation)
    assert isinstance(result, RentalAlreadyEnded)
    assert await invitations() == 0


async def test_an_answer_that_meets_the_end_waits_and_is_refused(market: Market) -> None:
    relation = await a_paid_relation(market)
    sent = await send(relation.brand, relation.agreement, await an_offer())
    result = await against_the_end(
        lambda: react(relation.holder, relation.agreement, sent.id, Reaction.INTERESTED), relation
    )
    assert isinstance(result, RentalAlreadyEnded)
    assert await fetch_value("select count(*) from relations.reactions") == 0


async def test_without_the_lock_an_invitation_would_slip_past_the_end(market: Market, unlocked: None) -> None:
    """The control."""
    relation, offer = await a_paid_relation(market), await an_offer()
    await against_the_end(lambda: send(relation.brand, relation.agreement, offer), relation)
    assert await invitations() == 1


async def test_the_end_waits_for_an_invitation_that_came_first(market: Market) -> None:
    relation, offer = await a_paid_relation(market), await an_offer()
    results = await at_once(
        [
            lambda: send(relation.brand, relation.agreement, offer),
            lambda: withdraw(relation.holder, relation.agreement),
        ]
    )
    events = [event.kind for event in await record.read(relation.rental)]
    if isinstance(results[0], Exception):
        assert isinstance(results[0], RentalAlreadyEnded)
        assert events == ["agreed", "activated", "ended"]
    else:
        assert events == ["agreed", "activated", "invited", "ended"]
