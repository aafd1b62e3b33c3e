"""After the end the brand signs that its copies are gone; late or never is seen by both sides."""

import asyncio
import uuid
from datetime import timedelta

import pytest

from contracts.record import verify_chain
from market.base import clock
from market.base.access import Principal
from market.base.database import fetch_value
from market.rentals import queries, record
from market.rentals.actions.attest import attest_erasure
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalNotFound, RentalNotOver
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market

__all__ = ["market"]


@pytest.fixture
async def sides(market: Market) -> tuple[Principal, Principal, uuid.UUID]:
    """A holder, a brand and their running relation."""
    holder, brand = await a_holder(), await a_brand()
    return holder, brand, await market.rented(brand, await a_persona(holder))


async def facts_of(agreement: uuid.UUID) -> list[tuple[str, object]]:
    rental = await fetch_value("select id from rentals.rentals where agreement = $1", agreement)
    events = await record.read(rental)
    verify_chain(record.urn(agreement), events, None)
    return [(event.kind, event.facts.get("late")) for event in events[2:]]


async def test_a_running_rental_has_no_copies_to_sign_for(
    sides: tuple[Principal, Principal, uuid.UUID],
) -> None:
    _, brand, agreement = sides
    with pytest.raises(RentalNotOver):
        await attest_erasure(brand, agreement)


async def test_the_signature_stands_in_the_record_once(sides: tuple[Principal, Principal, uuid.UUID]) -> None:
    holder, brand, agreement = sides
    assert holder.person
    await withdraw(holder, agreement)
    await asyncio.gather(*(attest_erasure(brand, agreement) for _ in range(4)))
    assert await facts_of(agreement) == [("ended", None), ("erasure_attested", False)]
    assert (await queries.of_holder(holder.person, agreement)).erased_at is not None


async def test_a_late_signature_says_so(sides: tuple[Principal, Principal, uuid.UUID]) -> None:
    holder, brand, agreement = sides
    await withdraw(holder, agreement)
    await clock.travel(timedelta(days=60))
    await attest_erasure(brand, agreement)
    assert await facts_of(agreement) == [("ended", None), ("erasure_attested", True)]


async def test_what_the_clock_ended_can_be_signed_before_any_job_recorded_it(
    sides: tuple[Principal, Principal, uuid.UUID],
) -> None:
    _, brand, agreement = sides
    await clock.travel(timedelta(days=33))
    await attest_erasure(brand, agreement)
    assert await facts_of(agreement) == [("ended", None), ("erasure_attested", False)]


async def test_another_brand_signs_for_nobody(sides: tuple[Principal, Principal, uuid.UUID]) -> None:
    holder, _, agreement = sides
    await withdraw(holder, agreement)
    with pytest.raises(RentalNotFound):
        await attest_erasure(await a_brand(), agreement)
