"""What is wrong with documents is found every night, by the run that looks at the books."""

from datetime import timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.database import fetch
from market.money import invariants
from market.money.reconciliation.actions import reconcile
from tests.factories import a_brand, a_holder, a_persona, with_address
from tests.market import Market, market
from tests.money.reconciliation.conftest import vandal

__all__ = ["market", "vandal"]


async def told() -> list[tuple[str, str]]:
    """(subject, detail) of what a run finds of documents."""
    await reconcile(patience=timedelta(0))
    rows = await fetch(
        "select subject, facts->>'detail' as detail from money.reconciliation_findings"
        " where kind = 'invariant' and (facts->>'number')::int = 12 and gone_at is null order by detail"
    )
    return [(row["subject"], row["detail"]) for row in rows]


@pytest.mark.parametrize("kind", ["invoice", "collection"])
async def test_a_document_that_was_deleted_is_named_by_reconciliation(
    market: Market, vandal: asyncpg.Connection, kind: str
) -> None:
    brand = await with_address(await a_brand(name="Cycles Garonne"))
    await market.rented(brand, await a_persona(await a_holder()))
    await market.rented(brand, await a_persona(await a_holder()))
    assert await told() == []
    gone = await vandal.fetchval(
        "delete from money.documents where kind = $1 and serial = 1 returning number", kind
    )
    ((subject, detail),) = await told()
    assert detail == "does not follow the one before" and subject == gone[:-1] + "2"


async def test_the_last_document_of_a_series_is_missed_too(
    market: Market, vandal: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await market.rented(
        await with_address(await a_brand(name="Cycles Garonne")), await a_persona(await a_holder())
    )
    await vandal.execute("delete from money.documents where kind = 'invoice'")
    ((_, detail),) = await told()
    assert detail == "counter at 1, last document "
    monkeypatch.delitem(invariants.INVARIANTS, 12)  # the control
    assert await told() == []


async def test_a_credit_note_is_waited_for_an_hour_and_then_missed(
    market: Market, vandal: asyncpg.Connection
) -> None:
    await market.rented(
        await with_address(await a_brand(name="Cycles Garonne")), await a_persona(await a_holder())
    )
    await clock.travel(timedelta(days=32))
    await market.sweep()
    await vandal.execute("update money.documents set net = net + 1, gross = gross + 1 where kind = 'invoice'")
    assert await told() == []
    await clock.travel(timedelta(hours=1))
    ((_, detail),) = await told()
    assert "318 + 63" in detail
