"""Numbers under contention: twenty who issue at once, some of whom fail, and not a gap nor a number twice."""

import asyncio
import uuid

import asyncpg
import pytest

from market.base import vault
from market.base.database import fetch, fetch_value, transaction
from market.base.ids import new_id
from market.money import orders
from market.money.documents import issue, numbers, queries
from tests.conftest import FreshDatabase
from tests.factories import a_brand, with_address
from tests.races.conftest import CONTENDERS, at_once

ROUNDS = 3


class Changed(Exception):
    """A transaction that does not commit."""


async def paid_orders(brand: bytes, count: int) -> list[uuid.UUID]:
    """Orders of one brand's, paid as the rows say."""
    placed = []
    for _ in range(count):
        async with transaction():
            it = await orders.place_order(
                brand, "EUR", [orders.NewLine(new_id(), 1900, 8000, 2000)], uuid.uuid4().hex
            )
        await fetch(
            "update money.payments set status = 'succeeded', captured = amount, paid_at = base.now()"
            " where id = $1",
            it.payment_id,
        )
        placed.append(it.order_id)
    return placed


@pytest.fixture
async def brand(arena: FreshDatabase) -> bytes:
    """The tag of a brand with an address."""
    who = await with_address(await a_brand())
    assert who.seat
    return vault.tag("money", who.seat.brand)


async def serials(series: str = "F") -> list[int]:
    rows = await fetch("select serial from money.documents where series = $1 order by serial", series)
    return [row["serial"] for row in rows]


async def issue_or_fail(order: uuid.UUID, fails: bool) -> None:
    """Issue; or be undone at the last moment, with the number taken already."""
    if not fails:
        await issue.issue_order(order)
        return
    async with transaction():
        await issue.issue_order(order)
        raise Changed


async def test_twenty_issue_at_once_and_a_third_are_undone_without_a_gap(brand: bytes) -> None:
    for number in range(1, ROUNDS + 1):
        found = await paid_orders(brand, CONTENDERS)
        acts = [
            lambda order=order, fails=place % 3 == 0: issue_or_fail(order, fails)
            for place, order in enumerate(found)
        ]
        results = await at_once(acts)  # type: ignore[arg-type]
        assert all(it is None or isinstance(it, Changed) for it in results), results
        undone = sum(isinstance(it, Changed) for it in results)
        assert undone == len(range(0, CONTENDERS, 3))
        issued = number * (CONTENDERS - undone)
        assert await serials() == list(range(1, issued + 1))
        assert await queries.unexplained() == []


async def test_one_order_that_twenty_issue_has_one_invoice(brand: bytes) -> None:
    (order,) = await paid_orders(brand, 1)
    results = await at_once([lambda: issue.issue_order(order)] * CONTENDERS)
    assert results == [True] * CONTENDERS
    assert await serials() == [1]
    assert await serials("R") == [1]
    assert await fetch_value("select count(*) from money.documents") == 2


async def test_control_numbers_that_do_not_wait_collide(
    brand: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the counter's lock taken away the next number is read twice: the database refuses the second."""

    async def unlocked(owner: bytes, series: str, year: int) -> numbers.Number:
        serial = 1 + await fetch_value(
            "select coalesce(max(serial), 0) from money.documents"
            " where owner = $1 and series = $2 and year = $3",
            *(owner, series, year),
        )
        await asyncio.sleep(0.05)
        return numbers.Number(series, year, serial, f"{series}-XXXXX-{year}-{serial:04d}")

    monkeypatch.setattr(issue, "take", unlocked)
    found = await paid_orders(brand, CONTENDERS)
    results = await at_once([lambda order=order: issue.issue_order(order) for order in found])  # type: ignore[misc]
    assert any(isinstance(it, asyncpg.UniqueViolationError) for it in results), results


async def test_control_numbers_from_a_sequence_have_gaps(
    brand: bytes, monkeypatch: pytest.MonkeyPatch, fresh: FreshDatabase
) -> None:
    """A sequence gives nothing back when a transaction is undone: then the next document is refused."""
    owner = await asyncpg.connect(fresh.owner)
    await owner.execute("create sequence money.numbers")
    await owner.execute("grant usage on sequence money.numbers to public")
    await owner.close()

    async def from_sequence(of: bytes, series: str, year: int) -> numbers.Number:
        serial = await fetch_value("select nextval('money.numbers')") if series == "F" else 1
        return numbers.Number(series, year, serial, f"{series}-{uuid.uuid4().hex[:5]}-{year}-{serial:04d}")

    monkeypatch.setattr(issue, "take", from_sequence)
    first, second = await paid_orders(brand, 2)
    with pytest.raises(Changed):
        await issue_or_fail(first, fails=True)
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await issue.issue_order(second)
    assert refused.value.constraint_name == "documents_no_gap"
