"""Disputes against everything that divides the same money at the same time."""

import asyncio

import asyncpg
import pytest

from market.base import audit
from market.base.database import fetch_row, fetch_value
from market.money.chart import Kind, brand_credit, brand_receivable, escrow, holder, in_flight
from market.money.disputes import actions as acting
from market.money.disputes import booking
from market.money.disputes.actions import answer
from market.money.disputes.asking import hear_dispute
from market.money.disputes.errors import DisputeClosed
from market.money.invariants import check
from market.money.ledger import balance
from market.money.orders import LineClosed
from tests.conftest import FreshDatabase
from tests.money.conftest import sandbox  # noqa: F401  # the fixture
from tests.money.disputes.banks import decided, disputed, held, row_of
from tests.money.flows.conftest import crowded_shop
from tests.money.flows.shop import Bought, Shop
from tests.money.flows.together import done_or_waiting, held_after_looking

__all__ = ["crowded_shop"]


async def end(shop: Shop, bought: Bought) -> bool:
    try:
        await shop.end(bought, used=10)
    except LineClosed:
        return False
    return True


async def all_of(bought: Bought) -> list[int]:
    return [
        await balance(it)
        for it in (
            escrow(bought.rental),
            in_flight(bought.rental),
            brand_credit(bought.brand),
            brand_receivable(bought.brand),
        )
    ]


async def test_a_dispute_and_the_end_of_its_rental_come_out_the_same_in_any_order(crowded_shop: Shop) -> None:
    shop = crowded_shop
    for _ in range(6):
        bought = await shop.bought()
        dispute = await disputed(shop, bought)
        await asyncio.gather(hear_dispute(dispute), end(shop, bought))
        await shop.settle()
        assert await all_of(bought) == [1287, 0, 0, 0], "whoever was first, it waits"
        assert await check() == []


async def test_without_the_lock_on_its_lines_an_end_slips_through(
    crowded_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the end has looked, the dispute is booked, and the refund is on its way all the same. Stripe
    refuses it, and only then it waits again: without that second look the brand would have it as credit.
    """
    shop = crowded_shop

    async def unlocked(order: object) -> None:
        return None

    monkeypatch.setattr(booking, "_lock_lines", unlocked)
    bought = await shop.bought()
    dispute = await disputed(shop, bought)
    async with held_after_looking(monkeypatch, shop, bought):
        assert await booking.apply_dispute(await shop.gateway.fetch_dispute(dispute))
    assert await balance(in_flight(bought.rental)) == 1287, "it slipped through"


async def test_a_dispute_that_is_won_waits_for_the_end_of_its_rental_and_lets_go_what_that_withheld(
    crowded_shop: Shop, fresh: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end has seen the dispute open and withholds; only then the dispute's end looks for what is withheld."""
    shop = crowded_shop
    bought = await shop.bought()
    dispute = await disputed(shop, bought)
    await shop.settle()
    await decided(shop, dispute, "win")
    async with held_after_looking(monkeypatch, shop, bought):
        await done_or_waiting(heard := asyncio.create_task(hear_dispute(dispute)), fresh)
    await heard
    await shop.settle()
    assert await all_of(bought) == [0, 0, 0, 0]
    assert await check() == []


async def test_twenty_who_hear_of_the_end_book_it_once(crowded_shop: Shop) -> None:
    shop = crowded_shop
    bought = await shop.bought()
    shop.running[bought.rental] = (bought.holder, 10)
    dispute = await disputed(shop, bought)
    await decided(shop, dispute, "lose")
    await asyncio.gather(*(hear_dispute(dispute) for _ in range(20)))
    await shop.settle()
    assert (await row_of(dispute))["from_receivable"] == 490
    assert (
        await fetch_value("select count(*) from money.ledger_transactions where kind like 'dispute.%'") == 2
    )
    assert await balance(holder(Kind.HOLDER_PENDING, bought.holder)) == 490
    assert await held() == 0
    assert await check() == []


async def test_the_end_of_a_dispute_and_of_its_rental_at_once(crowded_shop: Shop) -> None:
    shop = crowded_shop
    for how, debt in (("win", 0), ("lose", -490)):
        bought = await shop.bought()
        shop.running[bought.rental] = (bought.holder, 10)
        dispute = await disputed(shop, bought)
        await shop.settle()
        await decided(shop, dispute, how)
        await asyncio.gather(hear_dispute(dispute), end(shop, bought))
        await shop.settle()
        assert await all_of(bought) == [0, 0, 0, debt]
        assert await balance(holder(Kind.HOLDER_PENDING, bought.holder)) == 490
        assert await check() == []


async def _answered_while_it_is_decided(shop: Shop, fresh: FreshDatabase) -> list[str]:
    """What was refused of an answer that begins while the end of its dispute is booked and not committed."""
    bought = await shop.bought()
    dispute = await disputed(shop, bought)
    await shop.settle()
    id = (await row_of(dispute))["id"]
    refused = []

    async def answering() -> None:
        try:
            await answer(audit.SYSTEM, b"o" * 32, id, {"product_description": "A rental."})
        except DisputeClosed as late:
            refused.append(type(late).__name__)

    books = await asyncpg.connect(fresh.owner)
    try:
        async with books.transaction():
            await books.execute(
                "update money.disputes set status = 'won', closed_at = base.now() where id = $1", id
            )
            await done_or_waiting(task := asyncio.create_task(answering()), fresh)
        await task
    finally:
        await books.close()
    return refused


async def test_an_answer_waits_for_the_end_of_its_dispute_and_is_refused_then(
    crowded_shop: Shop, fresh: FreshDatabase
) -> None:
    assert await _answered_while_it_is_decided(crowded_shop, fresh) == ["DisputeClosed"]
    assert await fetch_value("select count(*) from money.dispute_acts") == 0


async def test_without_the_lock_on_its_dispute_an_answer_is_begun_to_what_is_over(
    crowded_shop: Shop, fresh: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""

    async def blind(sql: str, *given: object) -> object:
        return await fetch_row(sql.replace("for update", ""), *given)

    monkeypatch.setattr(acting, "fetch_row", blind)
    assert await _answered_while_it_is_decided(crowded_shop, fresh) == []
    assert await fetch_value("select count(*) from money.dispute_acts") == 1
