"""Killed at every statement, the act and its consent are both done, or neither: beginning, ending, giving up."""

import uuid
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from market.base.database import fetch, transaction
from market.money.events import OrderPaid
from market.rentals.actions.activate import abandon, on_order_paid
from market.rentals.actions.end import withdraw
from market.rentals.queries import locked
from tests.conftest import FreshDatabase
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.rentals.consents.consenting import open_consents, rental_of
from tests.rentals.renewal.test_crashes import Deadline, killed

__all__ = ["market"]

Act = Callable[[], Awaitable[object]]


async def _states(agreement: uuid.UUID) -> tuple[str, str, int]:
    row = (
        await fetch(
            "select r.state, c.state as consent, (select count(*) from rentals.consent_events) as events"
            " from rentals.rentals r join rentals.consents c on c.rental = r.id where r.agreement = $1",
            agreement,
        )
    )[0]
    return row["state"], row["consent"], row["events"]


async def at_every_statement(agreement: uuid.UUID, act: Act) -> tuple[str, str, int]:
    """The act killed at each of its statements in turn; what stands once it was done."""
    before, points = await _states(agreement), 0
    while True:
        points += 1
        with pytest.MonkeyPatch.context() as patch:
            dead = await killed(act(), Deadline(patch, points, after=False))
        after = await _states(agreement)
        assert await open_consents() == 0, points
        if not dead:
            break
        assert after == before, points
    assert points > 8, "every statement is a point"
    return after


async def test_switching_off_ends_both_or_neither(market: Market) -> None:
    holder = await a_holder()
    agreement = await market.rented(await a_brand(), await a_persona(holder))
    done = await at_every_statement(agreement, lambda: withdraw(holder, agreement))
    assert done == ("Terminated", "withdrawn", 4)


async def test_a_beginning_gives_both_or_neither(market: Market) -> None:
    requested = await market.request(await a_brand(), await a_persona(await a_holder()))
    rental = await rental_of(requested.agreement)
    order, now = (await fetch("select order_id, base.now() from rentals.rentals"))[0]

    async def begin() -> None:
        async with transaction():
            await on_order_paid(OrderPaid(order, [rental], now))

    done = await at_every_statement(requested.agreement, begin)
    assert done == ("Active", "given", 3)


async def test_giving_up_what_was_not_paid_ends_both_or_neither(market: Market) -> None:
    requested = await market.request(await a_brand(), await a_persona(await a_holder()))
    rental = await rental_of(requested.agreement)

    async def give_up() -> None:
        async with transaction():
            await abandon(await locked(rental))

    done = await at_every_statement(requested.agreement, give_up)
    assert done == ("Terminated", "expired", 3)


async def test_a_connection_that_is_cut_in_the_middle_leaves_neither(
    market: Market, database: FreshDatabase
) -> None:
    """Killed by the server itself, between the consent's move and the commit."""
    holder = await a_holder()
    agreement = await market.rented(await a_brand(), await a_persona(holder))
    before = await _states(agreement)
    admin = await asyncpg.connect(database.superuser)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError)):
        async with transaction():
            await withdraw(holder, agreement)
            assert (await _states(agreement))[:2] == ("Terminated", "withdrawn")
            pid = (await fetch("select pg_backend_pid() as pid"))[0]["pid"]
            await admin.execute("select pg_terminate_backend($1, 2000)", pid)
            await fetch("select 1")
    await admin.close()
    assert await _states(agreement) == before
    await withdraw(holder, agreement)
    assert (await _states(agreement))[:2] == ("Terminated", "withdrawn")
