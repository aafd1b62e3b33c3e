"""A stop against what happens at the same moment: a rental under way, a withdrawal, a second stop."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from market.accounts import queries as accounts
from market.accounts.refusals import BrandNotMovable
from market.base.database import fetch, fetch_value, transaction
from market.operators.actions.brands import stop_brand
from market.operators.actions.personas import stop_persona
from market.personas.rules import NotInThisState
from market.rentals.actions.end import withdraw
from market.rentals.errors import BrandNotApproved
from tests.factories import a_holder, a_persona
from tests.market import Market, market
from tests.operators.helpers import BREACH, FALSE, an_operator, an_owner
from tests.races.conftest import at_once
from tests.relations.helpers import brand_of

__all__ = ["market"]


async def held_open(act: Callable[[], Awaitable[object]], during: Callable[[], Awaitable[object]]) -> object:
    """Do `act` but hold its commit back while `during` starts; the result of `during`."""
    done, commit = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with transaction():
            await act()
            done.set()
            await commit.wait()

    async def second() -> object:
        return await during()

    holding = asyncio.create_task(first())
    await done.wait()
    meeting = asyncio.create_task(second())
    await asyncio.sleep(0.1)
    commit.set()
    await holding
    return await asyncio.wait_for(meeting, 10)


async def unended() -> int:
    return int(
        await fetch_value("select count(*) from rentals.rentals where state not in ('Terminated', 'Expired')")
    )


async def test_a_rental_that_is_being_made_ends_with_the_brand(market: Market) -> None:
    operator, owner, persona = await an_operator(), await an_owner(), await a_persona(await a_holder())
    ended = await held_open(
        lambda: market.request(owner, persona), lambda: stop_brand(operator, brand_of(owner), BREACH)
    )
    assert (ended, await unended()) == (1, 0)


async def test_without_the_hold_on_the_brand_a_rental_would_outlive_it(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: `rent` reads the brand without holding it."""
    operator, owner, persona = await an_operator(), await an_owner(), await a_persona(await a_holder())
    monkeypatch.setattr(accounts, "brand_held", accounts.brand)
    await held_open(
        lambda: market.request(owner, persona), lambda: stop_brand(operator, brand_of(owner), BREACH)
    )
    assert await unended() == 1


async def test_a_rental_that_comes_during_the_stop_waits_and_is_refused(market: Market) -> None:
    operator, owner, persona = await an_operator(), await an_owner(), await a_persona(await a_holder())
    with pytest.raises(BrandNotApproved):
        await held_open(
            lambda: stop_brand(operator, brand_of(owner), BREACH), lambda: market.request(owner, persona)
        )
    assert await unended() == 0


async def test_a_rental_that_is_being_made_ends_with_the_persona(market: Market) -> None:
    operator, owner, persona = await an_operator(), await an_owner(), await a_persona(await a_holder())
    ended = await held_open(
        lambda: market.request(owner, persona), lambda: stop_persona(operator, persona, FALSE)
    )
    assert (ended, await unended()) == (1, 0)


async def test_two_operators_stop_a_brand_or_a_persona_once(market: Market) -> None:
    first, second, owner = await an_operator(), await an_operator(), await an_owner()
    persona = await a_persona(await a_holder())
    await market.rented(owner, persona)
    for act, refusal in (
        (lambda who: stop_persona(who, persona, FALSE), NotInThisState),
        (lambda who: stop_brand(who, brand_of(owner), BREACH), BrandNotMovable),
    ):
        results = await at_once([lambda act=act: act(first), lambda act=act: act(second)])
        assert sorted(isinstance(result, refusal) for result in results) == [False, True]
    await market.quiet()
    assert len(await market.refunds()) == 1
    assert len(await fetch("select 1 from operators.decisions")) == 2
    assert await market.findings() == []


async def test_a_stop_that_meets_a_withdrawal_goes_on_with_the_rest(market: Market) -> None:
    operator, owner, holder = await an_operator(), await an_owner(), await a_holder()
    switched_off = await market.rented(owner, await a_persona(holder))
    await market.rented(owner, await a_persona(holder))
    await held_open(
        lambda: withdraw(holder, switched_off), lambda: stop_brand(operator, brand_of(owner), BREACH)
    )
    assert await unended() == 0
    await market.quiet()
    assert len(await market.refunds()) == 2
    assert await market.findings() == []
