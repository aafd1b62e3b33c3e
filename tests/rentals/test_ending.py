"""P1 and P3: one act ends everything, it costs nothing, and the numbers are right to the cent."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from contracts.period import Interval, rental_days
from contracts.record import verify_chain
from market.base import audit, clock, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.money.orders import earnings
from market.rentals import queries, record
from market.rentals.actions.end import end, end_all, end_early, preview, withdraw
from market.rentals.api import shown
from market.rentals.errors import RentalAlreadyEnded, RentalNotFound
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market

__all__ = ["market"]

START = datetime(2027, 1, 5, 9, tzinfo=UTC)  # a month of 31 days


async def a_rental(market: Market, holder: Principal, brand: Principal) -> object:
    await clock.travel_to(START)
    return await market.rented(brand, await a_persona(holder))


async def test_switching_off_on_the_tenth_of_31_days_divides_1900_as_the_contract_says(
    market: Market,
) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await a_rental(market, holder, brand)
    await clock.travel_to(START + timedelta(days=9, hours=1))
    row = await queries.of_holder(holder.person, agreement)  # type: ignore[arg-type]
    seen = preview(row)
    result = await withdraw(holder, agreement)  # type: ignore[arg-type]
    assert result == seen, "what was shown is what happened"
    assert (result.total_days, result.used_days) == (31, 10)
    assert (result.refund, result.holder, result.platform) == (1287, 490, 123)
    await market.quiet()
    assert await market.refunds() == [(1287, "succeeded")]
    tag = vault.tag("money", holder.person)  # type: ignore[arg-type]
    assert (await earnings(tag)).pending == 490
    assert await market.findings() == []


async def test_after_switching_off_everything_is_over_at_once(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await a_rental(market, holder, brand)
    await withdraw(holder, agreement)  # type: ignore[arg-type]
    with pytest.raises(RentalAlreadyEnded):
        await market.read(brand, agreement)  # type: ignore[arg-type]
    for act in (lambda: withdraw(holder, agreement), lambda: end_early(brand, agreement)):  # type: ignore[arg-type]
        with pytest.raises(RentalAlreadyEnded):
            await act()
    row = await queries.of_brand(brand.seat.brand, agreement)  # type: ignore[union-attr, arg-type]
    assert (row.state, row.ended_by, row.end_reason) == ("Terminated", "person", "switched_off")
    assert row.delete_by and row.delete_by > START.date()
    events = await record.read(row.id)
    verify_chain(record.urn(row.agreement), events, None)
    assert [event.kind for event in events] == ["agreed", "activated", "ended"]
    persona = await fetch_value(
        "select released_at is not null from personas.slots where rental = $1", row.id
    )
    assert persona, "the slot is free again"


async def test_a_brand_that_ends_early_pays_the_whole_price(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await a_rental(market, holder, brand)
    result = await end_early(brand, agreement)  # type: ignore[arg-type]
    assert (result.refund, result.holder, result.platform) == (0, 1520, 380)
    rental = await fetch_value("select id from rentals.rentals where agreement = $1", agreement)
    ended = (await record.read(rental))[-1]
    days = rental_days(Interval(*await _span(agreement)), ended.at)
    assert ended.facts == {"by": "brand", "reason": "ended_by_brand", "used_days": days.used}, (
        "what had begun"
    )
    assert result.used_days == days.used < days.total == result.earned_days
    await market.quiet()
    assert await market.refunds() == []
    assert await market.findings() == []


async def _span(agreement: object) -> tuple[datetime, datetime]:
    row = await fetch_row("select starts_at, ends_at from rentals.rentals where agreement = $1", agreement)
    assert row
    return row["starts_at"].astimezone(UTC), row["ends_at"].astimezone(UTC)


async def test_the_clock_ends_a_rental_and_the_sweep_records_it_once(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await a_rental(market, holder, brand)
    await clock.travel(timedelta(days=32))
    with pytest.raises(RentalAlreadyEnded):
        await withdraw(holder, agreement)  # type: ignore[arg-type]
    await market.sweep()
    await market.sweep()
    row = await queries.of_brand(brand.seat.brand, agreement)  # type: ignore[union-attr, arg-type]
    assert (row.state, row.ended_by, row.ended_at) == ("Expired", "clock", row.ends_at)
    assert (await earnings(vault.tag("money", holder.person))).pending == 1520  # type: ignore[arg-type]
    assert await market.findings() == []


async def test_two_withdrawals_at_once_refund_once(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await a_rental(market, holder, brand)
    results = await asyncio.gather(
        *(withdraw(holder, agreement) for _ in range(10)),  # type: ignore[arg-type]
        return_exceptions=True,
    )
    assert sum(not isinstance(result, BaseException) for result in results) == 1
    assert sum(isinstance(result, RentalAlreadyEnded) for result in results) == 9
    await market.quiet()
    assert len(await market.refunds()) == 1
    assert await market.findings() == []


async def test_withdrawal_expiry_and_early_end_at_once_end_it_once(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await a_rental(market, holder, brand)
    rental = (await queries.of_brand(brand.seat.brand, agreement)).id  # type: ignore[union-attr, arg-type]

    async def stop() -> object:
        async with transaction():
            return await end(rental, "stop", audit.SYSTEM)

    results = await asyncio.gather(
        withdraw(holder, agreement),  # type: ignore[arg-type]
        end_early(brand, agreement),  # type: ignore[arg-type]
        stop(),
        return_exceptions=True,
    )
    assert sum(not isinstance(result, BaseException) for result in results) == 1
    kinds = [event.kind for event in await record.read(rental)]
    assert kinds.count("ended") == 1
    await market.quiet()
    assert await market.findings() == []


async def test_another_holder_cannot_switch_off_what_is_not_theirs(market: Market) -> None:
    agreement = await a_rental(market, await a_holder(), brand := await a_brand())
    with pytest.raises(RentalNotFound):
        await withdraw(await a_holder(), agreement)  # type: ignore[arg-type]
    with pytest.raises(RentalNotFound):
        await end_early(await a_brand(name="Velours"), agreement)  # type: ignore[arg-type]
    assert json.loads(await market.read(brand, agreement))  # type: ignore[arg-type]


async def test_stopping_a_brand_ends_its_rentals_and_abandons_its_requests(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await a_rental(market, holder, brand)
    waiting = await market.request(brand, await a_persona(await a_holder()))
    async with transaction():
        await end_all("brand", brand.seat.brand, audit.SYSTEM)  # type: ignore[union-attr]
    assert await market.state(agreement) == "Terminated"  # type: ignore[arg-type]
    assert await market.state(waiting.agreement) == "Terminated"
    await market.pay(waiting)
    await market.quiet()
    assert sorted(amount for amount, _ in await market.refunds()) == [1838, 1900]
    assert await market.findings() == []


async def test_a_holder_keeps_what_is_earned_whatever_the_day(market: Market) -> None:
    holder = await a_holder()
    for day in (0, 15, 30):
        brand = await a_brand(name=f"Marque {day}")
        await clock.travel(timedelta(days=40))
        agreement = await market.rented(brand, await a_persona(await a_holder() if day else holder))
        row = await queries.of_brand(brand.seat.brand, agreement)  # type: ignore[union-attr]
        assert row.starts_at
        await clock.travel_to(row.starts_at + timedelta(days=min(day, 26), minutes=5))
        async with transaction():
            result = await end(row.id, "withdraw", audit.SYSTEM)
        assert result.refund + result.earned == 1900
        assert result.holder + result.platform == result.earned
        assert result.earned > 0
    await market.quiet()
    assert await market.findings() == []
    assert await fetch("select 1 from money.ledger_balances where posted < 0") == []


async def test_each_end_leaves_one_row_of_who_did_it_and_when(market: Market) -> None:
    """P7, and to the brand the day alone (V4)."""
    holder, brand = await a_holder(), await a_brand()
    agreement = await a_rental(market, holder, brand)
    await withdraw(holder, agreement)  # type: ignore[arg-type]
    rows = await fetch(
        "select a.action, a.actor_kind, a.actor, a.at = r.ended_at as then from base.audit_entries a"
        " join rentals.rentals r on r.id = a.subject where r.agreement = $1 and r.ended_at <= a.at",
        agreement,
    )
    ended = [row for row in rows if row["action"] != "rental.requested"]
    assert [(row["action"], row["actor_kind"]) for row in ended] == [("rental.withdraw", "person")]
    assert ended[0]["actor"] == vault.tag("audit", holder.person)  # type: ignore[arg-type]
    row = await queries.of_brand(brand.seat.brand, agreement)  # type: ignore[union-attr, arg-type]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", shown(row).ended_on or "")
