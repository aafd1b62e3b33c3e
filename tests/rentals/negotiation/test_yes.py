"""A yes is the holder's until the day turns: then it is an agreement, its money is taken, and the brand is told."""

from datetime import timedelta

import pytest
from asyncpg.exceptions import CheckViolationError

from market.base import clock
from market.base.database import fetch, fetch_value, transaction
from market.money.sandbox import payments
from market.personas import actions as personas
from market.rentals.negotiation import answer, queries
from market.rentals.negotiation.errors import RequestOver, YesGiven
from market.rentals.negotiation.rules import told_at
from market.rentals.negotiation.taking_effect import take_effect
from tests.factories import a_holder
from tests.market import Market, market
from tests.rentals.negotiation.asking import HOUR, Request, a_request, in_the_morning, request_

__all__ = ["market", "request_"]


OFFERED = "state = 'OFFERED', offered_terms = 'accord-5', offered_period = 'P1M', offered_step = 2900"


@pytest.fixture
async def said(request_: Request) -> Request:
    """It was accepted, and the day has not turned."""
    await request_.say_yes()
    return request_


async def rentals() -> int:
    return int(await fetch_value("select count(*) from rentals.rentals"))


async def nothing_began(request: Request) -> None:
    assert await rentals() == 0
    assert (await request.row()).state == "TERMINATED"
    assert await request.payment_status() == "canceled"
    assert await request.market.findings() == []


async def test_it_waits_for_the_turn_of_the_day_and_is_dated_by_that(said: Request, market: Market) -> None:
    row = await said.row()
    assert row.answered_at and row.decide_by
    assert row.agree_at == told_at(row.answered_at, row.decide_by)
    assert (row.phase, row.phase_for_brand, row.state_for_brand) == ("accepted", "waiting", "REQUESTED")
    await clock.travel_to(row.agree_at - timedelta(seconds=2))
    await said.sweep()
    assert (await rentals(), await said.payment_status()) == (0, "authorized")
    assert await said.letters() == ["asked"]
    await said.turn()
    assert await market.state(said.agreement) == "Active"
    events = await fetch("select kind, at from rentals.record_events order by seq")
    assert [it["kind"] for it in events] == ["requested", "agreed", "activated"]
    assert events[1]["at"] == row.answered_at, "true times: the brand's copy has its day"
    assert events[2]["at"] >= row.agree_at
    starts_at = await fetch_value("select starts_at from rentals.rentals")
    assert row.agree_at <= starts_at < row.agree_at + HOUR
    given = await fetch_value("select at from rentals.consent_events where kind = 'given'")
    assert given == row.answered_at


async def test_said_again_it_is_the_same_yes(said: Request) -> None:
    before = await said.row()
    await clock.travel(timedelta(minutes=1))
    await said.say_yes()
    after = await said.row()
    assert (before.answered_at, before.agree_at) == (after.answered_at, after.agree_at)
    with pytest.raises(YesGiven):
        await said.offer()


@pytest.mark.parametrize("reason", [None, "time"])
async def test_it_is_taken_back_without_a_trace_for_the_brand(said: Request, reason: str | None) -> None:
    if reason is None:
        await answer.withdraw(said.holder, said.agreement)
    else:
        await answer.refuse(said.holder, said.agreement, reason)
    row = await said.row()
    assert (row.phase, row.phase_for_brand, row.ended_by) == ("over", "waiting", "person")
    assert await said.payment_status() == "authorized"
    with pytest.raises(RequestOver):
        await answer.accept(said.holder, said.agreement)
    await said.later(24 * HOUR)
    await nothing_began(said)
    assert (await said.row()).reason_for_brand == reason
    assert await said.letters() == ["asked", "not_accepted"]


async def test_the_brand_can_still_take_its_request_back_and_the_holder_is_told(said: Request) -> None:
    await said.withdraw()
    await nothing_began(said)
    assert await said.letters() == ["asked", "no_longer_asked"]
    await said.later(24 * HOUR)
    await nothing_began(said)


async def test_a_persona_that_is_switched_off_before_the_turn_begins_nothing(said: Request) -> None:
    await personas.move(said.holder, said.persona, "retired")
    await said.sweep()
    assert await said.payment_status() == "authorized"
    await said.later(24 * HOUR)
    await nothing_began(said)


async def test_a_persona_that_is_switched_off_at_the_turn_begins_nothing(said: Request) -> None:
    """The sweep that would end it has not come by before the one that concludes."""
    await clock.travel(24 * HOUR)
    await personas.move(said.holder, said.persona, "retired")
    await said.sweep()
    await said.later(24 * HOUR)
    await nothing_began(said)


