"""What the database itself refuses of castings, whoever asks."""

from datetime import timedelta

import asyncpg
import pytest

from market.base import audit, clock
from market.base.database import fetch
from market.money.settlement.actions import settle
from market.money.settlement.rules import Month
from tests.conftest import FreshDatabase
from tests.factories import a_brand, with_address
from tests.market import Market, market
from tests.relations.castings.casting import a_crowd, next_morning, reached, says_yes
from tests.relations.rewards.rewarding import put_in

__all__ = ["market"]

WRONG = [
    ("update relations.castings set title = 'x'", "castings_kept"),
    ("update relations.castings set reached_at = null", "castings_kept"),
    ("update relations.castings set state = 'closed'", "castings_closed"),
    ("update relations.castings set state = 'gone'", "castings_state"),
    ("update relations.casting_acceptances set state = 'chosen'", "casting_acceptances_state"),
    ("update relations.casting_acceptances set holder = 'x'", "casting_acceptances_holder"),
    ("update relations.casting_acceptances set route = 'post'", "casting_acceptances_route"),
    (
        "insert into relations.casting_acceptances (id, casting, holder, persona, state, accepted_at, route)"
        " select gen_random_uuid(), casting, holder, persona, state, accepted_at, route"
        " from relations.casting_acceptances",
        "casting_acceptances_once",
    ),
    ("update relations.casting_marks set kind = 'read'", "casting_marks_kind"),
    ("update relations.casting_marks set mark = 'x'", "casting_marks_length"),
    ("update rentals.casting_places set rental = id", "casting_places_moves"),
    ("update rentals.casting_places set state = 'taken'", "casting_places_taken"),
    ("update rentals.casting_places set accepted_at = base.now()", "casting_places_taken"),
    ("update rentals.casting_places set state = 'lost'", "casting_places_state"),
    (
        "insert into rentals.casting_places (id, casting, number, brand, order_id, rental, period, price_step, vat_bps,"
        " state) select gen_random_uuid(), casting, 51, brand, order_id, gen_random_uuid(), period, price_step,"
        " vat_bps, state from rentals.casting_places limit 1",
        "casting_places_most",
    ),
    (
        "insert into rentals.casting_places (id, casting, number, brand, order_id, rental, period, price_step, vat_bps,"
        " state) select gen_random_uuid(), casting, number, brand, order_id, gen_random_uuid(), period, price_step,"
        " vat_bps, state from rentals.casting_places limit 1",
        "casting_places_number",
    ),
    (
        "insert into rentals.casting_places (id, casting, number, brand, order_id, rental, period, price_step, vat_bps,"
        " state) select gen_random_uuid(), casting, 40, brand, order_id, rental, period, price_step,"
        " vat_bps, state from rentals.casting_places limit 1",
        "casting_places_rental",
    ),
]


async def test_wrong_rows_are_refused_by_name(market: Market, database: FreshDatabase) -> None:
    brand, crowd = await a_brand(), await a_crowd()
    await put_in(market, brand, 100_00)
    await says_yes(*crowd[0], await reached(brand))
    owner = await asyncpg.connect(database.owner)
    try:
        for statement, name in WRONG:
            with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
                await owner.execute(statement)
            assert refused.value.constraint_name == name, statement
        for table in ("relations.castings", "rentals.casting_places"):
            with pytest.raises(asyncpg.PostgresError):
                await owner.execute(f"delete from {table}")
    finally:
        await owner.close()


async def test_a_place_that_went_back_or_was_taken_stays_so(market: Market, database: FreshDatabase) -> None:
    brand, crowd = await a_brand(), await a_crowd()
    await put_in(market, brand, 100_00)
    await says_yes(*crowd[0], await reached(brand))
    await next_morning()
    owner = await asyncpg.connect(database.owner)
    try:
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await owner.execute("update rentals.casting_places set state = 'returned', accepted_at = null")
        assert refused.value.constraint_name == "casting_places_moves"
    finally:
        await owner.close()


async def test_a_month_closes_over_an_open_casting_and_its_papers_are_whole(market: Market) -> None:
    """Places that nobody has taken earn nothing: they wait in escrow, and go back when it closes."""
    brand, crowd = await with_address(await a_brand()), await a_crowd()
    await put_in(market, brand, 100_00)
    at = await clock.now()
    month = Month.of(at)
    await clock.travel_to(month.ends_at - timedelta(days=3))
    casting = await reached(brand)
    await says_yes(*crowd[0], casting)
    await next_morning()
    await clock.travel_to(month.ends_at + timedelta(hours=8))
    await settle(str(month), audit.SYSTEM)
    assert await market.findings() == []
    lines = await fetch("select starts_at is null as waits, earned from money.order_lines order by waits")
    assert [row["waits"] for row in lines] == [False, True] and lines[1]["earned"] == 0
    await clock.travel(timedelta(days=10))
    await next_morning()
    await market.sweep()
    assert await market.findings() == []
    kinds = [it["kind"] for it in await fetch("select kind from money.documents order by kind")]
    assert kinds == ["collection", "collection_back", "credit_note", "invoice"]
