"""Whole rentals that meet: one winner, nobody else charged, and money that is counted once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.access import Principal
from market.base.database import DB, fetch, fetch_value
from market.base.errors import Refusal
from market.base.jobs import drain
from market.money import payments
from market.money.sandbox import deliver_due
from market.personas import slots
from market.personas.slots import PersonaUnavailable
from market.rentals.actions.end import Ending, withdraw
from market.rentals.actions.rent import Requested, Wanted, rent
from market.rentals.errors import RentalAlreadyEnded
from market.rentals.jobs import sweep_lapsed
from market.wiring import JOBS
from tests.factories import a_brand, a_holder, a_persona, stand_under_a_card
from tests.market import Market, market
from tests.races.conftest import CONTENDERS, at_once

__all__ = ["market"]

ROUNDS = 6


@pytest.fixture
async def wide(market: Market) -> AsyncIterator[Market]:
    """A market with a connection for each contender, so that they really meet."""
    await DB.close()
    await DB.open(market.database.service, minimum=CONTENDERS, maximum=CONTENDERS + 4)
    yield market


async def charged() -> int:
    return int(
        await fetch_value(
            "select count(*) from sandbox.objects where kind = 'charge' and body->>'paid' = 'true'"
        )
    )


async def contend(market: Market, brands: list[Principal]) -> list[Requested]:
    """Every brand asks for the one persona at once, and whoever may pay pays. Those who may."""
    persona = await a_persona(await a_holder())
    await stand_under_a_card(persona)
    wanted = Wanted(persona, "standard", "P1M", 1900, ("benefits",))
    results = await at_once(
        [lambda who=who: rent(who, wanted, str(persona), "/v1/rentals") for who in brands]
    )  # type: ignore[misc]
    won = [it for it in results if isinstance(it, Requested)]
    assert all(
        isinstance(it, PersonaUnavailable | Requested | asyncpg.UniqueViolationError) for it in results
    ), results
    for it in won:
        await market.pay(it)
    await market.quiet()
    return won


async def test_of_twenty_brands_one_rents_and_no_one_else_is_charged(wide: Market) -> None:
    brands = [await a_brand(name=f"Marque {n}") for n in range(CONTENDERS)]
    for number in range(1, 4):
        won = await contend(wide, brands)
        assert len(won) == 1
        assert await charged() == number
        assert await fetch_value("select count(*) from money.orders") == number, "nobody else has an order"
        assert await wide.state(won[0].agreement) == "Active"
    assert await fetch_value("select count(*) from rentals.rentals") == 3
    assert await wide.refunds() == []
    assert await wide.findings() == []


async def test_without_lock_and_index_several_would_be_charged(
    wide: Market, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the unique index is gone, and taking a slot looks without locking."""
    await owner.execute("drop index personas.slots_one_rental")

    async def careless(persona: object, brand: object, rental: object, held_until: object) -> None:
        if await fetch_value("select 1 from personas.slots where persona = $1", persona):
            raise PersonaUnavailable()
        await asyncio.sleep(0.5)  # long enough for others to look before it writes
        await fetch(
            "insert into personas.slots (id, persona, number, brand, rental, held_until)"
            " values (gen_random_uuid(), $1, 1, $2, $3, $4)",
            *(persona, brand, rental, held_until),
        )

    monkeypatch.setattr(slots, "take", careless)
    won = await contend(wide, [await a_brand(name=f"Marque {n}") for n in range(CONTENDERS)])
    assert len(won) > 1 and await charged() > 1


async def test_of_twenty_withdrawals_one_ends_and_refunds(wide: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await wide.rented(brand, await a_persona(holder))
    results = await at_once([lambda: withdraw(holder, agreement)] * CONTENDERS)
    assert sum(isinstance(it, Ending) for it in results) == 1
    assert sum(isinstance(it, RentalAlreadyEnded) for it in results) == CONTENDERS - 1
    await wide.quiet()
    ((amount, status),) = await wide.refunds()
    assert (status, await wide.state(agreement)) == ("succeeded", "Terminated")
    assert await fetch_value("select count(*) from sandbox.objects where kind = 'refund'") == 1
    assert await fetch_value("select refunded from rentals.rentals") == amount
    assert await wide.findings() == []


async def test_a_payment_that_meets_the_lapse_of_its_hold_is_a_rental_or_goes_back_whole(
    wide: Market,
) -> None:
    """The webhook of a success and the sweep of lapsed holds at the very moment; never both, never neither."""
    seen = set()
    for number in range(ROUNDS):
        brand, persona = await a_brand(name=f"Marque {number}"), await a_persona(await a_holder())
        requested = await wide.request(brand, persona)
        wide.webhooks = False
        await wide.pay(requested)
        wide.webhooks = True
        held_until = await fetch_value(
            "select held_until from rentals.rentals where agreement = $1", requested.agreement
        )
        # A moment before, or at it: both orders come up.
        await clock.travel_to(held_until - timedelta(milliseconds=30 * (number % 3)))
        await asyncio.gather(told(wide), lapse(), told(wide), lapse())
        await clock.travel(timedelta(seconds=2))
        await lapse()
        await wide.quiet()
        await wide.sweep()
        refunds = await fetch_value(
            "select coalesce(sum(f.amount), 0) from money.refunds f join money.payments p on p.id = f.payment_id"
            " join rentals.rentals r on r.order_id = p.order_id where r.agreement = $1",
            requested.agreement,
        )
        seen.add((await wide.state(requested.agreement), int(refunds)))
    assert seen <= {("Active", 0), ("Terminated", 1900)} and seen
    assert await wide.findings() == []


async def test_a_success_that_is_told_again_during_the_withdrawal_revives_nothing(wide: Market) -> None:
    for number in range(ROUNDS):
        holder, brand = await a_holder(), await a_brand(name=f"Marque {number}")
        agreement = await wide.rented(brand, await a_persona(holder))
        results = await at_once([lambda who=holder, it=agreement: withdraw(who, it), *[again] * 4])  # type: ignore[misc]
        assert not [it for it in results if isinstance(it, Exception)], results
        await wide.quiet()
        assert await wide.state(agreement) == "Terminated"
        assert len(await wide.refunds()) == number + 1
    assert await wide.findings() == []


async def told(market: Market) -> None:
    """What Stripe has to say arrives, and the worker acts on it."""
    await deliver_due(await market.sandbox.pool(), market._post)
    await drain(JOBS)


async def lapse() -> None:
    try:
        await sweep_lapsed()
    except Refusal:  # the payment was first
        pass


async def again() -> None:
    """The janitor, and a webhook that comes a second time, apply the payments as Stripe has them now."""
    for row in await fetch("select id from money.payments"):
        await payments.ask_payment(row["id"])