async def test_a_brand_that_may_not_rent_at_the_turn_begins_nothing_and_its_money_is_let_go(
    said: Request,
) -> None:
    """It owes money, or was stopped just now: the sweep that would end it has not come by before."""
    assert said.brand.seat
    await clock.travel(24 * HOUR)
    await fetch("update accounts.brands set state = 'stopped' where id = $1", said.brand.seat.brand)
    await concluded_now(said)
    await nothing_began(said)
    assert set(await said.letters()) == {"asked", "no_longer_asked", "not_accepted"}


async def test_a_bank_that_lets_go_before_the_turn_ends_it_and_both_are_told(
    said: Request, market: Market
) -> None:
    intent = await fetch_value("select stripe_payment_intent_id from money.payments")
    async with market.sandbox.acting() as call:
        await payments.expire_authorization(call, intent)
    await market.quiet()
    await nothing_began(said)
    await said.later(24 * HOUR)
    await nothing_began(said)
    assert "no_longer_asked" in await said.letters()


async def test_a_worker_that_comes_when_the_money_can_be_taken_no_more_begins_nothing(said: Request) -> None:
    await clock.travel(timedelta(days=7))
    await said.market.sweep()
    await said.sweep()
    await nothing_began(said)


async def concluded_now(request: Request) -> None:
    """As the worker would, where nothing else of its has come by before."""
    row = await request.row()
    async with transaction():
        await take_effect(await queries.locked(row.id))
    await request.market.quiet()


async def test_a_persona_that_went_in_between_is_agreed_on_by_nobody(said: Request) -> None:
    await clock.travel(24 * HOUR)
    await personas.move(said.holder, said.persona, "retired")
    await concluded_now(said)
    await nothing_began(said)


async def test_a_place_that_has_lapsed_is_not_paid_for(said: Request) -> None:
    """The worker was away for longer than it is kept: nothing is taken that would have to go back."""
    await clock.travel(timedelta(days=3, hours=12))
    await concluded_now(said)
    await nothing_began(said)


async def test_money_that_can_be_taken_no_more_is_let_go(said: Request) -> None:
    await clock.travel(24 * HOUR)
    await fetch("update money.payments set capture_by = base.now() where id = $1", said.payment)
    await concluded_now(said)
    await nothing_began(said)
    assert (await said.row()).reason == "not_paid"


async def test_a_worker_that_comes_a_day_late_concludes_it_all_the_same(
    said: Request, market: Market
) -> None:
    await clock.travel(timedelta(days=2))
    await said.sweep()
    assert await market.state(said.agreement) == "Active"
    assert await market.findings() == []


async def test_accepted_in_the_last_hours_it_takes_effect_at_the_deadline(
    request_: Request, market: Market
) -> None:
    row = await request_.row()
    assert row.decide_by
    await clock.travel_to(row.decide_by - timedelta(seconds=30))
    await request_.say_yes()
    row = await request_.row()
    assert row.agree_at and row.agree_at <= row.decide_by  # type: ignore[operator]
    await clock.travel_to(row.decide_by + HOUR)  # type: ignore[operator]
    assert (await request_.row()).phase_for_brand == "waiting", "it was in time"
    await request_.sweep()
    assert await market.state(request_.agreement) == "Active"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("state = 'AGREED'", "negotiations_yes"),
        ("agree_at = agree_at - interval '1 minute'", "negotiations_yes"),
        ("agree_at = null, accepted_way = null", "negotiations_yes"),
        ("accepted_way = null", "negotiations_accepted"),
        (OFFERED, "negotiations_accepted"),
    ],
)
async def test_the_database_keeps_a_yes_as_it_was_said(said: Request, change: str, constraint: str) -> None:
    with pytest.raises(CheckViolationError) as refused:
        await fetch(f"update rentals.negotiations set {change}")
    assert refused.value.constraint_name in (constraint, "negotiations_yes")


async def test_of_many_that_one_turn_makes_due_none_is_dated_by_its_own_yes(market: Market) -> None:
    """Two of one person, said in one minute, and a stranger's of hours later: all three are dated by one turn."""
    await in_the_morning()
    holder = await a_holder()
    requests = [await a_request(market, holder=holder) for _ in range(2)] + [await a_request(market)]
    for request in requests[:2]:
        await request.say_yes()
    await clock.travel(4 * HOUR)
    await requests[2].say_yes()
    await requests[2].turn()
    days = {
        (it["at"].date(), it["at"].hour)
        for it in await fetch("select starts_at as at from rentals.rentals where starts_at is not null")
    }
    assert len(days) == 1 and await rentals() == 3
