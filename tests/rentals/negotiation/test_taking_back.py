"""A holder takes their counter-offer back, as easily as they made it; and one who hides a persona keeps their word."""

from datetime import timedelta

import pytest

from market.base import clock, vault
from market.base.database import fetch, fetch_value, transaction
from market.base.ids import new_id
from market.personas import actions as personas
from market.rentals.negotiation import answer, take_up
from market.rentals.negotiation.errors import (
    AnswerTooLate,
    NothingOffered,
    RequestNotFound,
    RequestOver,
)
from market.rentals.negotiation.shown import checked_of
from tests.factories import a_holder
from tests.market import Market, market
from tests.rentals.negotiation.asking import HOUR, Request, a_request, in_the_morning, request_

__all__ = ["market", "request_"]


async def take_back(request: Request) -> None:
    await answer.withdraw(request.holder, request.agreement)
    await request.market.quiet()


async def test_what_is_taken_back_can_be_accepted_no_more_and_is_told_as_a_refusal_is(
    request_: Request, market: Market
) -> None:
    await request_.offer()
    await take_back(request_)
    row = await request_.row()
    assert (row.state, row.ended_by, row.phase) == ("TERMINATED", "person", "over")
    assert (row.state_for_brand, row.phase_for_brand) == ("OFFERED", "offered")
    assert await request_.first_payment() == "authorized"
    assert await request_.letters() == ["asked", "offered"]
    await request_.later(24 * HOUR)
    assert (await request_.row()).state_for_brand == "TERMINATED"
    assert await request_.first_payment() == "canceled"
    assert await request_.letters() == ["asked", "offered", "not_accepted"]
    with pytest.raises(RequestOver):
        await take_up.accept_offer(request_.brand, request_.agreement)
    assert await market.findings() == []


@pytest.mark.parametrize("price_step", [1900, 2900])
@pytest.mark.parametrize("gone", ["taken back", "retired", "stopped"])
async def test_a_brand_that_takes_it_all_the_same_is_told_then_and_its_money_let_go(
    market: Market, price_step: int, gone: str
) -> None:
    """Nothing begins, whatever it would have cost; and nothing says since when it stood no more."""
    await in_the_morning()
    request = await a_request(market)
    await request.offer("exclusive", "P1M", price_step)
    if gone == "taken back":
        await take_back(request)
    elif gone == "retired":
        await personas.move(request.holder, request.persona, "retired")
    else:
        async with transaction():
            await personas.stop(request.holder.actor, request.persona)
    await clock.travel(HOUR)
    for _ in range(2):
        with pytest.raises(RequestOver) as refused:
            await take_up.accept_offer(request.brand, request.agreement)
        assert refused.value.facts == {}
    await market.quiet()
    row = await request.row()
    assert (row.state_for_brand, row.closed_as) == ("TERMINATED", "not-accepted")
    assert row.ended_by == ("operator" if gone == "stopped" else "person")
    assert await request.first_payment() == "canceled"
    assert (await request.letters())[-1] == "not_accepted"
    assert await fetch("select 1 from rentals.rentals") == []
    assert await fetch("select 1 from personas.slots where released_at is null") == []
    before = await request.letters()
    await request.later(24 * HOUR)
    assert await request.letters() == before, "it is told once"
    assert await market.findings() == []


async def test_only_what_was_offered_and_still_stands_is_taken_back(request_: Request) -> None:
    with pytest.raises(NothingOffered):
        await answer.withdraw(request_.holder, request_.agreement)
    await request_.offer()
    with pytest.raises(RequestNotFound):
        await answer.withdraw(await a_holder(), request_.agreement)
    await take_back(request_)
    for again in (
        answer.withdraw(request_.holder, request_.agreement),
        answer.refuse(request_.holder, request_.agreement),
        answer.accept(request_.holder, request_.agreement),
        answer.offer(request_.holder, request_.agreement, "accord", "P1M", 4900),
    ):
        with pytest.raises(RequestOver):
            await again


async def test_what_the_brand_has_taken_or_let_lapse_is_not_taken_back(market: Market) -> None:
    taken, lapsed = await a_request(market), await a_request(market)
    await taken.offer()
    await taken.take_up()
    with pytest.raises(RequestOver):
        await answer.withdraw(taken.holder, taken.agreement)
    await lapsed.offer()
    await clock.travel(timedelta(hours=72))
    with pytest.raises(AnswerTooLate):
        await answer.withdraw(lapsed.holder, lapsed.agreement)


@pytest.mark.parametrize("price_step", [1900, 2900])
async def test_the_counter_offer_for_a_hidden_persona_is_still_its_holders_word(
    market: Market, price_step: int
) -> None:
    """Whatever it costs: the place that was kept for the request is the one that is rented."""
    request = await a_request(market)
    await request.offer("exclusive", "P1M", price_step)
    await personas.move(request.holder, request.persona, "hidden")
    await request.take_up()
    assert await market.state(request.agreement) == "Active"
    assert await fetch_value("select exclusive from personas.slots where released_at is null")
    assert await fetch_value("select count(*) from personas.slots where released_at is null") == 1
    assert await market.findings() == []


async def test_the_place_that_changes_hands_is_free_again_when_nothing_is_paid(market: Market) -> None:
    request = await a_request(market)
    await request.offer(price_step=2900)
    await personas.move(request.holder, request.persona, "hidden")
    await request.take_up(paying=False)
    await clock.travel(timedelta(minutes=16))
    await market.sweep()
    await market.sweep()
    assert await market.state(request.agreement) == "Terminated"
    assert await fetch("select 1 from personas.slots where released_at is null") == []


async def test_what_was_checked_of_the_holder_stays_as_it_was_when_they_were_asked_for(
    request_: Request,
) -> None:
    """It would change on the pages of all who ask for one of theirs in one minute."""
    assert request_.holder.person
    tag = vault.tag("money", request_.holder.person)
    assert not checked_of(await request_.row()).payout_account_checked
    await fetch(
        "insert into money.payout_identities (id, holder, method, sealed, ready_at, created_at)"
        " values ($1, $2, 'connect', '', base.now(), base.now())",
        *(new_id(), tag),
    )
    assert not checked_of(await request_.row()).payout_account_checked
    later = await a_request(request_.market, holder=request_.holder)
    assert checked_of(await later.row()).payout_account_checked
