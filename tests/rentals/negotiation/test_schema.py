"""The database keeps a negotiation's ways, its words and its one offer. Each wall is taken away once."""

from datetime import timedelta
from itertools import product
from typing import Any

import asyncpg
import pytest

from contracts.states import NEGOTIATION
from market.base.database import fetch, transaction
from tests.market import Market, market
from tests.rentals.negotiation.asking import Request, a_request, request_

__all__ = ["market", "request_"]

STORED = {"REQUESTED", "OFFERED", "ACCEPTED", "AGREED", "TERMINATED"}
"""What follows an agreement stands on its rental."""
SET = "update rentals.negotiations set state = $1"


class Undone(Exception):
    """Nothing of it is kept."""


async def tried(sql: str, *values: Any) -> None:
    """Do it and take it back."""
    try:
        async with transaction():
            await fetch(sql, *values)
            raise Undone
    except Undone:
        pass


async def test_what_the_table_allows_the_database_allows_and_nothing_else(
    request_: Request, owner: asyncpg.Connection
) -> None:
    # From the agreement on the rental goes on, and ends.
    pairs = {(a, b) for a, _, b in NEGOTIATION.transitions if a != "AGREED"}
    for wall in ("end", "offer", "answer", "put"):
        await owner.execute(f"alter table rentals.negotiations drop constraint negotiations_{wall}")
    for before, after in product(sorted(STORED), repeat=2):
        if before == after:
            continue
        await owner.execute("alter table rentals.negotiations disable trigger negotiations_moves")
        await owner.execute(SET, before)
        await owner.execute("alter table rentals.negotiations enable trigger negotiations_moves")
        if (before, after) in pairs:
            await tried(SET, after)
        else:
            with pytest.raises(asyncpg.CheckViolationError) as refused:
                await tried(SET, after)
            assert refused.value.constraint_name == "negotiations_moves"


REWRITTEN = {
    "what was asked": ("set price_step = 500", "kept"),
    "for what": ("set purposes = '[]'", "kept"),
    "who is asked": ("set holder = decode(repeat('00', 32), 'hex')", "kept"),
    "the deadline": ("set decide_by = decide_by + interval '1 day'", "kept"),
    "the counter-offer": ("set offered_step = 500", "kept"),
    "when it was answered": ("set answered_at = answered_at - interval '1 hour'", "kept"),
    "the order before an agreement": ("set order_id = gen_random_uuid()", "kept"),
    "an offer that is none": ("set offered_terms = null, offered_period = null, offered_step = null", "kept"),
}


@pytest.mark.parametrize("what", REWRITTEN)
async def test_what_was_said_is_not_said_otherwise_afterwards(request_: Request, what: str) -> None:
    await request_.offer()
    sql, wall = REWRITTEN[what]
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await tried(f"update rentals.negotiations {sql}")
    assert refused.value.constraint_name == f"negotiations_{wall}"


async def test_what_was_over_for_its_brand_before_it_was_told_stays_so(request_: Request) -> None:
    await request_.refuse()
    for sql in (
        "closed_at = ended_at, closed_as = 'withdrawn'",  # and the money is held on
        "closed_at = ended_at, settled_at = base.now()",
        "closed_at = due_at, closed_as = 'withdrawn', settled_at = base.now()",
        "closed_at = ended_at, closed_as = 'whatever', settled_at = base.now()",
    ):
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await tried(f"update rentals.negotiations set {sql}")
        assert refused.value.constraint_name == "negotiations_closed"
    await request_.withdraw()
    for sql in ("closed_as = 'not-paid'", "closed_at = null, closed_as = null", "holder_checked = true"):
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await tried(f"update rentals.negotiations set {sql}")
        assert refused.value.constraint_name == "negotiations_kept"


async def test_nothing_is_over_for_a_brand_alone_that_it_ended_itself_or_nobody_did(
    request_: Request, market: Market
) -> None:
    other = await a_request(market)
    await other.withdraw()
    for request in (request_, other):
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await tried(
                "update rentals.negotiations set closed_at = put_at, closed_as = 'withdrawn',"
                " settled_at = base.now() where agreement = $1",
                request.agreement,
            )
        assert refused.value.constraint_name in ("negotiations_closed", "negotiations_end")


HALF = {
    "an end that nobody made": ("set state = 'TERMINATED'", "end"),
    "an offer of nothing": ("set state = 'OFFERED', answered_at = base.now()", "offer"),
    "an agreement that nobody answered": ("set state = 'AGREED'", "answer"),
    "half an offer": ("set offered_terms = 'accord-2', answered_at = base.now()", "offer"),
}


@pytest.mark.parametrize("what", HALF)
async def test_no_half_of_a_negotiation_stands(request_: Request, what: str) -> None:
    sql, wall = HALF[what]
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await tried(f"update rentals.negotiations {sql}")
    assert refused.value.constraint_name == f"negotiations_{wall}"


async def test_it_is_not_deleted(request_: Request, owner: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.PostgresError):
        await owner.execute("delete from rentals.negotiations")


async def test_nobody_is_asked_without_a_deadline_in_the_future(request_: Request, market: Market) -> None:
    other = await a_request(market)
    row = await other.row()
    assert row.put_at and row.decide_by and row.decide_by - row.put_at == timedelta(hours=72)
    with pytest.raises(asyncpg.CheckViolationError):
        await tried("update rentals.negotiations set decide_by = null")
