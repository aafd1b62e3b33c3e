"""Whole rentals that meet: one winner, nobody else charged, and money that is counted once."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import asyncpg
import pytest

from contracts.agreement import AGREEMENT
from contracts.states import TransitionRefused
from market.base import clock
from market.base.access import Principal
from market.base.database import DB, fetch, fetch_row, fetch_value, transaction
from market.base.errors import Refusal
from market.base.jobs import drain
from market.money import asking
from market.money.events import OrderPaid
from market.money.orders import LineClosed
from market.money.sandbox import deliver_due
from market.personas import slots
from market.personas.slots import PersonaUnavailable
from market.rentals import queries
from market.rentals.actions import activate
from market.rentals.actions import end as ending
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


async def contend(
    market: Market, brands: list[Principal], losers: type[Exception] = PersonaUnavailable
) -> list[Requested]:
    """Every brand asks for the one persona at once, and whoever may pay pays. Those who may."""
    persona = await a_persona(await a_holder())
    await stand_under_a_card(persona)
    wanted = Wanted(persona, "standard", "P1M", 1900, ("benefits",))
    results = await at_once(
        [lambda who=who: rent(who, wanted, str(persona), "/v1/rentals") for who in brands]
    )  # type: ignore[misc]
    won = [it for it in results if isinstance(it, Requested)]
    assert all(isinstance(it, Requested | losers) for it in results), results
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

    async def careless(
        persona: object, brand: object, rental: object, held_until: object, *, exclusive: bool
    ) -> None:
        assert not exclusive
        if await fetch_value("select 1 from personas.slots where persona = $1", persona):
            raise PersonaUnavailable()
        await asyncio.sleep(0.5)  # long enough for others to look before it writes
        await fetch(
            "insert into personas.slots (id, persona, number, brand, rental, held_until)"
            " values (gen_random_uuid(), $1, 1, $2, $3, $4)",
            *(persona, brand, rental, held_until),
        )

    monkeypatch.setattr(slots, "take", careless)
    brands = [await a_brand(name=f"Marque {n}") for n in range(CONTENDERS)]
    won = await contend(wide, brands, losers=Exception)
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


async def test_without_lock_and_compare_and_set_only_the_moneys_own_wall_is_left(
    wide: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: withdrawals that neither lock nor compare all go on to divide the money."""

    async def unlocked(rental: uuid.UUID) -> queries.RentalRow:
        row = await fetch(f"select {queries.COLUMNS} from rentals.rentals where id = $1", rental)
        await asyncio.sleep(0.3)  # long enough for the others to look before anybody writes
        return await queries.row_of(row[0])

    async def without_comparing(sql: str, *arguments: object) -> list[asyncpg.Record]:
        return await fetch(sql.replace(" and state = any($8)", " and $8::text[] is not null"), *arguments)

    monkeypatch.setattr(ending, "locked", unlocked)
    monkeypatch.setattr(ending, "fetch", without_comparing)
    holder, brand = await a_holder(), await a_brand()
    agreement = await wide.rented(brand, await a_persona(holder))
    results = await at_once([lambda: withdraw(holder, agreement)] * CONTENDERS)
    assert [it for it in results if isinstance(it, LineClosed)], results


async def test_a_payment_that_arrives_once_the_hold_has_lapsed_goes_back_whole_though_no_sweep_ran(
    wide: Market,
) -> None:
    assert await _paid_around_the_lapse(wide, 0, timedelta(0), sweeping=False) == ("Terminated", 1900)
    assert await wide.findings() == []


async def test_a_payment_that_meets_the_lapse_of_its_hold_is_a_rental_or_goes_back_whole(
    wide: Market,
) -> None:
    """The webhook of a success and the sweep of lapsed holds at the very moment; never both, never neither."""
    # Well before, a moment before, and at it: both orders come up, whatever the machine does.
    moments = [timedelta(minutes=1), timedelta(milliseconds=60), timedelta(milliseconds=30), timedelta(0)]
    seen = {
        await _paid_around_the_lapse(wide, number, moments[number % len(moments)])
        for number in range(ROUNDS + 2)
    }
    assert seen == {("Active", 0), ("Terminated", 1900)}
    assert await wide.findings() == []


async def _paid_around_the_lapse(
    market: Market, number: int, before: timedelta, *, sweeping: bool = True
) -> tuple[str, int]:
    """Stripe's word arrives so long before the hold lapses, the sweep beside it: the state, and what went back."""
    brand, persona = await a_brand(name=f"Marque {number}"), await a_persona(await a_holder())
    requested = await market.request(brand, persona)
    market.webhooks = False
    await market.pay(requested)
    market.webhooks = True
    held_until = await fetch_value(
        "select held_until from rentals.rentals where agreement = $1", requested.agreement
    )
    await clock.travel_to(held_until - before)
    await asyncio.gather(told(market), told(market), *([lapse(), lapse()] if sweeping else []))
    if sweeping:
        await clock.travel(before + timedelta(seconds=2))
        await lapse()
    await market.quiet()
    await market.sweep()
    refunds = await fetch_value(
        "select coalesce(sum(f.amount), 0) from money.refunds f join money.payments p on p.id = f.payment_id"
        " join rentals.rentals r on r.order_id = p.order_id where r.agreement = $1",
        requested.agreement,
    )
    return await market.state(requested.agreement), int(refunds)


async def test_control_a_hold_that_never_lapses_would_revive_a_rental_that_is_over(
    wide: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the slot's clock and the state machine, money that comes too late buys what another may have."""

    async def occupied(_: uuid.UUID, __: datetime) -> bool:
        return True

    monkeypatch.setattr(activate.slots, "occupy", occupied)
    monkeypatch.setattr(activate, "AGREEMENT", EveryState())
    assert await _paid_around_the_lapse(wide, 0, timedelta(0), sweeping=False) == ("Active", 0)


class EveryState:
    """A machine that lets every event find every state."""

    def sources(self, event: str) -> tuple[str, ...]:
        return tuple(sorted({*AGREEMENT.sources(event), "Terminated", "Active"}))

    def target(self, event: str) -> str:
        return AGREEMENT.target(event)


async def test_control_only_the_state_machine_keeps_a_withdrawn_rental_from_beginning_anew(
    wide: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An order that is told paid once more, past the books: refused as it stands, revived without the machine."""
    holder, brand = await a_holder(), await a_brand()
    agreement = await wide.rented(brand, await a_persona(holder))
    await withdraw(holder, agreement)
    row = await fetch_row("select id, order_id from rentals.rentals where agreement = $1", agreement)
    assert row
    told_again = OrderPaid(row["order_id"], (row["id"],), await clock.now())
    async with transaction():
        await activate.on_order_paid(told_again)
    assert await wide.state(agreement) == "Terminated"

    async def occupied(_: uuid.UUID, __: datetime) -> bool:
        return True

    monkeypatch.setattr(activate.slots, "occupy", occupied)
    monkeypatch.setattr(activate, "AGREEMENT", EveryState())
    with pytest.raises(TransitionRefused):  # the agreement's own wall
        async with transaction():
            await activate.on_order_paid(told_again)


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
        await asking.ask_payment(row["id"])
