"""A credential's status is its rental's: it flips in the very act that ends, suspends or resumes."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from datetime import timedelta

import asyncpg
import pytest

from contracts.refusals import TokenExpired
from contracts.status_list import (
    INVALID,
    SUSPENDED,
    VALID,
    CredentialRevoked,
    CredentialSuspended,
    check_status,
)
from market.base import audit, clock
from market.base.database import fetch, transaction
from market.operators.actions.brands import stop_brand
from market.operators.actions.decisions import Reason
from market.rentals.actions.end import end, end_all, end_early, withdraw
from market.rentals.errors import RentalSuspended
from tests.factories import a_person
from tests.market import Market, market
from tests.rentals.credentials.holding import (
    Rented,
    a_rented,
    list_of,
    place_of,
    statuses,
    text_of,
    verified,
)
from tests.rentals.test_disputed import decide, dispute

__all__ = ["market"]


async def _switched_off(it: Rented) -> None:
    await withdraw(it.relation.holder, it.agreement)


async def _ended_early(it: Rented) -> None:
    await end_early(it.brand, it.agreement)


async def _brand_stopped(it: Rented) -> None:
    assert it.brand.seat
    await stop_brand(await a_person(operator=True), it.brand.seat.brand, Reason("breach"))


async def _persona_stopped(it: Rented) -> None:
    async with transaction():
        assert await end_all("persona", it.relation.persona, audit.SYSTEM) == 1


ENDS: dict[str, Callable[[Rented], Awaitable[None]]] = {
    "switched off": _switched_off,
    "ended early": _ended_early,
    "its brand stopped": _brand_stopped,
    "its persona stopped": _persona_stopped,
}


@pytest.mark.parametrize("how", ENDS)
async def test_whoever_ends_it_the_next_list_says_invalid(market: Market, how: str) -> None:
    rented, beside = await a_rented(market), await a_rented(market)
    text = await text_of(rented)
    await verified(text, rented.key)
    await ENDS[how](rented)
    listed = await list_of(text)
    assert listed.statuses[place_of(text).index] == INVALID
    with pytest.raises(CredentialRevoked):
        await verified(text, rented.key, listed=listed)
    assert (await verified(await text_of(beside), beside.key)).doubts == (), "and the others go on"


async def test_until_the_end_is_committed_the_list_says_valid_and_undone_it_never_was(market: Market) -> None:
    rented = await a_rented(market)
    text = await text_of(rented)

    class Undone(Exception):
        pass

    with pytest.raises(Undone):
        async with transaction():
            await end(rented.relation.rental, "withdraw", audit.SYSTEM)
            assert await statuses(rented.relation.rental) == [(INVALID, False)], "in the same transaction"
            assert (await _outside(text)) == VALID
            raise Undone
    assert await statuses(rented.relation.rental) == [(VALID, True)]
    assert (await list_of(text)).statuses[place_of(text).index] == VALID


async def _outside(text: str) -> int:
    """What somebody else is served meanwhile."""
    task = asyncio.create_task(list_of(text), context=contextvars.Context())
    return (await task).statuses[place_of(text).index]


async def test_without_the_databases_rule_an_end_would_leave_it_valid(
    market: Market, owner: asyncpg.Connection
) -> None:
    """The control: the rule that is taken away here is what all the others rest on."""
    rented = await a_rented(market)
    await owner.execute("drop trigger rentals_status_follows on rentals.rentals")
    await withdraw(rented.relation.holder, rented.agreement)
    assert await statuses(rented.relation.rental) == [(VALID, True)]


async def test_a_suspension_and_what_follows_it_are_seen_in_the_list(market: Market) -> None:
    rented = await a_rented(market)
    text = await text_of(rented)
    found = await dispute(market)
    assert await statuses(rented.relation.rental) == [(SUSPENDED, True)]
    with pytest.raises(CredentialSuspended):
        await verified(text, rented.key)
    with pytest.raises(RentalSuspended):
        await text_of(rented)
    await decide(market, found, "win")
    assert (await verified(text, rented.key)).doubts == ()
    assert await text_of(rented) == text, "the same one"


async def test_a_suspended_rental_that_is_lost_ends_for_good(market: Market) -> None:
    rented = await a_rented(market)
    text = await text_of(rented)
    found = await dispute(market)
    await decide(market, found, "lose")
    assert await market.state(rented.agreement) == "Terminated"
    with pytest.raises(CredentialRevoked):
        await verified(text, rented.key)


async def test_what_has_ended_never_holds_again(market: Market) -> None:
    rented = await a_rented(market)
    await _switched_off(rented)
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await fetch("update rentals.credentials set status = 0, sealed = '\\x00'")
    assert refused.value.constraint_name == "credentials_ended_for_good"
    with pytest.raises(asyncpg.CheckViolationError) as kept:
        await fetch("update rentals.credentials set sealed = '\\x00'")
    assert kept.value.constraint_name == "credentials_status"


async def test_by_the_clock_it_expires_whatever_the_list_says(market: Market) -> None:
    rented = await a_rented(market)
    text = await text_of(rented)
    row = await rented.relation.row()
    assert row.ends_at
    await clock.travel_to(row.ends_at)
    listed = await list_of(text, timedelta(0))
    check_status(listed, place_of(text), await clock.now())
    with pytest.raises(TokenExpired):
        await verified(text, rented.key, listed=listed)
    await market.sweep()
    assert await statuses(rented.relation.rental) == [(INVALID, False)]


async def test_an_end_costs_one_look_by_an_index(market: Market, owner: asyncpg.Connection) -> None:
    await a_rented(market)
    await owner.execute("set enable_seqscan = off")
    plan = await owner.fetch(
        "explain update rentals.credentials set status = 1, sealed = null"
        " where rental = '00000000-0000-4000-8000-000000000000' and status <> 1 and status <> 1"
    )
    text = "\n".join(row[0] for row in plan)
    assert "credentials_one" in text or "credentials_rental_all" in text
    told = await owner.fetch(
        "explain select idx, status from rentals.credentials"
        " where list = '00000000-0000-4000-8000-000000000000' and (status <> 0 or former <> 0)"
    )
    assert "credentials_told" in "\n".join(row[0] for row in told)
